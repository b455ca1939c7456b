/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_outside_test - whatever of the settings leads out of a folder is found, and nothing else. */
#include "config/settings_outside.h"

#include "config/memory.h"
#include "tests/config/sandbox.h"

#define OFFICE "[office]\nname = x\naddress = a@example.jp\nadministrator = b@example.jp\ndesk = d\n" \
	"[department d]\nname = d\naddresses = c@example.jp\n"
#define SPOOL "[spool]\nfolder = /r/spool\n"
#define SEND "[send]\nkind = maildir\nfolder = /r/out\n"
#define SOURCE "[source m]\nkind = maildir\nfolder = /r/in\n"

static char *
outside_of(void *ctx, const char *text)
{
	char path[] = "/tmp/settings_outside.XXXXXX";
	struct buffer errors = buffer_init(ctx), out = buffer_init(ctx);
	struct settings *s;
	struct fault f;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	dprintf(fd, "%s%s", OFFICE, text);
	close(fd);
	if (settings_read(ctx, path, &s, &errors, &f) != DONE)
		fail_msg("%s", buffer_text(&errors));
	unlink(path);
	settings_outside(s, "/r", &out);
	return must(talloc_strdup(ctx, buffer_text(&out)));
}

static void
all_inside(void **state)
{
	void *ctx = must(talloc_new(NULL));

	(void)state;
	assert_string_equal(outside_of(ctx, SPOOL SEND SOURCE), "");
	assert_string_equal(outside_of(ctx, SPOOL SEND SOURCE "[backup]\nfolder = /r/b\nkeyring = /r/k\npublic_key = /r/p\n"
	    "[audit]\ncheckpoints = /r/c\n[print]\nkind = folder\nfolder = /r/print\n"), "");
	talloc_free(ctx);
}

/* Each of these leads out, and each is named. */
static void
each_way_out(void **state)
{
	static const struct {
		const char *settings, *found;
	} ways[] = {
		{ "[spool]\nfolder = /spool\n" SEND SOURCE, "spool.folder" },
		{ "[spool]\nfolder = /r/../etc\n" SEND SOURCE, "spool.folder" },
		{ "[spool]\nfolder = /r2/spool\n" SEND SOURCE, "spool.folder" },
		{ "[spool]\nfolder = /r/spool\nkeys = /keys\n" SEND SOURCE, "spool.keys" },
		{ SPOOL SOURCE "[send]\nkind = maildir\nfolder = /out\n", "send.folder" },
		{ SPOOL SOURCE "[send]\nkind = smtp\nhost = mail.example.jp\nuser = u\npassword_file = /r/p\n", "send.host" },
		{ SPOOL SEND "[source m]\nkind = maildir\nfolder = /in\n", "source.m" },
		{ SPOOL SEND "[source m]\nkind = maildir\nfolder = /r/in\nafter = move\nmove_to = /done\n", "source.move_to" },
		{ SPOOL SEND "[source m]\nkind = imap\nhost = mail.example.jp\nuser = u\npassword_file = /r/p\n", "source.m" },
		{ SPOOL SEND SOURCE "[drop x]\nfolder = /scans\nchannel = letter\n", "drop.folder" },
		{ SPOOL SEND SOURCE "[print]\nkind = printer\nprinter = ipp://localhost/printers/x\n", "print.printer" },
		{ SPOOL SEND SOURCE "[print]\nkind = folder\nfolder = /print\n", "print.folder" },
		{ SPOOL SEND SOURCE "[backup]\nfolder = /backup\npublic_key = /r/p\n", "backup.folder" },
		{ SPOOL SEND SOURCE "[audit]\ncheckpoints = /c\n", "audit.checkpoints" },

	};
	void *ctx = must(talloc_new(NULL));

	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		char *found = outside_of(ctx, ways[i].settings);

		if (strstr(found, ways[i].found) == NULL)
			fail_msg("%s is not found: \"%s\"", ways[i].found, found);
	}
	talloc_free(ctx);
}

static void
kinds_of_settings(void **state)
{
	(void)state;
	assert_int_equal(settings_leads("send", "host"), LEADS_OUT);
	assert_int_equal(settings_leads("source", "token_command"), LEADS_OUT);
	assert_int_equal(settings_leads("backup", "folder"), LEADS_TO_A_PATH);
	assert_int_equal(settings_leads("office", "name"), LEADS_NOWHERE);
	assert_int_equal(settings_leads("nothing", "folder"), LEADS_NOWHERE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_inside),
		cmocka_unit_test(each_way_out),
		cmocka_unit_test(kinds_of_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
