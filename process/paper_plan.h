/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paper_plan - what an arrival from a drop folder is, found out before anything is written into the register.
 *
 * Looking at pages and taking stacks apart takes time, and the register's lock is not held meanwhile: the plan is
 * made first and carried out by paper.h within the transaction. What a stack, an archive or a table is split into
 * is in the queue, durably, when the plan is there.
 */
#ifndef PROCESS_PAPER_PLAN_H
#define PROCESS_PAPER_PLAN_H

#include "process/lightbox.h"
#include "process/take.h"
#include "spool/piece.h"

enum paper_is {
	PAPER_HELD,		/* the desk has to look; reason says why */
	PAPER_OPINION,		/* a form, a scan to be typed in, or both */
	PAPER_SPLIT,
	PAPER_NOTE,		/* a sheet about an opinion, filled in by hand */
	PAPER_RETURNED,		/* a letter that came back */
	PAPER_REPORT,		/* of iken-collect */
	PAPER_SAME_ROW		/* a row of a table that was imported before */
};

struct paper_plan {
	enum paper_is is;
	const char *reason;	/* HELD: a code of the reasons; SPLIT: what there is to tell of it (below) */
	int64_t same;		/* HELD, SAME_ROW: the earlier opinion, 0 none */
	struct lit lit;
	struct sheet sheet;	/* NOTE, RETURNED; of a letter that a resident sent along: number "" none */
	struct stack stack;	/* SPLIT by sheets */
	struct piece *piece;	/* SPLIT */
	size_t piece_count;
};

/*
 * What there is to tell of a split arrival, the reason of its line in the register:
 *	"stack batch:12 expected:10 found:9 missing:3,5 twice:2 batch:13 ... blank:1", "archive", "table"
 */

/* Whether an arrival came from a drop folder, or is a fax that a gateway sent as a mail without words of its own. */
bool paper_is_bundle(const struct settings *s, const struct taken *t);
bool paper_is_fax(const struct taken *t);

/* Makes the plan; all of it is owned by ctx. Sets t->digest by which the same files are known again. anew: the desk
 * has seen it and wants it taken as something new, whatever it looked like. */
enum verdict paper_plan(struct ledger *l, void *ctx, struct taken *t, bool anew, struct paper_plan *out,
    struct fault *f) MUST_USE;

/* ---- the ways to split; each writes the offspring. Private to process/paper_*.c. ---- */

enum { PAPER_DEPTH = 3 };		/* an archive with tables or stacks in it */

enum verdict paper_split_stack(struct ledger *l, void *ctx, const struct taken *t, struct paper_plan *plan,
    struct fault *f) MUST_USE;
/* These two set plan->is PAPER_HELD with a reason where the file is no archive or no table. */
enum verdict paper_split_archive(struct ledger *l, void *ctx, const struct taken *t, struct paper_plan *plan,
    struct fault *f) MUST_USE;
enum verdict paper_split_table(struct ledger *l, void *ctx, const struct taken *t, struct paper_plan *plan,
    struct fault *f) MUST_USE;

#endif
