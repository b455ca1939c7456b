/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipp - one IPP request and its answer (RFC 8010, over HTTP/1.1), within a deadline. */
#include "reply/ipp.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "config/bytes.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/link.h"
#include "spool/tls.h"

enum {
	IN_OCTETS = 16 * 1024,
	PIECE = 64 * 1024,
	LINE_MAX_OCTETS = 8 * 1024,
	HEAD_LINES = 200,
	ANSWER_MAX = 8 << 20
};

struct connection {
	struct link link;
	struct tls_session *tls;	/* NULL: not encrypted */
	size_t at, end;
	unsigned char in[IN_OCTETS];
	char line[LINE_MAX_OCTETS];
};

/* What the answer's head says. */
struct head {
	int code;
	bool chunked;
	int64_t length;			/* -1: until the connection ends */
};

int64_t
ipp_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the connection --------------------------------------------------------------------------- */

static int
close_connection(struct connection *c)
{
	tls_end(&c->tls);
	link_close(&c->link);
	return 0;
}

static bool
ends_here(int fd)
{
	struct sockaddr_storage peer;
	socklen_t len = sizeof peer;

	memset(&peer, 0, sizeof peer);
	if (getpeername(fd, (struct sockaddr *)&peer, &len) != 0)
		return false;
	if (peer.ss_family == AF_INET)
		return ntohl(((struct sockaddr_in *)&peer)->sin_addr.s_addr) >> 24 == 127;
	return peer.ss_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&((struct sockaddr_in6 *)&peer)->sin6_addr);
}

static enum verdict
connect_to(void *ctx, const struct ipp_server *s, int64_t deadline, struct connection **out, struct fault *f)
{
	struct connection *c;
	int64_t left = deadline - ipp_now();
	enum verdict v;

	if (left <= 0)
		return fail(f, LATER, "%s: out of time", s->host);
	c = memory_new(ctx, sizeof *c);
	left = (left + 999) / 1000;
	v = link_connect(&c->link, s->host, s->port, s->timeout < left ? s->timeout : left, left, f);
	if (v != DONE) {
		talloc_free(c);
		return v;
	}
	talloc_set_destructor(c, close_connection);
	c->link.deadline = deadline;
	if (!s->encrypted && !ends_here(c->link.fd))
		v = fail(f, HALT, "%s is another machine: letters travel there by ipps:// only", s->host);
	else if (s->encrypted)
		v = tls_begin(c, &c->link, s->host, s->ca_file, &c->tls, f);
	if (v != DONE) {
		talloc_free(c);
		return v;
	}
	*out = c;
	return DONE;
}

/* link_wait() minds the deadline; a server that never makes us wait is stopped here. */
static void
mind_deadline(struct connection *c)
{
	if (ipp_now() >= c->link.deadline)
		link_break(&c->link, "the session took more than %lld s", (long long)c->link.session);
}

static void
put(struct connection *c, const void *data, size_t len)
{
	const unsigned char *p = data;

	if (c->tls != NULL) {
		if (!c->link.broken && tls_write(c->tls, data, len) < 0)
			link_break(&c->link, "not sent");
		return;
	}
	while (len > 0 && !c->link.broken) {
		ssize_t n = link_send(&c->link, p, len);

		if (n > 0) {
			p += n;
			len -= (size_t)n;
		} else if (errno != EAGAIN || !link_wait(&c->link, POLLOUT)) {
			link_break(&c->link, "not sent");
		}
	}
}

static bool
fill(struct connection *c)
{
	ssize_t n;

	mind_deadline(c);
	if (c->link.broken)
		return false;
	if (c->tls != NULL) {
		n = tls_read(c->tls, c->in, sizeof c->in);
	} else {
		do
			n = link_receive(&c->link, c->in, sizeof c->in);
		while (n < 0 && errno == EAGAIN && link_wait(&c->link, POLLIN));
		if (n == 0)
			link_break(&c->link, "connection closed by the printer");
	}
	c->at = 0;
	c->end = n > 0 ? (size_t)n : 0;
	return n > 0;
}

/* ---- HTTP (RFC 9112) -------------------------------------------------------------------------- */

/* One line of the head without its end; NULL: there is none. */
static const char *
read_line(struct connection *c)
{
	size_t len = 0;

	while (len < sizeof c->line - 1) {
		char octet;

		if (c->at == c->end && !fill(c))
			return NULL;
		octet = (char)c->in[c->at++];
		if (octet == 0)
			break;
		if (octet != '\n') {
			c->line[len++] = octet;
			continue;
		}
		if (len > 0 && c->line[len - 1] == '\r')
			len--;
		c->line[len] = 0;
		return c->line;
	}
	link_break(&c->link, "the answer is not HTTP");
	return NULL;
}

static const char *
header_value(const char *line, const char *name)
{
	size_t len = strlen(name);

	if (strncasecmp(line, name, len) != 0 || line[len] != ':')
		return NULL;
	line += len + 1;
	return line + strspn(line, " \t");
}

static bool
read_fields(struct connection *c, struct head *h)
{
	for (int i = 0; i < HEAD_LINES; i++) {
		const char *line = read_line(c), *value;

		if (line == NULL || line[0] == 0)
			return line != NULL;
		value = header_value(line, "Content-Length");
		if (value != NULL && !text_to_number(value, 0, INT64_MAX, &h->length))
			break;
		value = header_value(line, "Transfer-Encoding");
		h->chunked = h->chunked || (value != NULL && strncasecmp(value, "chunked", 7) == 0);
	}
	link_break(&c->link, "the answer is not HTTP");
	return false;
}

static bool
read_head(struct connection *c, struct head *h)
{
	do {
		const char *line = read_line(c);
		char code[4] = "";
		int64_t number;

		*h = (struct head){ .length = -1 };
		if (line == NULL)
			return false;
		if (strncmp(line, "HTTP/1.", 7) == 0 && strlen(line) >= 12)
			memcpy(code, line + 9, 3);
		if (!text_to_number(code, 100, 599, &number)) {
			link_break(&c->link, "the answer is not HTTP");
			return false;
		}
		h->code = (int)number;
		if (!read_fields(c, h))
			return false;
	} while (h->code / 100 == 1);
	return true;
}

/* len octets of the body; -1: all that come before the connection ends. */
static bool
read_octets(struct connection *c, int64_t len, struct buffer *body)
{
	while (len != 0) {
		size_t n;

		if (c->at == c->end && !fill(c))
			return len < 0 && body->len > 0;
		n = c->end - c->at;
		if (len > 0 && (int64_t)n > len)
			n = (size_t)len;
		if (body->len + n > ANSWER_MAX) {
			link_break(&c->link, "an answer of more than %d octets", ANSWER_MAX);
			return false;
		}
		buffer_add(body, c->in + c->at, n);
		c->at += n;
		len -= len > 0 ? (int64_t)n : 0;
	}
	return true;
}

static bool
read_chunks(struct connection *c, struct buffer *body)
{
	for (;;) {
		const char *line = read_line(c);
		char *end = NULL;
		long long len = line != NULL ? strtoll(line, &end, 16) : -1;

		if (line == NULL)
			return false;
		if (end == line || len < 0) {
			link_break(&c->link, "the answer is not HTTP");
			return false;
		}
		/* What may follow the last chunk says nothing to us, and the connection ends. */
		if (len == 0)
			return true;
		if (!read_octets(c, len, body) || read_line(c) == NULL)
			return false;
	}
}

static enum verdict
http_fault(const struct ipp_server *s, int code, struct fault *f)
{
	switch (code) {
	case 401:
	case 403:
	case 407:
		return fail(f, HALT, "%s: lets only those print who log in (HTTP %d)", s->host, code);
	case 404:
	case 410:
		return fail(f, HALT, "%s: there is no printer at %s (HTTP %d)", s->host, s->path, code);
	case 408:
	case 429:
		return fail(f, LATER, "%s: busy (HTTP %d)", s->host, code);
	case 413:
		return fail(f, NEVER, "%s: the document is too large for it (HTTP %d)", s->host, code);
	case 426:
		return fail(f, HALT, "%s: wants encryption: write ipps:// (HTTP %d)", s->host, code);
	default:
		return fail(f, code < 500 ? HALT : LATER, "%s: answers HTTP %d", s->host, code);
	}
}

/* ---- IPP -------------------------------------------------------------------------------------- */

static ssize_t
write_message(void *state, ipp_uchar_t *data, size_t len)
{
	buffer_add(state, data, len);
	return (ssize_t)len;
}

static ssize_t
read_message(void *state, ipp_uchar_t *out, size_t len)
{
	struct bytes *rest = state;
	size_t n = len < rest->len ? len : rest->len;

	if (n != 0)
		memcpy(out, rest->data, n);
	rest->data += n;
	rest->len -= n;
	return (ssize_t)n;
}

static bool
write_request(ipp_t *request, struct buffer *out)
{
	ipp_state_t state;

	ippSetState(request, IPP_STATE_IDLE);
	do
		state = ippWriteIO(out, write_message, 1, NULL, request);
	while (state != IPP_STATE_DATA && state != IPP_STATE_ERROR);
	return state == IPP_STATE_DATA;
}

static ipp_t *
read_ipp(struct bytes octets)
{
	ipp_t *message = must(ippNew());
	ipp_state_t state;

	do
		state = ippReadIO(&octets, read_message, 1, NULL, message);
	while (state != IPP_STATE_DATA && state != IPP_STATE_ERROR);
	if (state == IPP_STATE_DATA)
		return message;
	ippDelete(message);
	return NULL;
}

static enum verdict
put_request(struct connection *c, const struct ipp_server *s, ipp_t *request, const struct octets *document,
    struct fault *f)
{
	struct buffer head = buffer_init(c), message = buffer_init(c);
	bool bare = strchr(s->host, ':') == NULL;
	enum verdict v = DONE;

	if (!write_request(request, &message))
		return fail(f, NEVER, "%s: the request cannot be written", s->host);
	buffer_printf(&head, "POST %s HTTP/1.1\r\nHost: %s%s%s:%d\r\nContent-Type: application/ipp\r\n"
	    "Content-Length: %lld\r\nConnection: close\r\n\r\n", s->path, bare ? "" : "[", s->host, bare ? "" : "]",
	    s->port, (long long)message.len + (long long)(document != NULL ? document->size : 0));
	put(c, head.data, head.len);
	put(c, message.data, message.len);
	for (int64_t at = 0; document != NULL && at < document->size && !c->link.broken && v == DONE; at += PIECE) {
		unsigned char piece[PIECE];
		size_t len = document->size - at < PIECE ? (size_t)(document->size - at) : PIECE;

		v = document->read(document->state, at, piece, len, f);
		if (v == DONE)
			put(c, piece, len);
		mind_deadline(c);
	}
	return v;
}

static enum verdict
read_answer(struct connection *c, const struct ipp_server *s, ipp_t **answer_out, struct fault *f)
{
	struct buffer body = buffer_init(c);
	struct head h;

	if (!read_head(c, &h))
		return fail(f, LATER, "%s: %s", s->host, c->link.error);
	if (h.code != 200)
		return http_fault(s, h.code, f);
	if (!(h.chunked ? read_chunks(c, &body) : read_octets(c, h.length, &body)))
		return fail(f, LATER, "%s: %s", s->host, c->link.error);
	*answer_out = read_ipp(buffer_bytes(&body));
	return *answer_out != NULL ? DONE : fail(f, LATER, "%s: the answer is not IPP", s->host);
}

static enum verdict
converse(struct connection *c, const struct ipp_server *s, ipp_t *request, const struct octets *document,
    ipp_t **answer_out, bool *sent_out, struct fault *f)
{
	enum verdict v = put_request(c, s, request, document, f);

	if (v == DONE && c->link.broken)
		v = fail(f, LATER, "%s: %s", s->host, c->link.error);
	if (v == DONE) {
		if (sent_out != NULL)
			*sent_out = true;
		v = read_answer(c, s, answer_out, f);
	}
	/* Nothing more is said to a printer that did not answer. */
	if (v != DONE)
		link_break(&c->link, "given up");
	return v;
}

enum verdict
ipp_exchange(const struct ipp_server *s, int64_t deadline, ipp_t *request, const struct octets *document,
    ipp_t **answer_out, bool *sent_out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct connection *c = NULL;
	enum verdict v = connect_to(ctx, s, deadline, &c, f);

	if (sent_out != NULL)
		*sent_out = false;
	if (c != NULL)
		v = converse(c, s, request, document, answer_out, sent_out, f);
	talloc_free(ctx);
	return v;
}
