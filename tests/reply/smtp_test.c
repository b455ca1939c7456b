/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp_test - what becomes of each recipient, whatever the server says, and that no mail is cut */
#include "reply/transport.h"
#include "tests/reply/letter.h"
#include "tests/reply/fake_server.h"

#define ALL "PIPELINING,SIZE 1000000,AUTH PLAIN LOGIN XOAUTH2,8BITMIME"

struct fixture {
	struct fake_server fake;
	struct sending sending;
	struct transport *transport;
	struct recipient recipients[3][2];
	struct parcel parcel[3];
	struct parcel *settled;
	struct fault fault;
};

static int
set_up(void **state)
{
	static const char *const addresses[] = { "taro@example.jp", "a..b@docomo.ne.jp" };
	struct fixture *fx = memory_new(NULL, sizeof *fx);
	struct letter l = letter_sample(fx);

	signal(SIGPIPE, SIG_IGN);
	l.text = ".dot\n..two\nend\n";
	for (int i = 0; i < 3; i++) {
		struct message *m;

		l.subject = must(talloc_asprintf(fx, "mail %d", i + 1));
		assert_int_equal(message_compose(fx, &l, &m, &fx->fault), DONE);
		for (int k = 0; k < 2; k++)
			fx->recipients[i][k].address = addresses[k];
		fx->parcel[i] = (struct parcel){ .message = m, .sender = i == 0 ? "" : "opinion@city.example.jp",
			.recipients = fx->recipients[i], .count = 2 };
	}
	fx->fake.extensions = ALL;
	*state = fx;
	return 0;
}

static int
tear_down(void **state)
{
	talloc_free(*state);
	return 0;
}

static enum verdict
connect_to(struct fixture *fx)
{
	if (fx->fake.pid == 0)
		fake_start(&fx->fake);
	fx->sending.kind = SEND_SMTP;
	fx->sending.server = fx->fake.server;
	return transport_open(fx, &fx->sending, &fx->transport, &fx->fault);
}

static void
react(struct fixture *fx, const char *command, int nth, const char *answer)
{
	int i = 0;

	while (fx->fake.reactions[i].command != NULL)
		i++;
	fx->fake.reactions[i] = (struct reaction){ command, nth, answer };
}

static enum verdict
put(struct fixture *fx, int i)
{
	return transport_send(fx->transport, &fx->parcel[i], &fx->settled, &fx->fault);
}

static char *
finish(struct fixture *fx)
{
	transport_settle(fx->transport);
	talloc_free(fx->transport);
	return fake_stop(fx, &fx->fake);
}

static int
count(const char *text, const char *what)
{
	int n = 0;

	for (const char *p = text; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

#define assert_recipient(i, k, wanted, words) \
	do { \
		assert_int_equal(fx->recipients[i][k].verdict, wanted); \
		assert_string_equal(fx->recipients[i][k].result, words); \
		assert_false(fx->parcel[i].outstanding); \
	} while (0)

static void
start(struct fixture *fx)
{
	if (connect_to(fx) != DONE)
		fail_msg("%s", fx->fault.text);
}

static void
test_three_mails_one_session(void **state)
{
	struct fixture *fx = *state;
	char *log;

	start(fx);
	assert_int_equal(transport_limit(fx->transport), 1000000);
	assert_int_equal(put(fx, 0), DONE);
	assert_true(fx->parcel[0].outstanding);
	assert_null(fx->settled);
	assert_int_equal(put(fx, 1), DONE);
	assert_ptr_equal(fx->settled, &fx->parcel[0]);
	assert_recipient(0, 0, DONE, "250 2.0.0");
	assert_int_equal(put(fx, 2), DONE);
	assert_ptr_equal(fx->settled, &fx->parcel[1]);
	assert_ptr_equal(transport_settle(fx->transport), &fx->parcel[2]);
	assert_recipient(2, 1, DONE, "250 2.0.0");
	assert_null(transport_settle(fx->transport));
	log = finish(fx);
	assert_int_equal(count(log, "[connection]"), 1);
	assert_int_equal(count(log, "[end]"), 3);
	assert_non_null(strstr(log, must(talloc_asprintf(fx, "MAIL FROM:<> SIZE=%lld\r\n",
	    (long long)message_size(fx->parcel[0].message)))));
	assert_non_null(strstr(log, "MAIL FROM:<opinion@city.example.jp> SIZE="));
	assert_non_null(strstr(log, "RCPT TO:<\"a..b\"@docomo.ne.jp>\r\n"));
	assert_non_null(strstr(log, "\r\n\r\n..dot\r\n...two\r\nend\r\n.\r\n"));
	assert_non_null(strstr(log, "QUIT\r\n"));
	/* The envelope came in one piece, with the others waiting behind the first command. */
	assert_non_null(strstr(log, "[early]"));
}

static void
test_without_pipelining(void **state)
{
	struct fixture *fx = *state;
	char *log;

	fx->fake.extensions = "AUTH PLAIN";
	react(fx, "RCPT", 1, "550 5.1.1 taro@example.jp unknown");
	react(fx, "MAIL", 2, "451 4.3.0 later");
	start(fx);
	assert_int_equal(put(fx, 0), DONE);
	assert_int_equal(put(fx, 1), DONE);
	assert_int_equal(put(fx, 2), DONE);
	log = finish(fx);
	assert_recipient(0, 0, NEVER, "550 5.1.1");
	assert_recipient(0, 1, DONE, "250 2.0.0");
	assert_recipient(1, 0, LATER, "451 4.3.0");
	assert_recipient(2, 0, DONE, "250 2.0.0");
	assert_null(strstr(log, "[early]"));
	assert_null(strstr(log, "SIZE="));
}

/* One of two recipients is refused, the other left for later, both, and the whole mail. */
static void
test_classes(void **state)
{
	static const struct {
		const char *command;
		int nth;
		const char *answer;
		struct {
			enum verdict verdict;
			const char *result;
		} first, second;
	} cases[] = {
		{ "RCPT", 1, "550 5.1.1 no", { NEVER, "550 5.1.1" }, { DONE, "250 2.0.0" } },
		{ "RCPT", 2, "450 4.2.0 greylisted", { DONE, "250 2.0.0" }, { LATER, "450 4.2.0" } },
		{ "RCPT", 0, "550 no", { NEVER, "550" }, { NEVER, "550" } },
		{ "MAIL", 1, "552 5.3.4 too large", { NEVER, "552 5.3.4" }, { NEVER, "552 5.3.4" } },
		{ "MAIL", 1, "452 4.3.1 disk", { LATER, "452 4.3.1" }, { LATER, "452 4.3.1" } },
		{ "DATA", 1, "451 4.3.0 not now", { LATER, "451 4.3.0" }, { LATER, "451 4.3.0" } },
		{ ".", 1, "451-4.3.0 not\r\n451 4.3.0 now", { LATER, "451 4.3.0" }, { LATER, "451 4.3.0" } },
		{ ".", 1, "554 5.7.1 spam of taro@example.jp", { NEVER, "554 5.7.1" }, { NEVER, "554 5.7.1" } },
		{ ".", 1, "250", { DONE, "250" }, { DONE, "250" } },
		{ ".", 1, "250 5.0.0.", { DONE, "250" }, { DONE, "250" } },
		{ ".", 1, "250-what\r\n251 is this", { LATER, "perhaps" }, { LATER, "perhaps" } },
		{ ".", 1, "hello", { LATER, "perhaps" }, { LATER, "perhaps" } },
		{ ".", 1, NULL, { LATER, "perhaps" }, { LATER, "perhaps" } },
		{ "RCPT", 1, "421 4.3.2 going down", { LATER, "connection" }, { LATER, "connection" } },
	};
	struct fixture *fx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0] - 1; i++) {
		char *log;

		fx->fake.pid = 0;
		memset(fx->fake.reactions, 0, sizeof fx->fake.reactions);
		react(fx, cases[i].command, cases[i].nth, cases[i].answer);
		start(fx);
		assert_int_equal(put(fx, 0), DONE);
		/* Whatever became of it, the next one goes. */
		if (strcmp(cases[i].command, "RCPT") != 0 || cases[i].nth != 0)
			assert_int_equal(put(fx, 1), DONE);
		log = finish(fx);
		assert_recipient(0, 0, cases[i].first.verdict, cases[i].first.result);
		assert_recipient(0, 1, cases[i].second.verdict, cases[i].second.result);
		if (strcmp(cases[i].command, "RCPT") != 0 || cases[i].nth != 0)
			assert_recipient(1, 0, DONE, "250 2.0.0");
		assert_non_null(log);
	}
}

/* A session that the server has closed meanwhile costs nothing. */
static void
test_lost_before_the_data(void **state)
{
	static const char *const commands[] = { "MAIL", "RCPT", "DATA" };
	struct fixture *fx = *state;

	for (size_t i = 0; i < 3; i++) {
		char *log;

		fx->fake.pid = 0;
		memset(fx->fake.reactions, 0, sizeof fx->fake.reactions);
		react(fx, commands[i], i == 1 ? 3 : 2, i == 1 ? "421 4.3.2 going down" : NULL);
		start(fx);
		for (int k = 0; k < 3; k++)
			assert_int_equal(put(fx, k), DONE);
		log = finish(fx);
		assert_int_equal(count(log, "[connection]"), 2);
		assert_int_equal(count(log, "[end]"), 3);
		for (int k = 0; k < 3; k++)
			assert_recipient(k, 0, DONE, "250 2.0.0");
	}
}

static void
test_server_gone(void **state)
{
	struct fixture *fx = *state;

	start(fx);
	assert_int_equal(put(fx, 0), DONE);
	kill(fx->fake.pid, SIGKILL);
	assert_int_equal(put(fx, 1), LATER);
	assert_ptr_equal(fx->settled, &fx->parcel[0]);
	assert_recipient(1, 0, LATER, "connection");
	assert_non_null(strstr(fx->fault.text, "localhost"));
	finish(fx);
}

static void
test_silence(void **state)
{
	struct fixture *fx = *state;

	react(fx, ".", 1, "wait");
	start(fx);
	assert_int_equal(put(fx, 0), DONE);
	assert_ptr_equal(transport_settle(fx->transport), &fx->parcel[0]);
	assert_recipient(0, 0, LATER, "perhaps");
	finish(fx);
}

static void
test_larger_than_the_server_takes(void **state)
{
	struct fixture *fx = *state;
	char *log;

	fx->fake.extensions = "PIPELINING,SIZE 100";
	start(fx);
	assert_int_equal(put(fx, 0), NEVER);
	assert_recipient(0, 0, NEVER, "552 5.3.4");
	log = finish(fx);
	assert_null(strstr(log, "MAIL"));
}

static enum verdict
give_too_little(void *state, const struct sink *sink, struct fault *f)
{
	(void)state;
	return sink->take(sink->state, (const unsigned char *)"0123456789", 10, f);
}

/* Half a mail is never ended, so that no server takes it for a whole one. */
static void
test_half_a_mail(void **state)
{
	struct fixture *fx = *state;
	struct letter l = letter_sample(fx);
	struct attachment a = { "a.bin", "", 100000, NULL, give_too_little };
	struct message *m;
	char *log;

	l.attachments = &a;
	l.attachment_count = 1;
	assert_int_equal(message_compose(fx, &l, &m, &fx->fault), DONE);
	fx->parcel[0].message = m;
	start(fx);
	assert_int_equal(put(fx, 0), NEVER);
	assert_recipient(0, 0, NEVER, "unwritable");
	assert_int_equal(put(fx, 1), DONE);
	log = finish(fx);
	assert_recipient(1, 0, DONE, "250 2.0.0");
	assert_int_equal(count(log, "[end]"), 1);
	assert_int_equal(count(log, "[connection]"), 2);
}

/* ---- getting in ------------------------------------------------------------------------------------ */

static enum verdict
log_in(struct fixture *fx, const char *extensions, const char *token)
{
	static char path[100];
	FILE *file;

	fx->fake.extensions = extensions;
	fx->fake.pid = 0;
	fake_start(&fx->fake);
	snprintf(path, sizeof path, "%s/password", fx->fake.folder);
	file = fopen(path, "w");
	fputs("se cret\n", file);
	fclose(file);
	chmod(path, 0600);
	fx->fake.server.user = "iken";
	fx->fake.server.password_file = path;
	fx->fake.server.token_command = token;
	return connect_to(fx);
}

static char *
end_login(struct fixture *fx)
{
	if (fx->transport != NULL)
		talloc_free(fx->transport);
	fx->transport = NULL;
	unlink(fx->fake.server.password_file);
	return fake_stop(fx, &fx->fake);
}

static void
test_login(void **state)
{
	struct fixture *fx = *state;
	char *log;

	assert_int_equal(log_in(fx, "AUTH PLAIN LOGIN", ""), DONE);
	log = end_login(fx);
	assert_non_null(strstr(log, "AUTH PLAIN AGlrZW4Ac2UgY3JldA==\r\n"));
	assert_int_equal(log_in(fx, "AUTH=LOGIN", ""), DONE);
	log = end_login(fx);
	assert_non_null(strstr(log, "AUTH LOGIN\r\naWtlbg==\r\nc2UgY3JldA==\r\n"));
	assert_int_equal(log_in(fx, "AUTH PLAIN XOAUTH2", "/bin/echo token"), DONE);
	log = end_login(fx);
	assert_non_null(strstr(log, "AUTH XOAUTH2 dXNlcj1pa2VuAWF1dGg9QmVhcmVyIHRva2VuAQE=\r\n"));
}

static void
test_login_refused(void **state)
{
	struct fixture *fx = *state;

	react(fx, "AUTH", 0, "535 5.7.8 no");
	assert_int_equal(log_in(fx, "AUTH PLAIN", ""), HALT);
	assert_null(strstr(fx->fault.text, "se cret"));
	end_login(fx);
	fx->fake.reactions[0].answer = "454 4.7.0 not now";
	assert_int_equal(log_in(fx, "AUTH PLAIN", ""), LATER);
	end_login(fx);
	fx->fake.reactions[0].command = NULL;
	assert_int_equal(log_in(fx, "AUTH CRAM-MD5", ""), HALT);
	end_login(fx);
	react(fx, "MAIL", 0, "530 5.7.0 log in first");
	assert_int_equal(log_in(fx, ALL, ""), DONE);
	assert_int_equal(put(fx, 0), HALT);
	end_login(fx);
}

static void
test_starttls(void **state)
{
	struct fixture *fx = *state;
	char *log;

	fx->fake.tls = TLS_STARTTLS;
	assert_int_equal(log_in(fx, ALL, ""), DONE);
	assert_int_equal(put(fx, 0), DONE);
	transport_settle(fx->transport);
	log = end_login(fx);
	assert_recipient(0, 0, DONE, "250 2.0.0");
	assert_int_equal(count(log, "EHLO"), 2);
	assert_true(strstr(log, "STARTTLS") < strstr(log, "AUTH"));
	/* Whoever takes STARTTLS out of the server's words gets nothing. */
	assert_int_equal(log_in(fx, "NOSTARTTLS,AUTH PLAIN", ""), LATER);
	log = end_login(fx);
	assert_null(strstr(log, "AUTH"));
	react(fx, "STARTTLS", 0, "454 4.7.0 not now");
	assert_int_equal(log_in(fx, ALL, ""), LATER);
	log = end_login(fx);
	assert_null(strstr(log, "AUTH"));
}

static void
test_greeting(void **state)
{
	static const char *const greetings[] = { "554 no", "421 busy", "what", NULL };
	struct fixture *fx = *state;

	react(fx, "", 0, "");
	for (size_t i = 0; i < 4; i++) {
		fx->fake.pid = 0;
		fx->fake.reactions[0].answer = greetings[i];
		assert_int_equal(connect_to(fx), LATER);
		fake_stop(fx, &fx->fake);
	}
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_three_mails_one_session), test(test_without_pipelining), test(test_classes),
		test(test_lost_before_the_data), test(test_server_gone), test(test_silence),
		test(test_larger_than_the_server_takes), test(test_half_a_mail), test(test_login),
		test(test_login_refused), test(test_starttls), test(test_greeting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
