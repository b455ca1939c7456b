/* SPDX-License-Identifier: GPL-3.0-or-later */
/* part - other departments that were asked for a part of an answer, or got a copy of the opinion. */
#include "spool/part.h"

#include "config/clock.h"
#include "config/memory.h"

#define COLUMNS "id, opinion, department, role, state, due, draft, created, changed"

static const char *const roles[] = { "part", "copy" };
static const char *const states[] = { "asked", "answered", "declined", "informed", "void" };

const char *
part_role_name(enum part_role role)
{
	return roles[role];
}

const char *
part_state_name(enum part_state state)
{
	return states[state];
}

/* The register's CHECKs let no other words in than ours. */
static enum verdict
take_row(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct opinion_part *out = row;

	(void)with, (void)f;
	out->id = query_number_at(q, 0);
	out->opinion = query_number_at(q, 1);
	out->department = query_text_at(ctx, q, 2);
	out->role = (enum part_role)query_word_at(q, 3, roles, PART_COPY);
	out->state = (enum part_state)query_word_at(q, 4, states, PART_VOID);
	out->due = query_number_at(q, 5);
	out->draft = query_number_at(q, 6);
	out->created = query_number_at(q, 7);
	out->changed = query_number_at(q, 8);
	return DONE;
}

enum verdict
part_insert(struct ledger *l, int64_t opinion, const char *department, enum part_role role, int64_t due,
    struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO part(opinion, department, role, state, due, created, changed) "
	    "VALUES(?1,?2,?3,?4,?5,?6,?6) ON CONFLICT(opinion, department) DO UPDATE SET role = 'part', "
	    "state = 'asked', due = excluded.due, changed = excluded.changed WHERE excluded.role = 'part'");

	query_number(q, 1, opinion);
	query_text(q, 2, department);
	query_text(q, 3, roles[role]);
	query_text(q, 4, states[role == PART_COPY ? PART_INFORMED : PART_OPEN]);
	query_number(q, 5, due);
	query_number(q, 6, clock_now());
	return query_run(q, f);
}

enum verdict
part_find(struct ledger *l, void *ctx, int64_t opinion, const char *department, struct opinion_part *out, bool *found_out,
    struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM part WHERE opinion = ?1 AND department = ?2");
	enum verdict v;

	query_number(q, 1, opinion);
	query_text(q, 2, department);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out)
		v = take_row(ctx, q, NULL, out, f);
	query_done(q);
	return v;
}

enum verdict
part_list(struct ledger *l, void *ctx, int64_t opinion, struct opinion_part **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM part WHERE opinion = ?1 ORDER BY id");
	struct rows rows;
	enum verdict v;

	query_number(q, 1, opinion);
	v = query_all(q, ctx, sizeof **out, take_row, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}

enum verdict
part_set(struct ledger *l, int64_t id, enum part_state state, int64_t draft, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE part SET state = ?2, changed = ?3, "
	    "draft = CASE ?4 WHEN 0 THEN draft ELSE ?4 END WHERE id = ?1");

	query_number(q, 1, id);
	query_text(q, 2, states[state]);
	query_number(q, 3, clock_now());
	query_number(q, 4, draft);
	return query_run(q, f);
}

enum verdict
part_void(struct ledger *l, int64_t opinion, const char *department, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE part SET state = 'void', changed = ?3 "
	    "WHERE opinion = ?1 AND department = ?2 AND state = 'asked'");

	query_number(q, 1, opinion);
	query_text(q, 2, department);
	query_number(q, 3, clock_now());
	return query_run(q, f);
}

enum verdict
part_void_all(struct ledger *l, int64_t opinion, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE part SET state = 'void', changed = ?2 "
	    "WHERE opinion = ?1 AND state = 'asked'");

	query_number(q, 1, opinion);
	query_number(q, 2, clock_now());
	return query_run(q, f);
}

enum verdict
part_set_due(struct ledger *l, int64_t opinion, int64_t due, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE part SET due = ?2 WHERE opinion = ?1 AND state = 'asked'");

	query_number(q, 1, opinion);
	query_number(q, 2, due);
	return query_run(q, f);
}
