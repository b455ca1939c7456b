/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * access_verify - whether the access log is as it was written.
 *
 * Found are: lines that were changed, removed, inserted or moved (the chain); lines cut off the end (the signed head);
 * lines that were written anew together with all chain values behind them, and an old register that was brought
 * back (the checkpoints of the register, of the file outside, and of a mail or printout that is given); checkpoints
 * that were removed or are not signed by us; triggers that were taken away.
 */
#ifndef SPOOL_ACCESS_VERIFY_H
#define SPOOL_ACCESS_VERIFY_H

#include "spool/access_sign.h"

enum finding_kind {
	FINDING_CHANGED,		/* first: a line that does not fit: changed, or put in */
	FINDING_MISSING,		/* first to last: lines that were removed between others */
	FINDING_CUT,			/* first to last: lines that were removed at the end, or an old register was brought back */
	FINDING_ADDED,			/* first to last: lines behind the signed end */
	FINDING_REWRITTEN,		/* first to last: they fit each other, but not what was signed */
	FINDING_HEAD_MISSING,
	FINDING_HEAD_FORGED,
	FINDING_CHECKPOINT_FORGED,	/* not signed with our key; where: in the register, or which file */
	FINDING_CHECKPOINT_MISSING,	/* first to last: not in the register; or (first 0) one that the file has */
	FINDING_FILE_MISSING,		/* where */
	FINDING_FILE_CUT,		/* where: it lacks checkpoints that the register has */
	FINDING_TRIGGER,		/* where: its name */
	FINDINGS
};

struct finding {
	enum finding_kind kind;
	int64_t first, last;	/* lines, or checkpoints; 0: none */
	int64_t since;		/* it happened after; 0: not known */
	const char *where;	/* "" */
};

enum { FINDINGS_MAX = 100 };

struct verification {
	int64_t lines;			/* up to which line */
	int64_t from;			/* the first that was looked at */
	int64_t checkpoints;		/* that were compared */
	int64_t signed_at;		/* the newest good checkpoint; 0 none */
	size_t count;
	struct finding finding[FINDINGS_MAX];	/* the first ones; the last of them is the last of all */
};

enum verify_span {
	VERIFY_ALL,
	VERIFY_SINCE_CHECKPOINT		/* the lines since the last checkpoint, and the newest ones outside */
};

/* against: the text of a mail or a printout with checkpoints; NULL none. Everything is owned by ctx. DONE: see findings. */
enum verdict access_verify(struct ledger *l, void *ctx, enum verify_span span, const char *against,
    struct verification *out, struct fault *f) MUST_USE;

/* One line in English for logs and checks; owned by ctx. */
char *access_finding_text(void *ctx, const struct finding *finding);
/* "changed", "cut", ...: what the words for people are called by. */
const char *access_finding_name(enum finding_kind kind);

/* Signs the log as it is when nothing was found; within a transaction. */
enum verdict access_checkpoint(struct ledger *l, enum verify_span span, bool *made_out, struct fault *f) MUST_USE;

#endif
