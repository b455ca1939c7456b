/* SPDX-License-Identifier: GPL-3.0-or-later */
/* worklist - what waits for somebody. */
#include "spool/worklist.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/due.h"

/* The indexes on what is open have this condition word for word. */
#define OPEN "o.state NOT IN ('delivered','closed','erased')"

/* Whose approval the newest draft of an opinion waits for; where no list was made it is the desk's. */
#define NEWEST "(SELECT max(id) FROM draft WHERE draft.opinion = o.id AND draft.kind = 'answer')"
#define WAITS_FOR "(CASE o.state WHEN 'drafted' THEN coalesce((SELECT approver FROM approval WHERE draft = " NEWEST \
	" AND approval.state = 'asked' ORDER BY position LIMIT 1), 'desk') ELSE '' END)"

#define OPINION "o.id, o.number, o.purpose, o.department, o.department, o.state, o.due, o.changed, " WAITS_FOR

static void
take_columns(const struct work_query *wq, struct query *q, struct work *out)
{
	char *state = query_text_at(NULL, q, 5);

	out->opinion = query_number_at(q, 0);
	out->number = query_text_at(wq->ctx, q, 1);
	out->purpose = query_text_at(wq->ctx, q, 2);
	out->department = query_text_at(wq->ctx, q, 3);
	out->lead = query_text_at(wq->ctx, q, 4);
	out->state = state_from_name(state);
	out->due = query_number_at(q, 6);
	out->since = query_number_at(q, 7);
	out->waits_for = query_text_at(wq->ctx, q, 8);
	out->days_late = 0;
	out->dated = due_days_late(wq->cal, out->due, wq->now, &out->days_late);
	talloc_free(state);
}

static enum verdict
collect(const struct work_query *wq, struct query *q, struct worklist *out, struct fault *f)
{
	size_t room = 0;
	bool row;
	enum verdict v;

	*out = (struct worklist){ NULL, 0 };
	while ((v = query_next(q, &row, f)) == DONE && row) {
		if (out->count == room) {
			room = room == 0 ? 16 : 2 * room;
			out->item = must(talloc_realloc(wq->ctx, out->item, struct work, room));
		}
		take_columns(wq, q, &out->item[out->count++]);
	}
	return v;
}

enum verdict
worklist_opinions(const struct work_query *wq, const char *department, struct worklist *out, struct fault *f)
{
	struct query *q = db_query(wq->l->db, "SELECT " OPINION " FROM opinion o WHERE o.department = ?1 AND " OPEN
	    " AND o.state IN ('requested','asked','drafted') ORDER BY o.due = 0, o.due, o.id");

	query_text(q, 1, department);
	return collect(wq, q, out, f);
}

enum verdict
worklist_of_department(const struct work_query *wq, const char *department, struct worklist *out, struct fault *f)
{
	struct query *q = db_query(wq->l->db, "SELECT " OPINION " FROM opinion o WHERE o.department = ?1 AND " OPEN
	    " AND o.state IN ('requested','asked','drafted','undeliverable') ORDER BY o.id");

	query_text(q, 1, department);
	return collect(wq, q, out, f);
}

enum verdict
worklist_parts(const struct work_query *wq, const char *department, struct worklist *out, struct fault *f)
{
	struct query *q = db_query(wq->l->db, "SELECT o.id, o.number, o.purpose, p.department, o.department, o.state, "
	    "p.due, p.created, '' FROM part p JOIN opinion o ON o.id = p.opinion WHERE p.department = ?1 AND "
	    "p.state = 'asked' AND o.state IN ('requested','asked','drafted','undeliverable') "
	    "ORDER BY p.due = 0, p.due, p.id");

	query_text(q, 1, department);
	return collect(wq, q, out, f);
}

/* The desk has those, too, for which no list was made. */
static enum verdict
approvals_of_desk(const struct work_query *wq, int64_t before, struct worklist *out, struct fault *f)
{
	struct query *q = db_query(wq->l->db, "SELECT * FROM (SELECT o.id, o.number, o.purpose, o.department, "
	    "o.department, o.state, o.due, coalesce((SELECT at FROM approval WHERE draft = " NEWEST " AND "
	    "approver = 'desk'), o.changed) AS since, " WAITS_FOR " AS waits_for FROM opinion o WHERE "
	    "o.state = 'drafted' AND " OPEN ") WHERE waits_for = 'desk' AND since < ?1 ORDER BY since");

	query_number(q, 1, before);
	return collect(wq, q, out, f);
}

enum verdict
worklist_approvals(const struct work_query *wq, const char *approver, int64_t before, struct worklist *out,
    struct fault *f)
{
	struct query *q;

	if (strcmp(approver, "desk") == 0)
		return approvals_of_desk(wq, before, out, f);
	q = db_query(wq->l->db, "SELECT o.id, o.number, o.purpose, o.department, o.department, o.state, o.due, a.at, "
	    "a.approver FROM approval a JOIN opinion o ON o.id = a.opinion WHERE a.approver = ?1 AND "
	    "a.state = 'asked' AND a.at < ?2 AND o.state = 'drafted' ORDER BY a.at, a.id");
	query_text(q, 1, approver);
	query_number(q, 2, before);
	return collect(wq, q, out, f);
}

enum verdict
worklist_undeliverable(const struct work_query *wq, struct worklist *out, struct fault *f)
{
	struct query *q = db_query(wq->l->db, "SELECT " OPINION " FROM opinion o WHERE o.state = 'undeliverable' AND "
	    OPEN " ORDER BY o.id");

	return collect(wq, q, out, f);
}

enum verdict
worklist_undated(const struct work_query *wq, struct worklist *out, struct fault *f)
{
	struct query *q = db_query(wq->l->db, "SELECT " OPINION " FROM opinion o WHERE o.state IN "
	    "('requested','asked','drafted','undeliverable') AND " OPEN " AND o.due = 0 ORDER BY o.id");

	return collect(wq, q, out, f);
}

#define UNANSWERED OPEN " AND o.state NOT IN ('printed','posted','sent')"

static enum verdict
count_open(const struct work_query *wq, const char *department, int64_t *count_out, int64_t *late_out, struct fault *f)
{
	struct query *q = db_query(wq->l->db, "SELECT count(*), sum(o.due > 0 AND o.due < ?2) FROM opinion o WHERE "
	    UNANSWERED " AND (?1 = '' OR o.department = ?1)");
	bool row;
	enum verdict v;

	query_text(q, 1, department);
	query_number(q, 2, wq->now);
	v = query_next(q, &row, f);
	*count_out = v == DONE && row ? query_number_at(q, 0) : 0;
	*late_out = v == DONE && row ? query_number_at(q, 1) : 0;
	query_done(q);
	return v;
}

enum verdict
worklist_open(const struct work_query *wq, const char *department, size_t max, struct worklist *out,
    int64_t *count_out, int64_t *late_out, struct fault *f)
{
	struct query *q = db_query(wq->l->db, "SELECT " OPINION " FROM opinion o WHERE " UNANSWERED
	    " AND (?1 = '' OR o.department = ?1) ORDER BY o.department, o.due = 0, o.due, o.id LIMIT ?2");
	enum verdict v = count_open(wq, department, count_out, late_out, f);

	query_text(q, 1, department);
	query_number(q, 2, (int64_t)max);
	return v == DONE ? collect(wq, q, out, f) : v;
}

static enum verdict
add_codes(void *ctx, struct query *q, struct list *out, struct fault *f)
{
	bool row;
	enum verdict v;

	while ((v = query_next(q, &row, f)) == DONE && row) {
		char *code = query_text_at(ctx, q, 0);

		if (code[0] == 0 || settings_list_has(out, code))
			continue;
		out->item = must(talloc_realloc(ctx, out->item, char *, out->count + 1));
		out->item[out->count++] = code;
	}
	return v;
}

enum verdict
worklist_departments(struct ledger *l, void *ctx, struct list *out, struct fault *f)
{
	enum verdict v;

	*out = (struct list){ NULL, 0 };
	v = add_codes(ctx, db_query(l->db, "SELECT DISTINCT o.department FROM opinion o WHERE " OPEN), out, f);
	if (v == DONE)
		v = add_codes(ctx, db_query(l->db, "SELECT DISTINCT department FROM part WHERE state = 'asked'"), out, f);
	return v;
}

enum verdict
worklist_approvers(struct ledger *l, void *ctx, struct list *out, struct fault *f)
{
	*out = (struct list){ NULL, 0 };
	return add_codes(ctx, db_query(l->db, "SELECT DISTINCT approver FROM approval WHERE state = 'asked'"), out, f);
}

enum verdict
worklist_was_reminded(struct ledger *l, const char *party, const char *day, bool *was_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM intent WHERE party = ?1 AND code = ?2 AND kind = 'reminder'");
	enum verdict v;

	query_text(q, 1, party);
	query_text(q, 2, day);
	v = query_next(q, was_out, f);
	query_done(q);
	return v;
}
