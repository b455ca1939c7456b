/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clamd - a session with ClamAV's daemon on this machine. */
#include "spool/clamd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/seal.h"

enum {
	ANSWER_MAX = 1024,
	OUT_MAX = 32768,	/* octets that are sent in one go: small streams in one packet */
	STREAMS_MAX = 100000	/* in a session */
};

struct clamd {
	int fd;
	int timeout;			/* milliseconds */
	unsigned begun;			/* commands of this session; clamd counts them, too */
	unsigned ended;			/* the last stream that was sent to its end */
	unsigned char out[OUT_MAX];
	size_t out_len;
	char in[ANSWER_MAX];
	size_t in_len;
};

/* ---- connecting ---- */

static enum verdict
connect_to(int fd, const struct sockaddr *address, socklen_t len, const char *where, struct fault *f)
{
	if (fd < 0)
		return fail(f, LATER, "virus scanner: socket: %s", strerror(errno));
	/* A local connection is made or refused at once; with a full queue it must not wait for ever. */
	if (connect(fd, address, len) != 0 && errno != EINPROGRESS)
		return fail(f, LATER, "virus scanner: connect %s: %s", where, strerror(errno));
	return DONE;
}

static enum verdict
connect_socket(struct clamd *c, const char *path, struct fault *f)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof address.sun_path)
		return fail(f, LATER, "virus scanner: the name of the socket %s is too long", path);
	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return connect_to(c->fd, (const struct sockaddr *)&address, sizeof address, path, f);
}

static enum verdict
connect_port(struct clamd *c, int64_t port, struct fault *f)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char where[32];
	int one = 1;

	snprintf(where, sizeof where, "127.0.0.1 port %d", (int)port);
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (c->fd >= 0)
		(void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return connect_to(c->fd, (const struct sockaddr *)&address, sizeof address, where, f);
}

/* ---- octets ---- */

/* Waits until the socket can be written to or, where wanted, something can be read. */
static enum verdict
wait_for(struct clamd *c, short events, struct fault *f)
{
	struct pollfd p = { .fd = c->fd, .events = events };
	int n;

	do
		n = poll(&p, 1, c->timeout);
	while (n < 0 && errno == EINTR);
	if (n == 0)
		return fail(f, LATER, "virus scanner: no answer within %d s", c->timeout / 1000);
	return n > 0 ? DONE : fail(f, LATER, "virus scanner: poll: %s", strerror(errno));
}

static enum verdict
send_out(struct clamd *c, struct fault *f)
{
	size_t at = 0;
	enum verdict v = DONE;

	while (v == DONE && at < c->out_len) {
		ssize_t n = send(c->fd, c->out + at, c->out_len - at, MSG_NOSIGNAL);

		if (n > 0)
			at += (size_t)n;
		else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			v = wait_for(c, POLLOUT, f);
		else if (n == 0 || errno != EINTR)
			v = fail(f, LATER, "virus scanner: send: %s", n < 0 ? strerror(errno) : "connection closed");
	}
	c->out_len = 0;
	return v;
}

static enum verdict
put(struct clamd *c, const void *data, size_t len, struct fault *f)
{
	const unsigned char *p = data;

	while (len > 0) {
		size_t n = OUT_MAX - c->out_len < len ? OUT_MAX - c->out_len : len;

		memcpy(c->out + c->out_len, p, n);
		c->out_len += n;
		p += n;
		len -= n;
		if (c->out_len == OUT_MAX) {
			enum verdict v = send_out(c, f);

			if (v != DONE)
				return v;
		}
	}
	return DONE;
}

/* One answer up to its NUL, into line. */
static enum verdict
get_answer(struct clamd *c, char line[ANSWER_MAX], struct fault *f)
{
	char *end;

	while ((end = memchr(c->in, 0, c->in_len)) == NULL) {
		enum verdict v;
		ssize_t n;

		if (c->in_len == sizeof c->in)
			return fail(f, LATER, "virus scanner: an answer without end");
		v = wait_for(c, POLLIN, f);
		if (v != DONE)
			return v;
		n = recv(c->fd, c->in + c->in_len, sizeof c->in - c->in_len, 0);
		if (n > 0)
			c->in_len += (size_t)n;
		else if (n == 0)
			return fail(f, LATER, "virus scanner: it closed the connection before its answer");
		else if (errno != EINTR && errno != EAGAIN)
			return fail(f, LATER, "virus scanner: receive: %s", strerror(errno));
	}
	memcpy(line, c->in, (size_t)(end - c->in) + 1);
	c->in_len -= (size_t)(end - c->in) + 1;
	memmove(c->in, end + 1, c->in_len);
	return DONE;
}

/* ---- the session ---- */

enum verdict
clamd_open(void *ctx, const struct virus_settings *s, struct clamd **out, struct fault *f)
{
	static const char begin[] = "zIDSESSION";
	struct clamd *c = memory_new(ctx, sizeof *c);
	enum verdict v;

	c->fd = -1;
	c->timeout = (int)s->timeout * 1000;
	v = s->port != 0 ? connect_port(c, s->port, f) : connect_socket(c, s->socket, f);
	if (v == DONE)
		v = put(c, begin, sizeof begin, f);
	*out = c;
	if (v != DONE)
		clamd_close(out);
	return v;
}

void
clamd_close(struct clamd **c)
{
	if (*c == NULL)
		return;
	if ((*c)->fd >= 0)
		close((*c)->fd);
	seal_wipe((*c)->out, OUT_MAX);
	talloc_free(*c);
	*c = NULL;
}

/* "12: rest": the number of an answer; NULL: there is none that we wait for. */
static const char *
split_number(const struct clamd *c, const char *line, unsigned *number_out)
{
	size_t digits = strspn(line, "0123456789");
	int64_t number;

	if (digits == 0 || digits > 9 || !text_starts(line + digits, ": "))
		return NULL;
	number = strtol(line, NULL, 10);
	if (number < 1 || number > c->begun)
		return NULL;
	*number_out = (unsigned)number;
	return line + digits + 2;
}

/* "Mon Jan  6 09:40:51 2025": as ctime() of clamd's machine has it, so up to a day off. */
static int64_t
read_date(const char *text)
{
	struct tm tm = { .tm_isdst = 0 };
	const char *end = strptime(text, "%a %b %d %H:%M:%S %Y", &tm);

	return end != NULL && *end == 0 ? (int64_t)timegm(&tm) : 0;
}

enum verdict
clamd_patterns(struct clamd *c, int64_t *made_out, struct fault *f)
{
	static const char command[] = "zVERSION";
	char line[ANSWER_MAX];
	const char *rest = NULL, *slash;
	unsigned number = 0;
	enum verdict v = put(c, command, sizeof command, f);

	*made_out = 0;
	c->begun++;
	if (v == DONE)
		v = send_out(c, f);
	if (v == DONE)
		v = get_answer(c, line, f);
	if (v == DONE)
		rest = split_number(c, line, &number);
	if (v == DONE && (rest == NULL || number != c->begun || !text_starts(rest, "ClamAV ")))
		return fail(f, LATER, "virus scanner: what answers is no clamd");
	if (v != DONE)
		return v;
	slash = strchr(rest, '/');
	slash = slash != NULL ? strchr(slash + 1, '/') : NULL;
	if (slash != NULL)
		*made_out = read_date(slash + 1);
	return DONE;
}

enum verdict
clamd_begin(struct clamd *c, unsigned *number_out, struct fault *f)
{
	static const char command[] = "zINSTREAM";

	if (c->begun >= STREAMS_MAX)
		return fail(f, LATER, "virus scanner: the session is at its end");
	*number_out = ++c->begun;
	return put(c, command, sizeof command, f);
}

static enum verdict
put_length(struct clamd *c, size_t len, struct fault *f)
{
	uint32_t big = htonl((uint32_t)len);

	return put(c, &big, sizeof big, f);
}

enum verdict
clamd_write(struct clamd *c, const unsigned char *data, size_t len, struct fault *f)
{
	enum verdict v;

	/* A length of 0 would end the stream. */
	if (len == 0)
		return DONE;
	v = put_length(c, len, f);
	return v == DONE ? put(c, data, len, f) : v;
}

enum verdict
clamd_end(struct clamd *c, struct fault *f)
{
	enum verdict v = put_length(c, 0, f);

	if (v == DONE)
		v = send_out(c, f);
	if (v == DONE)
		c->ended = c->begun;
	return v;
}

/* A name comes from outside and goes into the log, the register and mails. */
static void
take_text(struct clamd_answer *out, const char *from, size_t len, bool spaces)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n < CLAMD_NAME_MAX; i++) {
		unsigned char sign = (unsigned char)from[i];
		bool fine = text_is_digit((char)sign) || (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') ||
		    strchr("._-", sign) != NULL || (spaces && sign == ' ');

		out->text[n++] = fine ? (char)sign : '_';
	}
	out->text[n] = 0;
}

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);

	return len >= n && strcmp(text + len - n, end) == 0;
}

static bool
judge(const char *rest, struct clamd_answer *out)
{
	static const char stream[] = "stream: ", found[] = " FOUND", error[] = "ERROR";
	size_t len = strlen(rest);

	if (strcmp(rest, "stream: OK") == 0) {
		out->says = CLAMD_CLEAN;
	} else if (text_starts(rest, stream) && ends_with(rest, found) && len > sizeof stream + sizeof found - 2) {
		out->says = CLAMD_INFECTED;
		take_text(out, rest + sizeof stream - 1, len - (sizeof stream - 1) - (sizeof found - 1), false);
	} else if (ends_with(rest, error)) {
		out->says = CLAMD_UNABLE;
		take_text(out, rest, len, true);
	} else {
		return false;
	}
	return true;
}

enum verdict
clamd_next(struct clamd *c, struct clamd_answer *out, struct fault *f)
{
	char line[ANSWER_MAX];
	const char *rest;
	enum verdict v = get_answer(c, line, f);

	if (v != DONE)
		return v;
	*out = (struct clamd_answer){ .number = 0 };
	rest = split_number(c, line, &out->number);
	/* Before the end of a stream it can only be refused. */
	if (rest == NULL || !judge(rest, out) || (out->number > c->ended && out->says != CLAMD_UNABLE))
		return fail(f, LATER, "virus scanner: an answer that clamd does not give");
	return DONE;
}
