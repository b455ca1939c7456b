/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * db - the register's file, and that of the index, over SQLite; the one home of sqlite3.
 *
 * WAL with synchronous=FULL: a commit that returned DONE survives a power cut. Statements are
 * prepared once, by the address of their text, which must be a string literal. Parameters and
 * columns are counted from 1 and 0 as SQLite does.
 *
 * A failing call is LATER when the file is locked, the disk full or the memory short, and HALT
 * when the file is damaged or the statement is wrong.
 */
#ifndef SPOOL_DB_H
#define SPOOL_DB_H

#include <stdbool.h>

#include "config/bytes.h"
#include "config/fault.h"

struct db;
struct query;

/* DB_ALONE: a file that nobody else knows of yet: no WAL beside it, nothing synced, no foreign keys enforced. */
enum db_mode { DB_READ, DB_WRITE, DB_CREATE, DB_ALONE };

enum verdict db_open(void *ctx, const char *path, enum db_mode mode, struct db **out, struct fault *f) MUST_USE;
void db_close(struct db **db);
/* What this program commits stays in the file's log until another one closes it: for programs that somebody waits for, and that
 * write a line or two. Three syncs less of five. */
void db_leave_log(struct db *db);

/* BEGIN IMMEDIATE: the lock is taken at once, so that a transaction never fails halfway for
 * somebody else's. */
enum verdict db_begin(struct db *db, struct fault *f) MUST_USE;
/* What is read from here to db_commit() or db_rollback() is the register of one moment, whoever writes meanwhile. */
enum verdict db_begin_read(struct db *db, struct fault *f) MUST_USE;
enum verdict db_commit(struct db *db, struct fault *f) MUST_USE;
/* Undoes everything since db_begin; harmless when nothing was begun. */
void db_rollback(struct db *db);
/* Ends what db_begin() began: kept where all was done (v) and it is to be kept, else undone. Returns v, or what came of keeping it. */
enum verdict db_end(struct db *db, enum verdict v, bool keep, struct fault *f) MUST_USE;
/* One item within a transaction: undone alone by db_undo_item. */
enum verdict db_begin_item(struct db *db, struct fault *f) MUST_USE;
enum verdict db_end_item(struct db *db, struct fault *f) MUST_USE;
void db_undo_item(struct db *db);

/* Copies the whole of it, as it is at one moment, into a new file, while others go on writing (SQLite's online
 * backup). The copy is not synced. */
enum verdict db_copy(struct db *db, const char *to, struct fault *f) MUST_USE;
/* What SQLite finds wrong with the file, NEVER with the first of it: pages, indices, foreign keys. */
enum verdict db_examine(struct db *db, struct fault *f) MUST_USE;

/* Runs statements without parameters. */
enum verdict db_script(struct db *db, const char *sql, struct fault *f) MUST_USE;

/* The prepared statement, reset, without parameters. An error shows at query_next. */
struct query *db_query(struct db *db, const char *literal);
void query_number(struct query *q, int parameter, int64_t value);
void query_text(struct query *q, int parameter, const char *value);	/* NULL: SQL NULL; must live until the last query_next */
void query_blob(struct query *q, int parameter, struct bytes value);	/* data NULL: SQL NULL; likewise */
/* The next row. *row_out false: there is none more, and the statement is reset. */
enum verdict query_next(struct query *q, bool *row_out, struct fault *f) MUST_USE;
/* For a statement without rows. */
enum verdict query_run(struct query *q, struct fault *f) MUST_USE;
/* For a statement of which one row is wanted: as query_next, to be followed by query_done. */
void query_done(struct query *q);

/* The first column of the first row; 0: there is none. */
enum verdict query_one_number(struct query *q, int64_t *out, struct fault *f) MUST_USE;
/* The first column of all rows; an array owned by ctx. */
enum verdict query_numbers(struct query *q, void *ctx, int64_t **out, size_t *count_out, struct fault *f) MUST_USE;

/* Takes the current row into *out. with: what the caller of query_all gave. */
typedef enum verdict row_taker(void *ctx, struct query *q, void *with, void *out, struct fault *f);

struct rows {
	void *item;		/* NULL: there are none */
	size_t count;
};

/* All rows, as an array owned by ctx of elements of size octets each. On failure: those before it. */
enum verdict query_all(struct query *q, void *ctx, size_t size, row_taker *take, void *with, struct rows *out,
    struct fault *f) MUST_USE;

int64_t query_number_at(struct query *q, int column);
/* The place of the column's word among names; last when it is none of those before. */
unsigned query_word_at(struct query *q, int column, const char *const *names, unsigned last);
char *query_text_at(void *ctx, struct query *q, int column);	/* "" for NULL; owned by ctx */
struct bytes query_blob_at(struct query *q, int column);	/* until the next query_next */
bool query_null_at(struct query *q, int column);

int64_t db_last_id(struct db *db);
int64_t db_changes(struct db *db);

#endif
