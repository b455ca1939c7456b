/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hold - opinions that are not erased for now: a lawsuit, an audit, a request for disclosure.
 *
 * Why stands sealed under the opinion's key. All functions work within the caller's transaction; who: as in the
 * access log.
 */
#ifndef SPOOL_HOLD_H
#define SPOOL_HOLD_H

#include "spool/opinion.h"

enum { HOLD_REASON_MAX = 200 };		/* characters */

struct hold {
	int64_t opinion;
	const char *number;
	int64_t at;
	const char *who;
	const char *reason;
};

/* NEVER: it is held already, or erased. */
enum verdict hold_put(struct ledger *l, const struct opinion *o, const char *who, const char *reason,
    struct fault *f) MUST_USE;
/* NEVER: it is not held. */
enum verdict hold_lift(struct ledger *l, const struct opinion *o, const char *who, struct fault *f) MUST_USE;

/* Those that hold, oldest first; an array owned by ctx. */
enum verdict hold_list(struct ledger *l, void *ctx, struct hold **out, size_t *count_out, struct fault *f) MUST_USE;

#endif
