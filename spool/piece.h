/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * piece - what an arrival of kind split was split into, and what became of each piece.
 *
 * A piece came in again as an arrival of its own, or is a row of a table that could not be taken: then its arrival
 * is none and its outcome says why from the beginning. Outcomes, nothing personal in them:
 *
 *	opinion 2026-000123-8	entered
 *	scan			waits to be typed in
 *	follow-up NUMBER, note NUMBER, returned NUMBER	filed
 *	same-row NUMBER		the row was imported before
 *	held REASON, split, discarded, set-aside	as their entries
 *	infected		set aside because of a virus
 *	errors WORDS		a row that is no form, and why
 */
#ifndef SPOOL_PIECE_H
#define SPOOL_PIECE_H

#include "spool/ledger.h"

struct piece {
	int64_t place;			/* from 1 */
	const char *arrival;		/* the id of its own */
	const char *label;		/* "pages 3-4", "row 12", the name of a file or folder */
	const char *outcome;		/* "" none yet */
};

enum verdict piece_insert(struct ledger *l, int64_t parent, const struct piece *p, struct fault *f) MUST_USE;

/* What became of an arrival: nothing when it is no piece. *parent_out: the seq of what it was split from, where all
 * pieces have an outcome now and had not before; else 0. */
enum verdict piece_outcome(struct ledger *l, const char *arrival, const char *outcome, int64_t *parent_out,
    struct fault *f) MUST_USE;

/* Whether all pieces of an arrival have an outcome. */
enum verdict piece_all_settled(struct ledger *l, int64_t parent, bool *out, struct fault *f) MUST_USE;

/* The seq of what an arrival was split from, 0: it was split from nothing. */
enum verdict piece_parent(struct ledger *l, const char *arrival, int64_t *parent_out, struct fault *f) MUST_USE;

/* All of them in order; an array owned by ctx. */
enum verdict piece_list(struct ledger *l, void *ctx, int64_t parent, struct piece **out, size_t *count_out,
    struct fault *f) MUST_USE;

#endif
