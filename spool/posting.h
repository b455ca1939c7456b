/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * posting - a clerk says that a run of letters was posted, all of it or all but a few.
 *
 * What was posted is posted (STEP_POST) and counts as delivered when it has not come back for long enough; what was
 * kept back waits to be printed again (STEP_KEEP). A letter that something has overtaken meanwhile (a newer
 * answer, a stop) is noted as what became of the paper, and its opinion is left as it is. Within the caller's
 * transaction.
 */
#ifndef SPOOL_POSTING_H
#define SPOOL_POSTING_H

#include "spool/letter.h"

struct posting {
	int64_t run;
	const struct list *kept;	/* numbers of opinions, in their proper form: not posted */
	const char *who;		/* "desk", "iken-print" */
	int64_t arrival;		/* the mail that says so; 0 none */

	/* what became of it */
	const char *refused;		/* why nothing was done, a static code: "no-run", "not-printed", "already",
					 * "not-in-run" (one of the numbers); NULL: it was done */
	int64_t posted, kept_back;
	struct list overtaken;		/* numbers whose letter something has overtaken; owned by ctx */
};

enum verdict posting_confirm(struct ledger *l, void *ctx, struct posting *p, struct fault *f) MUST_USE;

#endif
