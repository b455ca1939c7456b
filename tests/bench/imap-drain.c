/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap-drain - the least that fetching can cost: one command for all mails, and nothing is kept.
 *
 * usage: imap-drain PORT USER PASSWORD CA_FILE
 * Over TLS to localhost, verified. Prints the octets that came.
 */
#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <sys/socket.h>

struct session {
	gnutls_session_t tls;
	char buffer[65536];
	char tail[2048];		/* the last octets that came */
	size_t tail_len;
	long long octets;
};

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "imap-drain: %s\n", what);
	exit(1);
}

static void
remember(struct session *s, const char *data, size_t len)
{
	size_t room = sizeof s->tail - 1;

	if (len >= room) {
		memcpy(s->tail, data + len - room, room);
		s->tail_len = room;
		return;
	}
	if (s->tail_len + len > room) {
		size_t keep = room - len;

		memmove(s->tail, s->tail + s->tail_len - keep, keep);
		s->tail_len = keep;
	}
	memcpy(s->tail + s->tail_len, data, len);
	s->tail_len += len;
}

/* Whether the last whole line is "TAG OK ...". It is short enough for that: the line fits if it is one. */
static int
ended(const struct session *s, const char *tag)
{
	const char *end = s->tail + s->tail_len;

	if (s->tail_len < 4 || memcmp(end - 2, "\r\n", 2) != 0)
		return 0;
	for (const char *p = end - 3; p >= s->tail; p--)
		if (p == s->tail || p[-1] == '\n')
			return strncmp(p, tag, strlen(tag)) == 0;
	return 0;
}

static void
read_until(struct session *s, const char *tag)
{
	do {
		ssize_t n = gnutls_record_recv(s->tls, s->buffer, sizeof s->buffer);

		if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED)
			continue;
		if (n <= 0)
			die("the connection ended");
		s->octets += n;
		remember(s, s->buffer, (size_t)n);
	} while (!ended(s, tag));
}

static void
command(struct session *s, const char *line, const char *tag)
{
	if (gnutls_record_send(s->tls, line, strlen(line)) < 0)
		die("send");
	s->tail_len = 0;
	read_until(s, tag);
}

static void
start(struct session *s, const char *port, const char *ca_file)
{
	struct sockaddr_in there = { .sin_family = AF_INET, .sin_port = htons((uint16_t)strtol(port, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), r;
	gnutls_certificate_credentials_t trusted;

	if (fd < 0 || connect(fd, (struct sockaddr *)&there, sizeof there) != 0)
		die("connect");
	if (gnutls_certificate_allocate_credentials(&trusted) < 0 ||
	    gnutls_certificate_set_x509_trust_file(trusted, ca_file, GNUTLS_X509_FMT_PEM) < 1 ||
	    gnutls_init(&s->tls, GNUTLS_CLIENT) < 0 || gnutls_set_default_priority(s->tls) < 0)
		die("prepare TLS");
	gnutls_credentials_set(s->tls, GNUTLS_CRD_CERTIFICATE, trusted);
	gnutls_session_set_verify_cert(s->tls, "localhost", 0);
	gnutls_transport_set_int(s->tls, fd);
	do
		r = gnutls_handshake(s->tls);
	while (r < 0 && gnutls_error_is_fatal(r) == 0);
	if (r < 0)
		die(gnutls_strerror(r));
}

int
main(int argc, char **argv)
{
	static struct session s;
	char line[512];

	if (argc != 5) {
		fprintf(stderr, "usage: imap-drain PORT USER PASSWORD CA_FILE\n");
		return 64;
	}
	start(&s, argv[1], argv[4]);
	snprintf(line, sizeof line, "a LOGIN %s %s\r\n", argv[2], argv[3]);
	command(&s, line, "a ");
	command(&s, "b EXAMINE INBOX\r\n", "b ");
	command(&s, "c UID FETCH 1:* (UID BODY.PEEK[])\r\n", "c ");
	command(&s, "d LOGOUT\r\n", "d ");
	printf("%lld octets\n", s.octets);
	return 0;
}
