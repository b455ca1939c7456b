/* SPDX-License-Identifier: GPL-3.0-or-later */
/* child_talk - the caller's side of a conversation with a confined child. */
#include "spool/child_talk.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 65536 };

#define SECOND INT64_C(1000000000)

static int64_t
nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * SECOND + now.tv_nsec;
}

/* Each wait is limited by the socket, all of them together here. */
bool
child_read(struct child_talk *t, void *out, size_t len)
{
	unsigned char *p = out;

	while (len != 0) {
		int64_t began = nanoseconds();
		ssize_t n = read(t->fd, p, len);

		t->waited += nanoseconds() - began;
		if (n < 0 && errno == EINTR)
			continue;
		t->timed_out = (n < 0 && errno == EAGAIN) || t->waited > t->patience * SECOND;
		if (n <= 0 || t->timed_out)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

enum verdict
child_read_into(struct child_talk *t, uint32_t len, struct buffer *out, struct fault *f)
{
	unsigned char piece[PIECE];

	while (len != 0) {
		size_t n = len < sizeof piece ? len : sizeof piece;

		if (!child_read(t, piece, n))
			return child_failed(t, f);
		buffer_add(out, piece, n);
		len -= (uint32_t)n;
	}
	return DONE;
}

enum verdict
child_failed(const struct child_talk *t, struct fault *f)
{
	if (!t->begun)
		return fail(f, LATER, "no reader of %s could be started", t->reader);
	if (t->timed_out)
		return fail(f, NEVER, "the reader of %s gave no answer in time (limits.parse_seconds)", t->reader);
	return fail(f, NEVER, "the reader of %s died of it: out of memory (limits.parse_memory), or killed", t->reader);
}

enum verdict
child_lies(const struct child_talk *t, struct fault *f)
{
	return fail(f, NEVER, "the reader of %s talks nonsense after reading it", t->reader);
}
