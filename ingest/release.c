/* SPDX-License-Identifier: GPL-3.0-or-later */
/* release - lets go of what is safe in the spool, and of nothing else. */
#include "ingest/release.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>

#include "config/memory.h"
#include "config/text.h"
#include "ingest/whole.h"

#define GONE ".gone"
#define TRIES 10000
#define NAME_ROOM (NAME_MAX + 1)

static enum verdict
failed(const struct drop_folder *d, const char *what, struct fault *f)
{
	return fail(f, LATER, "%s: %s: %s", d->drop->folder, what, strerror(errno));
}

static int
open_folder(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* A rename that replaces nothing, also where the file system knows none. */
static bool
rename_new(int from, const char *name, int to, const char *new_name)
{
	struct stat st;

	if (renameat2(from, name, to, new_name, RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP)
		return false;
	if (fstatat(to, new_name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return false;
	}
	return renameat(from, name, to, new_name) == 0;
}

/* "NAME (N).EXT", the stem cut at a character where it would be too long. */
static void
number_name(const char *name, unsigned n, char out[NAME_ROOM])
{
	size_t stem = whole_stem(name);
	const char *ending = name + stem;
	size_t most = NAME_MAX - 16 > strlen(ending) ? NAME_MAX - 16 - strlen(ending) : 1;

	if (stem > most)
		for (stem = most; stem > 1 && ((unsigned char)name[stem] & 0xc0) == 0x80; stem--)
			;
	(void)snprintf(out, NAME_ROOM, "%.*s (%u)%s", (int)stem, name, n, ending);
}

/* Moves it there under its name, or one like it when there is something else of that name. */
static bool
move_away(int from, const char *name, int to)
{
	char other[NAME_ROOM];

	if (rename_new(from, name, to, name))
		return true;
	for (unsigned n = 2; errno == EEXIST && n < TRIES; n++) {
		number_name(name, n, other);
		if (rename_new(from, name, to, other))
			return true;
	}
	return false;
}

static enum verdict
put_back(struct drop_folder *d, int from, const char *name, struct fault *f)
{
	struct stat st;

	if (fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		d->back = must(talloc_realloc(d, d->back, ino_t, d->back_count + 1));
		d->back[d->back_count++] = st.st_ino;
	}
	if (move_away(from, name, d->fd) || errno == ENOENT)
		return DONE;
	return failed(d, "put back what was not taken", f);
}

/* Calls act for each name in the folder until it fails. */
static enum verdict
for_each(struct drop_folder *d, int folder, enum verdict (*act)(struct drop_folder *d, int folder, const char *name,
    struct fault *f), struct fault *f)
{
	int fd = open_folder(folder, ".");
	DIR *names = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;
	enum verdict v = DONE;

	if (names == NULL) {
		if (fd >= 0)
			close(fd);
		return failed(d, DROP_TAKEN, f);
	}
	while (v == DONE && (errno = 0, entry = readdir(names)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			v = act(d, folder, entry->d_name, f);
	if (v == DONE && errno != 0)
		v = failed(d, DROP_TAKEN, f);
	closedir(names);
	return v;
}

/* ---- removing -------------------------------------------------------------------------------- */

static enum verdict
unlink_name(struct drop_folder *d, int folder, const char *name, struct fault *f)
{
	return unlinkat(folder, name, 0) == 0 || errno == ENOENT || errno == EISDIR ? DONE : failed(d, "remove a file", f);
}

/* What a NAS makes of pictures. */
static enum verdict
remove_thumbnails(struct drop_folder *d, int folder, const char *name, struct fault *f)
{
	int fd = open_folder(folder, name);
	enum verdict v = fd >= 0 ? for_each(d, fd, unlink_name, f) : DONE;

	if (fd >= 0)
		close(fd);
	(void)unlinkat(folder, name, AT_REMOVEDIR);
	return v;
}

static bool
is_ours_to_remove(const char *name)
{
	return text_starts(name, "._") || strcmp(name, ".DS_Store") == 0 || name[0] != '.';
}

/* A file of a subfolder that was taken. What came to it after it was looked at stays: it is younger than the name of
 * the folder around. */
static enum verdict
remove_name(struct drop_folder *d, int folder, const char *name, struct fault *f)
{
	struct stat around, st;

	if (item_is_partial(name) || !is_ours_to_remove(name) || fstatat(folder, "..", &around, 0) != 0 ||
	    fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return DONE;
	if (S_ISDIR(st.st_mode))
		return item_is_litter(name) ? remove_thumbnails(d, folder, name, f) : DONE;
	if (st.st_ctim.tv_sec > around.st_ctim.tv_sec ||
	    (st.st_ctim.tv_sec == around.st_ctim.tv_sec && st.st_ctim.tv_nsec > around.st_ctim.tv_nsec))
		return DONE;
	return unlink_name(d, folder, name, f);
}

static enum verdict
remove_folder(struct drop_folder *d, int folder, const char *name, struct fault *f)
{
	int fd = open_folder(folder, name);
	enum verdict v = fd >= 0 ? for_each(d, fd, remove_name, f) : DONE;

	if (fd >= 0)
		close(fd);
	if (v != DONE || unlinkat(folder, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
		return v;
	return errno == ENOTEMPTY || errno == EEXIST ? put_back(d, folder, name, f) : failed(d, "remove a folder", f);
}

/* What the settings say becomes of it. */
static enum verdict
dispose(struct drop_folder *d, int folder, const char *name, struct fault *f)
{
	if (d->drop->after == DROP_MOVE)
		return move_away(folder, name, d->move_to) || errno == ENOENT ? DONE : failed(d, "move to move_to", f);
	if (unlinkat(folder, name, 0) == 0 || errno == ENOENT)
		return DONE;
	if (errno == EISDIR || errno == EPERM)
		return remove_folder(d, folder, name, f);
	return failed(d, "remove a file", f);
}

static enum verdict
dispose_gone(struct drop_folder *d, const char *name, struct fault *f)
{
	int fd = open_folder(d->taken, name);
	enum verdict v = fd >= 0 ? for_each(d, fd, dispose, f) : failed(d, DROP_TAKEN, f);

	if (fd >= 0)
		close(fd);
	if (v == DONE && unlinkat(d->taken, name, AT_REMOVEDIR) != 0 && errno != ENOENT)
		v = failed(d, DROP_TAKEN, f);
	return v;
}

/* ---- what a killed run has left -------------------------------------------------------------- */

static enum verdict
put_back_name(struct drop_folder *d, int folder, const char *name, struct fault *f)
{
	return put_back(d, folder, name, f);
}

static bool
is_id(const char *name, size_t len)
{
	return len == ARRIVAL_ID_LENGTH && strspn(name, "0123456789abcdef") >= len;
}

/* A folder that items were gathered in; false: it is something else. */
static enum verdict
put_back_gathered(struct drop_folder *d, const char *name, struct fault *f)
{
	int fd = open_folder(d->taken, name);
	enum verdict v = fd >= 0 ? for_each(d, fd, put_back_name, f) : put_back(d, d->taken, name, f);

	if (fd < 0)
		return v;
	close(fd);
	if (v == DONE && unlinkat(d->taken, name, AT_REMOVEDIR) != 0 && errno != ENOENT)
		v = failed(d, DROP_TAKEN, f);
	return v;
}

static enum verdict
settle_leftover(struct drop_folder *d, int folder, const char *name, struct fault *f)
{
	size_t n = strlen(name), ending = strlen(GONE);

	if (n > ending && strcmp(name + n - ending, GONE) == 0 && is_id(name, n - ending))
		return dispose_gone(d, name, f);
	if (is_id(name, n))
		return put_back_gathered(d, name, f);
	return put_back(d, folder, name, f);
}

enum verdict
release_leftovers(struct drop_folder *d, struct fault *f)
{
	struct stat st;
	enum verdict v;

	if (fstatat(d->fd, DROP_TAKEN, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? DONE : failed(d, DROP_TAKEN, f);
	v = drop_prepare(d, f);
	if (v == DONE)
		v = for_each(d, d->taken, settle_leftover, f);
	drop_tidy(d);
	return v;
}

/* ---- letting go ------------------------------------------------------------------------------ */

static enum verdict
not_the_same(const struct drop_folder *d, struct fault *f)
{
	return fail(f, NEVER, "%s: it was changed after it was read, and stays as something new", d->drop->folder);
}

static bool
is_as_examined(int folder, const struct item_file *file)
{
	struct stat now;

	return fstatat(folder, file->name, &now, AT_SYMLINK_NOFOLLOW) == 0 && item_is_moved(&now, file) &&
	    now.st_ctim.tv_sec == file->st.st_ctim.tv_sec && now.st_ctim.tv_nsec == file->st.st_ctim.tv_nsec;
}

/* After the rename: whether it is what was read, and nobody writes to it. */
static bool
is_safe(int folder, const struct item_file *file)
{
	int fd = openat(folder, file->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat now;
	bool safe;

	if (fd < 0)
		return false;
	/* In this order: a writer that ends between the two has changed what is compared. */
	safe = !drop_is_written(fd) && fstat(fd, &now) == 0 && item_is_moved(&now, file);
	close(fd);
	return safe;
}

static enum verdict
release_file(struct drop_folder *d, const struct item *item, struct fault *f)
{
	const struct item_file *file = &item->files[0];
	enum verdict v;

	if (!is_as_examined(d->fd, file))
		return not_the_same(d, f);
	if (!rename_new(d->fd, file->name, d->taken, file->name))
		return errno == ENOENT ? not_the_same(d, f) : failed(d, "rename a file", f);
	if (is_safe(d->taken, file))
		return dispose(d, d->taken, file->name, f);
	v = put_back(d, d->taken, file->name, f);
	return v == DONE ? not_the_same(d, f) : v;
}

/* Whether all of it is in the folder, as it was read. */
static bool
is_gathered(int folder, const struct item *item)
{
	int fd = item->folder ? open_folder(folder, item->name) : folder;
	bool all = fd >= 0 && (!item->folder || item_is_all(fd, item));

	for (size_t i = 0; i < item->count && all; i++)
		all = is_safe(fd, &item->files[i]);
	if (fd >= 0 && fd != folder)
		close(fd);
	return all;
}

static bool
gather(struct drop_folder *d, int folder, const struct item *item)
{
	if (item->folder)
		return rename_new(d->fd, item->name, folder, item->name);
	for (size_t i = 0; i < item->count; i++)
		if (!is_as_examined(d->fd, &item->files[i]) ||
		    !rename_new(d->fd, item->files[i].name, folder, item->files[i].name))
			return false;
	return true;
}

static enum verdict
release_several(struct drop_folder *d, const struct item *item, struct fault *f)
{
	char gone[sizeof item->id + sizeof GONE];
	enum verdict v;
	bool whole;
	int fd;

	(void)snprintf(gone, sizeof gone, "%s" GONE, item->id);
	if (mkdirat(d->taken, item->id, 0700) != 0)
		return failed(d, DROP_TAKEN, f);
	fd = open_folder(d->taken, item->id);
	if (fd < 0) {
		(void)unlinkat(d->taken, item->id, AT_REMOVEDIR);
		return failed(d, DROP_TAKEN, f);
	}
	whole = gather(d, fd, item) && is_gathered(fd, item);
	close(fd);
	if (whole && renameat(d->taken, item->id, d->taken, gone) == 0)
		return dispose_gone(d, gone, f);
	v = put_back_gathered(d, item->id, f);
	return v == DONE ? not_the_same(d, f) : v;
}

enum verdict
release_item(struct drop_folder *d, const struct item *item, struct fault *f)
{
	if (item->count == 1 && !item->folder)
		return release_file(d, item, f);
	return release_several(d, item, f);
}

enum verdict
release_sync(const struct drop_folder *d, struct fault *f)
{
	if (d->move_to >= 0 && fsync(d->move_to) != 0)
		return failed(d, "move_to", f);
	return DONE;
}
