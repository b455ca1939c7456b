/* SPDX-License-Identifier: GPL-3.0-or-later */
/* restore_folder - makes a data folder of a backup, or brings one that was made so up to date. */
#include "report/restore_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sys/stat.h>

#include "config/folders.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/standing.h"
#include "report/backup_cache.h"
#include "report/backup_lists.h"
#include "report/restore_register.h"
#include "spool/file.h"
#include "spool/keys_change.h"
#include "spool/sealed.h"

#define PUBLIC_KEY "arrival.public"
#define KEYRING_NOTE "state/restore.keyring"

struct restoring {
	struct run *run;
	const struct opened *from;
	struct settings *settings;	/* of the folder alone: folder and keys */
	struct restored *out;
	struct register_file *files;	/* what the register names */
	size_t file_count;
	unsigned char public[SEAL_PUBLIC];
	struct cache *cache;
	char (*kept)[ARRIVAL_ID_LENGTH + 2];	/* ids of the files that stay, each behind w or s */
	size_t kept_count;
};

static char *
within(const struct restoring *x, void *ctx, const char *name)
{
	return must(talloc_asprintf(ctx, "%s/%s", x->settings->folder, name));
}

/* ---- where to ------------------------------------------------------------------------------------------- */

/* A restore that was killed before the folder said what it is has left that saying, half written. */
static bool
is_left(const char *name)
{
	const char *process = name + sizeof STANDING_FILE;

	return strncmp(name, STANDING_FILE ".", sizeof STANDING_FILE) == 0 && strspn(process, "0123456789") != 0 &&
	    strcmp(process + strspn(process, "0123456789"), ".tmp") == 0;
}

static int
is_entry(const struct dirent *entry)
{
	if (is_left(entry->d_name))
		return 0;
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && strcmp(entry->d_name, "lost+found") != 0;
}

static bool
is_empty(const char *folder, int *error_out)
{
	struct dirent **names = NULL;
	int count = scandir(folder, &names, is_entry, NULL);

	*error_out = count < 0 && errno != ENOENT ? errno : 0;
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
	return count <= 0 && *error_out == 0;
}

enum verdict
restore_may_go(const char *folder, enum restore_into into, struct fault *f)
{
	struct standing_mark mark;
	int error;

	if (folder[0] != '/')
		return fail(f, HALT, "\"%s\" is not an absolute path: begin it with /", folder);
	if (is_empty(folder, &error))
		return DONE;
	if (error != 0)
		return fail(f, HALT, "%s: %s", folder, strerror(error));
	if (!standing_read(folder, &mark))
		return fail(f, HALT, "%s/" STANDING_FILE " cannot be read", folder);
	if (mark.standing == STANDING_UNFINISHED || (into == RESTORE_STANDBY && mark.standing == STANDING_STANDBY))
		return DONE;
	if (into == RESTORE_STANDBY && mark.standing == STANDING_LIVE)
		return fail(f, HALT, "%s is no standby: it is live, or something else; nothing in it is touched", folder);
	return fail(f, HALT, "%s is not empty: a backup is restored into a folder of its own", folder);
}

static enum verdict
set_mark(const struct restoring *x, enum standing standing, struct fault *f)
{
	struct standing_mark mark = { .standing = standing };
	void *ctx = must(talloc_new(NULL));
	enum verdict v;

	snprintf(mark.backup, sizeof mark.backup, "%s", x->from->backup->id);
	v = file_put(within(x, ctx, STANDING_FILE), bytes_of(standing_text(ctx, &mark)), 0600, f);
	talloc_free(ctx);
	return v;
}

/* The mark first: a folder in which something lies and no mark is taken for a live one. */
static enum verdict
make_folders(const struct restoring *x, struct fault *f)
{
	struct folder folders[FOLDER_COUNT];
	enum verdict v;

	folders_list(x->run->ctx, x->settings, folders);
	v = folder_make(folders[0].path, 0750, f);
	if (v == DONE)
		v = set_mark(x, STANDING_UNFINISHED, f);
	for (size_t i = 1; v == DONE && i < FOLDER_COUNT; i++)
		v = folder_make(folders[i].path, folders[i].mode, f);
	return v;
}

/* What a run that was killed has left beside the files that it was writing (spool/file.h). */
static void
drop_unfinished(const char *path, const char *name, void *with)
{
	size_t n = strlen(name);

	(void)with;
	if (n > 4 && strcmp(name + n - 4, ".tmp") == 0)
		(void)unlink(path);
}

/* A key that was renewed since the standby was brought up to date last is to be gone here as well. */
static void
destroy_former(const char *path, const char *name, void *with)
{
	const struct restoring *x = with;
	struct fault why;

	if (keyring_file(x->from->keyring, name).data == NULL && keys_destroy_file(path, &why) != DONE)
		log_line(LOG_WARNING, "%s", why.text);
}

static bool
is_public(const char *name)
{
	size_t n = strlen(name);

	return (n > 7 && strcmp(name + n - 7, ".public") == 0) || strcmp(name, "audit.handover") == 0;
}

static enum verdict
put_keys(struct restoring *x, struct fault *f)
{
	const struct keyring *k = x->from->keyring;
	enum verdict v = DONE;

	lists_each_name(x->settings->folder, "keys", drop_unfinished, NULL);
	lists_each_name(x->settings->folder, "state", drop_unfinished, NULL);
	lists_each_name(x->settings->folder, "", drop_unfinished, NULL);
	lists_each_name(x->settings->folder, "keys", destroy_former, x);
	for (size_t i = 0; v == DONE && i < k->file_count; i++)
		v = file_put(must(talloc_asprintf(x->run->ctx, "%s/%s", x->settings->keys, k->files[i].name)),
		    k->files[i].content, is_public(k->files[i].name) ? 0644 : 0600, f);
	if (v == DONE && !keyring_key(k, PUBLIC_KEY, x->public))
		v = fail(f, HALT, "keyring %s has no " PUBLIC_KEY, k->path);
	return v;
}

/* ---- one file -------------------------------------------------------------------------------------------- */

/* What it is made of, the piece of a file or the pieces of a stream, under a temporary name. */
static enum verdict
fetch(const struct restoring *x, const char *tmp, const unsigned char *digest, const struct root_stream *stream,
    mode_t mode, struct fault *f)
{
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct sink sink = { &fd, file_take };
	int64_t size;
	enum verdict v;

	if (fd < 0)
		return fail(f, LATER, "create %s: %s", tmp, strerror(errno));
	v = digest != NULL ? open_piece(x->from, digest, &sink, &size, f) : open_stream(x->from, stream, &sink, f);
	if (v == DONE && fchmod(fd, mode) != 0)
		v = fail(f, LATER, "%s: %s", tmp, strerror(errno));
	if (close(fd) != 0 && v == DONE)
		v = fail(f, LATER, "write %s: %s", tmp, strerror(errno));
	return v;
}

static char *
path_of(const struct restoring *x, void *ctx, const struct root_file *file)
{
	if (file->waits)
		return must(talloc_asprintf(ctx, "%s/arrivals/%s", x->settings->folder, file->id));
	return must(talloc_asprintf(ctx, "%s/store/%.2s/%s", x->settings->folder, file->id, file->id));
}

/* Whether the file on the disk is the one of the backup, but for its key; remembered, so that it is read once. */
static enum verdict
is_right(const struct restoring *x, const char *path, const struct root_file *file, bool *right_out, struct fault *f)
{
	struct piece_file whole = { .fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) };
	unsigned char digest[SEAL_DIGEST];
	struct octets content;
	struct stat st;
	enum verdict v = DONE;

	*right_out = false;
	if (whole.fd < 0)
		return errno == ENOENT ? DONE : fail(f, LATER, "%s: %s", path, strerror(errno));
	if (fstat(whole.fd, &st) == 0 && st.st_size == file->size) {
		whole.size = st.st_size;
		whole.blank_from = file->own_key ? 0 : SEALED_KEY_AT;
		whole.blank_to = file->own_key ? 0 : SEALED_KEY_AT + SEALED_KEY_LENGTH;
		content = piece_of_file(&whole);
		if (!cache_find(x->cache, file->id, &st, !file->own_key, digest))
			v = piece_digest(&x->from->key, &content, digest, f);
		*right_out = v == DONE && memcmp(digest, file->digest, sizeof digest) == 0;
	}
	close(whole.fd);
	return v;
}

static enum verdict
put_file(struct restoring *x, const struct root_file *file, const char *path, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *tmp = must(talloc_asprintf(ctx, "%s/tmp/%s", x->settings->folder, file->id));
	char *folder = dirname(must(talloc_strdup(ctx, path)));
	const struct seal_key *key = file->waits && !file->own_key ? keyring_waiting(x->from->keyring, file->id) : NULL;
	enum verdict v = fetch(x, tmp, file->digest, NULL, 0640, f);

	if (v == DONE && key != NULL)
		v = sealed_restore_key(tmp, x->public, key, f);
	if (v == DONE)
		v = folder_make(folder, 0700, f);
	if (v == DONE && rename(tmp, path) != 0)
		v = fail(f, LATER, "%s: %s", path, strerror(errno));
	x->out->fetched += v == DONE;
	talloc_free(ctx);
	return v;
}

/* Erased: nobody has the key of what is in it. */
static bool
is_unreadable(const struct restoring *x, const struct root_file *file)
{
	const struct register_file *known = restore_find(x->files, x->file_count, file->id);

	if (known != NULL)
		return known->erased;
	return !file->own_key && keyring_waiting(x->from->keyring, file->id) == NULL;
}

static enum verdict
take_file(struct restoring *x, const struct root_file *file, struct fault *f)
{
	char *path;
	bool right;
	enum verdict v;

	if (is_unreadable(x, file)) {
		x->out->unreadable++;
		return DONE;
	}
	path = path_of(x, NULL, file);
	v = is_right(x, path, file, &right, f);
	if (v == DONE && !right)
		v = put_file(x, file, path, f);
	if (v == DONE) {
		x->kept[x->kept_count][0] = file->waits ? 'w' : 's';
		memcpy(&x->kept[x->kept_count++][1], file->id, sizeof file->id);
		x->out->files++;
		x->out->octets += file->size;
	}
	talloc_free(path);
	return v;
}

typedef enum verdict file_act(struct restoring *x, const struct root_file *file, struct fault *f);

static enum verdict
each_file(struct restoring *x, const struct buffer *table, file_act *act, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t at = 0; v == DONE && at + ROOT_LINE <= table->len; at += ROOT_LINE) {
		struct root_file file;
		struct fault why;

		if (!run_goes_on(x->run))
			return fail(f, LATER, "stopped by a signal");
		if (!root_take_file(table->data + at, &file))
			return fail(f, NEVER, "a line of the table of files is damaged");
		v = act(x, &file, &why);
		if (v != DONE)
			v = fail(f, v, "arrival %s: %s", file.id, why.text);
	}
	return v;
}

/* After all is on the disk: what lies there is read, and is what it was. */
static enum verdict
prove_file(struct restoring *x, const struct root_file *file, struct fault *f)
{
	char *path;
	struct stat st;
	bool right = false;
	enum verdict v;

	if (is_unreadable(x, file))
		return DONE;
	path = path_of(x, NULL, file);
	v = is_right(x, path, file, &right, f);
	if (v == DONE && !right)
		v = fail(f, NEVER, "what was restored reads as something else");
	if (v == DONE && stat(path, &st) == 0)
		cache_note(x->cache, file->id, &st, !file->own_key, file->digest);
	talloc_free(path);
	return v;
}

/* ---- what a standby has and the backup has not ---------------------------------------------------------------- */

static int
compare_kept(const void *a, const void *b)
{
	return strcmp(a, b);
}

struct clearing {
	struct restoring *x;
	char where;
};

static void
drop_file(const char *path, const char *name, void *with)
{
	const struct clearing *c = with;
	char wanted[ARRIVAL_ID_LENGTH + 2] = { c->where };

	if (strlen(name) == ARRIVAL_ID_LENGTH) {
		memcpy(wanted + 1, name, ARRIVAL_ID_LENGTH + 1);
		if (c->x->kept_count != 0 &&
		    bsearch(wanted, c->x->kept, c->x->kept_count, sizeof *c->x->kept, compare_kept) != NULL)
			return;
	}
	if (unlink(path) == 0)
		c->x->out->removed++;
}

static void
clear_files(struct restoring *x)
{
	struct clearing waiting = { x, 'w' }, stored = { x, 's' };

	if (x->kept_count != 0)
		qsort(x->kept, x->kept_count, sizeof *x->kept, compare_kept);
	lists_each_name(x->settings->folder, "arrivals", drop_file, &waiting);
	for (int i = 0; i < 256; i++)
		lists_each_name(x->settings->folder, must(talloc_asprintf(x->run->ctx, "store/%02x", i)), drop_file, &stored);
	lists_each_name(x->settings->folder, "tmp", lists_remove, NULL);
}

/* ---- the rest --------------------------------------------------------------------------------------------- */

static enum verdict
make_way(const struct restoring *x, const char *path, struct fault *f)
{
	char *copy = must(talloc_strdup(NULL, path));
	enum verdict v = DONE;

	for (char *slash = copy + strlen(x->settings->folder) + 1; v == DONE && (slash = strchr(slash, '/')) != NULL; slash++) {
		*slash = 0;
		v = folder_make(copy, 0700, f);
		*slash = '/';
	}
	talloc_free(copy);
	return v;
}

static enum verdict
put_others(struct restoring *x, struct fault *f)
{
	char *tmp = within(x, x->run->ctx, "tmp/other");
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < x->from->root.other_count; i++) {
		const struct root_other *other = &x->from->root.others[i];
		char *path = within(x, NULL, other->path);
		struct fault why;

		v = make_way(x, path, &why);
		if (v == DONE)
			v = fetch(x, tmp, NULL, &other->content, (mode_t)other->mode & 0777, &why);
		if (v == DONE && rename(tmp, path) != 0)
			v = fail(&why, LATER, "%s", strerror(errno));
		if (v != DONE)
			v = fail(f, v, "%s: %s", other->path, why.text);
		talloc_free(path);
	}
	return v;
}

static const char *
keyring_name(const struct restoring *x)
{
	const char *slash = strrchr(x->from->keyring->path, '/');

	return slash != NULL ? slash + 1 : x->from->keyring->path;
}

/* Whoever takes over needs to know which numbers had been given out when the keyring was made. */
static enum verdict
put_numbers(const struct restoring *x, struct fault *f)
{
	const struct keyring *k = x->from->keyring;
	struct buffer packed = buffer_init(x->run->ctx);
	enum verdict v;

	record_put_number(&packed, k->number_count);
	record_put(&packed, k->numbers.rest);
	v = file_put(within(x, x->run->ctx, "state/restore.numbers"), buffer_bytes(&packed), 0600, f);
	return v == DONE ? file_put(within(x, x->run->ctx, KEYRING_NOTE), bytes_of(keyring_name(x)), 0600, f) : v;
}

/* A keyring that was renewed is something new, too: what was erased is to be gone here as well. */
static bool
is_up_to_date(const struct restoring *x)
{
	struct standing_mark mark;
	struct buffer note;
	struct fault ignored;

	return standing_read(x->settings->folder, &mark) && mark.standing == STANDING_STANDBY &&
	    strcmp(mark.backup, x->from->backup->id) == 0 &&
	    file_get(x->run->ctx, within(x, x->run->ctx, KEYRING_NOTE), 512, &note, &ignored) == DONE &&
	    strcmp(buffer_text(&note), keyring_name(x)) == 0;
}

static enum verdict
sync_all(const struct restoring *x, struct fault *f)
{
	int fd = open(x->settings->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), failed;

	if (fd < 0)
		return fail(f, LATER, "%s: %s", x->settings->folder, strerror(errno));
	failed = syncfs(fd) != 0 ? errno : 0;
	close(fd);
	return failed == 0 ? DONE : fail(f, LATER, "sync %s: %s", x->settings->folder, strerror(failed));
}

/* The register takes its place when all that it names is there. */
static enum verdict
place_register(const struct restoring *x, const char *made, struct fault *f)
{
	char *path = within(x, x->run->ctx, "register.db");

	(void)unlink(must(talloc_asprintf(x->run->ctx, "%s-wal", path)));
	(void)unlink(must(talloc_asprintf(x->run->ctx, "%s-shm", path)));
	if (rename(made, path) != 0)
		return fail(f, LATER, "%s: %s", path, strerror(errno));
	return folder_sync(x->settings->folder, f);
}

static enum verdict
restore_all(struct restoring *x, struct fault *f)
{
	char *made = within(x, x->run->ctx, "register.db.new");
	struct buffer table = { .len = 0 };
	enum verdict v = put_keys(x, f);

	if (v == DONE)
		v = restore_register(x->from, x->settings, x->run->ctx, made, x->out, &x->files, &x->file_count, f);
	if (v == DONE)
		v = open_whole(x->from, x->run->ctx, &x->from->root.files, INT32_MAX, &table, f);
	if (v != DONE)
		return v;
	x->kept = must(talloc_zero_size(x->run->ctx, ((size_t)x->from->root.file_count + 1) * sizeof *x->kept));
	v = each_file(x, &table, take_file, f);
	if (v == DONE)
		v = put_others(x, f);
	if (v == DONE)
		v = put_numbers(x, f);
	if (v == DONE)
		clear_files(x);
	if (v == DONE)
		v = sync_all(x, f);
	if (v == DONE)
		v = each_file(x, &table, prove_file, f);
	return v == DONE ? place_register(x, made, f) : v;
}

enum verdict
restore_folder(struct run *run, const struct opened *from, const char *folder, enum restore_into into,
    struct restored *out, struct fault *f)
{
	struct settings *settings = memory_new(run->ctx, sizeof *settings);
	struct restoring x = { .run = run, .from = from, .settings = settings, .out = out };
	struct fault ignored;
	enum verdict v = restore_may_go(folder, into, f);

	*out = (struct restored){ .nothing_new = false };
	if (v != DONE)
		return v;
	settings->folder = must(talloc_strdup(run->ctx, folder));
	settings->keys = must(talloc_asprintf(run->ctx, "%s/keys", folder));
	out->nothing_new = is_up_to_date(&x);
	if (out->nothing_new)
		return DONE;
	v = make_folders(&x, f);
	x.cache = cache_open(run->ctx, settings);
	if (v == DONE)
		v = restore_all(&x, f);
	if (v == DONE && cache_save(x.cache, &ignored) != DONE)
		ignored.text[0] = 0;
	return v == DONE ? set_mark(&x, STANDING_STANDBY, f) : v;
}
