/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worklist - what waits for somebody: the open opinions, parts and approvals of the digests, of
 * `iken turnover` and of what is mended by time.
 *
 * Every query is over an index on what is open, so that its cost does not grow with the register.
 * Nothing personal is in it.
 */
#ifndef SPOOL_WORKLIST_H
#define SPOOL_WORKLIST_H

#include "spool/calendar.h"
#include "spool/opinion.h"

struct work {
	int64_t opinion;		/* id */
	const char *number;
	const char *purpose;		/* code */
	const char *department;		/* whose it is: of a part, the one that was asked for it */
	const char *lead;		/* the opinion's department */
	enum state state;		/* of the opinion */
	int64_t due;			/* of the opinion, or of the part; 0 none */
	int64_t since;			/* so it is since: of an approval, when it was asked for */
	bool dated;			/* whether days_late says something */
	int64_t days_late;		/* due_days_late() at now */
	const char *waits_for;		/* DRAFTED: whose approval is asked for, a code or "desk"; else "" */
};

struct worklist {
	struct work *item;
	size_t count;
};

/* What one reads is owned by ctx; now is what the days late are counted at. */
struct work_query {
	struct ledger *l;
	void *ctx;
	const struct calendar *cal;
	int64_t now;
};

/* Opinions that a department has to answer (requested, asked, drafted), those due first first. */
enum verdict worklist_opinions(const struct work_query *q, const char *department, struct worklist *out,
    struct fault *f) MUST_USE;

/* Open parts that a department was asked for. */
enum verdict worklist_parts(const struct work_query *q, const char *department, struct worklist *out,
    struct fault *f) MUST_USE;

/* Drafts that wait for an approver (a code, or "desk") since before a moment. */
enum verdict worklist_approvals(const struct work_query *q, const char *approver, int64_t before,
    struct worklist *out, struct fault *f) MUST_USE;

/* Of all departments: answers that did not arrive; and what a department has without a due day. */
enum verdict worklist_undeliverable(const struct work_query *q, struct worklist *out, struct fault *f) MUST_USE;
enum verdict worklist_undated(const struct work_query *q, struct worklist *out, struct fault *f) MUST_USE;

/* Everything that changes hands with a department: in the states requested, asked, drafted and undeliverable. */
enum verdict worklist_of_department(const struct work_query *q, const char *department, struct worklist *out,
    struct fault *f) MUST_USE;

/* What nobody has answered yet (received to released, undeliverable) of a department, or of all ("") one after
 * the other, those due first first; at most max of them. How many there are, and how many are late at now. */
enum verdict worklist_open(const struct work_query *q, const char *department, size_t max, struct worklist *out,
    int64_t *count_out, int64_t *late_out, struct fault *f) MUST_USE;

/* The codes of the departments that have an open opinion or an open part, whether or not the settings know
 * them; the approvers who are waited for. Owned by ctx. */
enum verdict worklist_departments(struct ledger *l, void *ctx, struct list *out, struct fault *f) MUST_USE;
enum verdict worklist_approvers(struct ledger *l, void *ctx, struct list *out, struct fault *f) MUST_USE;

/* Whether a reminder to this party for this day ("2026-11-24") has been decided. */
enum verdict worklist_was_reminded(struct ledger *l, const char *party, const char *day, bool *was_out,
    struct fault *f) MUST_USE;

#endif
