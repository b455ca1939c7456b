/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide - what an arrival is and what follows: gathers facts, asks the pure rules, acts. */
#ifndef PROCESS_DECIDE_H
#define PROCESS_DECIDE_H

#include "process/take.h"
#include "spool/entry.h"

struct decision {
	enum entry_kind kind;		/* what it was registered as */
	const char *note;		/* for the log: a number of ours or a reason code; owned by ctx */
};

/* Registers one arrival within the caller's transaction. NEVER: what was decided is not possible;
 * the caller undoes the item and sets the arrival aside. */
enum verdict decide(struct ledger *l, void *ctx, const struct taken *t, struct decision *out,
    struct fault *f) MUST_USE;

/* 1-①: a new opinion, whatever else it could have been. *number_out is owned by ctx. */
enum verdict decide_opinion(struct ledger *l, void *ctx, const struct taken *t, const char **number_out,
    struct fault *f) MUST_USE;

#endif
