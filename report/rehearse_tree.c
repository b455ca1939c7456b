/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearse_tree - folders with all that is in them: copied, compared with what they were, destroyed. */
#include "report/rehearse_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/memory.h"
#include "spool/file.h"

enum { BLOCK = 65536, DEPTH_MAX = 50 };

enum tree_when { TREE_FOLDER, TREE_FILE, TREE_OTHER, TREE_LEFT };	/* LEFT: all of the folder was seen */

struct tree_walk {
	const char *root;
	tree_skip *skip;
	enum verdict (*see)(struct tree_walk *w, enum tree_when when, const char *path, const struct stat *st, struct fault *f);
	const char *to;			/* tree_copy() */
	void *ctx;			/* tree_mark_all() */
	struct tree_marks *marks;
};

static enum verdict walk_folder(struct tree_walk *w, const char *path, int depth, struct fault *f);

static char *
full(void *ctx, const char *root, const char *path)
{
	return must(*path != 0 ? talloc_asprintf(ctx, "%s/%s", root, path) : talloc_strdup(ctx, root));
}

static enum verdict
walk_entry(struct tree_walk *w, const char *path, int depth, struct fault *f)
{
	char *name = full(NULL, w->root, path);
	struct stat st;
	enum verdict v;

	if (lstat(name, &st) != 0)
		v = errno == ENOENT ? DONE : fail(f, LATER, "%s: %s", name, strerror(errno));
	else if (!S_ISDIR(st.st_mode))
		v = w->see(w, S_ISREG(st.st_mode) ? TREE_FILE : TREE_OTHER, path, &st, f);
	else if (depth > DEPTH_MAX)
		v = fail(f, HALT, "%s: folders within folders without end", name);
	else
		v = w->see(w, TREE_FOLDER, path, &st, f);
	if (v == DONE && S_ISDIR(st.st_mode))
		v = walk_folder(w, path, depth + 1, f);
	if (v == DONE && S_ISDIR(st.st_mode))
		v = w->see(w, TREE_LEFT, path, &st, f);
	talloc_free(name);
	return v;
}

static enum verdict
walk_folder(struct tree_walk *w, const char *path, int depth, struct fault *f)
{
	char *folder = full(NULL, w->root, path);
	struct dirent **names;
	int count = scandir(folder, &names, NULL, alphasort);
	enum verdict v = DONE;

	if (count < 0)
		v = fail(f, LATER, "%s: %s", folder, strerror(errno));
	for (int i = 0; i < count; i++) {
		const char *name = names[i]->d_name;
		char *below = must(*path != 0 ? talloc_asprintf(folder, "%s/%s", path, name) : talloc_strdup(folder, name));

		if (v == DONE && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && (w->skip == NULL || !w->skip(below)))
			v = walk_entry(w, below, depth, f);
		free(names[i]);
	}
	if (count >= 0)
		free(names);
	talloc_free(folder);
	return v;
}

/* ---- copying ---- */

static enum verdict
copy_octets(int from, int to, const char *name, struct fault *f)
{
	char block[BLOCK];
	ssize_t n;

	/* A file system that can share blocks does; what it cannot do is copied. */
	while ((n = copy_file_range(from, NULL, to, NULL, 1 << 30, 0)) > 0)
		continue;
	if (n == 0)
		return DONE;
	while ((n = read(from, block, sizeof block)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || !file_write(to, (struct bytes){ (const unsigned char *)block, (size_t)n }))
			return fail(f, LATER, "copy %s: %s", name, strerror(errno));
	}
	return DONE;
}

enum verdict
tree_copy_file(const char *from, const char *to, struct fault *f)
{
	int source = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), target;
	struct stat st;
	enum verdict v;

	/* It moved on, as arrivals do. */
	if (source < 0)
		return errno == ENOENT ? DONE : fail(f, LATER, "%s: %s", from, strerror(errno));
	if (fstat(source, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(source);
		return DONE;
	}
	target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (st.st_mode & 0700) | S_IRUSR | S_IWUSR);
	if (target < 0) {
		v = errno == EEXIST ? DONE : fail(f, LATER, "%s: %s", to, strerror(errno));
	} else {
		v = copy_octets(source, target, from, f);
		if (close(target) != 0 && v == DONE)
			v = fail(f, LATER, "%s: %s", to, strerror(errno));
	}
	close(source);
	return v;
}

static enum verdict
copy_one(struct tree_walk *w, enum tree_when when, const char *path, const struct stat *st, struct fault *f)
{
	char *to = full(NULL, w->to, path), *from = full(to, w->root, path);
	enum verdict v = DONE;

	(void)st;
	if (when == TREE_FOLDER)
		v = folder_make(to, 0700, f);
	else if (when == TREE_FILE)
		v = tree_copy_file(from, to, f);
	talloc_free(to);
	return v;
}

enum verdict
tree_copy(const char *from, const char *to, tree_skip *skip, struct fault *f)
{
	struct tree_walk w = { .root = from, .skip = skip, .see = copy_one, .to = to };
	enum verdict v = folder_make(to, 0700, f);

	return v == DONE && access(from, F_OK) == 0 ? walk_folder(&w, "", 0, f) : v;
}

/* ---- comparing ---- */

static enum verdict
digest_file(const char *name, struct seal_digest *d, int64_t *octets, struct fault *f)
{
	unsigned char block[BLOCK];
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n = -1;

	if (fd < 0)
		return errno == ENOENT ? DONE : fail(f, LATER, "%s: %s", name, strerror(errno));
	while ((n = read(fd, block, sizeof block)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		seal_digest_add(d, (struct bytes){ block, (size_t)n });
		*octets += n;
	}
	close(fd);
	return n == 0 ? DONE : fail(f, LATER, "%s: %s", name, strerror(errno));
}

static enum verdict
mark_one(struct tree_walk *w, enum tree_when when, const char *path, const struct stat *st, struct fault *f)
{
	struct tree_marks *m = w->marks;
	char *name = full(w->ctx, w->root, path);
	struct tree_mark mark = { .path = name };
	const uint32_t mode = st->st_mode;
	struct seal_digest d;
	enum verdict v = DONE;

	if (when == TREE_LEFT)
		return DONE;
	seal_digest_begin(&d, NULL);
	seal_digest_add(&d, (struct bytes){ (const unsigned char *)&mode, sizeof mode });
	if (when == TREE_FILE)
		v = digest_file(name, &d, &m->octets, f);
	seal_digest_end(&d, mark.digest, sizeof mark.digest);
	if (m->count % 1024 == 0)
		m->mark = must(talloc_realloc(w->ctx, m->mark, struct tree_mark, m->count + 1024));
	m->mark[m->count++] = mark;
	return v;
}

enum verdict
tree_mark_all(void *ctx, const char *folder, tree_skip *skip, struct tree_marks *out, struct fault *f)
{
	struct tree_walk w = { .root = folder, .skip = skip, .see = mark_one, .ctx = ctx, .marks = out };

	return access(folder, F_OK) == 0 ? walk_folder(&w, "", 0, f) : DONE;
}

static void
tell(struct buffer *out, size_t max, size_t *found, const char *what, const char *path)
{
	if ((*found)++ < max)
		buffer_printf(out, "%s %s\n", what, path);
}

static const struct tree_mark *
mark_of(const struct tree_marks *marks, const char *path)
{
	for (size_t i = 0; i < marks->count; i++)
		if (strcmp(marks->mark[i].path, path) == 0)
			return &marks->mark[i];
	return NULL;
}

/* Both are in the same order as long as nothing was added or removed. */
size_t
tree_compare(const struct tree_marks *before, const struct tree_marks *after, size_t max, struct buffer *out)
{
	size_t found = 0;

	for (size_t i = 0; i < before->count; i++) {
		const struct tree_mark *was = &before->mark[i];
		const struct tree_mark *is = i < after->count && strcmp(after->mark[i].path, was->path) == 0 ? &after->mark[i] :
		    mark_of(after, was->path);

		if (is == NULL)
			tell(out, max, &found, "gone", was->path);
		else if (memcmp(is->digest, was->digest, sizeof is->digest) != 0)
			tell(out, max, &found, "changed", was->path);
	}
	for (size_t i = 0; i < after->count; i++)
		if (!(i < before->count && strcmp(before->mark[i].path, after->mark[i].path) == 0) &&
		    mark_of(before, after->mark[i].path) == NULL)
			tell(out, max, &found, "new", after->mark[i].path);
	return found;
}

/* ---- destroying ---- */

static enum verdict
destroy_one(struct tree_walk *w, enum tree_when when, const char *path, const struct stat *st, struct fault *f)
{
	char *name = full(NULL, w->root, path);
	enum verdict v = DONE;

	(void)st;
	if (when == TREE_FILE)
		v = file_destroy(name, f);
	else if ((when == TREE_OTHER && unlink(name) != 0) || (when == TREE_LEFT && rmdir(name) != 0))
		v = fail(f, LATER, "remove %s: %s", name, strerror(errno));
	talloc_free(name);
	return v;
}

enum verdict
tree_destroy(const char *folder, struct fault *f)
{
	struct tree_walk w = { .root = folder, .see = destroy_one };
	enum verdict v = access(folder, F_OK) == 0 ? walk_folder(&w, "", 0, f) : DONE;

	if (v == DONE && rmdir(folder) != 0 && errno != ENOENT)
		v = fail(f, LATER, "remove %s: %s", folder, strerror(errno));
	return v;
}
