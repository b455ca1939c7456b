/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erasure_files - what is erased is removed from the store, the outbox and the folder of printed letters. */
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/erasure_destroy.h"
#include "spool/file.h"
#include "spool/number.h"

enum { TOGETHER = 500, NUMBER_LENGTH_MAX = 32 };

/* ---- files of arrivals ------------------------------------------------------------------------------------------- */

static enum verdict
remove_file(const char *path, struct fault *f)
{
	struct fault ignored;

	/* One that could not be opened has its key in its head. */
	if (sealed_forget_key(path, &ignored) != DONE)
		errno = 0;
	if (unlink(path) != 0 && errno != ENOENT)
		return fail(f, LATER, "remove %s: %s", path, strerror(errno));
	return DONE;
}

static enum verdict
sync_if_there(const char *path, struct fault *f)
{
	return access(path, F_OK) == 0 ? folder_sync(path, f) : DONE;
}

/* Sorted by name, so that each folder of the store is synced once. */
static enum verdict
remove_arrivals(const struct settings *s, void *ctx, char **ids, size_t count, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < count; i++) {
		char *folder = must(talloc_asprintf(ctx, "%s/store/%.2s", s->folder, ids[i]));

		v = remove_file(must(talloc_asprintf(ctx, "%s/arrivals/%s", s->folder, ids[i])), f);
		if (v == DONE)
			v = remove_file(must(talloc_asprintf(ctx, "%s/%s", folder, ids[i])), f);
		if (v == DONE && (i + 1 == count || strncmp(ids[i], ids[i + 1], 2) != 0))
			v = sync_if_there(folder, f);
	}
	return v == DONE ? sync_if_there(must(talloc_asprintf(ctx, "%s/arrivals", s->folder)), f) : v;
}

static enum verdict
take_name(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)with;
	(void)f;
	*(char **)out = query_text_at(ctx, q, 0);
	return DONE;
}

static enum verdict
note_removed(struct ledger *l, struct erasure *e, char **ids, size_t count, struct fault *f)
{
	struct query *q;
	enum verdict v = db_begin(l->db, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		q = db_query(l->db, "DELETE FROM erasure_file WHERE arrival = ?1");
		query_text(q, 1, ids[i]);
		v = query_run(q, f);
	}
	if (v == DONE) {
		q = db_query(l->db, "UPDATE erasure SET files = files + ?2 WHERE id = ?1");
		query_number(q, 1, e->id);
		query_number(q, 2, (int64_t)count);
		v = query_run(q, f);
	}
	v = db_end(l->db, v, true, f);
	if (v == DONE)
		e->files += (int64_t)count;
	return v;
}

static enum verdict
empty_store(struct ledger *l, struct erasure *e, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t count = TOGETHER; v == DONE && count == TOGETHER;) {
		struct query *q = db_query(l->db, "SELECT arrival FROM erasure_file ORDER BY arrival LIMIT ?1");
		void *ctx = must(talloc_new(NULL));
		struct rows rows;

		query_number(q, 1, TOGETHER);
		v = query_all(q, ctx, sizeof(char *), take_name, NULL, &rows, f);
		count = rows.count;
		if (v == DONE && count != 0)
			v = remove_arrivals(l->settings, ctx, rows.item, count, f);
		if (v == DONE && count != 0)
			v = note_removed(l, e, rows.item, count, f);
		talloc_free(ctx);
	}
	return v;
}

/* ---- folders of files that others made ---------------------------------------------------------------------------- */

/* Whether the file of this name in a folder is about something that is erased. */
typedef enum verdict name_judge(struct ledger *l, void *ctx, const char *name, bool *is_out, struct fault *f);

static enum verdict
sweep(struct ledger *l, const char *path, name_judge *judge, struct fault *f)
{
	DIR *folder = opendir(path);
	bool removed = false;
	struct dirent *entry;
	enum verdict v = DONE;

	if (folder == NULL)
		return errno == ENOENT ? DONE : fail(f, LATER, "open %s: %s", path, strerror(errno));
	while (v == DONE && (entry = readdir(folder)) != NULL) {
		void *ctx = must(talloc_new(NULL));
		bool is = false;

		if (entry->d_name[0] != '.')
			v = judge(l, ctx, entry->d_name, &is, f);
		if (v == DONE && is && unlinkat(dirfd(folder), entry->d_name, 0) != 0 && errno != ENOENT)
			v = fail(f, LATER, "remove a file of %s: %s", path, strerror(errno));
		removed |= is;
		talloc_free(ctx);
	}
	closedir(folder);
	return v == DONE && removed ? folder_sync(path, f) : v;
}

static enum verdict
one_row(struct query *q, bool *is_out, struct fault *f)
{
	enum verdict v = query_next(q, is_out, f);

	query_done(q);
	return v;
}

/* Mails in a Maildir are named by their date and Message-ID (reply/maildir_out.c), perhaps with flags behind. */
static enum verdict
judge_mail(struct ledger *l, void *ctx, const char *name, bool *is_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM intent i LEFT JOIN opinion o ON o.id = i.opinion LEFT JOIN arrival a ON "
	    "a.seq = i.arrival WHERE i.message_id = ?1 AND (o.state = 'erased' OR a.digest = x'')");
	const char *id = strchr(name, '.');

	if (id == NULL)
		return DONE;
	query_text(q, 1, must(talloc_strndup(ctx, id + 1, strcspn(id + 1, ":"))));
	return one_row(q, is_out, f);
}

/* letters-12-20261124.pdf and dispatch-12-...: runs of letters (reply/print_folder.c). All letters of a run that is
 * judged here were posted. */
static enum verdict
judge_run(struct ledger *l, const char *digits, bool *is_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM letter JOIN opinion ON opinion.id = letter.opinion JOIN run ON "
	    "run.id = letter.run WHERE letter.run = ?1 AND opinion.state = 'erased' AND run.state = 'confirmed' LIMIT 1");
	char *end;
	long long run = strtoll(digits, &end, 10);

	if (end == digits || *end != '-')
		return DONE;
	query_number(q, 1, run);
	return one_row(q, is_out, f);
}

/* opinion-2026-000123-7-20261124.pdf: a sheet about one opinion (reply/print_opinion.c). */
static enum verdict
judge_sheet(struct ledger *l, void *ctx, const char *number, bool *is_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM opinion WHERE number = ?1 AND state = 'erased'");
	const char *date = strrchr(number, '-');
	char *proper;

	if (date == NULL || date - number > NUMBER_LENGTH_MAX)
		return DONE;
	proper = number_read(ctx, must(talloc_strndup(ctx, number, (size_t)(date - number))));
	if (proper == NULL)
		return DONE;
	query_text(q, 1, proper);
	return one_row(q, is_out, f);
}

static enum verdict
judge_print(struct ledger *l, void *ctx, const char *name, bool *is_out, struct fault *f)
{
	static const char *const runs[] = { "letters-", "dispatch-" }, *const sheets[] = { "opinion-", "note-sheet-", "note-" };

	for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++)
		if (text_starts(name, runs[i]))
			return judge_run(l, name + strlen(runs[i]), is_out, f);
	for (size_t i = 0; i < sizeof sheets / sizeof sheets[0]; i++)
		if (text_starts(name, sheets[i]))
			return judge_sheet(l, ctx, name + strlen(sheets[i]), is_out, f);
	return DONE;
}

static enum verdict
empty_outbox(struct ledger *l, struct fault *f)
{
	static const char *const folders[] = { "tmp", "new", "cur" };
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < sizeof folders / sizeof folders[0]; i++) {
		char *path = must(talloc_asprintf(NULL, "%s/%s", l->settings->send.folder, folders[i]));

		v = sweep(l, path, judge_mail, f);
		talloc_free(path);
	}
	return v;
}

enum verdict
erasure_remove_files(struct ledger *l, struct erasure *e, struct fault *f)
{
	const struct settings *s = l->settings;
	enum verdict v = empty_store(l, e, f);

	if (v == DONE && s->send.kind == SEND_MAILDIR && s->send.folder[0] != 0)
		v = empty_outbox(l, f);
	if (v == DONE && s->print.folder[0] != 0)
		v = sweep(l, s->print.folder, judge_print, f);
	return v;
}
