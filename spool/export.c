/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export - opinions that are to leave the office on a medium: its rows in the register. */
#include "spool/export.h"

#include "config/clock.h"
#include "config/memory.h"

#define CONTEXT "export.reason"
#define COLUMNS "id, made, who, person, state, people, changed, pick, opinions, choice, key, medium, folder, notice, reason"

static const char *const state_names[EXPORT_STATES] = { "proposed", "released", "begun", "made", "done", "withdrawn" };

const char *
export_state_name(enum export_state state)
{
	return state_names[state];
}

bool
export_is_late(const struct ledger *l, const struct export *e)
{
	return e->state <= EXPORT_BEGUN && clock_now() - e->changed > l->settings->export.valid;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

struct sealed_export {
	struct export export;
	const char *pick;
	struct bytes reason;
};

static void
take_columns(void *ctx, struct query *q, struct sealed_export *out)
{
	struct bytes reason = query_blob_at(q, 14);

	out->export = (struct export){ .id = query_number_at(q, 0), .made = query_number_at(q, 1),
		.who = query_text_at(ctx, q, 2), .person = query_text_at(ctx, q, 3),
		.state = (enum export_state)query_word_at(q, 4, state_names, EXPORT_STATES - 1), .people = query_number_at(q, 5),
		.changed = query_number_at(q, 6), .opinions = query_number_at(q, 8), .choice = query_text_at(ctx, q, 9),
		.key = query_number_at(q, 10), .reason = "", .medium = query_number_at(q, 11), .folder = query_text_at(ctx, q, 12),
		.notice = query_text_at(ctx, q, 13) };
	out->pick = query_text_at(ctx, q, 7);
	out->reason = (struct bytes){ reason.len != 0 ? must(talloc_memdup(ctx, reason.data, reason.len)) : NULL, reason.len };
}

static enum verdict
take_export(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)with;
	(void)f;
	take_columns(ctx, q, out);
	return DONE;
}

static enum verdict
open_row(struct ledger *l, void *ctx, struct sealed_export *row, struct fault *f)
{
	struct buffer plain = buffer_init(ctx);
	struct seal_key key;
	enum verdict v;

	row->export.pick = pick_read(ctx, row->pick);
	if (row->export.pick == NULL)
		return fail(f, HALT, "export %lld: what was chosen cannot be read", (long long)row->export.id);
	if (row->reason.len == 0)
		return DONE;
	v = ledger_key(l, row->export.key, &key, f);
	if (v == DONE && seal_open_value(&key, CONTEXT, row->reason, &plain))
		row->export.reason = buffer_text(&plain);
	seal_wipe(&key, sizeof key);
	return v == NEVER ? DONE : v;
}

enum verdict
export_by_id(struct ledger *l, void *ctx, int64_t id, struct export *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM export WHERE id = ?1");
	static const struct pick nothing = { .department = "", .purpose = "", .channel = "", .state = "", .numbers = "" };
	struct sealed_export row = { .export = { .pick = &nothing, .who = "", .person = "", .choice = "", .reason = "", .folder = "", .notice = "" } };
	enum verdict v;

	query_number(q, 1, id);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out)
		take_columns(ctx, q, &row);
	query_done(q);
	if (v == DONE && *found_out)
		v = open_row(l, ctx, &row, f);
	*out = row.export;
	return v;
}

enum verdict
export_list(struct ledger *l, void *ctx, struct export **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM export ORDER BY id");
	struct rows rows;
	struct sealed_export *all;
	enum verdict v = query_all(q, ctx, sizeof(struct sealed_export), take_export, NULL, &rows, f);

	all = rows.item;
	*out = must(talloc_zero_array(ctx, struct export, rows.count + 1));
	*count_out = rows.count;
	for (size_t i = 0; v == DONE && i < rows.count; i++) {
		v = open_row(l, ctx, &all[i], f);
		(*out)[i] = all[i].export;
	}
	return v;
}

static enum verdict
find(struct ledger *l, void *ctx, int64_t id, struct export *out, struct fault *f)
{
	bool found = false;
	enum verdict v = export_by_id(l, ctx, id, out, &found, f);

	return v == DONE && !found ? fail(f, NEVER, "there is no export %lld", (long long)id) : v;
}

static enum verdict
set_state(struct ledger *l, int64_t id, enum export_state state, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE export SET state = ?2, changed = ?3 WHERE id = ?1");

	query_number(q, 1, id);
	query_text(q, 2, state_names[state]);
	query_number(q, 3, clock_now());
	return query_run(q, f);
}

/* ---- proposal ------------------------------------------------------------------------------------------------------ */

static enum verdict
insert(struct ledger *l, const struct export *e, const char *pick, struct bytes reason, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO export(made, who, person, state, people, changed, pick, opinions, choice, "
	    "key, reason) VALUES(?1,?2,?3,?4,?5,?1,?6,?7,?8,?9,?10)");

	query_number(q, 1, clock_now());
	query_text(q, 2, e->who);
	query_text(q, 3, e->person);
	query_text(q, 4, state_names[e->state]);
	query_number(q, 5, e->people);
	query_text(q, 6, pick);
	query_number(q, 7, e->opinions);
	query_text(q, 8, e->choice);
	query_number(q, 9, e->key);
	query_blob(q, 10, reason);
	return query_run(q, f);
}

enum verdict
export_propose(struct ledger *l, const struct pick *pick, const struct pick_count *count, int64_t people,
    const struct person *who, const char *reason, int64_t *id_out, struct fault *f)
{
	struct buffer sealed = buffer_init(NULL);
	struct export e = { .who = who->name, .person = who->id, .state = people > 1 ? EXPORT_PROPOSED : EXPORT_RELEASED,
		.people = people, .opinions = count->opinions, .choice = count->digest };
	struct seal_key key;
	char *words = pick_write(NULL, pick);
	enum verdict v = ledger_new_key(l, &e.key, &key, f);

	if (v == DONE)
		seal_value(&key, CONTEXT, bytes_of(reason), &sealed);
	seal_wipe(&key, sizeof key);
	if (v == DONE)
		v = insert(l, &e, words, buffer_bytes(&sealed), f);
	if (v == DONE)
		*id_out = db_last_id(l->db);
	talloc_free(words);
	talloc_free(sealed.data);
	return v;
}

/* ---- people -------------------------------------------------------------------------------------------------------- */

static enum verdict
say_late(const struct export *e, struct fault *f)
{
	return fail(f, NEVER, "the time of export %lld is over: propose it anew", (long long)e->id);
}

/* What people agreed to is what is there now. */
static enum verdict
is_the_same(struct ledger *l, const struct export *e, struct fault *f)
{
	struct pick_count count;
	enum verdict v = pick_count(l, e->pick, &count, f);

	if (v == DONE && strcmp(count.digest, e->choice) != 0)
		return fail(f, NEVER, "what export %lld was proposed for is not the same any more: propose it anew", (long long)e->id);
	return v;
}

static enum verdict
is_somebody_else(struct ledger *l, void *ctx, const struct export *e, const struct person *who, size_t *count_out,
    struct fault *f)
{
	struct agreement *all;
	enum verdict v = agreement_list(l, ctx, TO_EXPORT, e->id, &all, count_out, f);

	if (v == DONE && strcmp(e->person, who->id) == 0)
		return fail(f, NEVER, "%s has asked for export %lld: somebody else has to approve it", who->name, (long long)e->id);
	if (v == DONE && agreement_has(all, *count_out, who->id))
		return fail(f, NEVER, "%s has approved export %lld already: somebody else has to as well", who->name,
		    (long long)e->id);
	return v;
}

static enum verdict
release(struct ledger *l, void *ctx, int64_t id, const struct person *who, int64_t *left_out, struct fault *f)
{
	struct export e;
	size_t count = 0;
	enum verdict v = find(l, ctx, id, &e, f);

	if (v == DONE && e.state != EXPORT_PROPOSED)
		v = fail(f, NEVER, "export %lld is %s", (long long)id, state_names[e.state]);
	else if (v == DONE && export_is_late(l, &e))
		v = say_late(&e, f);
	if (v == DONE)
		v = is_somebody_else(l, ctx, &e, who, &count, f);
	if (v == DONE)
		v = is_the_same(l, &e, f);
	if (v == DONE)
		v = agreement_add(l, TO_EXPORT, id, who, f);
	if (v != DONE)
		return v;
	/* Who asked for it is one of them. */
	*left_out = e.people - (int64_t)count - 2;
	return *left_out <= 0 ? set_state(l, id, EXPORT_RELEASED, f) : DONE;
}

enum verdict
export_release(struct ledger *l, int64_t id, const struct person *who, int64_t *left_out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	enum verdict v = release(l, ctx, id, who, left_out, f);

	talloc_free(ctx);
	return v;
}

enum verdict
export_withdraw(struct ledger *l, int64_t id, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct export e;
	enum verdict v = find(l, ctx, id, &e, f);

	if (v == DONE && e.state > EXPORT_BEGUN)
		v = fail(f, NEVER, "export %lld is %s", (long long)id, state_names[e.state]);
	if (v == DONE && e.medium != 0)
		v = medium_end(l, e.medium, "void", f);
	if (v == DONE)
		v = set_state(l, id, EXPORT_WITHDRAWN, f);
	talloc_free(ctx);
	return v;
}

/* ---- the medium ------------------------------------------------------------------------------------------------------ */

enum verdict
export_may_begin(struct ledger *l, const struct export *e, struct fault *f)
{
	if (e->state == EXPORT_PROPOSED)
		return fail(f, NEVER, "export %lld waits for somebody to approve it", (long long)e->id);
	if (e->state != EXPORT_RELEASED && e->state != EXPORT_BEGUN)
		return fail(f, NEVER, "export %lld is %s: once is all", (long long)e->id, state_names[e->state]);
	if (export_is_late(l, e))
		return say_late(e, f);
	return is_the_same(l, e, f);
}

static enum verdict
put_medium(struct ledger *l, const struct export *e, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE export SET medium = ?2, folder = ?3, notice = ?4 WHERE id = ?1");

	query_number(q, 1, e->id);
	query_number(q, 2, e->medium);
	query_text(q, 3, e->folder);
	query_text(q, 4, e->notice);
	return query_run(q, f);
}

enum verdict
export_begin(struct ledger *l, struct export *e, const char *who, const char *approved, const char *folder, const char *notice,
    struct fault *f)
{
	struct new_medium m = { .who = who, .approved = approved, .opinions = e->opinions, .key = e->key, .reason = e->reason };
	enum verdict v = DONE;

	e->folder = folder;
	e->notice = notice;
	if (v == DONE && e->medium == 0)
		v = medium_insert(l, &m, &e->medium, f);
	if (v == DONE)
		v = put_medium(l, e, f);
	/* Another try does not have its time again. */
	if (v == DONE && e->state != EXPORT_BEGUN)
		v = set_state(l, e->id, EXPORT_BEGUN, f);
	if (v == DONE)
		e->state = EXPORT_BEGUN;
	return v;
}

enum verdict
export_made(struct ledger *l, struct export *e, const char *digest, int64_t size, struct fault *f)
{
	enum verdict v = medium_finish(l, e->medium, digest, size, f);

	if (v == DONE)
		v = set_state(l, e->id, EXPORT_MADE, f);
	if (v == DONE)
		e->state = EXPORT_MADE;
	return v;
}

enum verdict
export_done(struct ledger *l, struct export *e, struct fault *f)
{
	enum verdict v = set_state(l, e->id, EXPORT_DONE, f);

	if (v == DONE)
		e->state = EXPORT_DONE;
	return v;
}
