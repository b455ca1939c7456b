/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wire - connections for libetpan that are encrypted, verified and end in time. */
#include "spool/wire.h"

#include <errno.h>
#include <poll.h>

#include "config/memory.h"
#include "spool/link.h"
#include "spool/tls.h"

/* libetpan moves the rest of its buffer to the front after every line that it takes out: a
 * larger one makes it slower. The large pieces are read below it (tls.c). */
#define STREAM_BUFFER 8192
#define FIRST_ALLOWANCE (16LL << 20)

struct wire {
	struct link link;
	struct tls_session *tls;		/* NULL while the connection is plain */
	const char *host;
	const char *ca_file;
	int64_t allowed;		/* octets that may still come */
	int64_t allowance;		/* as last given by wire_allow */
};

static ssize_t
receive_plain(struct link *l, void *data, size_t len)
{
	for (;;) {
		ssize_t n = link_receive(l, data, len);

		if (n > 0)
			return n;
		/* A 0 would make libetpan ask for ever. */
		if (n == 0)
			return link_break(l, "connection closed by the server");
		if (errno != EAGAIN || !link_wait(l, POLLIN))
			return -1;
	}
}

static ssize_t
send_plain(struct link *l, const void *data, size_t len)
{
	const unsigned char *p = data;
	size_t left = len;

	while (left > 0) {
		ssize_t n = link_send(l, p, left);

		if (n > 0) {
			p += n;
			left -= (size_t)n;
		} else if (errno != EAGAIN || !link_wait(l, POLLOUT)) {
			return -1;
		}
	}
	return (ssize_t)len;
}

static ssize_t
driver_read(mailstream_low *low, void *data, size_t len)
{
	struct wire *w = low->data;
	ssize_t n;

	if (w->link.broken)
		return -1;
	n = w->tls != NULL ? tls_read(w->tls, data, len) : receive_plain(&w->link, data, len);
	if (n > 0)
		w->allowed -= n;
	if (w->allowed < 0)
		return link_break(&w->link, "more than %lld octets", (long long)w->allowance);
	return n;
}

static ssize_t
driver_write(mailstream_low *low, const void *data, size_t len)
{
	struct wire *w = low->data;

	if (w->link.broken)
		return -1;
	return w->tls != NULL ? tls_write(w->tls, data, len) : send_plain(&w->link, data, len);
}

static int
driver_close(mailstream_low *low)
{
	struct wire *w = low->data;

	tls_end(&w->tls);
	link_close(&w->link);
	return 0;
}

static int
driver_get_fd(mailstream_low *low)
{
	return ((struct wire *)low->data)->link.fd;
}

static void
driver_free(mailstream_low *low)
{
	talloc_free(low->data);
	free(low);
}

static void
driver_cancel(mailstream_low *low)
{
	link_break(&((struct wire *)low->data)->link, "cancelled");
}

static mailstream_low_driver driver = {
	.mailstream_read = driver_read,
	.mailstream_write = driver_write,
	.mailstream_close = driver_close,
	.mailstream_get_fd = driver_get_fd,
	.mailstream_free = driver_free,
	.mailstream_cancel = driver_cancel,
};

static int
free_wire(struct wire *w)
{
	tls_end(&w->tls);
	link_close(&w->link);
	return 0;
}

enum verdict
wire_connect(const struct server *server, int default_port, mailstream **stream_out, struct wire **wire_out,
    struct fault *f)
{
	struct wire *w = memory_new(NULL, sizeof *w);
	int port = server->port != 0 ? (int)server->port : default_port;
	mailstream_low *low;
	enum verdict v;

	w->host = must(talloc_strdup(w, server->host));
	w->ca_file = must(talloc_strdup(w, server->ca_file));
	w->allowed = w->allowance = FIRST_ALLOWANCE;
	v = link_connect(&w->link, w->host, port, server->timeout, server->deadline, f);
	if (v == DONE) {
		talloc_set_destructor(w, free_wire);
		if (server->tls == TLS_IMPLICIT)
			v = tls_begin(w, &w->link, w->host, w->ca_file, &w->tls, f);
	}
	if (v != DONE) {
		talloc_free(w);
		return v;
	}
	low = must(mailstream_low_new(w, &driver));
	*stream_out = must(mailstream_new(low, STREAM_BUFFER));
	*wire_out = w;
	return DONE;
}

enum verdict
wire_start_tls(mailstream *stream, struct wire *w, struct fault *f)
{
	/* What came after the server's consent was not protected: somebody between us may have
	 * added it, to be read as if it had come through TLS. */
	if (stream->read_buffer_len != 0) {
		link_break(&w->link, "octets before the TLS handshake");
		return fail(f, LATER, "%s: octets came before the TLS handshake; somebody may be listening", w->host);
	}
	return tls_begin(w, &w->link, w->host, w->ca_file, &w->tls, f);
}

const char *
wire_error(const struct wire *w)
{
	return w->link.error;
}

const char *
wire_protocol(const struct wire *w)
{
	return w->tls != NULL ? tls_protocol(w->tls) : "";
}

void
wire_allow(struct wire *w, int64_t octets)
{
	w->allowed = w->allowance = octets;
}
