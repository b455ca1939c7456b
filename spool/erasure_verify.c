/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erasure_verify - that nothing of what was destroyed is left. */
#include "spool/erasure_verify.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/index.h"
#include "spool/queue.h"

enum { DEPTH_MAX = 8 };

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static enum verdict
none(struct query *q, const struct erasure *e, const char *what, struct fault *f)
{
	bool row;
	enum verdict v = query_next(q, &row, f);
	int64_t id = v == DONE && row ? query_number_at(q, 0) : 0;

	query_done(q);
	if (v == DONE && row)
		return fail(f, NEVER, "erasure %lld: %s is still there (%lld)", (long long)e->id, what, (long long)id);
	return v;
}

#define ERASED "(SELECT opinion FROM erasure_item WHERE erasure = ?1 AND outcome = 'erased')"

static enum verdict
check_rows(struct ledger *l, const struct erasure *e, struct fault *f)
{
	const struct {
		struct query *q;
		const char *what;
	} checks[] = {
		{ db_query(l->db, "SELECT id FROM opinion WHERE id IN " ERASED " AND (state <> 'erased' OR contact IS NOT NULL OR "
		    "contact_hash IS NOT NULL OR text_hash IS NOT NULL) LIMIT 1"), "a contact" },
		{ db_query(l->db, "SELECT k.id FROM key k JOIN opinion o ON o.key = k.id WHERE o.id IN " ERASED " AND "
		    "k.wrapped IS NOT NULL LIMIT 1"), "the key of an opinion" },
		{ db_query(l->db, "SELECT id FROM draft WHERE opinion IN " ERASED " AND text IS NOT NULL LIMIT 1"), "a draft" },
		{ db_query(l->db, "SELECT opinion FROM page_case WHERE opinion IN " ERASED " LIMIT 1"), "its part of the page" },
		{ db_query(l->db, "SELECT i.id FROM delivery d JOIN intent i ON i.id = d.intent WHERE i.opinion IN " ERASED
		    " LIMIT 1"), "a recipient" },
		{ db_query(l->db, "SELECT a.seq FROM arrival a JOIN key k ON k.id = a.key WHERE a.digest = x'' AND ?1 = ?1 AND "
		    "(a.reading IS NOT NULL OR a.file_key IS NOT NULL OR k.wrapped IS NOT NULL) LIMIT 1"), "an arrival" },
		{ db_query(l->db, "SELECT a.seq FROM arrival a WHERE a.opinion IN " ERASED " AND a.digest <> x'' AND NOT EXISTS "
		    "(SELECT 1 FROM filing f JOIN opinion o ON o.id = f.opinion WHERE f.arrival = a.seq AND o.state <> 'erased') "
		    "LIMIT 1"), "an arrival" },
	};
	enum verdict v = DONE;

	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
		query_number(checks[i].q, 1, e->id);
		if (v == DONE)
			v = none(checks[i].q, e, checks[i].what, f);
	}
	return v;
}

/* Their files are gone as well. */
static enum verdict
check_files(struct ledger *l, const struct erasure *e, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT id FROM arrival WHERE digest = x''");
	bool row;
	enum verdict v;

	while ((v = query_next(q, &row, f)) == DONE && row) {
		void *ctx = must(talloc_new(NULL));
		const char *id = query_text_at(ctx, q, 0);

		if (queue_find(ctx, l->settings, id) != NULL)
			v = fail(f, NEVER, "erasure %lld: the file of arrival %s is still there", (long long)e->id, id);
		talloc_free(ctx);
		if (v != DONE)
			break;
	}
	query_done(q);
	return v;
}

/* A hash may belong to somebody else as well: who wrote twice, a duplicate that is another opinion's. */
static enum verdict
excuse_living(struct ledger *l, struct needles *n, struct fault *f)
{
	struct query *const all[] = {
		db_query(l->db, "SELECT contact_hash FROM opinion WHERE contact_hash IS NOT NULL"),
		db_query(l->db, "SELECT text_hash FROM opinion WHERE text_hash IS NOT NULL"),
		db_query(l->db, "SELECT digest FROM arrival WHERE digest <> x''"),
		db_query(l->db, "SELECT recipient FROM delivery"),
		db_query(l->db, "SELECT who FROM allowance"),
		db_query(l->db, "SELECT form FROM staff_form"),
	};
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < sizeof all / sizeof all[0]; i++) {
		bool row;

		while ((v = query_next(all[i], &row, f)) == DONE && row)
			needles_excuse(n, query_blob_at(all[i], 0));
	}
	return v;
}

/* The log's pages go into the register, and the log is cut to nothing. */
static enum verdict
empty_log(struct ledger *l, struct fault *f)
{
	struct query *q = db_query(l->db, "PRAGMA wal_checkpoint(TRUNCATE)");
	bool row;
	enum verdict v = query_next(q, &row, f);

	if (v == DONE && row && query_number_at(q, 0) != 0)
		v = fail(f, LATER, "register: another program reads it, and its log cannot be emptied now");
	query_done(q);
	return v;
}

enum verdict
erasure_verify_rows(struct ledger *l, void *ctx, const struct erasure *e, struct needles **needles_out,
    struct erasure_check *out, struct fault *f)
{
	struct needles *n = erasure_needles(ctx, l, e);
	int64_t forgotten;
	enum verdict v = check_rows(l, e, f);

	*out = (struct erasure_check){ .marks = 0 };
	*needles_out = n;
	if (v == DONE)
		v = index_forgotten(l, &forgotten, f);
	if (v == DONE)
		v = check_files(l, e, f);
	if (v == DONE)
		v = erasure_read_marks(l->settings, e, n, &out->missing, f);
	if (v != DONE)
		return v;
	needles_sort(n);
	v = excuse_living(l, n, f);
	out->marks = (int64_t)needles_count(n);
	out->excused = (int64_t)needles_excused(n);
	return v == DONE ? empty_log(l, f) : v;
}

enum verdict
erasure_rebuild(struct ledger *l, struct fault *f)
{
	/* What it is rebuilt from would else be kept in memory whole. */
	enum verdict v = db_script(l->db, "PRAGMA temp_store = FILE; VACUUM", f);

	return v == DONE ? empty_log(l, f) : v;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

struct walk {
	const char *keys;		/* a folder that is left out */
	const struct needles *needles;
	struct erasure_check *check;
	const char *theirs;		/* what the web host keeps for itself: another user's, perhaps */
};

static void
note_found(struct walk *w, const char *path, const char *inside, const struct found *found)
{
	if (w->check->found == 0)
		snprintf(w->check->where, sizeof w->check->where, "%s at %lld", inside, found->at);
	w->check->found += (int64_t)found->count;
	if (strstr(path, "/register.db") != NULL)
		w->check->in_register = true;
}

static enum verdict
look_at(struct walk *w, const char *path, const char *inside, struct fault *f)
{
	struct found found;
	enum verdict v = needles_search(w->needles, path, &found, f);

	/* Files come and go while other programs work. */
	if (v != DONE)
		return v == NEVER ? DONE : v;
	w->check->files++;
	w->check->octets += found.octets;
	if (found.count != 0)
		note_found(w, path, inside, &found);
	return DONE;
}

static enum verdict
walk(struct walk *w, const char *path, size_t root, int depth, struct fault *f)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	enum verdict v = DONE;

	if (folder == NULL && errno == EACCES && strcmp(path, w->theirs) == 0) {
		w->check->left_out = true;
		return DONE;
	}
	if (folder == NULL)
		return errno == ENOENT ? DONE : fail(f, LATER, "open %s: %s", path, strerror(errno));
	while (v == DONE && (entry = readdir(folder)) != NULL) {
		char *inside = must(talloc_asprintf(NULL, "%s/%s", path, entry->d_name));
		struct stat st;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || lstat(inside, &st) != 0)
			st.st_mode = 0;
		/* Keys are digits by chance, and who erases may not read all of them. */
		if (strcmp(inside, w->keys) == 0)
			st.st_mode = 0;
		if (S_ISREG(st.st_mode))
			v = look_at(w, inside, inside + root, f);
		else if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
			v = walk(w, inside, root, depth + 1, f);
		talloc_free(inside);
	}
	closedir(folder);
	return v;
}

static bool
lies_in(const char *path, const char *folder)
{
	return text_starts(path, folder) && (path[strlen(folder)] == '/' || path[strlen(folder)] == 0);
}

enum verdict
erasure_verify_files(const struct settings *s, const struct needles *needles, struct erasure_check *out, struct fault *f)
{
	const char *const folders[] = { s->folder, s->send.kind == SEND_MAILDIR ? s->send.folder : "", s->print.folder,
		settings_has_page(s) ? s->page.folder : "" };
	char *theirs = must(talloc_asprintf(NULL, "%s/state", settings_has_page(s) ? s->page.folder : ""));
	struct walk w = { s->keys, needles, out, theirs };
	enum verdict v = DONE;

	out->files = out->octets = out->found = 0;
	out->where[0] = 0;
	out->in_register = out->left_out = false;
	for (size_t i = 0; v == DONE && i < sizeof folders / sizeof folders[0]; i++)
		if (folders[i][0] != 0 && (i == 0 || !lies_in(folders[i], s->folder)))
			v = walk(&w, folders[i], strlen(folders[i]) + 1, 0, f);
	talloc_free(theirs);
	return v;
}
