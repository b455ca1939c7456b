/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_folder - a folder that is wholly there or not. */
#include "report/export_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/memory.h"
#include "spool/file.h"

struct export_folder {
	const char *in, *part, *final;	/* paths */
	int lock;			/* the folder, held by flock; -1 not ours */
	int fd;				/* the file that is being written; -1 none */
	const char *path;
	bool named;
};

/* ---- what is left of another run --------------------------------------------------------------------------------------- */

/* Everything in a folder, one folder deep; files are written over first. */
static enum verdict
empty(const char *folder, int deep, struct fault *f)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	enum verdict v = DONE;

	if (dir == NULL)
		return errno == ENOENT ? DONE : fail(f, LATER, "open %s: %s", folder, strerror(errno));
	while (v == DONE && (entry = readdir(dir)) != NULL) {
		char *path;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		path = must(talloc_asprintf(NULL, "%s/%s", folder, entry->d_name));
		if (entry->d_type == DT_DIR && deep > 0) {
			v = empty(path, deep - 1, f);
			if (v == DONE && rmdir(path) != 0)
				v = fail(f, LATER, "remove %s: %s", path, strerror(errno));
		} else {
			v = file_destroy(path, f);
		}
		talloc_free(path);
	}
	closedir(dir);
	return v;
}

static int
destroy(struct export_folder *x)
{
	struct fault ignored;

	if (x->fd >= 0)
		close(x->fd);
	if (x->lock >= 0 && !x->named && empty(x->part, 1, &ignored) == DONE)
		(void)rmdir(x->part);
	if (x->lock >= 0)
		close(x->lock);
	return 0;
}

/* ---- the folder ---------------------------------------------------------------------------------------------------------- */

static enum verdict
take_over(struct export_folder *x, struct fault *f)
{
	struct stat st;

	if (mkdir(x->part, S_IRWXU) != 0 && errno != EEXIST)
		return fail(f, verdict_of_errno(errno), "make %s: %s", x->part, strerror(errno));
	x->lock = open(x->part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (x->lock >= 0 && flock(x->lock, LOCK_EX | LOCK_NB) != 0) {
		close(x->lock);
		x->lock = -1;
		return fail(f, LATER, "another run fills %s", x->part);
	}
	if (x->lock < 0 || fstat(x->lock, &st) != 0)
		return fail(f, LATER, "open %s: %s", x->part, strerror(errno));
	if (st.st_uid != geteuid() || (st.st_mode & 077) != 0) {
		close(x->lock);
		x->lock = -1;
		return fail(f, NEVER, "%s is not ours alone: remove it", x->part);
	}
	return empty(x->part, 1, f);
}

enum verdict
export_folder_new(void *ctx, const char *in, const char *name, struct export_folder **out, struct fault *f)
{
	struct export_folder *x = memory_new(ctx, sizeof *x);
	struct stat st;

	*out = x;
	x->in = must(talloc_strdup(x, in));
	x->part = must(talloc_asprintf(x, "%s/.%s.part", in, name));
	x->final = must(talloc_asprintf(x, "%s/%s", in, name));
	x->lock = x->fd = -1;
	talloc_set_destructor(x, destroy);
	if (lstat(x->final, &st) == 0)
		return fail(f, NEVER, "%s is there already, and nothing is ever replaced", x->final);
	return take_over(x, f);
}

/* ---- a file ------------------------------------------------------------------------------------------------------------------ */

static enum verdict
begin(void *state, const char *name, struct fault *f)
{
	struct export_folder *x = state;
	char *slash;

	x->path = must(talloc_asprintf(x, "%s/%s", x->part, name));
	slash = strrchr(x->path, '/');
	*slash = 0;
	if (mkdir(x->path, S_IRWXU) != 0 && errno != EEXIST)
		return fail(f, LATER, "make %s: %s", x->path, strerror(errno));
	*slash = '/';
	x->fd = open(x->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
	return x->fd >= 0 ? DONE : fail(f, LATER, "create %s: %s", x->path, strerror(errno));
}

static enum verdict
write_data(void *state, const void *data, size_t len, struct fault *f)
{
	struct export_folder *x = state;

	if (!file_write(x->fd, (struct bytes){ data, len }))
		return fail(f, LATER, "write %s: %s", x->path, strerror(errno));
	return DONE;
}

static enum verdict
end(void *state, struct fault *f)
{
	struct export_folder *x = state;
	int failed = fsync(x->fd) != 0 ? errno : 0;

	if (close(x->fd) != 0 && failed == 0)
		failed = errno;
	x->fd = -1;
	return failed == 0 ? DONE : fail(f, LATER, "write %s: %s", x->path, strerror(failed));
}

struct export_target
export_folder_target(struct export_folder *x)
{
	return (struct export_target){ x, begin, write_data, end };
}

static enum verdict
sync_inside(const struct export_folder *x, struct fault *f)
{
	static const char *const inside[] = { "originals", "files", "." };
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < sizeof inside / sizeof inside[0]; i++) {
		char *path = must(talloc_asprintf(NULL, "%s/%s", x->part, inside[i]));

		if (access(path, F_OK) == 0)
			v = folder_sync(path, f);
		talloc_free(path);
	}
	return v;
}

enum verdict
export_folder_end(struct export_folder *x, struct fault *f)
{
	enum verdict v = sync_inside(x, f);

	if (v != DONE)
		return v;
	if (renameat2(AT_FDCWD, x->part, AT_FDCWD, x->final, RENAME_NOREPLACE) != 0)
		return fail(f, errno == EEXIST ? NEVER : LATER, "name %s: %s", x->final, strerror(errno));
	x->named = true;
	return folder_sync(x->in, f);
}
