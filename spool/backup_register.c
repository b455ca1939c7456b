/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_register - the register in a backup and out of it. */
#include "spool/backup_register.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/intent.h"
#include "spool/opinion.h"
#include "spool/webnumber.h"

#define WHO "iken-restore"

enum verdict
register_copy(struct ledger *l, void *ctx, const char *path, struct db **out, struct fault *f)
{
	enum verdict v = db_copy(l->db, path, f);

	return v == DONE ? db_open(ctx, path, DB_ALONE, out, f) : v;
}

/* Its rows are written over with 0 (secure_delete, db.h). */
enum verdict
register_strip_keys(struct db *copy, struct fault *f)
{
	return db_script(copy, "DELETE FROM key", f);
}

/* ---- counting ---------------------------------------------------------------------------------------- */

static enum verdict
take_name(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)with;
	(void)f;
	*(struct table_count *)out = (struct table_count){ .name = query_text_at(ctx, q, 0) };
	return DONE;
}

/* The statement's text lives as long as the register is open, which keeps it by its address. */
static enum verdict
count_rows(struct db *db, struct table_count *t, struct fault *f)
{
	char *literal = must(talloc_asprintf(db, "SELECT count(*) FROM \"%s\"", t->name));
	struct query *q = db_query(db, literal);
	bool row;
	enum verdict v = query_next(q, &row, f);

	if (v == DONE && row)
		t->rows = query_number_at(q, 0);
	query_done(q);
	return v;
}

enum verdict
register_count(struct db *db, void *ctx, struct table_counts *out, struct fault *f)
{
	struct query *q = db_query(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'key' AND "
	    "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name");
	struct rows rows;
	enum verdict v = query_all(q, ctx, sizeof *out->table, take_name, NULL, &rows, f);

	*out = (struct table_counts){ rows.item, rows.count };
	for (size_t i = 0; v == DONE && i < out->count; i++)
		v = count_rows(db, &out->table[i], f);
	return v;
}

/* ---- files ------------------------------------------------------------------------------------------- */

static enum verdict
take_file(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	struct register_file *file = out;
	char *id = query_text_at(ctx, q, 0);

	(void)with;
	*file = (struct register_file){ .erased = query_number_at(q, 1) != 0,
		.has_key = query_number_at(q, 2) != 0 };
	if (strlen(id) != sizeof file->id - 1)
		return fail(f, HALT, "register: \"%s\" is not the id of an arrival", id);
	memcpy(file->id, id, sizeof file->id);
	talloc_free(id);
	return DONE;
}

enum verdict
register_files(struct db *db, void *ctx, struct register_file **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(db, "SELECT arrival.id, key.wrapped IS NULL, arrival.file_key IS NOT NULL FROM arrival LEFT JOIN key "
	    "ON key.id = arrival.key ORDER BY arrival.seq");
	struct rows rows;
	enum verdict v = query_all(q, ctx, sizeof **out, take_file, NULL, &rows, f);

	*out = rows.item;
	*count_out = rows.count;
	return v;
}

enum verdict
register_has_no_key(struct ledger *l, const char *id, bool *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM arrival JOIN key ON key.id = arrival.key WHERE arrival.id = ?1 AND "
	    "key.wrapped IS NOT NULL");
	bool row;
	enum verdict v;

	query_text(q, 1, id);
	v = query_next(q, &row, f);
	*out = !row;
	query_done(q);
	return v;
}

/* ---- keys -------------------------------------------------------------------------------------------- */

enum verdict
register_keys(struct db *db, struct buffer *out, int64_t *count_out, struct fault *f)
{
	struct query *q = db_query(db, "SELECT id, wrapped FROM key WHERE wrapped IS NOT NULL ORDER BY id");
	bool row;
	enum verdict v;

	*count_out = 0;
	while ((v = query_next(q, &row, f)) == DONE && row) {
		record_put_number(out, query_number_at(q, 0));
		record_put(out, query_blob_at(q, 1));
		++*count_out;
	}
	return v;
}

enum verdict
register_last_erasure(struct db *db, int64_t *moment_out, struct fault *f)
{
	struct query *q = db_query(db, "SELECT max(changed) FROM opinion WHERE state = 'erased'");

	return query_one_number(q, moment_out, f);
}

/* Whatever column names a key: tables of later versions, too. */
static enum verdict
add_missing_keys(struct db *db, struct fault *f)
{
	struct query *q = db_query(db, "SELECT m.name, c.\"from\" FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS c "
	    "WHERE m.type = 'table' AND c.\"table\" = 'key'");
	struct buffer sql = buffer_init(NULL);
	bool row;
	enum verdict v;

	while ((v = query_next(q, &row, f)) == DONE && row) {
		char *table = query_text_at(NULL, q, 0), *column = query_text_at(NULL, q, 1);

		buffer_printf(&sql, "INSERT OR IGNORE INTO key(id) SELECT DISTINCT \"%s\" FROM \"%s\" WHERE \"%s\" IS NOT NULL;",
		    column, table, column);
		talloc_free(table);
		talloc_free(column);
	}
	if (v == DONE && sql.len != 0)
		v = db_script(db, buffer_text(&sql), f);
	talloc_free(sql.data);
	return v;
}

enum verdict
register_put_keys(struct db *db, struct record *from, int64_t count, struct fault *f)
{
	enum verdict v = db_begin(db, f);

	for (int64_t i = 0; v == DONE && i < count; i++) {
		struct query *q = db_query(db, "INSERT INTO key(id, wrapped) VALUES(?1, ?2)");
		int64_t id = record_take_number(from);
		struct bytes wrapped = record_take(from);

		if (from->broken) {
			v = fail(f, NEVER, "keyring: its keys are cut short");
			break;
		}
		query_number(q, 1, id);
		query_blob(q, 2, wrapped);
		v = query_run(q, f);
	}
	if (v == DONE)
		v = add_missing_keys(db, f);
	return db_end(db, v, true, f);
}

/* Nothing but the mark: what is sealed under the key opens for nobody any more, and stays until the backup's register
 * is no longer used. */
enum verdict
register_mark_erased(struct db *db, int64_t now, int64_t *count_out, struct fault *f)
{
	struct query *event = db_query(db, "INSERT INTO event(opinion, at, step, before, after, who, note) SELECT id, ?1, "
	    "'erase', state, 'erased', '" WHO "', 'erased after the backup' FROM opinion WHERE state <> 'erased' AND "
	    "key IN (SELECT id FROM key WHERE wrapped IS NULL)");
	struct query *mark = db_query(db, "UPDATE opinion SET state = 'erased', changed = ?1, contact = NULL, "
	    "contact_hash = NULL, text_hash = NULL WHERE state <> 'erased' AND key IN (SELECT id FROM key WHERE wrapped IS NULL)");
	enum verdict v = db_begin(db, f);

	query_number(event, 1, now);
	query_number(mark, 1, now);
	if (v == DONE)
		v = query_run(event, f);
	if (v == DONE)
		v = query_run(mark, f);
	*count_out = v == DONE ? db_changes(db) : 0;
	return db_end(db, v, true, f);
}

/* ---- numbers ----------------------------------------------------------------------------------------- */

enum verdict
register_numbers(struct db *db, struct buffer *out, int64_t *count_out, struct fault *f)
{
	struct query *q = db_query(db, "SELECT year, last FROM running ORDER BY year");
	bool row;
	enum verdict v;

	*count_out = 0;
	while ((v = query_next(q, &row, f)) == DONE && row) {
		record_put_number(out, query_number_at(q, 0));
		record_put_number(out, query_number_at(q, 1));
		++*count_out;
	}
	return v;
}

static enum verdict
raise_running(struct ledger *l, int64_t year, int64_t last, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO running(year, last) VALUES(?1, ?2) ON CONFLICT(year) DO UPDATE SET "
	    "last = max(last, excluded.last)");

	query_number(q, 1, year);
	query_number(q, 2, last);
	return query_run(q, f);
}

static enum verdict
leave_gap(struct ledger *l, const char *literal, int64_t gap, struct fault *f)
{
	struct query *q = db_query(l->db, literal);

	query_number(q, 1, gap);
	return query_run(q, f);
}

/* What stands on papers: numbers of opinions, letters, runs, stacks; 文書番号. In a year that begins only now
 * the other machine may have given out numbers too. */
static enum verdict
leave_gaps(struct ledger *l, struct record *numbers, int64_t count, int64_t gap, int64_t *number_out, struct fault *f)
{
	int64_t year = clock_tokyo(clock_now()).year;
	struct query *q;
	bool row;
	enum verdict v = raise_running(l, year, 0, f);

	for (int64_t i = 0; v == DONE && i < count; i++) {
		int64_t of = record_take_number(numbers), last = record_take_number(numbers);

		v = numbers->broken ? fail(f, NEVER, "keyring: its numbers are cut short") : raise_running(l, of, last, f);
	}
	if (v == DONE)
		v = leave_gap(l, "UPDATE running SET last = last + ?1", gap, f);
	if (v == DONE)
		v = leave_gap(l, "UPDATE document SET last = last + ?1", gap, f);
	if (v == DONE)
		v = leave_gap(l, "UPDATE sqlite_sequence SET seq = seq + ?1", gap, f);
	if (v != DONE)
		return v;
	q = db_query(l->db, "SELECT last + 1 FROM running WHERE year = ?1");
	query_number(q, 1, year);
	v = query_next(q, &row, f);
	*number_out = v == DONE && row ? query_number_at(q, 0) : 0;
	query_done(q);
	return v;
}

/* ---- what may have left --------------------------------------------------------------------------------- */

struct waiting {
	int64_t intent, opinion, draft;
};

static enum verdict
take_waiting(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)ctx;
	(void)with;
	(void)f;
	*(struct waiting *)out = (struct waiting){ query_number_at(q, 0), query_number_at(q, 1), query_number_at(q, 2) };
	return DONE;
}

/* An answer that was about to leave: the other machine may have sent it since. A second time it leaves only when a
 * person says so. */
static enum verdict
hold_answer(struct ledger *l, const struct waiting *w, struct fault *f)
{
	struct detail d = { .who = WHO, .note = "take-over", .draft = w->draft };
	void *ctx = must(talloc_new(NULL));
	struct opinion o;
	enum state after;
	bool found;
	enum verdict v = intent_finish(l, w->intent, INTENT_FAILED, "take-over", f);

	if (v == DONE)
		v = opinion_by_id(l, ctx, w->opinion, &o, &found, f);
	if (v == DONE && found && state_after(o.state, STEP_FAIL, &after))
		v = opinion_step(l, &o, STEP_FAIL, &d, f);
	talloc_free(ctx);
	return v;
}

static enum verdict
hold_answers(struct ledger *l, int64_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT id, opinion, draft FROM intent WHERE state = 'waiting' AND kind = 'answer' AND "
	    "not_before <= ?1 AND (way = 'mail' OR leaving = 0) ORDER BY id");
	void *ctx = must(talloc_new(NULL));
	struct rows rows;
	enum verdict v;

	query_number(q, 1, clock_now());
	v = query_all(q, ctx, sizeof(struct waiting), take_waiting, NULL, &rows, f);
	for (size_t i = 0; v == DONE && i < rows.count; i++)
		v = hold_answer(l, (struct waiting *)rows.item + i, f);
	*count_out = (int64_t)rows.count;
	talloc_free(ctx);
	return v;
}

/* What the other machine has sent since, and was not about an answer, goes out again with the same Message-ID. */
static enum verdict
count_again(struct ledger *l, int64_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT count(*) FROM intent WHERE state = 'waiting' AND way = 'mail' AND "
	    "not_before <= ?1");

	query_number(q, 1, clock_now());
	return query_one_number(q, count_out, f);
}

/* The mail that tells the administrator. Its number leaves the gap for mails: a bounce of one that the other machine
 * sent since must not be taken for that of another. */
static enum verdict
tell(struct ledger *l, const char *code, int64_t gap, struct fault *f)
{
	struct new_intent notice = { .kind = "notice", .party = "administrator", .code = code };
	struct query *q;
	enum verdict v = intent_insert(l, &notice, f);

	if (v != DONE)
		return v;
	q = db_query(l->db, "UPDATE intent SET id = id + ?1 WHERE id = ?2");
	query_number(q, 1, gap);
	query_number(q, 2, db_last_id(l->db));
	return query_run(q, f);
}

static enum verdict
was_done(struct ledger *l, const char *code, bool *was_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM intent WHERE kind = 'notice' AND code = ?1");
	enum verdict v;

	query_text(q, 1, code);
	v = query_next(q, was_out, f);
	query_done(q);
	return v;
}

enum verdict
register_take_over(struct ledger *l, const char *backup, struct record *numbers, int64_t count, int64_t gap,
    struct register_takeover *out, struct fault *f)
{
	char *code = must(talloc_asprintf(NULL, "taken-over %s", backup));
	enum verdict v = db_begin(l->db, f);

	*out = (struct register_takeover){ 0 };
	if (v == DONE)
		v = was_done(l, code, &out->before, f);
	if (v == DONE && !out->before) {
		v = leave_gaps(l, numbers, count, gap, &out->number, f);
		if (v == DONE)
			v = webnumber_pass_all(l, f);
		if (v == DONE)
			v = hold_answers(l, &out->held, f);
		if (v == DONE)
			v = count_again(l, &out->again, f);
		if (v == DONE)
			v = tell(l, code, gap, f);
	}
	v = db_end(l->db, v, true, f);
	talloc_free(code);
	return v;
}
