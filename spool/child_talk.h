/* SPDX-License-Identifier: GPL-3.0-or-later */
/* child_talk - the caller's side of a conversation with a confined child, which may hang, die or lie. */
#ifndef SPOOL_CHILD_TALK_H
#define SPOOL_CHILD_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "config/bytes.h"
#include "config/fault.h"

struct child_talk {
	int fd;				/* a stream on which each read ends in time (descriptor_stream()) */
	const char *reader;		/* of what: "mails" */
	int64_t patience;		/* seconds for all waits of one job together */
	int64_t waited;			/* nanoseconds */
	bool begun;			/* the child has said that it has the job */
	bool timed_out;
};

/* Reads all of it; false: the child has ended, or it took too long. */
bool child_read(struct child_talk *t, void *out, size_t len);

/* Reads as much as that and adds it to out; where it fails, child_failed(). */
enum verdict child_read_into(struct child_talk *t, uint32_t len, struct buffer *out, struct fault *f) MUST_USE;

/* The conversation has ended otherwise than by its rules: LATER before the child had the job, else NEVER. */
enum verdict child_failed(const struct child_talk *t, struct fault *f) MUST_USE;
/* NEVER: it said what no child of ours says. */
enum verdict child_lies(const struct child_talk *t, struct fault *f) MUST_USE;

#endif
