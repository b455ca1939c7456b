/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wire_test - who is talked to and who is refused, and that nothing waits for ever. */
#include "spool/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "config/memory.h"

#define DAY 86400

enum issuer { BY_CA, BY_ITSELF };

struct identity {
	const char *name;		/* DNS name, or NULL */
	bool loopback;			/* 127.0.0.1 and ::1 among the names */
	enum issuer issuer;
	time_t from, to;		/* days from now */
};

/* What the server of a test does after accept(2). */
enum manner { TALK, SILENT, DRIP, CLOSE_AT_ONCE, PLAIN, STARTTLS, STARTTLS_INJECTED, FLOOD };

struct service {
	enum manner manner;
	int family;
	const char *priority;
	struct identity identity;
};

static char folder[] = "/tmp/iken-wire-XXXXXX";
static char ca_file[64];
static void *ctx;
static gnutls_x509_privkey_t ca_key, server_key;
static gnutls_x509_crt_t ca;

static void
must_be(int r)
{
	if (r < 0) {
		print_error("%s\n", gnutls_strerror(r));
		_exit(99);
	}
}

static gnutls_x509_privkey_t
new_key(void)
{
	gnutls_x509_privkey_t key;

	must_be(gnutls_x509_privkey_init(&key));
	must_be(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
	return key;
}

static gnutls_x509_crt_t
new_certificate(gnutls_x509_privkey_t key, const char *common_name, const struct identity *who)
{
	static unsigned char serial;
	static const unsigned char four[4] = { 127, 0, 0, 1 }, six[16] = { [15] = 1 };
	gnutls_x509_crt_t c;
	time_t now = time(NULL);

	must_be(gnutls_x509_crt_init(&c));
	must_be(gnutls_x509_crt_set_version(c, 3));
	serial++;
	must_be(gnutls_x509_crt_set_serial(c, &serial, 1));
	must_be(gnutls_x509_crt_set_key(c, key));
	must_be(gnutls_x509_crt_set_activation_time(c, now + who->from * DAY));
	must_be(gnutls_x509_crt_set_expiration_time(c, now + who->to * DAY));
	must_be(gnutls_x509_crt_set_dn_by_oid(c, GNUTLS_OID_X520_COMMON_NAME, 0, common_name,
	    (unsigned)strlen(common_name)));
	if (who->name != NULL)
		must_be(gnutls_x509_crt_set_subject_alt_name(c, GNUTLS_SAN_DNSNAME, who->name,
		    (unsigned)strlen(who->name), GNUTLS_FSAN_APPEND));
	if (who->loopback) {
		must_be(gnutls_x509_crt_set_subject_alt_name(c, GNUTLS_SAN_IPADDRESS, four, 4, GNUTLS_FSAN_APPEND));
		must_be(gnutls_x509_crt_set_subject_alt_name(c, GNUTLS_SAN_IPADDRESS, six, 16, GNUTLS_FSAN_APPEND));
	}
	return c;
}

static gnutls_x509_crt_t
issue(const struct identity *who)
{
	gnutls_x509_crt_t c = new_certificate(server_key, "server", who);

	if (who->issuer == BY_CA)
		must_be(gnutls_x509_crt_sign2(c, ca, ca_key, GNUTLS_DIG_SHA256, 0));
	else
		must_be(gnutls_x509_crt_sign2(c, c, server_key, GNUTLS_DIG_SHA256, 0));
	return c;
}

static gnutls_session_t
serve_tls(int fd, const struct service *s)
{
	gnutls_datum_t tickets;
	gnutls_certificate_credentials_t credentials;
	gnutls_x509_crt_t c = issue(&s->identity);
	gnutls_session_t session;

	must_be(gnutls_certificate_allocate_credentials(&credentials));
	must_be(gnutls_certificate_set_x509_key(credentials, &c, 1, server_key));
	must_be(gnutls_init(&session, GNUTLS_SERVER));
	must_be(gnutls_priority_set_direct(session, s->priority != NULL ? s->priority : "NORMAL", NULL));
	must_be(gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials));
	must_be(gnutls_session_ticket_key_generate(&tickets));
	must_be(gnutls_session_ticket_enable_server(session, &tickets));
	gnutls_transport_set_int(session, fd);
	if (gnutls_handshake(session) < 0)
		_exit(0);
	return session;
}

static void
say(int fd, const char *words)
{
	if (write(fd, words, strlen(words)) < 0)
		_exit(1);
}

static void
serve(int fd, const struct service *s)
{
	static char flood[16000];
	gnutls_session_t session;
	char line[64];

	if (s->manner == CLOSE_AT_ONCE)
		return;
	if (s->manner == PLAIN)
		say(fd, "* OK this is not TLS at all, whatever you say\r\n");
	if (s->manner == STARTTLS)
		say(fd, "go\n");
	if (s->manner == STARTTLS_INJECTED)
		say(fd, "go\nrun\n");
	if (s->manner == SILENT || s->manner == PLAIN)
		pause();
	session = serve_tls(fd, s);
	gnutls_record_send(session, "hello\n", 6);
	while (s->manner == FLOOD && gnutls_record_send(session, flood, sizeof flood) > 0)
		;
	while (s->manner == DRIP) {
		usleep(200000);
		gnutls_record_send(session, ".", 1);
	}
	if (gnutls_record_recv(session, line, sizeof line) > 0)
		gnutls_record_send(session, "bye\n", 4);
	gnutls_bye(session, GNUTLS_SHUT_WR);
}

struct running {
	pid_t pid;
	struct server server;
};

static struct running
start(const struct service *s, const char *host)
{
	struct sockaddr_in six_or_four = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	bool is_six = s->family == AF_INET6;
	socklen_t size = is_six ? sizeof six : sizeof six_or_four;
	struct sockaddr *a = is_six ? (struct sockaddr *)&six : (struct sockaddr *)&six_or_four;
	struct running r = { .server = { .host = host, .ca_file = ca_file, .timeout = 1, .deadline = 3 } };
	int fd = socket(is_six ? AF_INET6 : AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, a, size), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, a, &size), 0);
	r.server.port = ntohs(is_six ? six.sin6_port : six_or_four.sin_port);
	r.server.tls = s->manner >= STARTTLS && s->manner <= STARTTLS_INJECTED ? TLS_STARTTLS : TLS_IMPLICIT;
	r.pid = fork();
	if (r.pid == 0) {
		signal(SIGPIPE, SIG_IGN);
		alarm(20);
		serve(accept(fd, NULL, NULL), s);
		_exit(0);
	}
	close(fd);
	return r;
}

static void
stop(struct running *r)
{
	kill(r->pid, SIGKILL);
	waitpid(r->pid, NULL, 0);
}

static const struct identity good = { "localhost", true, BY_CA, -1, 1 };

/* Connects and reads the greeting, answers it and reads the goodbye. */
static void
talks(const struct service *s, const char *host)
{
	struct running r = start(s, host);
	struct fault f = { "" };
	mailstream *stream;
	struct wire *wire;
	char line[64];

	if (wire_connect(&r.server, 0, &stream, &wire, &f) != DONE)
		fail_msg("%s", f.text);
	if (r.server.tls == TLS_STARTTLS) {
		assert_int_equal(mailstream_read(stream, line, 3), 3);
		if (wire_start_tls(stream, wire, &f) != DONE)
			fail_msg("%s", f.text);
	}
	/* By now the tickets of TLS 1.3 and the greeting lie side by side in the buffer. */
	usleep(100000);
	assert_int_equal(mailstream_read(stream, line, sizeof line), 6);
	assert_memory_equal(line, "hello\n", 6);
	assert_int_equal(mailstream_write(stream, "x", 1), 1);
	assert_int_equal(mailstream_flush(stream), 0);
	assert_int_equal(mailstream_read(stream, line, sizeof line), 4);
	assert_int_equal(mailstream_read(stream, line, sizeof line), -1);
	assert_string_equal(wire_error(wire), "connection closed by the server");
	mailstream_close(stream);
	stop(&r);
}

static void
is_refused(const struct service *s, const char *host, const char *reason)
{
	struct running r = start(s, host);
	struct fault f = { "" };
	mailstream *stream = NULL;
	struct wire *wire;
	enum verdict v = wire_connect(&r.server, 0, &stream, &wire, &f);

	if (v == DONE)
		mailstream_close(stream);
	stop(&r);
	assert_int_equal(v, LATER);
	if (strstr(f.text, reason) == NULL)
		fail_msg("wanted \"%s\", got \"%s\"", reason, f.text);
}

static void
good_names_are_accepted(void **state)
{
	struct service s = { .identity = good };

	(void)state;
	talks(&s, "localhost");
	talks(&s, "127.0.0.1");
	s.priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2";
	talks(&s, "localhost");
	s = (struct service){ .identity = good, .family = AF_INET6 };
	talks(&s, "::1");
	s = (struct service){ .identity = good, .manner = STARTTLS };
	talks(&s, "localhost");
}

static void
bad_certificates_are_refused(void **state)
{
	struct service s = { .identity = good };

	(void)state;
	s.identity.issuer = BY_ITSELF;
	is_refused(&s, "localhost", "self-signed");
	s.identity = good;
	s.identity.from = -10;
	s.identity.to = -1;
	is_refused(&s, "localhost", "certificate expired on 2");
	s.identity.from = 1;
	s.identity.to = 10;
	is_refused(&s, "localhost", "is not valid before 2");
	s.identity = good;
	s.identity.name = "mail.example.jp";
	is_refused(&s, "localhost", "is not for localhost but for mail.example.jp");
	s.identity = good;
	s.identity.loopback = false;
	is_refused(&s, "127.0.0.1", "is not for 127.0.0.1 but for localhost");
}

static void
a_stranger_is_refused(void **state)
{
	struct service s = { .identity = good };
	struct running r = start(&s, "localhost");
	struct fault f = { "" };
	mailstream *stream;
	struct wire *wire;

	(void)state;
	r.server.ca_file = "";		/* the system's: our CA is not among them */
	assert_int_not_equal(wire_connect(&r.server, 0, &stream, &wire, &f), DONE);
	stop(&r);
	assert_true(strstr(f.text, "nobody whom we trust") != NULL || strstr(f.text, "ca-certificates") != NULL);
	r.server.ca_file = "/nonexistent/ca.pem";
	r = start(&s, "localhost");
	r.server.ca_file = "/nonexistent/ca.pem";
	assert_int_equal(wire_connect(&r.server, 0, &stream, &wire, &f), HALT);
	stop(&r);
}

static void
no_good_tls_is_refused(void **state)
{
	struct service s = { .identity = good, .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0" };

	(void)state;
	is_refused(&s, "localhost", "no TLS 1.2 or later");
	s = (struct service){ .identity = good, .manner = PLAIN };
	is_refused(&s, "localhost", "TLS handshake");
	s.manner = CLOSE_AT_ONCE;
	is_refused(&s, "localhost", "TLS handshake");
	s.manner = SILENT;
	is_refused(&s, "localhost", "TLS handshake: timed out after 1 s");
}

static void
nobody_there(void **state)
{
	struct service s = { .identity = good, .manner = CLOSE_AT_ONCE };
	struct running r = start(&s, "localhost");
	struct fault f = { "" };
	mailstream *stream;
	struct wire *wire;

	(void)state;
	stop(&r);
	assert_int_equal(wire_connect(&r.server, 0, &stream, &wire, &f), LATER);
	assert_non_null(strstr(f.text, "refused"));
	r.server.host = "no-such-host.invalid";
	assert_int_equal(wire_connect(&r.server, 0, &stream, &wire, &f), LATER);
	assert_non_null(strstr(f.text, "no-such-host.invalid"));
}

static void
octets_before_tls_are_refused(void **state)
{
	struct service s = { .identity = good, .manner = STARTTLS_INJECTED };
	struct running r = start(&s, "localhost");
	struct fault f = { "" };
	mailstream *stream;
	struct wire *wire;
	char line[8];

	(void)state;
	assert_int_equal(wire_connect(&r.server, 0, &stream, &wire, &f), DONE);
	assert_int_equal(mailstream_read(stream, line, 3), 3);
	assert_int_equal(wire_start_tls(stream, wire, &f), LATER);
	assert_non_null(strstr(f.text, "before the TLS handshake"));
	/* Nothing may be said in the clear afterwards. */
	assert_int_equal(mailstream_write(stream, "password", 8), 8);
	assert_int_equal(mailstream_flush(stream), -1);
	mailstream_close(stream);
	stop(&r);
}

/* Reads to the end and returns the octets; the reason must be as wanted. */
static size_t
read_until_it_breaks(const struct service *s, int64_t allow, const char *reason)
{
	struct running r = start(s, "localhost");
	struct fault f = { "" };
	mailstream *stream;
	struct wire *wire;
	char piece[30000];
	size_t total = 0;
	ssize_t n;

	r.server.timeout = 2;
	assert_int_equal(wire_connect(&r.server, 0, &stream, &wire, &f), DONE);
	if (allow != 0)
		wire_allow(wire, allow);
	while ((n = mailstream_read(stream, piece, sizeof piece)) > 0)
		total += (size_t)n;
	if (strstr(wire_error(wire), reason) == NULL)
		fail_msg("wanted \"%s\", got \"%s\"", reason, wire_error(wire));
	mailstream_close(stream);
	stop(&r);
	return total;
}

static void
every_wait_ends(void **state)
{
	struct service s = { .identity = good, .manner = DRIP };

	(void)state;
	read_until_it_breaks(&s, 0, "the session took more than 3 s");
	s.manner = TALK;
	read_until_it_breaks(&s, 0, "timed out after 2 s");
	s.manner = FLOOD;
	assert_in_range(read_until_it_breaks(&s, 1000000, "more than 1000000 octets"), 900000, 1000000);
}

static const char *
make_file(const char *name, const char *content, mode_t mode)
{
	char *path = must(talloc_asprintf(ctx, "%s/%s", folder, name));
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, strlen(content)), strlen(content));
	fchmod(fd, mode);
	close(fd);
	return path;
}

static enum verdict
password(const char *file, const char *command, char *out, size_t room)
{
	struct server s = { .password_file = file, .password_command = command, .token_command = "", .timeout = 1 };
	struct fault f = { "" };
	char *secret = NULL;
	enum verdict v = wire_password(&s, &secret, &f);

	snprintf(out, room, "%s", v == DONE ? secret : f.text);
	wire_secret_free(&secret);
	return v;
}

static void
passwords_come_from_closed_files(void **state)
{
	char out[600];

	(void)state;
	assert_int_equal(password(make_file("p1", "\xe5\xb1\xb1 secret\r\nmore\n", 0600), "", out, sizeof out), DONE);
	assert_string_equal(out, "\xe5\xb1\xb1 secret");
	assert_int_equal(password(make_file("p2", "s", 0400), "", out, sizeof out), DONE);
	assert_string_equal(out, "s");
	assert_int_equal(password(make_file("p3", "s", 0640), "", out, sizeof out), HALT);
	assert_non_null(strstr(out, "0640"));
	assert_int_equal(password(make_file("p4", "\n", 0600), "", out, sizeof out), HALT);
	assert_int_equal(password(make_file("p5", "a\tb\n", 0600), "", out, sizeof out), HALT);
	assert_int_equal(password("/nonexistent/p", "", out, sizeof out), HALT);
	assert_int_equal(password("", "", out, sizeof out), DONE);
	assert_string_equal(out, "");
	assert_int_equal(symlink(make_file("p6", "s", 0600), must(talloc_asprintf(ctx, "%s/l", folder))), 0);
	assert_int_equal(password(must(talloc_asprintf(ctx, "%s/l", folder)), "", out, sizeof out), HALT);
	if (geteuid() == 0) {
		const char *other = make_file("p7", "s", 0600);

		assert_int_equal(chown(other, 1, 1), 0);
		assert_int_equal(password(other, "", out, sizeof out), HALT);
	}
}

static void
passwords_come_from_commands(void **state)
{
	char out[600];
	time_t before = time(NULL);

	(void)state;
	assert_int_equal(password("", "/bin/echo  a $HOME;b", out, sizeof out), DONE);
	assert_string_equal(out, "a $HOME;b");
	assert_int_equal(password("", "echo a", out, sizeof out), HALT);
	assert_int_equal(password("", "/nonexistent/a", out, sizeof out), HALT);
	assert_int_equal(password("", "/bin/false", out, sizeof out), LATER);
	assert_int_equal(password("", "/bin/true", out, sizeof out), HALT);
	assert_int_equal(password("", "/bin/sleep 9", out, sizeof out), LATER);
	assert_int_equal(password("", make_file("c", "#!/bin/sh\necho late\nexec >&-\nsleep 9\n", 0700), out,
	    sizeof out), LATER);
	assert_int_equal(password("", "/bin/cat /dev/zero", out, sizeof out), LATER);
	assert_true(time(NULL) - before < 8);
}

static int
set_up(void **state)
{
	struct identity who = { NULL, false, BY_ITSELF, -30, 30 };
	unsigned char pem[8192];
	size_t size = sizeof pem;
	FILE *out;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	ctx = must(talloc_new(NULL));
	if (mkdtemp(folder) == NULL)
		return -1;
	ca_key = new_key();
	server_key = new_key();
	ca = new_certificate(ca_key, "test authority", &who);
	must_be(gnutls_x509_crt_set_basic_constraints(ca, 1, -1));
	must_be(gnutls_x509_crt_sign2(ca, ca, ca_key, GNUTLS_DIG_SHA256, 0));
	must_be(gnutls_x509_crt_export(ca, GNUTLS_X509_FMT_PEM, pem, &size));
	snprintf(ca_file, sizeof ca_file, "%s/ca.pem", folder);
	out = fopen(ca_file, "w");
	return out != NULL && fwrite(pem, 1, size, out) == size && fclose(out) == 0 ? 0 : -1;
}

static int
tear_down(void **state)
{
	static const char *const names[] = { "ca.pem", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "l", "c" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char path[128];

		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
	talloc_free(ctx);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_names_are_accepted),
		cmocka_unit_test(bad_certificates_are_refused),
		cmocka_unit_test(a_stranger_is_refused),
		cmocka_unit_test(no_good_tls_is_refused),
		cmocka_unit_test(nobody_there),
		cmocka_unit_test(octets_before_tls_are_refused),
		cmocka_unit_test(every_wait_ends),
		cmocka_unit_test(passwords_come_from_closed_files),
		cmocka_unit_test(passwords_come_from_commands),
	};

	return cmocka_run_group_tests_name("wire", tests, set_up, tear_down);
}
