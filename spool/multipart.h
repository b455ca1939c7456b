/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * multipart - multipart/form-data (RFC 7578) as it comes, piece by piece, in bounded memory.
 *
 * A browser's own form is read exactly. Whatever else: what could be read before the mistake has been given to the
 * taker, so that it can be shown again.
 */
#ifndef SPOOL_MULTIPART_H
#define SPOOL_MULTIPART_H

#include <stdbool.h>

#include "config/bytes.h"
#include "config/fault.h"

struct multipart_part {
	struct bytes name;	/* of the field */
	bool is_file;
	struct bytes file;	/* the file's name as the browser says it; empty: none was chosen */
	struct bytes type;	/* as the browser says */
};

/* Who takes the parts; anything but DONE stops the reading, which returns the same. */
struct multipart_taker {
	void *state;
	enum verdict (*begin)(void *state, const struct multipart_part *part, struct fault *f);
	enum verdict (*data)(void *state, struct bytes data, struct fault *f);
	enum verdict (*end)(void *state, struct fault *f);
};

struct multipart;

/* type: the Content-Type of the body. NULL when it is not multipart/form-data with a good boundary. *taker is the
 * caller's. */
struct multipart *multipart_new(void *ctx, const char *type, const struct multipart_taker *taker);
/* NEVER: it is broken. */
enum verdict multipart_push(struct multipart *m, struct bytes octets, struct fault *f) MUST_USE;
/* NEVER: it has no end; what came of a part that was cut off has been given to the taker, whose `end` was not called. */
enum verdict multipart_end(struct multipart *m, struct fault *f) MUST_USE;

#endif
