/* SPDX-License-Identifier: GPL-3.0-or-later */
/* program_test - mails given to a sendmail program and put into a Maildir */
#include "reply/transport.h"
#include "tests/reply/letter.h"

#include <dirent.h>
#include <ftw.h>
#include <signal.h>
#include <sys/stat.h>

struct fixture {
	char *folder;
	struct sending sending;
	struct recipient recipients[2];
	struct parcel parcel;
	struct fault fault;
};

static int
set_up(void **state)
{
	struct fixture *fx = memory_new(NULL, sizeof *fx);
	struct letter l = letter_sample(fx);
	struct message *m;
	const char *tmp = getenv("TMPDIR");

	signal(SIGPIPE, SIG_IGN);
	fx->folder = must(talloc_asprintf(fx, "%s/iken-XXXXXX", tmp != NULL ? tmp : "/tmp"));
	assert_non_null(mkdtemp(fx->folder));
	assert_int_equal(message_compose(fx, &l, &m, &fx->fault), DONE);
	fx->recipients[0].address = "taro@example.jp";
	fx->recipients[1].address = "a..b@docomo.ne.jp";
	fx->parcel = (struct parcel){ .message = m, .sender = "opinion+bounce@city.example.jp",
		.recipients = fx->recipients, .count = 2 };
	fx->sending.server.deadline = 5;
	*state = fx;
	return 0;
}

static int
remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int
tear_down(void **state)
{
	struct fixture *fx = *state;

	nftw(fx->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	talloc_free(fx);
	return 0;
}

static char *
read_file(void *ctx, const char *path)
{
	struct buffer b = buffer_init(ctx);
	FILE *file = fopen(path, "r");
	int c;

	assert_non_null(file);
	while ((c = getc(file)) != EOF)
		buffer_char(&b, (unsigned char)c);
	fclose(file);
	return must(talloc_strdup(ctx, buffer_text(&b)));
}

/* A program that does what script says. */
static enum verdict
send_by(struct fixture *fx, const char *script)
{
	char *path = must(talloc_asprintf(fx, "%s/sendmail", fx->folder));
	FILE *file = fopen(path, "w");
	struct transport *t;
	struct parcel *settled;
	enum verdict v;

	fprintf(file, "#!/bin/sh\ncd '%s'\n%s\n", fx->folder, script);
	fclose(file);
	chmod(path, 0700);
	fx->sending.kind = SEND_SENDMAIL;
	fx->sending.command = must(talloc_asprintf(fx, "%s -oi  -x", path));
	v = transport_open(fx, &fx->sending, &t, &fx->fault);
	if (v == DONE)
		v = transport_send(t, &fx->parcel, &settled, &fx->fault);
	return v;
}

static void
test_program_gets_it(void **state)
{
	struct fixture *fx = *state;
	char *mail;

	assert_int_equal(send_by(fx, "printf '%s\\n' \"$@\" >args; cat >mail; echo noise; echo noise >&2"), DONE);
	assert_int_equal(fx->recipients[1].verdict, DONE);
	assert_string_equal(fx->recipients[1].result, "exit 0");
	assert_string_equal(read_file(fx, must(talloc_asprintf(fx, "%s/args", fx->folder))),
	    "-oi\n-x\n-f\nopinion+bounce@city.example.jp\n--\ntaro@example.jp\n\"a..b\"@docomo.ne.jp\n");
	mail = read_file(fx, must(talloc_asprintf(fx, "%s/mail", fx->folder)));
	assert_int_equal(strncmp(mail, "From: ", 6), 0);
	assert_null(strchr(mail, '\r'));
}

static void
test_exit_codes(void **state)
{
	static const struct {
		const char *script;
		enum verdict sent, recipient;
	} cases[] = {
		{ "cat >mail; exit 75", DONE, LATER }, { "exit 75", DONE, LATER }, { "cat >mail; exit 67", DONE, NEVER },
		{ "cat >mail; exit 65", DONE, NEVER }, { "cat >mail; exit 1", DONE, LATER },
		{ "cat >mail; kill -9 $$", DONE, LATER }, { "cat >mail; exit 64", HALT, LATER },
		{ "cat >mail; exit 78", HALT, LATER },
	};
	struct fixture *fx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		parcel_settle(&fx->parcel, LATER, "");
		assert_int_equal(send_by(fx, cases[i].script), cases[i].sent);
		assert_int_equal(fx->recipients[0].verdict, cases[i].recipient);
		assert_int_equal(fx->recipients[1].verdict, cases[i].recipient);
	}
}

static void
test_program_that_hangs(void **state)
{
	struct fixture *fx = *state;

	fx->sending.server.deadline = 1;
	assert_int_equal(send_by(fx, "cat >mail; exec sleep 60"), DONE);
	assert_int_equal(fx->recipients[0].verdict, LATER);
	assert_string_equal(fx->recipients[0].result, "killed");
}

static enum verdict
give_half(void *state, const struct sink *sink, struct fault *f)
{
	enum verdict v = DONE;

	(void)state;
	for (int i = 0; v == DONE && i < 100; i++)
		v = sink->take(sink->state, (const unsigned char *)"0123456789", 10, f);
	return v == DONE ? (fail)(f, LATER, "disk error") : v;
}

/* A mail that we cannot read to its end must not be taken for a whole one. */
static void
test_half_a_mail(void **state)
{
	struct fixture *fx = *state;
	struct letter l = letter_sample(fx);
	struct attachment a = { "a.bin", "", 100000, NULL, give_half };
	struct message *m;

	l.attachments = &a;
	l.attachment_count = 1;
	assert_int_equal(message_compose(fx, &l, &m, &fx->fault), DONE);
	fx->parcel.message = m;
	assert_int_equal(send_by(fx, "cat >mail && touch whole"), LATER);
	assert_int_equal(fx->recipients[0].verdict, LATER);
	assert_int_not_equal(access(must(talloc_asprintf(fx, "%s/whole", fx->folder)), F_OK), 0);
}

static void
test_settings(void **state)
{
	static const char *const commands[] = { "", "sendmail", "/nonexistent/sendmail -oi" };
	struct fixture *fx = *state;
	struct transport *t;

	fx->sending.kind = SEND_SENDMAIL;
	for (size_t i = 0; i < 3; i++) {
		fx->sending.command = commands[i];
		assert_int_equal(transport_open(fx, &fx->sending, &t, &fx->fault), HALT);
	}
}

/* ---- Maildir ---------------------------------------------------------------------------------- */

static int
count_files(struct fixture *fx, const char *folder, char **name_out)
{
	DIR *d = opendir(must(talloc_asprintf(fx, "%s/out/%s", fx->folder, folder)));
	const struct dirent *e;
	int n = 0;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		*name_out = must(talloc_asprintf(fx, "%s/out/%s/%s", fx->folder, folder, e->d_name));
		n++;
	}
	closedir(d);
	return n;
}

static void
test_maildir(void **state)
{
	struct fixture *fx = *state;
	struct transport *t;
	struct parcel *settled;
	char *name = NULL, *moved, *mail;

	fx->sending.kind = SEND_MAILDIR;
	fx->sending.folder = must(talloc_asprintf(fx, "%s/out", fx->folder));
	assert_int_equal(transport_open(fx, &fx->sending, &t, &fx->fault), DONE);
	for (int times = 0; times < 2; times++)
		assert_int_equal(transport_send(t, &fx->parcel, &settled, &fx->fault), DONE);
	assert_int_equal(fx->recipients[0].verdict, DONE);
	/* Twice the same mail is one file, also when a reader has seen it meanwhile. */
	assert_int_equal(count_files(fx, "new", &name), 1);
	mail = read_file(fx, name);
	assert_int_equal(strncmp(mail, "Return-Path: <opinion+bounce@city.example.jp>\nEnvelope-To: taro@example.jp\n"
	    "Envelope-To: a..b@docomo.ne.jp\nFrom: ", 110), 0);
	assert_null(strchr(mail, '\r'));
	moved = must(talloc_asprintf(fx, "%s/out/cur%s:2,S", fx->folder, strrchr(name, '/')));
	assert_int_equal(rename(name, moved), 0);
	assert_int_equal(transport_send(t, &fx->parcel, &settled, &fx->fault), DONE);
	assert_int_equal(count_files(fx, "new", &name), 0);
	assert_int_equal(count_files(fx, "tmp", &name), 0);
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_program_gets_it), test(test_exit_codes), test(test_program_that_hangs), test(test_half_a_mail),
		test(test_settings), test(test_maildir),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
