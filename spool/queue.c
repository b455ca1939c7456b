/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue - the arrivals that wait to be registered, and the store of those that were. */
#include "spool/queue.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "config/clock.h"
#include "config/folders.h"
#include "config/memory.h"
#include "config/users.h"
#include "spool/file.h"
#include "spool/sealed.h"

struct waiting {
	int64_t seconds;
	long nanoseconds;
	char id[ARRIVAL_ID_LENGTH + 1];
};

static bool
is_id(const char *name)
{
	return strlen(name) == ARRIVAL_ID_LENGTH && strspn(name, "0123456789abcdef") == ARRIVAL_ID_LENGTH;
}

static int
compare_waiting(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;

	if (x->seconds != y->seconds)
		return x->seconds < y->seconds ? -1 : 1;
	if (x->nanoseconds != y->nanoseconds)
		return x->nanoseconds < y->nanoseconds ? -1 : 1;
	return strcmp(x->id, y->id);
}

/* The arrivals folder as an array of waiting, not sorted. */
static enum verdict
read_folder(void *ctx, const struct settings *s, struct waiting **out, size_t *count_out, struct fault *f)
{
	char *path = must(talloc_asprintf(ctx, "%s/arrivals", s->folder));
	DIR *folder = opendir(path);
	size_t room = 0;
	struct dirent *entry;

	*out = NULL;
	*count_out = 0;
	if (folder == NULL)
		return fail(f, errno == ENOENT ? HALT : LATER, "open %s: %s", path, strerror(errno));
	while ((entry = readdir(folder)) != NULL) {
		struct waiting *w;
		struct stat st;

		if (!is_id(entry->d_name) ||
		    fstatat(dirfd(folder), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
			continue;
		if (*count_out == room) {
			room = room != 0 ? 2 * room : 64;
			*out = must(talloc_realloc(ctx, *out, struct waiting, room));
		}
		w = &(*out)[(*count_out)++];
		w->seconds = st.st_mtim.tv_sec;
		w->nanoseconds = st.st_mtim.tv_nsec;
		memcpy(w->id, entry->d_name, sizeof w->id);
	}
	closedir(folder);
	talloc_free(path);
	return DONE;
}

enum verdict
queue_list(void *ctx, const struct settings *s, struct queue *out, struct fault *f)
{
	struct waiting *waiting;
	enum verdict v = read_folder(ctx, s, &waiting, &out->count, f);

	if (v != DONE)
		return v;
	out->id = must(talloc_zero_size(ctx, (out->count + 1) * sizeof *out->id));
	if (out->count != 0)
		qsort(waiting, out->count, sizeof *waiting, compare_waiting);
	for (size_t i = 0; i < out->count; i++)
		memcpy(out->id[i], waiting[i].id, sizeof waiting[i].id);
	talloc_free(waiting);
	return DONE;
}

enum verdict
queue_count(const struct settings *s, size_t *count_out, int64_t *oldest_out, struct fault *f)
{
	struct waiting *waiting;
	enum verdict v = read_folder(NULL, s, &waiting, count_out, f);

	*oldest_out = 0;
	if (v != DONE)
		return v;
	for (size_t i = 0; i < *count_out; i++)
		if (*oldest_out == 0 || waiting[i].seconds < *oldest_out)
			*oldest_out = waiting[i].seconds;
	talloc_free(waiting);
	return DONE;
}

static char *
store_path(void *ctx, const struct settings *s, const char *id)
{
	return must(talloc_asprintf(ctx, "%s/store/%.2s/%s", s->folder, id, id));
}

char *
queue_find(void *ctx, const struct settings *s, const char *id)
{
	char *path = must(talloc_asprintf(ctx, "%s/arrivals/%s", s->folder, id));

	if (access(path, F_OK) == 0)
		return path;
	talloc_free(path);
	path = store_path(ctx, s, id);
	if (access(path, F_OK) == 0)
		return path;
	talloc_free(path);
	return NULL;
}

enum verdict
queue_store(const struct settings *s, const char *id, enum queue_key key, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *from = must(talloc_asprintf(ctx, "%s/arrivals/%s", s->folder, id));
	char *to = store_path(ctx, s, id);
	enum verdict v = DONE;

	if (key == QUEUE_TAKE_KEY_OUT && access(from, F_OK) == 0)
		v = sealed_forget_key(from, f);
	if (v == DONE && rename(from, to) != 0 && errno == ENOENT) {
		char *folder = must(talloc_asprintf(ctx, "%s/store/%.2s", s->folder, id));

		/* Either the arrival has moved already or the folder is not there yet. */
		if (access(from, F_OK) == 0)
			v = folder_make(folder, FOLDER_SHARED, f);
		if (v == DONE && rename(from, to) != 0 && errno != ENOENT)
			v = fail(f, LATER, "move an arrival to the store: %s", strerror(errno));
	}
	talloc_free(ctx);
	return v;
}

static void
sweep(const struct settings *s, const char *name)
{
	char *path = must(talloc_asprintf(NULL, "%s/%s", s->folder, name));
	DIR *folder = opendir(path);
	struct dirent *entry;

	talloc_free(path);
	if (folder == NULL)
		return;
	while ((entry = readdir(folder)) != NULL) {
		struct stat st;

		if (fstatat(dirfd(folder), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
		    st.st_mtime < time(NULL) - 86400)
			unlinkat(dirfd(folder), entry->d_name, 0);
	}
	closedir(folder);
}

void
queue_sweep(const struct settings *s)
{
	sweep(s, "tmp");
	if (users_are_set(s))
		sweep(s, FOLDER_ARRIVING);
}
