/* SPDX-License-Identifier: GPL-3.0-or-later */
/* take - opens one waiting arrival and finds out what it is made of; nothing is decided yet. */
#ifndef PROCESS_TAKE_H
#define PROCESS_TAKE_H

#include "spool/arrival.h"
#include "spool/entry.h"
#include "spool/parser.h"

struct lightbox;
struct paper_plan;

/* How an arrival gets its line in the register, where that is not simply one of one opinion. */
struct entering {
	struct entry *held;		/* it has one: the desk files what was held; NULL: it gets one */
	bool several;			/* it is about several opinions: the line has a key of its own */
	bool entered;			/* this was done: what follows is filed besides */
	int64_t seq;			/* of the line, once entered */
};

/* One waiting arrival; all of it is owned by the context it was taken into. */
struct taken {
	const char *id;
	const char *source, *channel;
	const char *sender, *recipient;		/* of the envelope, "" where not known */
	int64_t received;
	struct sealed *file;
	int64_t size;
	unsigned char digest[SEAL_HASH];	/* keyed, of its octets */
	struct parse_job *job;			/* between take_begin() and take_finish() */
	struct reading *reading;		/* NULL: it could not be read; why says so */
	const char *why;
	const char *infected;			/* the virus that was found in it; then only its head is read. NULL: none */
	struct octets head;			/* that head: which the scanner has called clean; size 0: it has not */
	struct lightbox *lightbox;		/* looks at its scans; NULL where there is none */
	const struct paper_plan *plan;		/* of what came from a drop folder, made before; NULL: not made yet */
	struct entering *entering;		/* NULL: a line of its own, for one opinion or none */
};

/* Opens the sealed file and computes the digest. NEVER: the file is damaged or not for our key. */
enum verdict take_open(struct ledger *l, void *ctx, const char *id, struct taken *out, struct fault *f) MUST_USE;

/* The head of a message: its octets up to the first empty line, 64 KB at most. *out is valid as long as taken. */
enum verdict take_head(void *ctx, struct taken *taken, struct octets *out, struct fault *f) MUST_USE;

/* Gives it to a confined child to read, and takes what that has read. That it cannot be read is no failure:
 * reading is NULL then. Between the two other arrivals may be begun. */
enum verdict take_begin(struct parser *parser, void *ctx, struct taken *taken, struct fault *f) MUST_USE;
enum verdict take_finish(void *ctx, struct taken *taken, struct fault *f) MUST_USE;

#endif
