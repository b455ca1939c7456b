/* SPDX-License-Identifier: GPL-3.0-or-later */
/* entry_file - what the desk does with arrivals that are held: filed into opinions, or discarded. */
#include "config/memory.h"
#include "spool/entry.h"

static enum verdict
was_held(struct ledger *l, const struct entry *e, struct fault *f)
{
	return db_changes(l->db) == 1 ? DONE : fail(f, NEVER, "arrival %s is not held", e->id);
}

enum verdict
entry_file(struct ledger *l, struct entry *e, enum entry_kind kind, int64_t opinion, int64_t key, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE arrival SET kind = ?2, opinion = ?3 WHERE seq = ?1 AND kind IN ('held','scan')");
	enum verdict v;

	query_number(q, 1, e->seq);
	query_text(q, 2, entry_kind_name(kind));
	query_number(q, 3, opinion);
	v = query_run(q, f);
	if (v == DONE)
		v = was_held(l, e, f);
	if (v == DONE && key != e->key)
		v = entry_change_key(l, e, key, f);
	if (v != DONE)
		return v;
	e->kind = kind;
	e->opinion = opinion;
	return DONE;
}

enum verdict
entry_become(struct ledger *l, struct entry *e, enum entry_kind kind, const char *reason, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE arrival SET kind = ?2, reason = ?3 WHERE seq = ?1 AND kind IN ('held','scan')");
	enum verdict v;

	query_number(q, 1, e->seq);
	query_text(q, 2, entry_kind_name(kind));
	query_text(q, 3, reason != NULL ? reason : "");
	v = query_run(q, f);
	if (v == DONE)
		v = was_held(l, e, f);
	if (v == DONE)
		e->kind = kind;
	return v;
}

enum verdict
entry_reread(struct ledger *l, const struct entry *e, const struct reading *r, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE arrival SET reading = ?2 WHERE seq = ?1");
	void *ctx = must(talloc_new(NULL));
	struct buffer plain = buffer_init(ctx), sealed = buffer_init(ctx);
	struct seal_key key;
	enum verdict v = ledger_key(l, e->key, &key, f);

	if (v == DONE) {
		reading_pack(r, &plain);
		seal_value(&key, "arrival.reading", buffer_bytes(&plain), &sealed);
		query_number(q, 1, e->seq);
		query_blob(q, 2, buffer_bytes(&sealed));
		v = query_run(q, f);
		seal_wipe(plain.data, plain.len);
	} else {
		query_done(q);
	}
	seal_wipe(&key, sizeof key);
	talloc_free(ctx);
	return v;
}

enum verdict
entry_file_also(struct ledger *l, int64_t seq, int64_t opinion, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO filing(arrival, opinion) VALUES(?1, ?2)");

	query_number(q, 1, seq);
	query_number(q, 2, opinion);
	return query_run(q, f);
}

enum verdict
entry_discard(struct ledger *l, struct entry *e, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE arrival SET kind = 'discarded' WHERE seq = ?1 AND kind IN ('held','scan')");
	enum verdict v;

	query_number(q, 1, e->seq);
	v = query_run(q, f);
	if (v == DONE)
		v = was_held(l, e, f);
	if (v == DONE)
		e->kind = ENTRY_DISCARDED;
	return v;
}

enum verdict
entry_opinions(struct ledger *l, void *ctx, const struct entry *e, int64_t **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT opinion FROM filing WHERE arrival = ?1 ORDER BY opinion");
	bool row;
	enum verdict v;

	*out = must(talloc_array(ctx, int64_t, 1));
	(*out)[0] = e->opinion;
	*count_out = e->opinion != 0;
	query_number(q, 1, e->seq);
	while ((v = query_next(q, &row, f)) == DONE && row) {
		*out = must(talloc_realloc(ctx, *out, int64_t, *count_out + 1));
		(*out)[(*count_out)++] = query_number_at(q, 0);
	}
	return v;
}
