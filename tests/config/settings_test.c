/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_test - what a settings file may say, and what is said of one that is wrong. */
#include "config/settings.h"

#include "config/address.h"
#include "config/settings_file.h"
#include "config/settings_table.h"
#include "config/text.h"
#include "tests/config/sandbox.h"

#define TWO_DEPARTMENTS REST "[department road]\nname = 道路課\naddresses = road@city.example.jp\n"

static enum verdict
read_text(struct sandbox *box, const char *text)
{
	sandbox_write(box->file, text, strlen(text));
	box->errors = buffer_init(box);
	return settings_read(box, box->file, &box->settings, &box->errors, &box->fault);
}

static const struct settings *
read_right(struct sandbox *box, const char *text)
{
	if (read_text(box, text) != DONE)
		fail_msg("refused: %s", buffer_text(&box->errors));
	return box->settings;
}

/* The errors of text without the file's name: "8: what; what to do\n". */
static const char *
errors_of(struct sandbox *box, const char *text)
{
	struct buffer out = buffer_init(box);
	const char *at;

	if (read_text(box, text) != HALT)
		fail_msg("accepted: %s", text);
	for (at = buffer_text(&box->errors); *at != 0; at = strchr(at, '\n') + 1) {
		assert_true(text_starts(at, box->file));
		at += strlen(box->file) + 1;
		buffer_add(&out, at, (size_t)(strchr(at, '\n') + 1 - at));
	}
	assert_non_null(strstr(buffer_text(&box->errors), box->fault.text));
	return buffer_text(&out);
}

static void
what_is_not_set_has_a_value(void **state)
{
	struct sandbox *box = *state;
	const struct settings *s = read_right(box, HEAD REST);

	assert_string_equal(s->file, box->file);
	assert_string_equal(s->folder, "/var/spool/iken");
	assert_string_equal(s->keys, "/var/spool/iken/keys");
	assert_string_equal(s->office.name, "見本区役所");
	assert_string_equal(s->office.section, "");
	assert_int_equal(s->office.language, LANGUAGE_JA);
	assert_true(s->office.receipts);
	assert_int_equal(s->send.kind, SEND_SENDMAIL);
	assert_int_equal(s->send.server.tls, TLS_IMPLICIT);
	assert_int_equal(s->send.server.timeout, 30);
	assert_int_equal(s->send.server.deadline, 900);
	assert_int_equal(s->send.message_size, 20 * 1024 * 1024);
	assert_int_equal(s->send.first_pause, 300);
	assert_int_equal(s->send.longest_pause, 14400);
	assert_int_equal(s->send.give_up_after, 5 * 86400);
	assert_int_equal(s->send.bounce_window, 2 * 86400);
	assert_int_equal(s->limits.parse_seconds, 10);
	assert_int_equal(s->limits.parse_memory, 256 * 1024 * 1024);
	assert_int_equal(s->limits.token_days, 180);
	assert_int_equal(s->trust.required.count, 3);
	assert_int_equal(s->source_count, 0);
	assert_int_equal(s->department_count, 1);
	assert_true(s->departments[0].masked);
	assert_int_equal(s->departments[0].due_days, 0);
	assert_int_equal(s->calendar.due_days, 10);
	assert_int_equal(s->calendar.remind_from, 8 * 3600 + 1800);
	assert_int_equal(s->calendar.closed_each_year.count, 6);
	assert_int_equal(s->office.cooling_off, 1800);
	assert_string_equal(settings_reason(s, "sales")->name, "営業・宣伝");
	assert_string_equal(s->default_purpose, "other");
	assert_string_equal(settings_purpose(s, "other")->name, "その他");
}

static void
every_kind_of_value_is_read(void **state)
{
	const struct settings *s = read_right(*state, HEAD "receipts = いいえ\nlanguage = EN\n"
	    "section = 広報 # 2階\ncontact =\n" TWO_DEPARTMENTS
	    "due_days = ３週間\nmasked = NO\nsenders = *@road.example.jp, a..b@docomo.ne.jp\n"
	    "senders = .c.@ezweb.ne.jp、d.@docomo.ne.jp，\n"
	    "[source m]\nkind = imap\nhost = mail.example.jp\nuser = u\npassword_file = /etc/iken/pw\n"
	    "timeout = 2 min\ndeadline = 1h\nmessage_size = 5mb\nbatch = 007\nafter = move\nmove_to = 済\n"
	    "tls = starttls\nport = 1143\n"
	    "[source d]\nkind = maildir\nfolder = /var/mail/box\nafter = delete\nchannel = fax\n"
	    "[purpose road]\nname = 道路\nwords = 舗装, 穴 , ,街灯\n"
	    "[rule]\nwords = 道路\ndepartment = road\n"
	    "[rule]\npurposes = 道路, other\nsources = d\nrecipients = road@city.example.jp\n"
	    "department = road\n"
	    "[trust]\nauthserv_id = mx.example.jp\nrequired = DKIM\n");

	assert_false(s->office.receipts);
	assert_int_equal(s->office.language, LANGUAGE_EN);
	assert_string_equal(s->office.section, "広報 # 2階");
	assert_string_equal(s->office.contact, "");
	assert_int_equal(s->departments[1].due_days, 21);
	assert_false(s->departments[1].masked);
	assert_int_equal(s->departments[1].senders.count, 4);
	assert_string_equal(s->departments[1].senders.item[0], "*@road.example.jp");
	assert_string_equal(s->departments[1].senders.item[3], "d.@docomo.ne.jp");
	assert_int_equal(s->source_count, 2);
	assert_string_equal(s->sources[0].name, "m");
	assert_string_equal(s->sources[0].folder, "INBOX");
	assert_string_equal(s->sources[0].move_to, "済");
	assert_int_equal(s->sources[0].server.timeout, 120);
	assert_int_equal(s->sources[0].server.deadline, 3600);
	assert_int_equal(s->sources[0].server.port, 1143);
	assert_int_equal(s->sources[0].server.tls, TLS_STARTTLS);
	assert_int_equal(s->sources[0].message_size, 5 * 1024 * 1024);
	assert_int_equal(s->sources[0].batch, 7);
	assert_int_equal(s->sources[1].kind, SOURCE_MAILDIR);
	assert_int_equal(s->sources[1].after, AFTER_DELETE);
	assert_string_equal(s->sources[1].channel, "fax");
	assert_ptr_equal(settings_source(s, "d"), &s->sources[1]);
	assert_null(settings_source(s, "x"));
	assert_ptr_equal(settings_department(s, "road"), &s->departments[1]);
	assert_null(settings_department(s, "ROAD"));
	assert_int_equal(s->purposes[0].words.count, 3);
	assert_string_equal(s->purposes[0].words.item[2], "街灯");
	assert_int_equal(s->purpose_count, 2);
	assert_int_equal(s->rule_count, 2);
	assert_int_equal(s->rules[1].line, 46);
	assert_int_equal(s->rules[1].purposes.count, 2);
	assert_int_equal(s->trust.required.count, 1);
	assert_string_equal(s->trust.required.item[0], "dkim");
}

/* As Windows and an input method left on write it. */
static void
full_width_signs_are_taken(void **state)
{
	const struct settings *s = read_right(*state, "\xef\xbb\xbf＃ 注釈\r\n　［ｏｆｆｉｃｅ］　\r\n"
	    "Ｎａｍｅ　＝　見本＝区役所　\r\naddress=opinion@city.example.jp\r\n\r\n"
	    "\tadministrator = admin@city.example.jp\r\n desk = desk\r\n"
	    "[spool]\r\nfolder = /s\r\n[department　desk]\r\nname = 課\r\naddresses = d@city.example.jp");

	assert_string_equal(s->office.name, "見本＝区役所");
	assert_string_equal(s->departments[0].code, "desk");
}

static void
each_error_has_its_line(void **state)
{
	static const char *const rows[][2] = {
		{ "", "1: the section [office] is missing; write it with name, address, administrator, desk\n"
		    "1: the section [spool] is missing; write it with folder\n"
		    "1: there is no department; write a section [department CODE] with name and addresses, "
		    "for the desk at least\n" },
		{ HEAD "nmae = x\n" REST, "6: [office] has no setting \"nmae\"; did you mean name?\n" },
		{ HEAD "due_days = 3\n" REST,
		    "6: [office] has no setting \"due_days\"; it belongs to [department]\n" },
		{ HEAD "名前 = x\n" REST, "6: [office] has no setting \"名前\"; there are name, section, "
		    "contact, address, administrator, desk, language, templates, answers, cooling_off, receipts, default_purpose\n" },
		{ HEAD "name = x\n" REST, "6: name stands already on line 2; keep one of the two\n" },
		{ HEAD "receipts = \n" REST,
		    "6: receipts: there is no value after the =; write one, or remove the line\n" },
		{ HEAD "templates = t\n" REST,
		    "6: templates: \"t\": it is not an absolute path; begin it with /\n" },
		{ HEAD "hello\n" REST,
		    "6: there is no = after \"hello\"; write NAME = VALUE, or # before a comment\n" },
		{ HEAD "= hello\n" REST, "6: there is no name before the =; write NAME = VALUE\n" },
		{ HEAD "# \x83\x65\n" REST, "6: this line is not UTF-8; save the file as UTF-8\n" },
		{ HEAD "section = a\x1b[31m\n" REST,
		    "6: this line contains a control character; write it anew\n" },
		{ HEAD "[trust\n" REST, "6: the section's name has no ] at its end; write [trust]\n" },
		{ HEAD "[trust] x = 1\n" REST, "6: something follows the ]; write it on a line of its own\n" },
		{ HEAD "[trust x]\n" REST, "6: [trust] takes no name; write [trust]\n" },
		{ HEAD "[source]\nkind = mbox\nfolder = /m\n" REST,
		    "6: [source] has no name; write [source NAME]\n" },
		{ HEAD "[source 係]\nkind = mbox\nfolder = /m\n" REST,
		    "6: \"係\": a code has only letters a-z, digits, - and _; write [source NAME]\n" },
		{ HEAD "[limit]\n" REST, "6: there is no section [limit]; did you mean [limits]?\n" },
		{ HEAD "[office]\n" REST, "6: this section stands already on line 1; make one of the two\n" },
		{ "x = 1\n" HEAD REST,
		    "1: x stands before the first section; write a line such as [office] above it\n" },
		{ HEAD REST "[department road]\nname = 道路課\n", "11: addresses is missing; write addresses = ... "
		    "(requests go to all of these)\n" },
		{ HEAD REST "[department desk]\nname = 課\naddresses = x@city.example.jp\n",
		    "11: this section stands already on line 8; make one of the two\n" },
		{ HEAD REST "[rule]\nwords = 道\ndepartment = dsk\n",
		    "13: there is no department \"dsk\"; did you mean desk?\n" },
		{ HEAD REST "[rule]\ndepartment = desk\n", "11: this rule has no condition; " },
		{ HEAD REST "[rule]\nsources = fax\ndepartment = desk\n",
		    "12: there is no source \"fax\"; write the name of a section [source NAME]\n" },
		{ HEAD REST "[rule]\npurposes = 道路\ndepartment = desk\n", "12: there is no purpose \"道路\"; " },
		{ HEAD REST "[approver desk]\nname = 係長\naddresses = a@city.example.jp\n",
		    "11: \"desk\" stands for the desk among those who approve; " },
		{ HEAD "default_purpose = road\n" REST,
		    "6: there is no purpose \"road\"; write a section [purpose road]\n" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *errors = errors_of(*state, rows[i][0]);

		if (!text_starts(errors, rows[i][1]))
			fail_msg("got:  %swant: %s", errors, rows[i][1]);
	}
}

/* One wrong value in a section that is right but for it: one error, on its line. */
static void
each_wrong_value_is_one_error(void **state)
{
	static const struct { const char *section, *line, *error; } rows[] = {
		{ "send", "port = 65536", "port: \"65536\" is not a number from 0 to 65535; write one of these" },
		{ "send", "port = -1", "port: \"-1\" is not a number from 0 to 65535; write one of these" },
		{ "send", "port = smtp", "port: \"smtp\" is not a number from 0 to 65535; write one of these" },
		{ "send", "timeout = 30", "timeout: 30 of what? write it with s, min, h, days or weeks" },
		{ "send", "timeout = 2 h",
		    "timeout: \"2 h\" is not a number from 1 s to 1 h; write one of these" },
		{ "send", "timeout = h", "timeout: \"h\" is not a number from 1 s to 1 h; write one of these" },
		{ "send", "timeout = 3 fortnights",
		    "timeout: \"fortnights\" is no unit; write s, min, h, days or weeks" },
		{ "send", "timeout = 99999999999999999 days",
		    "timeout: \"99999999999999999 days\" is not a number from 1 s to 1 h; write one of these" },
		{ "send", "message_size = 20", "message_size: 20 of what? write it with B, KB, MB or GB" },
		{ "send", "message_size = 9000000000 GB", "message_size: \"9000000000 GB\" is not a number "
		    "from 100 KB to 1 GB; write one of these" },
		{ "send", "kind = sentmail",
		    "kind: \"sentmail\" is not known here; write smtp, sendmail or maildir" },
		{ "send", "host = mail..example.jp", "host: \"mail..example.jp\": its host name is not well "
		    "formed; write a name such as mail.city.example.jp" },
		{ "send", "host = mail.example.jp",
		    "host is for kind = smtp; remove it, or write kind = smtp" },
		{ "send", "kind = smtp", NULL },
		{ "send", "kind = maildir", NULL },
		{ "send", "user = u",
		    "user has no password; write password_file, password_command or token_command" },
		{ "send", "password_file = /p", "a password without a user; write user" },
		{ "send", "first_pause = 5 h",
		    "first_pause is longer than longest_pause; make it shorter" },
		{ "send", "command = sendmail -oi",
		    "command: \"sendmail -oi\": it is not an absolute path; begin it with /" },
		{ "trust", "required = dmarc, arc", "required: \"arc\" is not known here; write spf, dkim or dmarc" },
		{ "limits", "parse_memory = 1 MB",
		    "parse_memory: \"1 MB\" is not a number from 32 MB to 16 GB; write one of these" },
		{ "limits", "token_days = 3 hours", "token_days: \"hours\" is no unit; write days or weeks" },
		{ "limits", "token_days = 3.5",
		    "token_days: \".5\" is no unit; write days or weeks" },
	};
	struct sandbox *box = *state;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char *text = must(talloc_asprintf(box, "%s%s[%s]\n%s\n", HEAD, REST, rows[i].section,
		    rows[i].line));
		const char *errors = errors_of(box, text);

		if (strchr(errors, '\n') != errors + strlen(errors) - 1)
			fail_msg("more than one error for %s: %s", rows[i].line, errors);
		if (rows[i].error != NULL)
			assert_string_equal(errors, talloc_asprintf(box, "12: %s\n", rows[i].error));
		else
			assert_non_null(strstr(errors, " is missing; write the"));
	}
}

static void
a_source_needs_what_its_kind_needs(void **state)
{
	static const char *const rows[][2] = {
		{ "kind = imap\nuser = u\npassword_file = /p\n", "11: host is missing; " },
		{ "kind = pop3\nhost = h\n", "11: user is missing; " },
		{ "kind = pop3\nhost = h\nuser = u\n", "14: user has no password; " },
		{ "kind = maildir\n", "11: folder is missing; write the path of the Maildir" },
		{ "kind = mbox\nfolder = box\n", "13: \"box\": it is not an absolute path; " },
		{ "kind = mbox\nfolder = /b\nhost = h\n", "14: host is for kind = imap and pop3; " },
		{ "kind = mbox\nfolder = /b\nafter = mark\n", "14: kind = mbox can neither mark nor move; " },
		{ "kind = maildir\nfolder = /b\nafter = move\n", "14: after = move needs move_to; " },
		{ "kind = maildir\nfolder = /b\nafter = move\nmove_to = done\n", "15: \"done\": it is not " },
		{ "kind = maildir\nfolder = /b\nmove_to = /d\n", "14: move_to without after = move; " },
		{ "kind = imap\nhost = h\nuser = u\npassword_file = /p\ntoken_command = /t\n",
		    "16: the password comes from two places; " },
		{ "kind = imap\nhost = h\nuser = u\npassword_file = /p\ntimeout = 20 min\n",
		    "16: timeout is longer than deadline; " },
	};
	struct sandbox *box = *state;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *errors = errors_of(box, talloc_asprintf(box, "%s[source s]\n%s", HEAD REST, rows[i][0]));

		if (!text_starts(errors, rows[i][1]))
			fail_msg("got:  %swant: %s", errors, rows[i][1]);
	}
}

/* Mails that come back to where they were sent from would go round for ever. */
static void
the_box_does_not_write_to_itself(void **state)
{
	static const char office[] = "[office]\nname = 区\naddress = opinion@city.example.jp\ndesk = desk\n";
	struct sandbox *box = *state;

	assert_true(text_starts(errors_of(box, talloc_asprintf(box, "%sadministrator = %s\n%s", office,
	    "Opinion@city.example.jp", REST)), "5: the opinion box cannot tell itself"));
	assert_true(text_starts(errors_of(box, HEAD REST "addresses = OPINION@city.example.jp\n"),
	    "10: this is the opinion box's own address"));
	assert_true(text_starts(errors_of(box, "[office]\nname = 区\naddress = opinion+x@city.example.jp\n"
	    "administrator = a@city.example.jp\ndesk = desk\n" REST), "3: it has a +"));
	assert_true(text_starts(errors_of(box, "[office]\nname = 区\naddress = opinions-of-the-people@city."
	    "example.jp\nadministrator = a@city.example.jp\ndesk = desk\n" REST), "3: more than 20 signs"));
}

static void
a_file_that_cannot_be_read_says_why(void **state)
{
	struct sandbox *box = *state;
	char *large = memory_new(box, 1024 * 1024 + 2);

	memset(large, '\n', 1024 * 1024 + 1);
	box->errors = buffer_init(box);
	assert_int_equal(settings_read(box, "/nonexistent/iken.conf", &box->settings, &box->errors,
	    &box->fault), HALT);
	assert_string_equal(buffer_text(&box->errors),
	    "/nonexistent/iken.conf does not exist; run iken-init, or name the file with -c\n");
	assert_int_equal(settings_read(box, box->folder, &box->settings, &box->errors, &box->fault), HALT);
	assert_non_null(strstr(box->fault.text, "directory"));
	assert_int_equal(read_text(box, large), HALT);
	assert_non_null(strstr(box->fault.text, "longer than 1 MB"));
	sandbox_write(box->file, HEAD REST, strlen(HEAD REST));
	assert_int_equal(chmod(box->file, 0666), 0);
	assert_int_equal(settings_read(box, box->file, &box->settings, &box->errors, &box->fault), HALT);
	assert_non_null(strstr(box->fault.text, "written by everyone"));
}

/* What is printed, written as a file, is read as the same settings. */
static void
what_is_printed_is_what_was_read(void **state)
{
	struct sandbox *box = *state;
	const struct settings *s = read_right(box, HEAD REST "[limits]\ntoken_days = 5 weeks\n"
	    "text_size = 3000 KB\n[send]\nfirst_pause = 90 s\nbounce_window = 0\n");
	struct buffer first = buffer_init(box), again = buffer_init(box), file = buffer_init(box);
	char section[64] = "";

	settings_print(s, &first);
	for (const char *at = buffer_text(&first); *at != 0; at = strchr(at, '\n') + 1) {
		const char *equals = strstr(at, " = "), *dot = equals;

		while (*dot != '.')
			dot--;
		if (strncmp(section, at, (size_t)(dot - at)) != 0 || section[dot - at] != 0) {
			memcpy(section, at, (size_t)(dot - at));
			section[dot - at] = 0;
			buffer_printf(&file, "[%s]\n", section);
			if (strchr(section, '.') != NULL)
				*strrchr((char *)file.data, '.') = ' ';
		}
		buffer_add(&file, dot + 1, (size_t)(strchr(at, '\n') - dot));
	}
	settings_print(read_right(box, buffer_text(&file)), &again);
	assert_string_equal(buffer_text(&again), buffer_text(&first));
	assert_non_null(strstr(buffer_text(&first), "limits.token_days = 35 days\n"));
	assert_non_null(strstr(buffer_text(&first), "send.first_pause = 90 s\n"));
	assert_non_null(strstr(buffer_text(&first), "send.bounce_window = 0 s\n"));
}

static void
the_table_explains_every_setting(void **state)
{
	struct buffer out = buffer_init(*state);

	settings_explain(&out);
	for (size_t i = 0; i < section_kind_count; i++)
		for (size_t j = 0; j < section_kinds[i]->count; j++) {
			const struct setting *setting = &section_kinds[i]->settings[j];
			char *line = must(talloc_asprintf(*state, "\n%s = %s\n\t%s", setting->name,
			    setting->standard, setting->help));

			assert_non_null(strstr(buffer_text(&out), line));
			assert_true(*setting->help != 0);
		}
}

/* Any two octets anywhere in a file do no harm; what is said of them is text. */
static void
damaged_files_do_no_harm(void **state)
{
	struct sandbox *box = *state;
	size_t len = strlen(HEAD REST);
	unsigned seed = 1;

	for (int round = 0; round < 2000; round++) {
		void *ctx = must(talloc_new(box));
		struct buffer errors = buffer_init(ctx);
		char *text = must(talloc_memdup(ctx, HEAD REST, len));

		for (int i = 0; i < 4; i++) {
			seed = seed * 1103515245 + 12345;
			text[(seed >> 8) % len] = "[]=\n\r# ,\0\xff\xe3"[seed >> 28 & 7];
		}
		sandbox_write(box->file, text, len);
		if (settings_read(ctx, box->file, &box->settings, &errors, &box->fault) != DONE)
			assert_true(errors.len != 0 && text_is_utf8(buffer_bytes(&errors)));
		talloc_free(ctx);
	}
}

static void
addresses_of_carriers_are_taken(void **state)
{
	static const char *const right[] = { "a@b.jp", "a..b@docomo.ne.jp", ".c.@ezweb.ne.jp",
		"-x-@docomo.ne.jp", "a/b?c=d@example.jp", "x@xn--eckwd4c7c.jp", "o'neil@a-b.example" };
	static const char *const wrong[] = { "", "a", "@b.jp", "a@", "a@b", "a b@c.jp", "a@b..jp", "a@.b.jp",
		"a@b.jp.", "a@-b.jp", "a@b-.jp", "a@b@c.jp", "<a@b.jp>", "a@b.jp,c@d.jp", "\"a b\"@c.jp",
		"道@c.jp", "a@道.jp", "a@b_c.jp", "a@[192.0.2.1]", "a\n@b.jp", "*@b.jp", "a＠b.jp" };

	(void)state;
	for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
		assert_null(address_fault(right[i]));
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (address_fault(wrong[i]) == NULL)
			fail_msg("accepted: %s", wrong[i]);
	assert_null(host_fault("192.0.2.1"));
	assert_null(host_fault("2001:db8::1"));
	assert_null(host_fault("localhost"));
	assert_non_null(host_fault("2001:db8::x"));
	assert_non_null(host_fault("a b"));
}

static void
the_nearest_name_is_found(void **state)
{
	static const char *const names[] = { "name", "address", "administrator", "desk" };

	(void)state;
	assert_string_equal(nearest_name("adress", names, 4), "address");
	assert_string_equal(nearest_name("adminstartor", names, 4), "administrator");
	assert_string_equal(nearest_name("nmae", names, 4), "name");
	assert_null(nearest_name("timeout", names, 4));
	assert_null(nearest_name("", names, 4));
	assert_null(nearest_name("x", names, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		sandbox_test(what_is_not_set_has_a_value),
		sandbox_test(every_kind_of_value_is_read),
		sandbox_test(full_width_signs_are_taken),
		sandbox_test(each_error_has_its_line),
		sandbox_test(each_wrong_value_is_one_error),
		sandbox_test(a_source_needs_what_its_kind_needs),
		sandbox_test(the_box_does_not_write_to_itself),
		sandbox_test(a_file_that_cannot_be_read_says_why),
		sandbox_test(what_is_printed_is_what_was_read),
		sandbox_test(the_table_explains_every_setting),
		sandbox_test(damaged_files_do_no_harm),
		sandbox_test(addresses_of_carriers_are_taken),
		sandbox_test(the_nearest_name_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
