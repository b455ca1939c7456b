/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * agree - what somebody at the keyboard says to an erasure or an export that was proposed: agrees to it, or gives it up.
 * Each in a transaction of its own, with its line in the access log; with --dry-run all of it is undone.
 */
#ifndef REPORT_AGREE_H
#define REPORT_AGREE_H

#include "config/run.h"
#include "spool/agreement.h"

/* What is agreed to. */
struct agreeable {
	const char *name, *verb;		/* "export", "approve": for whoever is told how many more have to */
	const char *agreed, *withdrawn;		/* "approve export: ": lines of the access log, up to the number */
	enum verdict (*agree)(struct ledger *l, int64_t id, const struct person *who, int64_t *left_out, struct fault *f);
	enum verdict (*withdraw)(struct ledger *l, int64_t id, struct fault *f);
};

/* Prints how many more have to, where some do; *left_out 0: nobody. NEVER: this person may not, or it is too late. */
enum verdict agree_to(struct run *run, struct ledger *l, const struct agreeable *a, int64_t id, int64_t *left_out,
    struct fault *f) MUST_USE;
enum verdict agree_to_none(struct run *run, struct ledger *l, const struct agreeable *a, int64_t id, struct fault *f) MUST_USE;

/* A line of the access log with a number, within the caller's transaction. */
enum verdict agree_note(struct ledger *l, const char *words, int64_t id, struct fault *f) MUST_USE;

#endif
