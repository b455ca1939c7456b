/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch - stacks that a batch sheet was printed for, and what was found in them. */
#ifndef SPOOL_BATCH_H
#define SPOOL_BATCH_H

#include "spool/ledger.h"

struct batch {
	int64_t id;
	const char *channel;
	int64_t made, expected;
	int64_t arrival;		/* the stack, 0: not scanned yet */
	int64_t found;
};

enum verdict batch_by_id(struct ledger *l, void *ctx, int64_t id, struct batch *out, bool *found_out, struct fault *f)
    MUST_USE;

/* It was scanned, as this arrival. */
enum verdict batch_scanned(struct ledger *l, int64_t id, int64_t arrival, int64_t found, struct fault *f) MUST_USE;

#endif
