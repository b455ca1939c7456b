/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp-sink - takes mails over SMTP as fast as it can.
 *
 * usage: smtp-sink PORT TLS_PORT CERTIFICATE KEY COUNT [FIRST [STORE]]
 * Listens on 127.0.0.1: plain on PORT, with TLS from the first octet on TLS_PORT. A process for each
 * connection; PIPELINING; any login is right. Each mail adds a byte to the file COUNT; the first mail is
 * kept in the file FIRST. Mails are thrown away, or with STORE appended to that file and made durable before
 * they are acknowledged, as a mail server has to. With QUICKACK in the environment each segment is
 * acknowledged at once, so that a client that writes a mail in pieces does not wait for it. (The smtp-sink that comes with Postfix knows no TLS.)
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct client {
	int fd;
	gnutls_session_t tls;		/* NULL: plain */
	char in[65536], out[65536];
	size_t in_len, in_at, out_len;
	int count, first, store;	/* descriptors, -1: none */
	const char *first_path;
	FILE *mail;			/* writes to store */
	bool quick;
};

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "smtp-sink: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void
flush(struct client *c)
{
	for (size_t at = 0; at < c->out_len;) {
		ssize_t n = c->tls != NULL ? gnutls_record_send(c->tls, c->out + at, c->out_len - at) :
		    write(c->fd, c->out + at, c->out_len - at);

		if (n <= 0)
			_exit(1);
		at += (size_t)n;
	}
	c->out_len = 0;
}

static void
say(struct client *c, const char *answer)
{
	size_t len = strlen(answer);

	if (c->out_len + len > sizeof c->out)
		flush(c);
	memcpy(c->out + c->out_len, answer, len);
	c->out_len += len;
}

/* It has to be said again for each segment. */
static void
acknowledge(const struct client *c)
{
	if (c->quick)
		setsockopt(c->fd, IPPROTO_TCP, TCP_QUICKACK, &(int){ 1 }, sizeof(int));
}

static ssize_t
pull(gnutls_transport_ptr_t client, void *data, size_t len)
{
	const struct client *c = client;
	ssize_t n = read(c->fd, data, len);

	acknowledge(c);
	return n;
}

/* What was said goes out only when there is nothing more to read: so pipelined commands are answered
 * together. */
static void
fill(struct client *c)
{
	ssize_t n;

	flush(c);
	acknowledge(c);
	n = c->tls != NULL ? gnutls_record_recv(c->tls, c->in, sizeof c->in) : read(c->fd, c->in, sizeof c->in);
	if (n <= 0)
		_exit(0);
	c->in_len = (size_t)n;
	c->in_at = 0;
}

/* The next line with its line end, at most room - 1 octets of it. */
static size_t
get_line(struct client *c, char *line, size_t room)
{
	size_t len = 0;

	while (len < room - 1) {
		char *end;
		size_t n;

		if (c->in_at == c->in_len)
			fill(c);
		end = memchr(c->in + c->in_at, '\n', c->in_len - c->in_at);
		n = end != NULL ? (size_t)(end - c->in) + 1 - c->in_at : c->in_len - c->in_at;
		if (n > room - 1 - len)
			n = room - 1 - len;
		memcpy(line + len, c->in + c->in_at, n);
		len += n;
		c->in_at += n;
		if (line[len - 1] == '\n')
			break;
	}
	line[len] = 0;
	return len;
}

static void
take_mail(struct client *c)
{
	char line[65536];
	size_t len;

	say(c, "354 go on\r\n");
	if (c->first_path != NULL && c->first < 0)
		c->first = open(c->first_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	while ((len = get_line(c, line, sizeof line)) != 0 && strcmp(line, ".\r\n") != 0) {
		if (c->first >= 0 && write(c->first, line + (line[0] == '.'), len - (line[0] == '.')) < 0)
			_exit(1);
		if (c->mail != NULL)
			fwrite(line, 1, len, c->mail);
	}
	if (c->mail != NULL && (fflush(c->mail) != 0 || fdatasync(c->store) != 0))
		_exit(1);
	if (c->first >= 0)
		close(c->first);
	c->first = -1;
	c->first_path = NULL;
	if (write(c->count, ".", 1) != 1)
		_exit(1);
	say(c, "250 2.0.0 gone\r\n");
}

static bool
starts(const char *line, const char *word)
{
	return strncasecmp(line, word, strlen(word)) == 0;
}

static _Noreturn void
converse(struct client *c)
{
	char line[4096];

	say(c, "220 sink.test ESMTP\r\n");
	for (;;) {
		get_line(c, line, sizeof line);
		if (starts(line, "EHLO"))
			say(c, "250-sink.test\r\n250-PIPELINING\r\n250-SIZE 104857600\r\n250-8BITMIME\r\n"
			    "250-AUTH PLAIN\r\n250 ENHANCEDSTATUSCODES\r\n");
		else if (starts(line, "AUTH PLAIN\r") || starts(line, "AUTH PLAIN \r")) {
			say(c, "334 \r\n");
			get_line(c, line, sizeof line);
			say(c, "235 2.7.0 welcome\r\n");
		} else if (starts(line, "AUTH"))
			say(c, "235 2.7.0 welcome\r\n");
		else if (starts(line, "DATA"))
			take_mail(c);
		else if (starts(line, "QUIT")) {
			say(c, "221 2.0.0 goodbye\r\n");
			flush(c);
			if (c->tls != NULL)
				gnutls_bye(c->tls, GNUTLS_SHUT_WR);
			_exit(0);
		} else
			say(c, "250 2.0.0 ok\r\n");
	}
}

static int
listen_on(const char *port)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons((uint16_t)strtol(port, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0 ||
	    bind(fd, (struct sockaddr *)&here, sizeof here) != 0 || listen(fd, 64) != 0)
		die("listen");
	return fd;
}

static void
shake_hands(struct client *c, gnutls_certificate_credentials_t credentials)
{
	int r;

	if (gnutls_init(&c->tls, GNUTLS_SERVER) < 0 || gnutls_set_default_priority(c->tls) < 0)
		_exit(1);
	gnutls_credentials_set(c->tls, GNUTLS_CRD_CERTIFICATE, credentials);
	gnutls_transport_set_int(c->tls, c->fd);
	gnutls_transport_set_ptr2(c->tls, c, (gnutls_transport_ptr_t)(intptr_t)c->fd);
	gnutls_transport_set_pull_function(c->tls, pull);
	acknowledge(c);
	do
		r = gnutls_handshake(c->tls);
	while (r < 0 && gnutls_error_is_fatal(r) == 0);
	if (r < 0)
		_exit(1);
}

static void
serve(struct client *c, int listener, gnutls_certificate_credentials_t credentials)
{
	int one = 1;

	c->fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (c->fd < 0)
		return;
	if (fork() == 0) {
		setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		if (credentials != NULL)
			shake_hands(c, credentials);
		converse(c);
	}
	close(c->fd);
}

int
main(int argc, char **argv)
{
	static struct client c = { .first = -1, .store = -1 };
	struct pollfd listeners[2];
	gnutls_certificate_credentials_t credentials;

	if (argc < 6 || argc > 8) {
		fprintf(stderr, "usage: smtp-sink PORT TLS_PORT CERTIFICATE KEY COUNT [FIRST [STORE]]\n");
		return 64;
	}
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	gnutls_certificate_allocate_credentials(&credentials);
	if (gnutls_certificate_set_x509_key_file(credentials, argv[3], argv[4], GNUTLS_X509_FMT_PEM) < 0)
		die("read the certificate");
	c.count = open(argv[5], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	c.quick = getenv("QUICKACK") != NULL;
	c.first_path = argc > 6 ? argv[6] : NULL;
	if (argc == 8) {
		c.store = open(argv[7], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		c.mail = c.store >= 0 ? fdopen(c.store, "a") : NULL;
	}
	if (c.count < 0 || (argc == 8 && c.mail == NULL))
		die("open the files");
	listeners[0] = (struct pollfd){ .fd = listen_on(argv[1]), .events = POLLIN };
	listeners[1] = (struct pollfd){ .fd = listen_on(argv[2]), .events = POLLIN };
	for (;;) {
		if (poll(listeners, 2, -1) < 0)
			continue;
		for (int i = 0; i < 2; i++)
			if (listeners[i].revents != 0)
				serve(&c, listeners[i].fd, i == 1 ? credentials : NULL);
	}
}
