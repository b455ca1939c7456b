/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * erasure - what is erased together, from the proposal to the report.
 *
 *	plan		what the rules [erase NAME] would take now; nothing is written
 *	proposed	the numbers are fixed, and the moment before which each must have come to rest
 *	released	so many different people have agreed as the settings want
 *	erased		the keys are destroyed, rows emptied, files removed
 *	reported	searched for what was destroyed, and reported; the report is signed
 *
 * An opinion whose time has come but that is held (hold.h), that mails or letters wait for, or that something in the
 * holding pen perhaps belongs to is left out; so is, when it comes to it, one to which anything has happened since.
 * Arrivals that belong to several opinions go with the last of them. Arrivals that belong to none and wait for nobody
 * go by their own age ([erasure] loose).
 *
 * What stays of an opinion is what statistics need: its row with number, channel, purpose, department and state, its
 * events, the rows of its mails and letters without addresses.
 *
 * All functions but erasure_plan() work within the caller's transaction, unless they say otherwise.
 */
#ifndef SPOOL_ERASURE_H
#define SPOOL_ERASURE_H

#include "spool/agreement.h"
#include "spool/needle.h"
#include "spool/opinion.h"

enum erasure_state { ERASURE_PROPOSED, ERASURE_RELEASED, ERASURE_ERASED, ERASURE_REPORTED, ERASURE_WITHDRAWN, ERASURE_STATES };

const char *erasure_state_name(enum erasure_state state);

struct erasure {
	int64_t id, made;
	const char *who;
	enum erasure_state state;
	int64_t loose_before;
	int64_t people;
	int64_t changed, began;
	int64_t batches;
	int64_t arrivals, loose, keys, files;
	unsigned char digest[SEAL_DIGEST];	/* of all that was destroyed */
};

/* ---- plan and proposal ------------------------------------------------------------------------------------------- */

struct erasure_rule {
	int64_t place;			/* in the settings, from 1 */
	const char *name;
	const char *says;		/* its conditions */
	int64_t before;			/* nothing has happened since */
	int64_t count;			/* of opinions; of those not erased after all once they were to be */
	int64_t kept;
};

struct erasure_item {
	int64_t opinion;
	const char *number;
	int64_t rule;			/* its place */
	const char *outcome;		/* "", "erased", "kept"; of a plan "" */
};

/* Opinions whose age is reached and that are left out, each counted once. */
struct erasure_left {
	int64_t held;			/* somebody holds them */
	int64_t waiting;		/* mails or letters wait */
	int64_t guessed;		/* something in the pen is perhaps about them */
};

struct erasure_plan {
	int64_t at;
	struct erasure_rule *rules;
	size_t rule_count;
	struct erasure_item *items;	/* by opinion */
	size_t item_count;
	struct erasure_left left;
	int64_t loose, loose_before;
};

/* What would go now. NEVER: there is no rule. */
enum verdict erasure_plan(struct ledger *l, void *ctx, struct erasure_plan **out, struct fault *f) MUST_USE;
enum verdict erasure_propose(struct ledger *l, const struct erasure_plan *plan, const char *who, int64_t *id_out,
    struct fault *f) MUST_USE;

/* Why an opinion would be left out now; before: of its rule. */
enum erasure_why { ERASURE_GOES, ERASURE_HELD, ERASURE_WAITING, ERASURE_GUESSED, ERASURE_RECENT };
enum verdict erasure_judge(struct ledger *l, int64_t opinion, int64_t before, enum erasure_why *out, struct fault *f)
    MUST_USE;

/* ---- people ------------------------------------------------------------------------------------------------------ */

/* Why somebody's release would not count. */
enum erasure_refusal {
	ERASURE_MAY,
	ERASURE_NOT_OPEN,	/* it is not proposed (any more) */
	ERASURE_TWICE,		/* the same person has released it already */
	ERASURE_UNCERTAIN	/* perhaps the same person has: one release by mail, the other by login (eraser.h) */
};

/* NEVER: there is no such erasure. */
enum verdict erasure_may_release(struct ledger *l, int64_t id, const struct person *who, enum erasure_refusal *out,
    struct fault *f) MUST_USE;
/* *left_out: how many people more. NEVER: it would not count. */
enum verdict erasure_release(struct ledger *l, int64_t id, const struct person *who, int64_t *left_out,
    struct fault *f) MUST_USE;

/* Before anything is erased. */
bool erasure_may_withdraw(const struct erasure *e);
/* NEVER: it is too late for that. */
enum verdict erasure_withdraw(struct ledger *l, int64_t id, struct fault *f) MUST_USE;

/* ---- looking at them --------------------------------------------------------------------------------------------- */

enum verdict erasure_by_id(struct ledger *l, void *ctx, int64_t id, struct erasure *out, bool *found_out,
    struct fault *f) MUST_USE;
/* The oldest that is in one of the states from .. to. */
enum verdict erasure_next(struct ledger *l, void *ctx, enum erasure_state from, enum erasure_state to,
    struct erasure *out, bool *found_out, struct fault *f) MUST_USE;
/* Arrays owned by ctx. Who released it: agreement_list(). */
enum verdict erasure_list(struct ledger *l, void *ctx, struct erasure **out, size_t *count_out, struct fault *f) MUST_USE;
enum verdict erasure_rules(struct ledger *l, void *ctx, int64_t id, struct erasure_rule **out, size_t *count_out,
    struct fault *f) MUST_USE;
enum verdict erasure_items(struct ledger *l, void *ctx, int64_t id, struct erasure_item **out, size_t *count_out,
    struct fault *f) MUST_USE;

/* The report, "" when there is none yet; owned by ctx. */
enum verdict erasure_report(struct ledger *l, void *ctx, int64_t id, const char **text_out, struct fault *f) MUST_USE;
/* Keeps the report: the erasure is over. */
enum verdict erasure_put_report(struct ledger *l, int64_t id, const char *text, struct fault *f) MUST_USE;

#endif
