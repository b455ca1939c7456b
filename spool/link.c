/* SPDX-License-Identifier: GPL-3.0-or-later */
/* link - a TCP connection whose every wait ends in time. */
#include "spool/link.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/socket.h>

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int
link_break(struct link *l, const char *format, ...)
{
	if (!l->broken) {
		va_list ap;

		l->broken = true;
		va_start(ap, format);
		vsnprintf(l->error, sizeof l->error, format, ap);
		va_end(ap);
	}
	return -1;
}

bool
link_wait(struct link *l, short events)
{
	int64_t until = now_ms() + l->timeout;
	bool last = until >= l->deadline;

	if (last)
		until = l->deadline;
	while (!l->broken) {
		struct pollfd p = { .fd = l->fd, .events = events };
		int64_t left = until - now_ms();
		int n = left > 0 ? poll(&p, 1, left < INT32_MAX ? (int)left : INT32_MAX) : 0;

		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR)
			link_break(l, "poll: %s", strerror(errno));
		else if (n == 0 && left <= 0 && last)
			link_break(l, "the session took more than %lld s", (long long)l->session);
		else if (n == 0 && left <= 0)
			link_break(l, "timed out after %lld s", (long long)(l->timeout / 1000));
	}
	return false;
}

ssize_t
link_receive(struct link *l, void *data, size_t len)
{
	ssize_t n;

	if (l->broken) {
		errno = ECONNABORTED;
		return -1;
	}
	do
		n = recv(l->fd, data, len, 0);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno != EAGAIN)
		link_break(l, "%s", strerror(errno));
	return n;
}

ssize_t
link_send(struct link *l, const void *data, size_t len)
{
	ssize_t n;

	if (l->broken) {
		errno = ECONNABORTED;
		return -1;
	}
	do
		n = send(l->fd, data, len, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno != EAGAIN)
		link_break(l, "%s", strerror(errno));
	return n;
}

void
link_close(struct link *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	link_break(l, "closed");
}

static bool
link_finish_connect(struct link *l)
{
	int error = 0;
	socklen_t size = sizeof error;

	if (!link_wait(l, POLLOUT))
		return false;
	if (getsockopt(l->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
		error = errno;
	if (error != 0)
		link_break(l, "%s", strerror(error));
	return error == 0;
}

static bool
link_try(struct link *l, const struct addrinfo *a)
{
	int one = 1;

	l->broken = false;
	l->error[0] = 0;
	l->fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (l->fd < 0) {
		link_break(l, "socket: %s", strerror(errno));
		return false;
	}
	/* Commands are small and are flushed whole: none may wait for the answer to the one before. */
	setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (connect(l->fd, a->ai_addr, a->ai_addrlen) == 0)
		return true;
	if (errno == EINPROGRESS && link_finish_connect(l))
		return true;
	link_break(l, "%s", strerror(errno));
	close(l->fd);
	l->fd = -1;
	return false;
}

enum verdict
link_connect(struct link *l, const char *host, int port, int64_t timeout, int64_t session, struct fault *f)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV }, *found;
	char service[8];
	bool connected = false;
	int r;

	*l = (struct link){ .fd = -1, .timeout = timeout * 1000, .session = session,
		.deadline = now_ms() + session * 1000 };
	snprintf(service, sizeof service, "%u", (unsigned)port & 0xffff);
	r = getaddrinfo(host, service, &hints, &found);
	if (r != 0)
		return fail(f, LATER, "connect %s: %s", host, r == EAI_SYSTEM ? strerror(errno) : gai_strerror(r));
	for (const struct addrinfo *a = found; a != NULL && !connected; a = a->ai_next)
		connected = link_try(l, a);
	freeaddrinfo(found);
	if (!connected)
		return fail(f, LATER, "connect %s port %s: %s", host, service, l->error);
	return DONE;
}
