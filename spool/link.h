/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link - a TCP connection whose every wait ends in time.
 *
 * The socket is non-blocking; all waiting is done by link_wait(). After the first failure the
 * link is broken: everything fails at once, so that a library that says goodbye to a dead
 * server does not wait for it again.
 */
#ifndef SPOOL_LINK_H
#define SPOOL_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "config/fault.h"

struct link {
	int fd;
	int64_t timeout;	/* milliseconds of silence allowed */
	int64_t deadline;	/* end of the session, in milliseconds of CLOCK_MONOTONIC */
	int64_t session;	/* seconds that the session was given */
	bool broken;
	char error[256];	/* why it broke; "" while it is whole */
};

/* Connects to host (name, IPv4 or IPv6 address) trying each of its addresses. timeout and
 * session are seconds. LATER: no such name, refused, timed out. */
enum verdict link_connect(struct link *l, const char *host, int port, int64_t timeout, int64_t session,
    struct fault *f) MUST_USE;
void link_close(struct link *l);

/* Waits for POLLIN or POLLOUT; false (and broken) when the time is over. */
bool link_wait(struct link *l, short events) MUST_USE;

/* recv(2) and send(2) without waiting: -1 with errno EAGAIN when there is nothing to do. */
ssize_t link_receive(struct link *l, void *data, size_t len);
ssize_t link_send(struct link *l, const void *data, size_t len);

/* Marks the link broken with the reason, unless it is already. Returns -1. */
int link_break(struct link *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
