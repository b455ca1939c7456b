/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rewrap - the keys of opinions, wrapped anew when master.key was renewed. */
#include "spool/rewrap.h"

#include "config/memory.h"

enum { ROWS = 1000 };		/* of a transaction */

struct row {
	int64_t id;
	struct bytes wrapped;
};

static enum verdict
take_row(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	struct row *row = out;
	struct bytes wrapped = query_blob_at(q, 1);

	(void)with;
	(void)f;
	row->id = query_number_at(q, 0);
	row->wrapped = (struct bytes){ must(talloc_memdup(ctx, wrapped.data, wrapped.len + (wrapped.len == 0))), wrapped.len };
	return DONE;
}

static enum verdict
next_rows(struct ledger *l, void *ctx, int64_t after, struct rows *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT id, wrapped FROM key WHERE wrapped IS NOT NULL AND id > ?1 ORDER BY id LIMIT ?2");

	query_number(q, 1, after);
	query_number(q, 2, ROWS);
	return query_all(q, ctx, sizeof(struct row), take_row, NULL, out, f);
}

static bool
opens(const struct ledger *l, size_t place, struct bytes wrapped, struct buffer *out)
{
	buffer_clear(out);
	return seal_open_value(keys_at(l->keys, KEYS_MASTER, place), "key", wrapped, out) && out->len == SEAL_KEY;
}

/* Wraps one row anew, unless it is. */
static enum verdict
rewrap(struct ledger *l, const struct row *row, struct buffer *key, int64_t *damaged, struct fault *f)
{
	struct query *q;
	struct buffer wrapped;
	enum verdict v;
	size_t place = 0;

	while (place < keys_count(l->keys, KEYS_MASTER) && !opens(l, place, row->wrapped, key))
		place++;
	if (place == keys_count(l->keys, KEYS_MASTER))
		++*damaged;
	if (place == 0 || place == keys_count(l->keys, KEYS_MASTER))
		return DONE;
	wrapped = buffer_init(NULL);
	seal_value(l->keys->master, "key", buffer_bytes(key), &wrapped);
	q = db_query(l->db, "UPDATE key SET wrapped = ?2 WHERE id = ?1 AND wrapped = ?3");
	query_number(q, 1, row->id);
	query_blob(q, 2, buffer_bytes(&wrapped));
	query_blob(q, 3, row->wrapped);
	v = query_run(q, f);
	talloc_free(wrapped.data);
	return v;
}

enum pass { PASS_WRAP, PASS_READ_BACK };

static enum verdict
do_rows(struct ledger *l, const struct rows *rows, enum pass pass, int64_t *damaged, struct fault *f)
{
	const struct row *row = rows->item;
	struct buffer key = buffer_init(NULL);
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < rows->count; i++) {
		if (pass == PASS_WRAP)
			v = rewrap(l, &row[i], &key, damaged, f);
		else if (!opens(l, 0, row[i].wrapped, &key))
			++*damaged;
	}
	if (key.data != NULL)
		seal_wipe(key.data, key.len);
	talloc_free(key.data);
	return v;
}

static enum verdict
do_pass(struct ledger *l, enum pass pass, int64_t *rows_out, int64_t *damaged, struct fault *f)
{
	int64_t after = 0;
	bool more = true;
	enum verdict v = DONE;

	*rows_out = *damaged = 0;
	while (v == DONE && more) {
		void *ctx = must(talloc_new(NULL));
		struct rows rows = { .count = 0 };

		v = db_begin(l->db, f);
		if (v == DONE)
			v = next_rows(l, ctx, after, &rows, f);
		if (v == DONE)
			v = do_rows(l, &rows, pass, damaged, f);
		if (v == DONE)
			v = db_commit(l->db, f);
		else
			db_rollback(l->db);
		more = rows.count == ROWS;
		if (rows.count != 0)
			after = ((const struct row *)rows.item)[rows.count - 1].id;
		*rows_out += (int64_t)rows.count;
		talloc_free(ctx);
	}
	return v;
}

/* What was written before does not stay in the log beside the register, unless somebody reads there just now. */
static enum verdict
empty_log(struct ledger *l, struct fault *f)
{
	struct query *q = db_query(l->db, "PRAGMA wal_checkpoint(TRUNCATE)");
	bool row;
	enum verdict v = query_next(q, &row, f);

	query_done(q);
	return v;
}

enum verdict
rewrap_all(struct ledger *l, int64_t *rows_out, int64_t *damaged_out, struct fault *f)
{
	int64_t unread, rows;
	enum verdict v = do_pass(l, PASS_WRAP, rows_out, damaged_out, f);

	if (v == DONE)
		v = do_pass(l, PASS_READ_BACK, &rows, &unread, f);
	if (v == DONE && unread > *damaged_out)
		v = fail(f, LATER, "register: %lld keys do not open with the new master.key", (long long)(unread - *damaged_out));
	return v == DONE ? empty_log(l, f) : v;
}
