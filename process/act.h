/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * act - carries out what was decided about an arrival: its line in the register, the step of its
 * opinion, and the intents that follow. Everything happens within the caller's transaction; after
 * a verdict other than DONE the caller undoes the item.
 */
#ifndef PROCESS_ACT_H
#define PROCESS_ACT_H

#include "process/take.h"
#include "spool/draft.h"
#include "spool/intent.h"
#include "spool/opinion.h"

/* The arrival's line in the register, linked to an opinion and under its key. */
enum verdict act_enter(struct ledger *l, const struct taken *t, enum entry_kind kind, const char *reason,
    const struct opinion *o, int64_t *seq_out, struct fault *f) MUST_USE;

/* 1-①: a new opinion. number_out is owned by ctx. */
enum verdict act_opinion(struct ledger *l, void *ctx, const struct taken *t, const struct contact *contact,
    const char *purpose, const char *language, const char **number_out, struct fault *f) MUST_USE;

/* The resident wrote again about an opinion. */
enum verdict act_follow_up(struct ledger *l, const struct taken *t, struct opinion *o, struct fault *f) MUST_USE;

/* A department's mail that could not be understood: registered, and sent back with what to change. */
enum verdict act_not_understood(struct ledger *l, const struct taken *t, const struct opinion *o,
    const char *code, struct fault *f) MUST_USE;

/* A bounce of one of our mails. permanent: the recipient will never get it. */
enum verdict act_bounce(struct ledger *l, void *ctx, const struct taken *t, const struct intent *intent,
    bool permanent, const char *status, struct fault *f) MUST_USE;

/* Automatic mail and duplicates: a line in the register, nothing else. opinion 0: none. */
enum verdict act_note_only(struct ledger *l, const struct taken *t, enum entry_kind kind, const char *reason,
    int64_t opinion, struct fault *f) MUST_USE;

/* What somebody ordered: a line in the register, under the key of the opinion that it is about (NULL: of none). */
enum verdict act_command(struct ledger *l, const struct taken *t, const struct opinion *o, const char *reason,
    int64_t *seq_out, struct fault *f) MUST_USE;

/* A line of its own about no opinion, or another kind for the line that it has (t->entering). */
enum verdict act_own(struct ledger *l, const struct taken *t, enum entry_kind kind, const char *reason, int64_t *seq_out,
    struct fault *f) MUST_USE;

/* The holding pen (with guesses where it belongs), and what could not be read: kept, and a person is told. */
enum held_from {
	HELD_FROM_ANYBODY,	/* perhaps a resident: words of danger in it call a person */
	HELD_FROM_OFFICE	/* a clerk, who quotes the resident's words at most */
};
enum verdict act_hold(struct ledger *l, const struct taken *t, const char *reason, enum held_from from, int64_t *seq_out,
    struct fault *f) MUST_USE;
enum verdict act_set_aside(struct ledger *l, const struct taken *t, const char *reason, struct fault *f) MUST_USE;

#endif
