/* SPDX-License-Identifier: GPL-3.0-or-later */
/* db - the register's file, over SQLite; the one home of sqlite3. */
#include "spool/db.h"

#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include "config/memory.h"

struct query {
	struct query *next;
	const char *literal;
	struct db *db;
	sqlite3_stmt *statement;	/* NULL when it could not be prepared */
};

enum { BUCKETS = 64, BUSY_MILLISECONDS = 15000 };

struct db {
	sqlite3 *file;
	bool is_index;			/* index.db: nothing that is in it alone */
	bool in_transaction;
	struct query *bucket[BUCKETS];
};

static const char *
name_of(const struct db *db)
{
	return db->is_index ? "index" : "register";
}

static bool
is_index(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash != NULL ? slash + 1 : path, "index.db") == 0;
}

static enum verdict
db_fail(const struct db *db, const char *doing, struct fault *f)
{
	switch (sqlite3_errcode(db->file)) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return fail(f, HALT, "%s: %s: %s: %s", name_of(db), doing, sqlite3_errmsg(db->file),
		    db->is_index ? "iken-index makes it anew" : "restore it from the backup");
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_NOMEM:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_INTERRUPT:
		return fail(f, LATER, "%s: %s: %s", name_of(db), doing, sqlite3_errmsg(db->file));
	default:
		return fail(f, HALT, "%s: %s: %s", name_of(db), doing, sqlite3_errmsg(db->file));
	}
}

static int
close_db(struct db *db)
{
	for (int i = 0; i < BUCKETS; i++)
		for (struct query *q = db->bucket[i]; q != NULL; q = q->next)
			sqlite3_finalize(q->statement);
	sqlite3_close(db->file);
	return 0;
}

/* Several users share it (config/users.h): none may make or remove files beside it, so that its log stays, cut to nothing. */
static bool
is_shared(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && (st.st_mode & S_IWGRP) != 0;
}

/* KB. Of a large register the upper pages alone are more than the 2 MB that SQLite keeps by itself. */
#define KEEP_PAGES "; PRAGMA cache_size = -8000"

static enum verdict
set_up(struct db *db, const char *path, enum db_mode mode, struct fault *f)
{
	int done, keep = 1;

	sqlite3_extended_result_codes(db->file, 0);
	sqlite3_busy_timeout(db->file, BUSY_MILLISECONDS);
	if (is_shared(path))
		sqlite3_file_control(db->file, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
	sqlite3_db_config(db->file, SQLITE_DBCONFIG_DEFENSIVE, 1, &done);
	sqlite3_db_config(db->file, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &done);
	sqlite3_db_config(db->file, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, &done);
	sqlite3_db_config(db->file, SQLITE_DBCONFIG_DQS_DML, 0, &done);
	sqlite3_db_config(db->file, SQLITE_DBCONFIG_DQS_DDL, 0, &done);
	if (mode == DB_ALONE)
		return db_script(db, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA foreign_keys = 0;"
		    "PRAGMA secure_delete = 1; PRAGMA temp_store = MEMORY", f);
	if (mode == DB_READ)
		return db_script(db, "PRAGMA query_only = 1; PRAGMA foreign_keys = 1" KEEP_PAGES, f);
	return db_script(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = 1;"
	    "PRAGMA secure_delete = 1; PRAGMA journal_size_limit = 16777216; PRAGMA temp_store = MEMORY" KEEP_PAGES, f);
}

enum verdict
db_open(void *ctx, const char *path, enum db_mode mode, struct db **out, struct fault *f)
{
	struct db *db = memory_new(ctx, sizeof *db);
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == DB_CREATE ? SQLITE_OPEN_CREATE : 0);
	enum verdict v;

	talloc_set_destructor(db, close_db);
	db->is_index = is_index(path);
	if (sqlite3_open_v2(path, &db->file, flags, NULL) != SQLITE_OK)
		v = fail(f, mode == DB_CREATE ? LATER : HALT, "%s %s: %s%s", name_of(db), path, sqlite3_errmsg(db->file),
		    mode == DB_CREATE ? "" : db->is_index ? ": run iken-index" : ": run iken-init");
	else
		v = set_up(db, path, mode, f);
	if (v != DONE) {
		talloc_free(db);
		return v;
	}
	*out = db;
	return DONE;
}

void
db_close(struct db **db)
{
	talloc_free(*db);
	*db = NULL;
}

void
db_leave_log(struct db *db)
{
	int done;

	sqlite3_db_config(db->file, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &done);
}

/* The transaction on the source keeps its moment: without it SQLite would begin again after each commit of
 * somebody else's, and in a busy office never end. */
enum verdict
db_copy(struct db *db, const char *to, struct fault *f)
{
	sqlite3 *copy = NULL;
	sqlite3_backup *backup;
	int result = SQLITE_ERROR;
	enum verdict v = db_script(db, "BEGIN; SELECT count(*) FROM sqlite_schema", f);

	if (v != DONE)
		return v;
	if (sqlite3_open_v2(to, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
	    (backup = sqlite3_backup_init(copy, "main", db->file, "main")) != NULL) {
		result = sqlite3_backup_step(backup, -1);
		if (sqlite3_backup_finish(backup) != SQLITE_OK && result == SQLITE_DONE)
			result = SQLITE_ERROR;
	}
	if (result != SQLITE_DONE)
		v = fail(f, LATER, "register: copy it to %s: %s", to, copy != NULL ? sqlite3_errmsg(copy) : "no memory");
	sqlite3_close(copy);
	if (db_script(db, "COMMIT", v == DONE ? f : NULL) != DONE && v == DONE)
		v = LATER;
	return v;
}

static enum verdict
examine_by(struct db *db, const char *literal, int column, const char *fine, struct fault *f)
{
	struct query *q = db_query(db, literal);
	bool row;
	enum verdict v = query_next(q, &row, f);

	if (v == DONE && row) {
		char *found = query_text_at(NULL, q, column);

		if (strcmp(found, fine) != 0)
			v = fail(f, NEVER, "register: %s: %s", literal, found);
		talloc_free(found);
	}
	query_done(q);
	return v;
}

enum verdict
db_examine(struct db *db, struct fault *f)
{
	enum verdict v = examine_by(db, "PRAGMA integrity_check(1)", 0, "ok", f);

	return v == DONE ? examine_by(db, "PRAGMA foreign_key_check", 0, "", f) : v;
}

enum verdict
db_script(struct db *db, const char *sql, struct fault *f)
{
	if (sqlite3_exec(db->file, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(db, "run a statement", f);
	return DONE;
}

enum verdict
db_begin(struct db *db, struct fault *f)
{
	enum verdict v = query_run(db_query(db, "BEGIN IMMEDIATE"), f);

	db->in_transaction = v == DONE;
	return v;
}

/* SQLite fixes the moment with the first look. */
enum verdict
db_begin_read(struct db *db, struct fault *f)
{
	enum verdict v = query_run(db_query(db, "BEGIN"), f);

	db->in_transaction = v == DONE;
	if (v == DONE)
		v = query_run(db_query(db, "SELECT 1 FROM sqlite_schema LIMIT 1"), f);
	if (v != DONE)
		db_rollback(db);
	return v;
}

enum verdict
db_commit(struct db *db, struct fault *f)
{
	enum verdict v = query_run(db_query(db, "COMMIT"), f);

	if (v != DONE)
		db_rollback(db);
	db->in_transaction = false;
	return v;
}

void
db_rollback(struct db *db)
{
	struct fault ignored;

	/* SQLite may have rolled back by itself; then there is nothing to undo and it says so. */
	if (db->in_transaction && !sqlite3_get_autocommit(db->file) &&
	    query_run(db_query(db, "ROLLBACK"), &ignored) != DONE)
		(void)sqlite3_errcode(db->file);
	db->in_transaction = false;
}

enum verdict
db_end(struct db *db, enum verdict v, bool keep, struct fault *f)
{
	if (v == DONE && keep)
		return db_commit(db, f);
	db_rollback(db);
	return v;
}

enum verdict
db_begin_item(struct db *db, struct fault *f)
{
	return query_run(db_query(db, "SAVEPOINT item"), f);
}

enum verdict
db_end_item(struct db *db, struct fault *f)
{
	return query_run(db_query(db, "RELEASE item"), f);
}

void
db_undo_item(struct db *db)
{
	struct fault ignored;

	if (query_run(db_query(db, "ROLLBACK TO item"), &ignored) != DONE ||
	    query_run(db_query(db, "RELEASE item"), &ignored) != DONE)
		db_rollback(db);
}

struct query *
db_query(struct db *db, const char *literal)
{
	struct query **at = &db->bucket[((uintptr_t)literal >> 3) % BUCKETS], *q;

	for (q = *at; q != NULL; q = q->next)
		if (q->literal == literal)
			break;
	if (q == NULL) {
		q = memory_new(db, sizeof *q);
		q->literal = literal;
		q->db = db;
		q->next = *at;
		*at = q;
	}
	if (q->statement == NULL) {
		if (sqlite3_prepare_v3(db->file, literal, -1, SQLITE_PREPARE_PERSISTENT, &q->statement, NULL) !=
		    SQLITE_OK)
			q->statement = NULL;
	} else {
		sqlite3_reset(q->statement);
		sqlite3_clear_bindings(q->statement);
	}
	return q;
}

void
query_number(struct query *q, int parameter, int64_t value)
{
	if (q->statement != NULL)
		sqlite3_bind_int64(q->statement, parameter, value);
}

void
query_text(struct query *q, int parameter, const char *value)
{
	if (q->statement != NULL)
		sqlite3_bind_text(q->statement, parameter, value, -1, SQLITE_STATIC);
}

void
query_blob(struct query *q, int parameter, struct bytes value)
{
	if (q->statement == NULL)
		return;
	if (value.data == NULL)
		sqlite3_bind_null(q->statement, parameter);
	else
		sqlite3_bind_blob64(q->statement, parameter, value.data, value.len, SQLITE_STATIC);
}

enum verdict
query_next(struct query *q, bool *row_out, struct fault *f)
{
	int result;

	*row_out = false;
	if (q->statement == NULL)
		return db_fail(q->db, "prepare a statement", f);
	result = sqlite3_step(q->statement);
	if (result == SQLITE_ROW) {
		*row_out = true;
		return DONE;
	}
	if (result != SQLITE_DONE) {
		enum verdict v = db_fail(q->db, "run a statement", f);

		sqlite3_reset(q->statement);
		return v;
	}
	sqlite3_reset(q->statement);
	return DONE;
}

enum verdict
query_run(struct query *q, struct fault *f)
{
	bool row;
	enum verdict v = query_next(q, &row, f);

	if (row)
		query_done(q);
	return v;
}

void
query_done(struct query *q)
{
	if (q->statement != NULL)
		sqlite3_reset(q->statement);
}

/* Room doubles: to grow for each row would cost the square of their number. */
enum verdict
query_all(struct query *q, void *ctx, size_t size, row_taker *take, void *with, struct rows *out, struct fault *f)
{
	size_t room = 0;
	bool row;
	enum verdict v;

	*out = (struct rows){ .item = NULL };
	while ((v = query_next(q, &row, f)) == DONE && row) {
		if (out->count == room) {
			room = room != 0 ? 2 * room : 4;
			out->item = must(talloc_realloc_size(ctx, out->item, room * size));
		}
		v = take(ctx, q, with, (char *)out->item + out->count * size, f);
		if (v != DONE)
			break;
		out->count++;
	}
	query_done(q);
	return v;
}

enum verdict
query_one_number(struct query *q, int64_t *out, struct fault *f)
{
	bool row;
	enum verdict v = query_next(q, &row, f);

	*out = v == DONE && row ? query_number_at(q, 0) : 0;
	query_done(q);
	return v;
}

static enum verdict
take_number(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)ctx, (void)with, (void)f;
	*(int64_t *)out = query_number_at(q, 0);
	return DONE;
}

enum verdict
query_numbers(struct query *q, void *ctx, int64_t **out, size_t *count_out, struct fault *f)
{
	struct rows rows;
	enum verdict v = query_all(q, ctx, sizeof **out, take_number, NULL, &rows, f);

	*out = rows.item;
	*count_out = rows.count;
	return v;
}

int64_t
query_number_at(struct query *q, int column)
{
	return sqlite3_column_int64(q->statement, column);
}

unsigned
query_word_at(struct query *q, int column, const char *const *names, unsigned last)
{
	const unsigned char *word = sqlite3_column_text(q->statement, column);
	unsigned i = 0;

	while (i < last && (word == NULL || strcmp(names[i], (const char *)word) != 0))
		i++;
	return i;
}

char *
query_text_at(void *ctx, struct query *q, int column)
{
	const unsigned char *text = sqlite3_column_text(q->statement, column);

	return must(talloc_strdup(ctx, text != NULL ? (const char *)text : ""));
}

struct bytes
query_blob_at(struct query *q, int column)
{
	const void *data = sqlite3_column_blob(q->statement, column);

	return (struct bytes){ data, (size_t)sqlite3_column_bytes(q->statement, column) };
}

bool
query_null_at(struct query *q, int column)
{
	return sqlite3_column_type(q->statement, column) == SQLITE_NULL;
}

int64_t
db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->file);
}

int64_t
db_changes(struct db *db)
{
	return sqlite3_changes64(db->file);
}
