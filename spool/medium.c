/* SPDX-License-Identifier: GPL-3.0-or-later */
/* medium - the register of media (媒体管理簿). */
#include "spool/medium.h"

#include "config/clock.h"
#include "config/memory.h"

#define CONTEXT "medium.reason"
#define COLUMNS "m.id, m.at, m.who, m.approved, m.name, m.digest, m.size, m.opinions, m.returned, m.end, m.key, m.reason"

char *
medium_name(void *ctx, int64_t id)
{
	return must(talloc_asprintf(ctx, "medium-%04lld.zip", (long long)id));
}

static enum verdict
insert(struct ledger *l, const struct new_medium *m, struct bytes reason, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO medium(at, who, approved, name, digest, size, opinions, key, reason) "
	    "VALUES(?1,?2,?3,'','',0,?4,?5,?6)");

	query_number(q, 1, clock_now());
	query_text(q, 2, m->who);
	query_text(q, 3, m->approved);
	query_number(q, 4, m->opinions);
	query_number(q, 5, m->key);
	query_blob(q, 6, reason);
	return query_run(q, f);
}

static enum verdict
put_name(struct ledger *l, int64_t id, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE medium SET name = ?2 WHERE id = ?1");
	char *name = medium_name(NULL, id);
	enum verdict v;

	query_number(q, 1, id);
	query_text(q, 2, name);
	v = query_run(q, f);
	talloc_free(name);
	return v;
}

enum verdict
medium_insert(struct ledger *l, const struct new_medium *m, int64_t *id_out, struct fault *f)
{
	struct buffer sealed = buffer_init(NULL);
	struct seal_key key;
	enum verdict v = ledger_key(l, m->key, &key, f);

	if (v != DONE)
		return v;
	seal_value(&key, CONTEXT, bytes_of(m->reason), &sealed);
	seal_wipe(&key, sizeof key);
	v = insert(l, m, buffer_bytes(&sealed), f);
	talloc_free(sealed.data);
	if (v == DONE) {
		*id_out = db_last_id(l->db);
		v = put_name(l, *id_out, f);
	}
	return v;
}

enum verdict
medium_finish(struct ledger *l, int64_t id, const char *digest, int64_t size, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE medium SET digest = ?2, size = ?3 WHERE id = ?1 AND digest = ''");
	enum verdict v;

	query_number(q, 1, id);
	query_text(q, 2, digest);
	query_number(q, 3, size);
	v = query_run(q, f);
	if (v == DONE && db_changes(l->db) != 1)
		return fail(f, HALT, "medium %lld is whole already, or gone", (long long)id);
	return v;
}

static enum verdict
set_end(struct ledger *l, int64_t id, const char *end, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE medium SET end = ?2, returned = ?3 WHERE id = ?1");

	query_number(q, 1, id);
	query_text(q, 2, end);
	query_number(q, 3, clock_now());
	return query_run(q, f);
}

enum verdict
medium_end(struct ledger *l, int64_t id, const char *end, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct medium m = { .digest = "", .end = "" };
	bool found = false, is_void = strcmp(end, "void") == 0;
	enum verdict v = medium_by_id(l, ctx, id, &m, &found, f);

	if (v == DONE && !found)
		v = fail(f, NEVER, "there is no medium %lld", (long long)id);
	else if (v == DONE && m.end[0] != 0)
		v = fail(f, NEVER, "medium %lld is %s already", (long long)id, m.end);
	else if (v == DONE && (m.digest[0] == 0) != is_void)
		v = fail(f, NEVER, is_void ? "medium %lld is whole" : "medium %lld was never finished", (long long)id);
	if (v == DONE)
		v = set_end(l, id, end, f);
	talloc_free(ctx);
	return v;
}

/* ---- looking at them ----------------------------------------------------------------------------------------------- */

struct sealed_medium {
	struct medium medium;
	int64_t key;
	struct bytes reason;
};

static void
take_columns(void *ctx, struct query *q, struct sealed_medium *out)
{
	struct bytes reason = query_blob_at(q, 11);

	out->medium = (struct medium){ .id = query_number_at(q, 0), .at = query_number_at(q, 1), .who = query_text_at(ctx, q, 2),
		.approved = query_text_at(ctx, q, 3), .name = query_text_at(ctx, q, 4), .digest = query_text_at(ctx, q, 5),
		.size = query_number_at(q, 6), .opinions = query_number_at(q, 7), .reason = "",
		.returned = query_number_at(q, 8), .end = query_text_at(ctx, q, 9) };
	out->key = query_number_at(q, 10);
	out->reason = (struct bytes){ reason.len != 0 ? must(talloc_memdup(ctx, reason.data, reason.len)) : NULL, reason.len };
}

static enum verdict
take_medium(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)with;
	(void)f;
	take_columns(ctx, q, out);
	return DONE;
}

static enum verdict
open_reason(struct ledger *l, void *ctx, struct sealed_medium *m, struct fault *f)
{
	struct buffer plain = buffer_init(ctx);
	struct seal_key key;
	enum verdict v;

	if (m->reason.len == 0)
		return DONE;
	v = ledger_key(l, m->key, &key, f);
	if (v == DONE && seal_open_value(&key, CONTEXT, m->reason, &plain))
		m->medium.reason = buffer_text(&plain);
	seal_wipe(&key, sizeof key);
	return v == NEVER ? DONE : v;
}

enum verdict
medium_by_id(struct ledger *l, void *ctx, int64_t id, struct medium *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM medium m WHERE m.id = ?1");
	struct sealed_medium m = { .key = 0 };
	enum verdict v;

	query_number(q, 1, id);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out)
		take_columns(ctx, q, &m);
	query_done(q);
	if (v == DONE && *found_out)
		v = open_reason(l, ctx, &m, f);
	*out = m.medium;
	return v;
}

enum verdict
medium_list(struct ledger *l, void *ctx, int64_t from, int64_t until, int64_t last, struct medium **out, size_t *count_out,
    struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM medium m WHERE m.at >= ?1 AND m.at < ?2 AND m.id <= ?3 "
	    "ORDER BY m.id");
	struct rows rows;
	struct sealed_medium *all;
	enum verdict v;

	query_number(q, 1, from);
	query_number(q, 2, until);
	query_number(q, 3, last);
	v = query_all(q, ctx, sizeof(struct sealed_medium), take_medium, NULL, &rows, f);
	all = rows.item;
	*out = must(talloc_zero_array(ctx, struct medium, rows.count + 1));
	*count_out = rows.count;
	for (size_t i = 0; v == DONE && i < rows.count; i++) {
		v = open_reason(l, ctx, &all[i], f);
		(*out)[i] = all[i].medium;
	}
	return v;
}
