/* SPDX-License-Identifier: GPL-3.0-or-later */
/* restore_register - the register of a backup, put together with its keys and proved. */
#include "report/restore_register.h"

#include <errno.h>
#include <fcntl.h>

#include "config/clock.h"
#include "config/memory.h"
#include "spool/file.h"
#include "spool/marks.h"
#include "spool/schema.h"

enum { MARKS_SINCE = 5 };		/* version of the register */

static enum verdict
write_register(const struct opened *from, const char *path, struct fault *f)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct sink sink = { &fd, file_take };
	struct fault why;
	enum verdict v;

	if (fd < 0)
		return fail(f, LATER, "create %s: %s", path, strerror(errno));
	v = open_stream(from, &from->root.reg, &sink, &why);
	if (close(fd) != 0 && v == DONE)
		v = fail(&why, LATER, "write: %s", strerror(errno));
	return v == DONE ? DONE : fail(f, v, "the register: %s", why.text);
}

static enum verdict
compare_counts(const struct opened *from, void *ctx, struct db *db, struct restored *out, struct fault *f)
{
	const struct table_counts *wanted = &from->root.tables;
	struct table_counts found;
	enum verdict v = register_count(db, ctx, &found, f);

	if (v == DONE && found.count != wanted->count)
		v = fail(f, NEVER, "the register has %zu tables instead of %zu", found.count, wanted->count);
	for (size_t i = 0; v == DONE && i < found.count; i++) {
		out->rows += found.table[i].rows;
		if (strcmp(found.table[i].name, wanted->table[i].name) != 0 || found.table[i].rows != wanted->table[i].rows)
			v = fail(f, NEVER, "the register's table %s has %lld rows instead of %lld", found.table[i].name,
			    (long long)found.table[i].rows, (long long)wanted->table[i].rows);
	}
	out->tables = found.count;
	return v;
}

static int
compare_ids(const void *a, const void *b)
{
	return strcmp(((const struct register_file *)a)->id, ((const struct register_file *)b)->id);
}

const struct register_file *
restore_find(const struct register_file *files, size_t count, const char *id)
{
	struct register_file wanted = { .erased = false };

	memcpy(wanted.id, id, sizeof wanted.id);
	return count != 0 ? bsearch(&wanted, files, count, sizeof wanted, compare_ids) : NULL;
}

static enum verdict
complete(const struct opened *from, void *ctx, struct db *db, struct restored *out, struct register_file **files_out,
    size_t *count_out, struct fault *f)
{
	struct record keys = from->keyring->keys;
	enum verdict v = compare_counts(from, ctx, db, out, f);

	if (v == DONE)
		v = register_put_keys(db, &keys, from->keyring->key_count, f);
	if (v == DONE)
		v = register_files(db, ctx, files_out, count_out, f);
	if (v == DONE)
		v = register_mark_erased(db, clock_now(), &out->erased, f);
	if (v == DONE)
		v = db_examine(db, f);
	if (v == DONE && *count_out != 0)
		qsort(*files_out, *count_out, sizeof **files_out, compare_ids);
	return v;
}

/* The keys are those of the keyring, and it may be newer than the backup. */
static enum verdict
adopt_keys(const struct settings *s, struct db *db, struct fault *f)
{
	struct keys *keys;
	enum verdict v = keys_open(s, KEYS_ALL, &keys, f);

	if (v == DONE) {
		v = marks_adopt(db, keys, f);
		keys_close(&keys);
	}
	return v;
}

enum verdict
restore_register(const struct opened *from, const struct settings *s, void *ctx, const char *path, struct restored *out,
    struct register_file **files_out, size_t *count_out, struct fault *f)
{
	struct db *db = NULL;
	enum verdict v;

	*count_out = 0;
	if (from->root.schema > schema_version())
		return fail(f, HALT, "backup %s is of newer programs (register version %lld, these know %d): install those",
		    from->backup->id, (long long)from->root.schema, schema_version());
	v = write_register(from, path, f);
	if (v == DONE)
		v = db_open(ctx, path, DB_ALONE, &db, f);
	if (v == DONE)
		v = complete(from, ctx, db, out, files_out, count_out, f);
	if (v == DONE && from->root.schema >= MARKS_SINCE)
		v = adopt_keys(s, db, f);
	if (db != NULL)
		db_close(&db);
	return v;
}
