/* SPDX-License-Identifier: GPL-3.0-or-later */
/* index_file - the index's file: made, opened, known by its stamp, removed. */
#include "spool/index_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/users.h"
#include "spool/file.h"

enum { FORMAT = 2, ROUNDS = 150, ROUND = 100000000 };	/* of 0.1 s */

/* Columns that end with mark are keyed hashes. detail, columnsize: what would say where in a text a word stands, and how
 * long the text is. hashsize: what is gathered before it is written; more would not stay in the processor's cache. */
#define TABLES \
	"CREATE TABLE stamp (one INTEGER PRIMARY KEY CHECK (one = 1), format INTEGER NOT NULL, lookup_mark BLOB NOT NULL, " \
	"spool_mark BLOB NOT NULL, event INTEGER NOT NULL, event_mark BLOB NOT NULL, built INTEGER NOT NULL, " \
	"spoiled INTEGER NOT NULL) STRICT;" \
	"CREATE TABLE doc (opinion INTEGER PRIMARY KEY, sources TEXT NOT NULL, mark BLOB NOT NULL, people BLOB NOT NULL) STRICT;" \
	"CREATE TABLE gone (opinion INTEGER PRIMARY KEY, tokens BLOB NOT NULL) STRICT;" \
	"CREATE VIRTUAL TABLE word USING fts5(token, content='', detail=none, columnsize=0, tokenize='ascii');" \
	"INSERT INTO word(word, rank) VALUES('hashsize', 4194304);"

static char *
path_of(void *ctx, const struct settings *s, const char *name)
{
	return must(talloc_asprintf(ctx, "%s/index/%s", s->folder, name));
}

/* ---- locks ----------------------------------------------------------------------------------------------------------- */

static enum verdict
lock(const struct settings *s, const char *name, int how, int *fd_out, struct fault *f)
{
	const struct timespec pause = { .tv_nsec = ROUND };
	char *path = path_of(NULL, s, name);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), error = errno;
	enum verdict v = DONE;

	if (fd < 0 && error == ENOENT) {
		fd = open(path, O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, FILE_SHARED);
		error = errno;
		if (fd >= 0)
			users_share_with_register(s, fd);
	}
	if (fd < 0)
		v = error == ENOENT ? fail(f, NEVER, "there is no index yet: iken-index makes it") :
		    fail(f, LATER, "open %s: %s", path, strerror(error));
	for (int i = 0; v == DONE && flock(fd, how | LOCK_NB) != 0; i++) {
		if (i == ROUNDS || (errno != EWOULDBLOCK && errno != EINTR))
			v = fail(f, LATER, "index: another program is at work with it (%s): %s", name, strerror(errno));
		else
			(void)nanosleep(&pause, NULL);
	}
	if (v != DONE && fd >= 0)
		close(fd);
	*fd_out = v == DONE ? fd : -1;
	talloc_free(path);
	return v;
}

static void
unlock(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* ---- the files ------------------------------------------------------------------------------------------------------- */

/* The database goes first: SQLite throws a log away that stands beside an empty one. */
static enum verdict
remove_files(const struct settings *s, struct fault *f)
{
	static const char *const names[] = { "index.db", "index.db-wal", "index.db-shm", "damaged" };
	enum verdict v = DONE;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char *path = path_of(NULL, s, names[i]);

		if (unlink(path) != 0 && errno != ENOENT)
			v = fail(f, LATER, "remove %s: %s", path, strerror(errno));
		talloc_free(path);
	}
	return v;
}

static bool
is_there(const struct settings *s, const char *name)
{
	char *path = path_of(NULL, s, name);
	struct stat st;
	bool there = lstat(path, &st) == 0;

	talloc_free(path);
	return there;
}

enum verdict
index_discard(const struct settings *s, struct fault *f)
{
	int use = -1;
	enum verdict v;

	if (!is_there(s, "."))
		return DONE;
	v = lock(s, "use", LOCK_EX, &use, f);
	if (v == DONE)
		v = remove_files(s, f);
	unlock(&use);
	return v;
}

bool
index_is_there(const struct settings *s)
{
	return is_there(s, "index.db");
}

enum verdict
index_give_up(struct index *x, struct fault *f)
{
	if (x->db != NULL)
		db_close(&x->db);
	unlock(&x->use);
	return index_discard(x->l->settings, f);
}

void
index_report_damage(const struct settings *s)
{
	char *path = path_of(NULL, s, "damaged");
	int fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, FILE_SHARED);

	if (fd >= 0) {
		users_share_with_register(s, fd);
		close(fd);
	}
	talloc_free(path);
}

/* Empty and ours, so that what SQLite makes beside it is shared as it is. */
static enum verdict
make_file(const struct settings *s, const char *path, struct fault *f)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, FILE_SHARED);

	if (fd < 0)
		return fail(f, LATER, "make %s: %s", path, strerror(errno));
	users_share_with_register(s, fd);
	close(fd);
	return DONE;
}

/* ---- the stamp ------------------------------------------------------------------------------------------------------- */

enum verdict
index_ends(struct index *x, int64_t *event_out, int64_t *opinion_out, struct fault *f)
{
	enum verdict v = query_one_number(db_query(x->l->db, "SELECT max(id) FROM event"), event_out, f);

	return v == DONE ? query_one_number(db_query(x->l->db, "SELECT max(id) FROM opinion"), opinion_out, f) : v;
}

/* An event as it is in the register: another one with this id is of another register, or of an older one that went on. */
static enum verdict
mark_event(struct index *x, int64_t event, unsigned char out[SEAL_HASH], struct fault *f)
{
	struct query *q = db_query(x->l->db, "SELECT id || ' ' || opinion || ' ' || at || ' ' || step || ' ' || after || ' ' || "
	    "who || ' ' || note FROM event WHERE id = ?1");
	bool row;
	enum verdict v;

	query_number(q, 1, event);
	v = query_next(q, &row, f);
	seal_hash(x->l->keys->digest, "index.event", v == DONE && row ? query_blob_at(q, 0) : (struct bytes){ NULL, 0 }, out, SEAL_HASH);
	query_done(q);
	return v;
}

enum verdict
index_put_stamp(struct index *x, struct fault *f)
{
	struct query *q = db_query(x->db, "INSERT OR REPLACE INTO stamp(one, format, lookup_mark, spool_mark, event, event_mark, "
	    "built, spoiled) VALUES(1,?1,?2,?3,?4,?5,?6,?7)");
	unsigned char lookup[SEAL_HASH], spool[SEAL_HASH], event[SEAL_HASH];
	enum verdict v = mark_event(x, x->event, event, f);

	if (v != DONE)
		return v;
	keys_mark(KEYS_LOOKUP, x->l->keys->lookup, lookup);
	keys_mark(KEYS_DIGEST, x->l->keys->digest, spool);
	query_number(q, 1, FORMAT);
	query_blob(q, 2, (struct bytes){ lookup, sizeof lookup });
	query_blob(q, 3, (struct bytes){ spool, sizeof spool });
	query_number(q, 4, x->event);
	query_blob(q, 5, (struct bytes){ event, sizeof event });
	query_number(q, 6, x->built);
	query_number(q, 7, x->spoiled);
	return query_run(q, f);
}

static bool
is(struct query *q, int column, const unsigned char mark[SEAL_HASH])
{
	struct bytes value = query_blob_at(q, column);

	return value.len == SEAL_HASH && seal_equal(value.data, mark, SEAL_HASH);
}

/* *why_out: NULL: it fits. */
static enum verdict
compare_stamp(struct index *x, struct query *q, const char **why_out, struct fault *f)
{
	unsigned char lookup[SEAL_HASH], spool[SEAL_HASH], event[SEAL_HASH];
	int64_t newest, highest;
	enum verdict v = index_ends(x, &newest, &highest, f);

	x->event = query_number_at(q, 3);
	x->built = query_number_at(q, 5);
	x->spoiled = query_number_at(q, 6) != 0;
	if (v == DONE)
		v = mark_event(x, x->event, event, f);
	if (v != DONE)
		return v;
	keys_mark(KEYS_LOOKUP, x->l->keys->lookup, lookup);
	keys_mark(KEYS_DIGEST, x->l->keys->digest, spool);
	*why_out = query_number_at(q, 0) != FORMAT ? "of another version" : !is(q, 1, lookup) ? "of a former lookup.key" :
	    !is(q, 2, spool) ? "of another register" : x->event > newest || x->built > highest || !is(q, 4, event) ?
	    "of a register that was another one since" : x->spoiled ? "one with something in it that was erased elsewhere" : NULL;
	return DONE;
}

static enum verdict
check_stamp(struct index *x, const char **why_out, struct fault *f)
{
	struct query *q = db_query(x->db, "SELECT format, lookup_mark, spool_mark, event, event_mark, built, spoiled FROM stamp");
	bool row;
	enum verdict v = query_next(q, &row, f);

	*why_out = "one that was never begun";
	if (v == DONE && row)
		v = compare_stamp(x, q, why_out, f);
	query_done(q);
	return v;
}

/* ---- opening --------------------------------------------------------------------------------------------------------- */

static int
close_index(struct index *x)
{
	if (x->db != NULL)
		db_close(&x->db);
	unlock(&x->use);
	unlock(&x->writer);
	return 0;
}

/* What was there before the first opinion will be reached without its events. */
static enum verdict
begin(struct index *x, struct fault *f)
{
	int64_t highest;
	enum verdict v;

	x->built = 0;
	x->spoiled = false;
	v = index_ends(x, &x->event, &highest, f);
	if (v == DONE)
		v = db_begin(x->db, f);
	if (v != DONE)
		return v;
	v = db_script(x->db, TABLES, f);
	if (v == DONE)
		v = index_put_stamp(x, f);
	if (v == DONE)
		v = db_commit(x->db, f);
	else
		db_rollback(x->db);
	return v;
}

static enum verdict
make(struct index *x, struct fault *f)
{
	char *path = path_of(NULL, x->l->settings, "index.db");
	enum verdict v;

	unlock(&x->use);
	v = lock(x->l->settings, "use", LOCK_EX, &x->use, f);
	if (v == DONE)
		v = remove_files(x->l->settings, f);
	if (v == DONE)
		v = make_file(x->l->settings, path, f);
	if (v == DONE)
		v = db_open(x, path, DB_CREATE, &x->db, f);
	if (v == DONE)
		v = begin(x, f);
	/* From here on others may read it. */
	if (v == DONE)
		(void)flock(x->use, LOCK_SH);
	talloc_free(path);
	return v;
}

static enum verdict
open_there(struct index *x, const char **why_out, struct fault *f)
{
	char *path = path_of(NULL, x->l->settings, "index.db");
	enum verdict v = db_open(x, path, x->mode == INDEX_READ ? DB_READ : DB_WRITE, &x->db, f);

	if (v == DONE)
		v = check_stamp(x, why_out, f);
	if (v == HALT) {
		*why_out = "damaged";
		v = DONE;
	}
	if ((v != DONE || *why_out != NULL) && x->db != NULL)
		db_close(&x->db);
	talloc_free(path);
	return v;
}

static enum verdict
open_index(struct index *x, struct fault *f)
{
	const struct settings *s = x->l->settings;
	const char *why = NULL;
	char *folder = path_of(x, s, "");
	enum verdict v = DONE;

	if (x->mode == INDEX_WRITE) {
		folder[strlen(folder) - 1] = 0;
		v = folder_make(folder, FOLDER_SHARED, f);
		if (v == DONE)
			v = lock(s, "writer", LOCK_EX, &x->writer, f);
	}
	if (v == DONE)
		v = lock(s, "use", LOCK_SH, &x->use, f);
	if (v != DONE)
		return v;
	if (is_there(s, "damaged"))
		why = "damaged";
	else if (!is_there(s, "index.db"))
		why = "missing";
	else
		v = open_there(x, &why, f);
	if (v != DONE || why == NULL)
		return v;
	return x->mode == INDEX_WRITE ? make(x, f) : fail(f, NEVER, "the index is %s: iken-index makes it anew", why);
}

enum verdict
index_open(void *ctx, struct ledger *l, enum index_mode mode, struct index **out, struct fault *f)
{
	struct index *x;
	enum verdict v;

	if (!l->settings->search.index)
		return fail(f, NEVER, "there is no index: [search] index is no");
	x = memory_new(ctx, sizeof *x);
	x->l = l;
	x->mode = mode;
	x->use = x->writer = -1;
	x->key = index_key_of(l->keys->lookup);
	talloc_set_destructor(x, close_index);
	v = open_index(x, f);
	if (v != DONE)
		talloc_free(x);
	else
		*out = x;
	return v;
}

void
index_close(struct index **index)
{
	talloc_free(*index);
	*index = NULL;
}
