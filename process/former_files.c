/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_files - files in the folder beside an older system's table: by names that come from outside. */
#include "process/former_files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/memory.h"

/* The next part of a path, "" at its end. */
static char *
next_part(void *ctx, const char **p)
{
	size_t len = strcspn(*p, "/\\");
	char *part = must(talloc_strndup(ctx, *p, len));

	*p += len + ((*p)[len] != 0);
	return part;
}

static bool
is_inside(void *ctx, const char *name)
{
	const char *p = name;

	if (*p == 0 || strlen(p) > 1000 || (p[0] != 0 && p[1] == ':'))
		return false;
	do {
		const char *part = next_part(ctx, &p);

		if (*part == 0 || strcmp(part, ".") == 0 || strcmp(part, "..") == 0)
			return false;
	} while (*p != 0);
	return true;
}

/* Folder after folder, never through a link. */
static int
open_inside(void *ctx, const char *folder, const char *name)
{
	const char *p = name;
	int at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	while (at >= 0) {
		const char *part = next_part(ctx, &p);
		int next = openat(at, part, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (*p != 0 ? O_DIRECTORY : 0));
		int error = errno;

		close(at);
		errno = error;
		at = next;
		if (*p == 0)
			break;
	}
	return at;
}

static enum verdict
read_all(int fd, int64_t max, struct buffer *out, const char **code_out, struct fault *f)
{
	char block[65536];
	ssize_t n;

	while ((n = read(fd, block, sizeof block)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(f, LATER, "read a file beside the table: %s", strerror(errno));
		if ((int64_t)out->len + n > max) {
			*code_out = "size";
			return DONE;
		}
		buffer_add(out, block, (size_t)n);
	}
	return DONE;
}

static enum verdict
open_and_read(void *ctx, const char *folder, const char *name, int64_t max, struct buffer *out, const char **code_out,
    struct fault *f)
{
	struct stat st;
	enum verdict v = DONE;
	int fd = open_inside(ctx, folder, name);

	if (fd < 0) {
		*code_out = errno == ELOOP || errno == ENOTDIR ? "path" : "missing";
		return errno == EMFILE || errno == ENFILE || errno == EIO || errno == EACCES ?
		    fail(f, LATER, "open a file beside the table: %s", strerror(errno)) : DONE;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		*code_out = "kind";
	else
		v = read_all(fd, max, out, code_out, f);
	close(fd);
	return v;
}

enum verdict
former_file_read(const char *folder, const char *name, int64_t max, struct buffer *out, const char **code_out,
    struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	enum verdict v = DONE;

	*code_out = folder == NULL ? "no-folder" : !is_inside(ctx, name) ? "path" : NULL;
	if (*code_out == NULL)
		v = open_and_read(ctx, folder, name, max, out, code_out, f);
	talloc_free(ctx);
	return v;
}
