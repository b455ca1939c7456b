/* SPDX-License-Identifier: GPL-3.0-or-later */
/* approval - who has to agree to a draft before it leaves, and who sees it then. */
#include "spool/approval.h"

#include "config/clock.h"
#include "config/memory.h"

#define COLUMNS "id, opinion, draft, position, approver, role, state, at, arrival"

static const char *const roles[] = { "decide", "see" };
static const char *const states[] = { "waiting", "asked", "approved", "returned", "stopped", "seen", "void" };

const char *
approval_role_name(enum approval_role role)
{
	return roles[role];
}

const char *
approval_state_name(enum approval_state state)
{
	return states[state];
}

char *
approval_party(void *ctx, const struct approval *a)
{
	if (strcmp(a->approver, APPROVAL_DESK) == 0)
		return must(talloc_strdup(ctx, "desk"));
	return must(talloc_asprintf(ctx, "approver:%s", a->approver));
}

/* The register's CHECKs let no other words in than ours. */
static enum verdict
take_row(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct approval *out = row;

	(void)with, (void)f;
	out->id = query_number_at(q, 0);
	out->opinion = query_number_at(q, 1);
	out->draft = query_number_at(q, 2);
	out->position = query_number_at(q, 3);
	out->approver = query_text_at(ctx, q, 4);
	out->role = (enum approval_role)query_word_at(q, 5, roles, APPROVAL_SEE);
	out->state = (enum approval_state)query_word_at(q, 6, states, APPROVAL_VOID);
	out->at = query_number_at(q, 7);
	out->arrival = query_number_at(q, 8);
	return DONE;
}

enum verdict
approval_insert(struct ledger *l, const struct approval *a, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO approval(opinion, draft, position, approver, role, state, at) "
	    "VALUES(?1,?2,?3,?4,?5,?6,?7)");

	query_number(q, 1, a->opinion);
	query_number(q, 2, a->draft);
	query_number(q, 3, a->position);
	query_text(q, 4, a->approver);
	query_text(q, 5, roles[a->role]);
	query_text(q, 6, states[a->state]);
	query_number(q, 7, clock_now());
	return query_run(q, f);
}

enum verdict
approval_list(struct ledger *l, void *ctx, int64_t draft, struct approval **out, size_t *count_out,
    struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM approval WHERE draft = ?1 ORDER BY position");
	struct rows rows;
	enum verdict v;

	query_number(q, 1, draft);
	v = query_all(q, ctx, sizeof **out, take_row, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}

enum verdict
approval_set(struct ledger *l, int64_t id, enum approval_state state, int64_t arrival, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE approval SET state = ?2, at = ?3, "
	    "arrival = CASE ?4 WHEN 0 THEN arrival ELSE ?4 END WHERE id = ?1");

	query_number(q, 1, id);
	query_text(q, 2, states[state]);
	query_number(q, 3, clock_now());
	query_number(q, 4, arrival);
	return query_run(q, f);
}

enum verdict
approval_void_open(struct ledger *l, int64_t opinion, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE approval SET state = 'void', at = ?2 WHERE "
	    "draft IN (SELECT id FROM draft WHERE opinion = ?1) AND state IN ('waiting','asked')");

	query_number(q, 1, opinion);
	query_number(q, 2, clock_now());
	return query_run(q, f);
}

enum verdict
approval_void_older(struct ledger *l, int64_t opinion, int64_t newest_draft, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE approval AS a SET state = 'void', at = ?3 WHERE a.draft IN "
	    "(SELECT id FROM draft WHERE opinion = ?1 AND id <> ?2) AND (a.state IN ('waiting','asked') OR "
	    "a.state IN ('approved','seen') AND NOT EXISTS (SELECT 1 FROM intent WHERE intent.opinion = ?1 AND "
	    "intent.draft = a.draft AND intent.kind = 'answer' AND intent.state = 'sent') AND NOT EXISTS "
	    "(SELECT 1 FROM approval AS b WHERE b.draft = a.draft AND b.state IN ('returned','stopped')))");

	query_number(q, 1, opinion);
	query_number(q, 2, newest_draft);
	query_number(q, 3, clock_now());
	return query_run(q, f);
}

enum verdict
approval_lets_go(struct ledger *l, int64_t draft, bool *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT NOT EXISTS (SELECT 1 FROM approval WHERE draft = ?1 AND "
	    "state NOT IN ('approved','seen'))");
	bool row;
	enum verdict v;

	query_number(q, 1, draft);
	v = query_next(q, &row, f);
	*out = v == DONE && row && query_number_at(q, 0) != 0;
	query_done(q);
	return v;
}
