/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime_guard - octets of a message as gmime can bear to parse them.
 *
 * gmime reads address fields by recursion, so that 180 KB of "To: g: g: g:" end the process, and
 * takes 2 KB for each part. The guard stands between a message and the parser: while it is on,
 * what makes a line with its continuations longer than MIME_FIELD_MAX reads as spaces, a header that
 * never ends is ended, and boundaries beyond a number are hidden. Nothing changes its place, so
 * that the parser's offsets are true; once the structure is known the guard is turned off, and the
 * content of all parts is read as it really is.
 */
#ifndef SPOOL_MIME_GUARD_H
#define SPOOL_MIME_GUARD_H

#include <stdbool.h>

#include "spool/octets.h"

enum {
	MIME_FIELD_MAX = 1 << 16,	/* octets of one header field */
	MIME_HEADER_MAX = 1 << 20	/* octets of a header */
};

struct mime_guard {
	struct octets octets;		/* to be read instead of the message */
	const struct octets *message;
	int64_t start;			/* of the header: empty lines before it are passed over */
	bool on;
	bool only_cr;			/* lines end with CR alone: each reads as LF, for good */
	int64_t expected;		/* place of the next octet, as long as they are read in order */
	int64_t field_len;		/* octets of this line and those that it continues */
	bool at_line_start, in_header;
	int64_t boundaries, boundaries_max;
	const char *exceeded;		/* a limit's name ("header", "parts"), "" for none */
};

/* The guard is on. It must stay where it is, and message must live as long. */
enum verdict mime_guard_begin(struct mime_guard *guard, const struct octets *message, int64_t parts_max,
    struct fault *f) MUST_USE;
/* From now on the octets are read as they are. */
void mime_guard_end(struct mime_guard *guard);

#endif
