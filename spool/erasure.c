/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erasure - what is erased together, from the proposal to the report: its rows in the register. */
#include "spool/erasure.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/eraser.h"

static const char *const state_names[ERASURE_STATES] = { "proposed", "released", "erased", "reported", "withdrawn" };

#define COLUMNS "id, made, who, state, loose_before, people, changed, began, batches, arrivals, loose, keys, files, digest"

const char *
erasure_state_name(enum erasure_state state)
{
	return state_names[state];
}

static void
take_columns(void *ctx, struct query *q, struct erasure *out)
{
	struct bytes digest = query_blob_at(q, 13);

	*out = (struct erasure){ .id = query_number_at(q, 0), .made = query_number_at(q, 1), .who = query_text_at(ctx, q, 2),
		.state = (enum erasure_state)query_word_at(q, 3, state_names, ERASURE_STATES - 1),
		.loose_before = query_number_at(q, 4), .people = query_number_at(q, 5), .changed = query_number_at(q, 6),
		.began = query_number_at(q, 7), .batches = query_number_at(q, 8), .arrivals = query_number_at(q, 9),
		.loose = query_number_at(q, 10), .keys = query_number_at(q, 11), .files = query_number_at(q, 12) };
	if (digest.len == SEAL_DIGEST)
		memcpy(out->digest, digest.data, SEAL_DIGEST);
}

static enum verdict
find(void *ctx, struct query *q, struct erasure *out, bool *found_out, struct fault *f)
{
	enum verdict v = query_next(q, found_out, f);

	if (v == DONE && *found_out)
		take_columns(ctx, q, out);
	query_done(q);
	return v;
}

enum verdict
erasure_by_id(struct ledger *l, void *ctx, int64_t id, struct erasure *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM erasure WHERE id = ?1");

	query_number(q, 1, id);
	return find(ctx, q, out, found_out, f);
}

enum verdict
erasure_next(struct ledger *l, void *ctx, enum erasure_state from, enum erasure_state to, struct erasure *out,
    bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM erasure WHERE state IN ('proposed','released','erased') AND "
	    "state IN (?1, ?2) ORDER BY id LIMIT 1");

	query_text(q, 1, state_names[from]);
	query_text(q, 2, state_names[to]);
	return find(ctx, q, out, found_out, f);
}

static enum verdict
take_erasure(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)with;
	(void)f;
	take_columns(ctx, q, out);
	return DONE;
}

enum verdict
erasure_list(struct ledger *l, void *ctx, struct erasure **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM erasure ORDER BY id");
	struct rows rows;
	enum verdict v = query_all(q, ctx, sizeof **out, take_erasure, NULL, &rows, f);

	*out = rows.item;
	*count_out = rows.count;
	return v;
}

static enum verdict
take_rule(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)with;
	(void)f;
	*(struct erasure_rule *)out = (struct erasure_rule){ .place = query_number_at(q, 0), .name = query_text_at(ctx, q, 1),
		.says = query_text_at(ctx, q, 2), .before = query_number_at(q, 3), .count = query_number_at(q, 4),
		.kept = query_number_at(q, 5) };
	return DONE;
}

enum verdict
erasure_rules(struct ledger *l, void *ctx, int64_t id, struct erasure_rule **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT r.place, r.name, r.says, r.before, count(i.opinion), "
	    "coalesce(sum(i.outcome = 'kept'), 0) FROM erasure_rule r LEFT JOIN erasure_item i ON i.erasure = r.erasure AND "
	    "i.rule = r.place WHERE r.erasure = ?1 GROUP BY r.place ORDER BY r.place");
	struct rows rows;
	enum verdict v;

	query_number(q, 1, id);
	v = query_all(q, ctx, sizeof **out, take_rule, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}

static enum verdict
take_item(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)with;
	(void)f;
	*(struct erasure_item *)out = (struct erasure_item){ .opinion = query_number_at(q, 0),
		.number = query_text_at(ctx, q, 1), .rule = query_number_at(q, 2), .outcome = query_text_at(ctx, q, 3) };
	return DONE;
}

enum verdict
erasure_items(struct ledger *l, void *ctx, int64_t id, struct erasure_item **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT i.opinion, o.number, i.rule, i.outcome FROM erasure_item i JOIN opinion o ON "
	    "o.id = i.opinion WHERE i.erasure = ?1 ORDER BY i.opinion");
	struct rows rows;
	enum verdict v;

	query_number(q, 1, id);
	v = query_all(q, ctx, sizeof **out, take_item, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}

/* ---- people ------------------------------------------------------------------------------------------------------ */

static enum verdict
set_state(struct ledger *l, int64_t id, enum erasure_state state, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE erasure SET state = ?2, changed = ?3 WHERE id = ?1");

	query_number(q, 1, id);
	query_text(q, 2, state_names[state]);
	query_number(q, 3, clock_now());
	return query_run(q, f);
}

/* NEVER: there is no such erasure. */
static enum verdict
judge_release(struct ledger *l, void *ctx, int64_t id, const struct person *who, struct erasure *e, size_t *count_out,
    enum erasure_refusal *out, struct fault *f)
{
	struct agreement *all = NULL;
	bool found = false;
	enum verdict v = erasure_by_id(l, ctx, id, e, &found, f);

	*out = ERASURE_MAY;
	if (v == DONE && !found)
		return fail(f, NEVER, "there is no erasure %lld", (long long)id);
	if (v == DONE && e->state != ERASURE_PROPOSED)
		*out = ERASURE_NOT_OPEN;
	if (v == DONE)
		v = agreement_list(l, ctx, TO_ERASURE, id, &all, count_out, f);
	if (v == DONE && *out == ERASURE_MAY && agreement_has(all, *count_out, who->id))
		*out = ERASURE_TWICE;
	for (size_t i = 0; v == DONE && *out == ERASURE_MAY && i < *count_out; i++)
		if (!eraser_are_two(l->settings, all[i].person, who->id))
			*out = ERASURE_UNCERTAIN;
	return v;
}

enum verdict
erasure_may_release(struct ledger *l, int64_t id, const struct person *who, enum erasure_refusal *out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct erasure e = { .id = id };
	size_t count = 0;
	enum verdict v = judge_release(l, ctx, id, who, &e, &count, out, f);

	talloc_free(ctx);
	return v;
}

static enum verdict
refuse(const struct erasure *e, const struct person *who, enum erasure_refusal refusal, struct fault *f)
{
	switch (refusal) {
	case ERASURE_NOT_OPEN:
		return fail(f, NEVER, "erasure %lld is %s", (long long)e->id, state_names[e->state]);
	case ERASURE_TWICE:
		return fail(f, NEVER, "%s has released erasure %lld already: somebody else has to as well", who->name,
		    (long long)e->id);
	case ERASURE_UNCERTAIN:
		return fail(f, NEVER, "erasure %lld was released by mail, and nothing says that %s is somebody else: write both into "
		    "logins of [erasure], or have another clerk reply", (long long)e->id, who->name);
	case ERASURE_MAY:
		break;
	}
	return DONE;
}

static enum verdict
release(struct ledger *l, void *ctx, int64_t id, const struct person *who, int64_t *left_out, struct fault *f)
{
	enum erasure_refusal refusal;
	struct erasure e = { .id = id };
	size_t count = 0;
	enum verdict v = judge_release(l, ctx, id, who, &e, &count, &refusal, f);

	if (v == DONE)
		v = refuse(&e, who, refusal, f);
	if (v == DONE)
		v = agreement_add(l, TO_ERASURE, id, who, f);
	if (v != DONE)
		return v;
	*left_out = e.people - (int64_t)count - 1;
	return *left_out <= 0 ? set_state(l, id, ERASURE_RELEASED, f) : DONE;
}

enum verdict
erasure_release(struct ledger *l, int64_t id, const struct person *who, int64_t *left_out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	enum verdict v = release(l, ctx, id, who, left_out, f);

	talloc_free(ctx);
	return v;
}

static enum verdict
withdraw(struct ledger *l, void *ctx, int64_t id, struct fault *f)
{
	struct erasure e;
	bool found = false;
	enum verdict v = erasure_by_id(l, ctx, id, &e, &found, f);

	if (v == DONE && !found)
		return fail(f, NEVER, "there is no erasure %lld", (long long)id);
	if (v == DONE && !erasure_may_withdraw(&e))
		return fail(f, NEVER, "erasure %lld is %s%s", (long long)id, state_names[e.state],
		    e.state == ERASURE_RELEASED ? ", and has begun" : "");
	return v == DONE ? set_state(l, id, ERASURE_WITHDRAWN, f) : v;
}

bool
erasure_may_withdraw(const struct erasure *e)
{
	return e->began == 0 && (e->state == ERASURE_PROPOSED || e->state == ERASURE_RELEASED);
}

enum verdict
erasure_withdraw(struct ledger *l, int64_t id, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	enum verdict v = withdraw(l, ctx, id, f);

	talloc_free(ctx);
	return v;
}

/* ---- report ------------------------------------------------------------------------------------------------------ */

enum verdict
erasure_report(struct ledger *l, void *ctx, int64_t id, const char **text_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT report FROM erasure WHERE id = ?1");
	bool row;
	enum verdict v;

	query_number(q, 1, id);
	v = query_next(q, &row, f);
	*text_out = v == DONE && row ? query_text_at(ctx, q, 0) : "";
	query_done(q);
	return v;
}

enum verdict
erasure_put_report(struct ledger *l, int64_t id, const char *text, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE erasure SET report = ?2 WHERE id = ?1");
	enum verdict v;

	query_number(q, 1, id);
	query_text(q, 2, text);
	v = query_run(q, f);
	return v == DONE ? set_state(l, id, ERASURE_REPORTED, f) : v;
}
