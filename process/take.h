/* SPDX-License-Identifier: GPL-3.0-or-later */
/* take - opens one waiting arrival and finds out what it is made of; nothing is decided yet. */
#ifndef PROCESS_TAKE_H
#define PROCESS_TAKE_H

#include "spool/arrival.h"
#include "spool/entry.h"
#include "spool/parser.h"

/* One waiting arrival; all of it is owned by the context it was taken into. */
struct taken {
	const char *id;
	const char *source, *channel;
	const char *sender, *recipient;		/* of the envelope, "" where not known */
	int64_t received;
	struct sealed *file;
	int64_t size;
	unsigned char digest[SEAL_HASH];	/* keyed, of its octets */
	struct reading *reading;		/* NULL: it could not be read; why says so */
	const char *why;
};

/* Opens the sealed file and computes the digest. NEVER: the file is damaged or not for our key. */
enum verdict take_open(struct ledger *l, void *ctx, const char *id, struct taken *out, struct fault *f) MUST_USE;

/* Reads it in the confined child. That it cannot be read is no failure: reading is NULL then. */
enum verdict take_read(struct parser *parser, void *ctx, struct taken *taken, struct fault *f) MUST_USE;

#endif
