/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fake_server - an SMTP server on the loopback that answers as a test tells it to.
 *
 * It takes one connection after the other and writes what it reads to a file: each command, each
 * line of a mail, "[connection]", "[end]" behind a whole mail, "[early]" when a command came before the answer
 * to the one before it. Reactions replace its usual answers.
 */
#ifndef TESTS_REPLY_FAKE_SERVER_H
#define TESTS_REPLY_FAKE_SERVER_H

#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "config/settings.h"

struct reaction {
	const char *command;	/* how the line begins; "." is the end of the data, "" the greeting */
	int nth;		/* the first, second, ... of these; 0: every */
	const char *answer;	/* NULL: the connection is closed; "wait": no answer */
};

struct fake_server {
	enum tls tls;
	const char *extensions;	/* "PIPELINING,SIZE 1000000,AUTH PLAIN LOGIN" */
	struct reaction reactions[8];
	char folder[64];
	struct server server;	/* for the program under test */
	pid_t pid;
};

/* In the server's process. */
struct fake_client {
	const struct fake_server *s;
	int fd;
	gnutls_session_t tls;	/* NULL while plain */
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t certificate;
	FILE *log;
	unsigned char buffer[65536];
	size_t at, len;
	int seen[8];		/* how often each reaction's command came */
};

static inline void
fake_certificate(gnutls_x509_privkey_t *key, gnutls_x509_crt_t *c)
{
	static const unsigned char serial = 1;

	gnutls_x509_privkey_init(key);
	gnutls_x509_privkey_generate(*key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	gnutls_x509_crt_init(c);
	gnutls_x509_crt_set_version(*c, 3);
	gnutls_x509_crt_set_serial(*c, &serial, 1);
	gnutls_x509_crt_set_key(*c, *key);
	gnutls_x509_crt_set_activation_time(*c, time(NULL) - 3600);
	gnutls_x509_crt_set_expiration_time(*c, time(NULL) + 3600);
	gnutls_x509_crt_set_dn_by_oid(*c, GNUTLS_OID_X520_COMMON_NAME, 0, "test", 4);
	gnutls_x509_crt_set_subject_alt_name(*c, GNUTLS_SAN_DNSNAME, "localhost", 9, GNUTLS_FSAN_SET);
	gnutls_x509_crt_sign2(*c, *c, *key, GNUTLS_DIG_SHA256, 0);
}

static inline void
fake_begin_tls(struct fake_client *c)
{
	gnutls_certificate_credentials_t credentials;

	gnutls_certificate_allocate_credentials(&credentials);
	gnutls_certificate_set_x509_key(credentials, &c->certificate, 1, c->key);
	gnutls_init(&c->tls, GNUTLS_SERVER);
	gnutls_set_default_priority(c->tls);
	gnutls_credentials_set(c->tls, GNUTLS_CRD_CERTIFICATE, credentials);
	gnutls_transport_set_int(c->tls, c->fd);
	if (gnutls_handshake(c->tls) < 0)
		c->len = c->at = 0;
}

static inline bool
fake_line(struct fake_client *c, char *line, size_t size)
{
	size_t n = 0;

	for (;;) {
		if (c->at == c->len) {
			ssize_t got = c->tls != NULL ? gnutls_record_recv(c->tls, c->buffer, sizeof c->buffer) :
			    read(c->fd, c->buffer, sizeof c->buffer);

			if (got <= 0)
				return false;
			c->at = 0;
			c->len = (size_t)got;
		}
		if (n < size - 1)
			line[n++] = (char)c->buffer[c->at];
		if (c->buffer[c->at++] == '\n')
			break;
	}
	line[n] = 0;
	fputs(line, c->log);
	fflush(c->log);
	return true;
}

static inline void
fake_say(struct fake_client *c, const char *words)
{
	char line[1024];
	int n = snprintf(line, sizeof line, "%s\r\n", words);

	if (c->tls != NULL)
		gnutls_record_send(c->tls, line, (size_t)n);
	else if (write(c->fd, line, (size_t)n) < 0)
		_exit(1);
}

/* False: the connection is to be closed. */
static inline bool
fake_answer(struct fake_client *c, const char *line, const char *usual)
{
	struct pollfd more = { c->fd, POLLIN, 0 };

	if (c->at != c->len || (c->tls != NULL && gnutls_record_check_pending(c->tls) != 0) || poll(&more, 1, 20) > 0)
		fputs("[early]\n", c->log);
	for (int i = 0; i < 8 && c->s->reactions[i].command != NULL; i++) {
		const struct reaction *r = &c->s->reactions[i];

		if (strncmp(line, r->command, strlen(r->command)) != 0 || (r->command[0] == 0) != (line[0] == 0))
			continue;
		c->seen[i]++;
		if (r->nth != 0 && r->nth != c->seen[i])
			continue;
		if (r->answer != NULL && strcmp(r->answer, "wait") == 0) {
			pause();
			return false;
		}
		if (r->answer != NULL)
			fake_say(c, r->answer);
		return r->answer != NULL && strncmp(r->answer, "421", 3) != 0;
	}
	fake_say(c, usual);
	return true;
}

static inline bool
fake_hello(struct fake_client *c, const char *line)
{
	char answer[512] = "250-fake\r\n";
	size_t n = strlen(answer);
	const char *p = c->s->extensions;

	if (c->s->tls == TLS_STARTTLS && c->tls == NULL && strstr(p, "NOSTARTTLS") == NULL)
		n += (size_t)snprintf(answer + n, sizeof answer - n, "250-STARTTLS\r\n");
	for (; *p != 0; p += strcspn(p, ",") + (p[strcspn(p, ",")] == ','))
		n += (size_t)snprintf(answer + n, sizeof answer - n, "250-%.*s\r\n", (int)strcspn(p, ","), p);
	snprintf(answer + n, sizeof answer - n, "250 HELP");
	return fake_answer(c, line, answer);
}

static inline bool
fake_data(struct fake_client *c)
{
	char line[2048];

	do
		if (!fake_line(c, line, sizeof line))
			return false;
	while (strcmp(line, ".\r\n") != 0);
	fputs("[end]\n", c->log);
	fflush(c->log);
	return fake_answer(c, ".", "250 2.0.0 Ok: queued");
}

static inline bool
fake_command(struct fake_client *c)
{
	char line[2048];

	if (!fake_line(c, line, sizeof line))
		return false;
	if (strncmp(line, "EHLO", 4) == 0)
		return fake_hello(c, line);
	if (strncmp(line, "STARTTLS", 8) == 0) {
		if (!fake_answer(c, line, "220 go"))
			return false;
		fake_begin_tls(c);
		return true;
	}
	if (strncmp(line, "DATA", 4) == 0)
		return fake_answer(c, line, "354 go on") && fake_data(c);
	if (strncmp(line, "AUTH LOGIN", 10) == 0)
		return fake_answer(c, line, "334 VXNlcm5hbWU6") && fake_line(c, line, sizeof line) &&
		    fake_answer(c, line, "334 UGFzc3dvcmQ6") && fake_line(c, line, sizeof line) &&
		    fake_answer(c, line, "235 2.7.0 in");
	if (strncmp(line, "AUTH", 4) == 0)
		return fake_answer(c, line, "235 2.7.0 in");
	if (strncmp(line, "QUIT", 4) == 0)
		return fake_answer(c, line, "221 bye") && false;
	return fake_answer(c, line, "250 2.1.0 Ok");
}

static inline void
fake_serve(int fd, struct fake_client *c)
{
	for (;;) {
		c->fd = accept(fd, NULL, NULL);
		c->tls = NULL;
		c->at = c->len = 0;
		fputs("[connection]\n", c->log);
		fflush(c->log);
		if (c->s->tls == TLS_IMPLICIT)
			fake_begin_tls(c);
		if (fake_answer(c, "", "220 fake ESMTP"))
			while (fake_command(c))
				;
		if (c->tls != NULL)
			gnutls_deinit(c->tls);
		close(c->fd);
	}
}

/* Fills in s->server; ends with fake_stop(). */
static inline void
fake_start(struct fake_server *s)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	static struct fake_client client;
	static char ca_file[100];
	socklen_t size = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	gnutls_datum_t pem;
	FILE *file;

	snprintf(s->folder, sizeof s->folder, "/tmp/iken-smtp-XXXXXX");
	assert_non_null(mkdtemp(s->folder));
	assert_int_equal(bind(fd, (struct sockaddr *)&a, size), 0);
	assert_int_equal(listen(fd, 5), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &size), 0);
	fake_certificate(&client.key, &client.certificate);
	snprintf(ca_file, sizeof ca_file, "%s/ca.pem", s->folder);
	assert_int_equal(gnutls_x509_crt_export2(client.certificate, GNUTLS_X509_FMT_PEM, &pem), 0);
	file = fopen(ca_file, "w");
	fwrite(pem.data, 1, pem.size, file);
	fclose(file);
	gnutls_free(pem.data);
	s->server = (struct server){ .host = "localhost", .port = ntohs(a.sin_port), .tls = s->tls, .ca_file = ca_file,
		.user = "", .password_file = "", .password_command = "", .token_command = "", .timeout = 2,
		.deadline = 30 };
	s->pid = fork();
	if (s->pid == 0) {
		char path[100];

		signal(SIGPIPE, SIG_IGN);
		alarm(60);
		snprintf(path, sizeof path, "%s/log", s->folder);
		client.s = s;
		client.log = fopen(path, "w");
		fake_serve(fd, &client);
	}
	close(fd);
	gnutls_x509_crt_deinit(client.certificate);
	gnutls_x509_privkey_deinit(client.key);
}

/* Ends it and returns what it had read, owned by ctx. */
static inline char *
fake_stop(void *ctx, struct fake_server *s)
{
	struct buffer out = buffer_init(ctx);
	char path[100], piece[4096];
	FILE *file;
	size_t n;

	usleep(50000);
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	snprintf(path, sizeof path, "%s/log", s->folder);
	file = fopen(path, "r");
	while (file != NULL && (n = fread(piece, 1, sizeof piece, file)) > 0)
		buffer_add(&out, piece, n);
	if (file != NULL)
		fclose(file);
	unlink(path);
	unlink(s->server.ca_file);
	rmdir(s->folder);
	buffer_add(&out, "", 0);
	return (char *)out.data;
}

#endif
