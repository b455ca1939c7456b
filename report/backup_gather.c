/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_gather - takes a picture of the data folder while everything in it goes on. */
#include "report/backup_gather.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "report/backup_cache.h"
#include "report/backup_keyring.h"
#include "report/backup_others.h"
#include "spool/queue.h"
#include "spool/sealed.h"

enum { TRIES = 5 };

struct picture {
	struct run *run;
	struct ledger *l;
	struct store *store;
	const struct piece_key *key;
	struct gathered *out;
	struct cache *cache;
	struct register_file *files;	/* by the register, in its order */
	size_t file_count;
	char (*known)[ARRIVAL_ID_LENGTH + 1];	/* their ids, sorted */
	struct buffer table;		/* lines that are no full piece yet */
};

/* ---- the table of files ------------------------------------------------------------------------------- */

static enum verdict
put_table(struct picture *p, struct fault *f)
{
	enum verdict v = p->table.len != 0 ? others_put_piece(buffer_bytes(&p->table), p->run->ctx, p->store, p->key,
	    &p->out->root.files, f) : DONE;

	buffer_clear(&p->table);
	return v;
}

static enum verdict
add_line(struct picture *p, const struct root_file *file, struct fault *f)
{
	unsigned char line[ROOT_LINE];

	root_put_file(file, line);
	buffer_add(&p->table, line, sizeof line);
	p->out->root.file_count++;
	return p->table.len == PIECE_SIZE ? put_table(p, f) : DONE;
}

/* ---- one file ------------------------------------------------------------------------------------------ */

/* The file moves once in its life, perhaps just now. -1: it is nowhere. */
static int
open_arrival(const struct picture *p, const char *id)
{
	int fd = -1;

	for (int i = 0; i < TRIES && fd < 0; i++) {
		char *path = queue_find(NULL, p->l->settings, id);

		if (path != NULL)
			fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
		talloc_free(path);
	}
	return fd;
}

static enum verdict
put_open_file(struct picture *p, int fd, struct root_file *file, struct fault *f)
{
	struct piece_file whole = { .fd = fd };
	struct octets content;
	struct stat st;
	enum verdict v = DONE;

	if (fstat(fd, &st) != 0)
		return fail(f, LATER, "arrival %s: %s", file->id, strerror(errno));
	file->size = whole.size = st.st_size;
	if (!file->own_key) {
		whole.blank_from = SEALED_KEY_AT;
		whole.blank_to = SEALED_KEY_AT + SEALED_KEY_LENGTH;
	}
	content = piece_of_file(&whole);
	if (!cache_find(p->cache, file->id, &st, !file->own_key, file->digest))
		v = piece_digest(p->key, &content, file->digest, f);
	if (v == DONE)
		v = store_put(p->store, &content, file->digest, f);
	if (v != DONE)
		return v;
	cache_note(p->cache, file->id, &st, !file->own_key, file->digest);
	return add_line(p, file, f);
}

/* A file that is not there is no reason not to save the others. */
static enum verdict
note_missing(struct picture *p, const char *id, struct fault *f)
{
	struct fault why;
	bool erased;
	enum verdict v = register_has_no_key(p->l, id, &erased, f);

	if (v != DONE || erased)
		return v;
	run_tally(p->run, id, fail(&why, NEVER, "its file is missing, and in no backup from now on"), &why);
	p->out->missing++;
	return DONE;
}

static enum verdict
put_arrival(struct picture *p, struct root_file *file, struct fault *f)
{
	int fd = open_arrival(p, file->id);
	enum verdict v;

	if (fd < 0)
		return note_missing(p, file->id, f);
	v = put_open_file(p, fd, file, f);
	close(fd);
	if (v == DONE)
		run_tally(p->run, file->id, DONE, NULL);
	return v;
}

/* ---- all of them ---------------------------------------------------------------------------------------- */

static bool
goes_on(struct picture *p)
{
	p->out->stopped = !run_goes_on(p->run);
	return !p->out->stopped;
}

static enum verdict
put_registered(struct picture *p, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < p->file_count && goes_on(p); i++) {
		struct root_file file = { .own_key = !p->files[i].has_key };

		if (p->files[i].erased)
			continue;
		memcpy(file.id, p->files[i].id, sizeof file.id);
		v = put_arrival(p, &file, f);
	}
	return v;
}

static int
compare_ids(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
sort_known(struct picture *p)
{
	p->known = must(talloc_zero_size(p->run->ctx, (p->file_count + 1) * sizeof *p->known));
	for (size_t i = 0; i < p->file_count; i++)
		memcpy(p->known[i], p->files[i].id, sizeof *p->known);
	if (p->file_count != 0)
		qsort(p->known, p->file_count, sizeof *p->known, compare_ids);
}

static bool
is_known(const struct picture *p, const char *id)
{
	return p->file_count != 0 && bsearch(id, p->known, p->file_count, sizeof *p->known, compare_ids) != NULL;
}

/* One whose key nobody of us has goes into the backup as it is: it is set aside by the next run, here or there. */
static enum verdict
put_waiting(struct picture *p, const char *id, struct fault *f)
{
	struct root_file file = { .waits = true };
	void *ctx = must(talloc_new(NULL));
	struct seal_key key;
	struct fault why;
	enum verdict v = keyring_key_of_waiting(p->l, ctx, id, &key, &why);

	seal_wipe(&key, sizeof key);
	talloc_free(ctx);
	if (v != DONE && v != NEVER)
		return fail(f, v, "%s", why.text);
	file.own_key = v == NEVER;
	memcpy(file.id, id, sizeof file.id);
	if (v == DONE)
		memcpy(p->out->waiting[p->out->waiting_count++], id, sizeof file.id);
	return put_arrival(p, &file, f);
}

static enum verdict
put_all_waiting(struct picture *p, const struct queue *before, const struct queue *after, struct fault *f)
{
	size_t count = before->count + after->count;
	char (*ids)[ARRIVAL_ID_LENGTH + 1] = must(talloc_zero_size(p->run->ctx, (count + 1) * sizeof *ids));
	enum verdict v = DONE;

	p->out->waiting = must(talloc_zero_size(p->run->ctx, (count + 1) * sizeof *ids));
	for (size_t i = 0; i < count; i++)
		memcpy(ids[i], i < before->count ? before->id[i] : after->id[i - before->count], sizeof *ids);
	if (count != 0)
		qsort(ids, count, sizeof *ids, compare_ids);
	for (size_t i = 0; v == DONE && i < count && goes_on(p); i++)
		if ((i == 0 || strcmp(ids[i], ids[i - 1]) != 0) && !is_known(p, ids[i]))
			v = put_waiting(p, ids[i], f);
	return v;
}

/* ---- the register ---------------------------------------------------------------------------------------- */

static char *
copy_path(struct picture *p)
{
	return must(talloc_asprintf(p->run->ctx, "%s/tmp/backup.db", p->l->settings->folder));
}

static void
remove_copy(const char *path)
{
	char *journal = must(talloc_asprintf(NULL, "%s-journal", path));

	(void)unlink(path);
	(void)unlink(journal);
	talloc_free(journal);
	errno = 0;
}

static int64_t
rows_of(const struct table_counts *tables, const char *name)
{
	for (size_t i = 0; i < tables->count; i++)
		if (strcmp(tables->table[i].name, name) == 0)
			return tables->table[i].rows;
	return 0;
}

static enum verdict
copy_register(struct picture *p, const char *path, struct fault *f)
{
	struct root *root = &p->out->root;
	struct db *copy = NULL;
	enum verdict v = register_copy(p->l, p->run->ctx, path, &copy, f);

	if (v == DONE)
		v = register_files(copy, p->run->ctx, &p->files, &p->file_count, f);
	if (v == DONE)
		v = register_count(copy, p->run->ctx, &root->tables, f);
	if (v == DONE)
		v = register_strip_keys(copy, f);
	if (copy != NULL)
		db_close(&copy);
	p->out->opinions = rows_of(&root->tables, "opinion");
	p->out->arrivals = rows_of(&root->tables, "arrival");
	return v;
}

static enum verdict
put_register(struct picture *p, const char *path, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	enum verdict v;

	if (fd < 0)
		return fail(f, LATER, "%s: %s", path, strerror(errno));
	v = others_put_file(fd, p->run->ctx, p->store, p->key, &p->out->root.reg, f);
	close(fd);
	return v;
}

static enum verdict
put_files(struct picture *p, const struct queue *before, const struct queue *after, struct fault *f)
{
	enum verdict v;

	sort_known(p);
	v = put_registered(p, f);
	if (v == DONE)
		v = put_all_waiting(p, before, after, f);
	return v == DONE ? put_table(p, f) : v;
}

enum verdict
backup_gather(struct run *run, struct ledger *l, struct store *s, const struct piece_key *key, struct gathered *out,
    struct fault *f)
{
	struct picture p = { .run = run, .l = l, .store = s, .key = key, .out = out, .table = buffer_init(run->ctx) };
	char *copy = copy_path(&p);
	struct queue before, after;
	enum verdict v;

	p.cache = cache_open(run->ctx, run->settings);
	remove_copy(copy);
	v = others_gather(run->settings, run->ctx, s, key, &out->root, f);
	if (v == DONE)
		v = queue_list(run->ctx, run->settings, &before, f);
	if (v == DONE)
		v = copy_register(&p, copy, f);
	if (v == DONE)
		v = queue_list(run->ctx, run->settings, &after, f);
	if (v == DONE)
		v = put_files(&p, &before, &after, f);
	if (v == DONE && !out->stopped)
		v = put_register(&p, copy, f);
	remove_copy(copy);
	if (v == DONE && out->stopped)
		v = fail(f, LATER, "stopped by a signal; the backup before it is the last one");
	if (v == DONE && cache_save(p.cache, f) != DONE)
		f->text[0] = 0;
	return v;
}
