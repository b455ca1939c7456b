/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures - how many of what the register holds, for `iken status` and `iken list`. */
#include "spool/figures.h"

#include "config/memory.h"

static enum verdict
read_states(struct ledger *l, struct figures *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT state, count(*), min(changed) FROM opinion GROUP BY state");
	bool row;
	enum verdict v;

	while ((v = query_next(q, &row, f)) == DONE && row) {
		char *name = query_text_at(NULL, q, 0);
		enum state state = state_from_name(name);

		talloc_free(name);
		if (state == STATES)
			continue;
		out->opinions[state] = query_number_at(q, 1);
		out->oldest[state] = query_number_at(q, 2);
	}
	return v;
}

static enum verdict
read_late(struct ledger *l, int64_t now, struct figures *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT count(*) FROM opinion WHERE state IN ('received','requested',"
	    "'drafted') AND state NOT IN ('delivered','closed','erased') AND due > 0 AND due < ?1");
	bool row;
	enum verdict v;

	query_number(q, 1, now);
	v = query_next(q, &row, f);
	if (v == DONE && row)
		out->late = query_number_at(q, 0);
	query_done(q);
	return v;
}

static enum verdict
read_arrivals(struct ledger *l, struct figures *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT sum(kind = 'held'), sum(kind = 'set-aside') FROM arrival "
	    "WHERE kind IN ('held','set-aside')");
	bool row;
	enum verdict v = query_next(q, &row, f);

	if (v == DONE && row) {
		out->held = query_number_at(q, 0);
		out->set_aside = query_number_at(q, 1);
	}
	query_done(q);
	return v;
}

static enum verdict
read_intents(struct ledger *l, int64_t now, struct figures *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT count(*), min(created), sum(attempts > 0) FROM intent "
	    "WHERE state = 'waiting' AND way = 'mail'");
	bool row;
	enum verdict v = query_next(q, &row, f);

	if (v == DONE && row) {
		out->waiting = query_number_at(q, 0);
		out->oldest_waiting = query_number_at(q, 1);
		out->postponed = query_number_at(q, 2);
	}
	query_done(q);
	if (v != DONE)
		return v;
	q = db_query(l->db, "SELECT count(*) FROM intent WHERE state = 'failed' AND done > ?1");
	query_number(q, 1, now - 30 * 86400);
	v = query_next(q, &row, f);
	if (v == DONE && row)
		out->failed = query_number_at(q, 0);
	query_done(q);
	return v;
}

enum verdict
figures_read(struct ledger *l, int64_t now, struct figures *out, struct fault *f)
{
	enum verdict v;

	*out = (struct figures){ .waiting = 0 };
	v = read_states(l, out, f);
	if (v == DONE)
		v = read_late(l, now, out, f);
	if (v == DONE)
		v = read_arrivals(l, out, f);
	if (v == DONE)
		v = read_intents(l, now, out, f);
	return v;
}

enum verdict
figures_reasons(struct ledger *l, void *ctx, struct reason_count **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT reason, count(*) FROM opinion WHERE reason <> '' GROUP BY reason "
	    "ORDER BY reason");
	bool row;
	enum verdict v;

	*out = NULL;
	*count_out = 0;
	while ((v = query_next(q, &row, f)) == DONE && row) {
		*out = must(talloc_realloc(ctx, *out, struct reason_count, *count_out + 1));
		(*out)[*count_out].reason = query_text_at(ctx, q, 0);
		(*out)[(*count_out)++].count = query_number_at(q, 1);
	}
	return v;
}

static enum verdict
take_due(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct due_count *out = row;

	(void)with, (void)f;
	out->department = query_text_at(ctx, q, 0);
	out->count = query_number_at(q, 1);
	return DONE;
}

enum verdict
figures_due(struct ledger *l, void *ctx, int64_t from, int64_t until, struct due_count **out, size_t *count_out,
    struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT department, count(*) FROM opinion WHERE state NOT IN ('delivered','closed',"
	    "'erased') AND state NOT IN ('posted','sent') AND due >= ?1 AND due < ?2 GROUP BY department");
	struct rows rows;
	enum verdict v;

	query_number(q, 1, from);
	query_number(q, 2, until);
	v = query_all(q, ctx, sizeof **out, take_due, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}

enum verdict
figures_scans(struct ledger *l, int64_t *count_out, int64_t *oldest_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT count(*), min(received) FROM arrival WHERE kind = 'scan'");
	bool row;
	enum verdict v = query_next(q, &row, f);

	*count_out = v == DONE && row ? query_number_at(q, 0) : 0;
	*oldest_out = v == DONE && row ? query_number_at(q, 1) : 0;
	query_done(q);
	return v;
}

enum verdict
figures_next_danger(struct ledger *l, void *ctx, int64_t after, struct opinion *out, bool *found_out,
    struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT id FROM opinion INDEXED BY opinion_danger WHERE danger = 1 AND id > ?1 AND "
	    "state IN ('received','requested') AND NOT EXISTS (SELECT 1 FROM event WHERE event.opinion = opinion.id "
	    "AND who NOT LIKE 'iken-%' AND who <> 'resident' AND event.id > (SELECT max(id) FROM event AS call "
	    "WHERE call.opinion = opinion.id AND call.note = 'danger')) ORDER BY id LIMIT 1");
	int64_t id = 0;
	enum verdict v;

	query_number(q, 1, after);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out)
		id = query_number_at(q, 0);
	query_done(q);
	return v == DONE && *found_out ? opinion_by_id(l, ctx, id, out, found_out, f) : v;
}

enum verdict
figures_next(struct ledger *l, void *ctx, const struct filter *filter, struct opinion *out, bool *found_out,
    struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT id FROM opinion WHERE id > ?1 AND (?2 = '' OR department = ?2) AND "
	    "(?3 = '' OR state = ?3) AND (coalesce(?6, '') = '' OR reason = ?6) AND "
	    "(?4 = 2 OR state NOT IN ('delivered','closed','erased')) AND "
	    "(?4 <> 1 OR (due > 0 AND due < ?5 AND state IN ('received','requested','drafted'))) ORDER BY id LIMIT 1");
	int64_t id = 0;
	enum verdict v;

	query_number(q, 1, filter->after);
	query_text(q, 2, filter->department);
	query_text(q, 3, filter->state);
	query_number(q, 4, filter->of);
	query_number(q, 5, filter->now);
	query_text(q, 6, filter->reason);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out)
		id = query_number_at(q, 0);
	query_done(q);
	if (v != DONE || !*found_out)
		return v;
	return opinion_by_id(l, ctx, id, out, found_out, f);
}
