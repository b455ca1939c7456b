/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file - files that are wholly there or not. */
#include "spool/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "config/text.h"

bool
file_write(int fd, struct bytes content)
{
	while (content.len != 0) {
		ssize_t n = write(fd, content.data, content.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = ENOSPC;
		if (n <= 0)
			return false;
		content.data += n;
		content.len -= (size_t)n;
	}
	return true;
}

enum verdict
file_take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	const int *fd = state;

	if (!file_write(*fd, (struct bytes){ data, len }))
		return fail(f, LATER, "write: %s", strerror(errno));
	return DONE;
}

enum verdict
folder_sync(const char *path, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed;

	if (fd < 0)
		return fail(f, LATER, "open folder %s: %s", path, strerror(errno));
	failed = fsync(fd) != 0 ? errno : 0;
	close(fd);
	if (failed != 0)
		return fail(f, LATER, "sync folder %s: %s", path, strerror(failed));
	return DONE;
}

enum verdict
folder_make(const char *path, mode_t mode, struct fault *f)
{
	if (mkdir(path, mode) != 0 && errno != EEXIST)
		return fail(f, LATER, "make folder %s: %s", path, strerror(errno));
	return DONE;
}

static enum verdict
put_beside(const char *path, const char *beside, struct bytes content, mode_t mode, struct fault *f)
{
	bool by_umask = mode == FILE_SHARED || mode == FILE_SHOWN;
	int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode != FILE_SHOWN ? mode : 0640);
	int failed = 0;

	if (fd < 0)
		return fail(f, LATER, "create %s: %s", beside, strerror(errno));
	if (!file_write(fd, content) || (!by_umask && fchmod(fd, mode) != 0) || fsync(fd) != 0)
		failed = errno;
	if (close(fd) != 0 && failed == 0)
		failed = errno;
	if (failed == 0 && rename(beside, path) != 0)
		failed = errno;
	if (failed != 0) {
		unlink(beside);
		return fail(f, LATER, "write %s: %s", path, strerror(failed));
	}
	return DONE;
}

enum verdict
file_put(const char *path, struct bytes content, mode_t mode, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *beside = must(talloc_asprintf(ctx, "%s.%ld.tmp", path, (long)getpid()));
	enum verdict v = put_beside(path, beside, content, mode, f);

	if (v == DONE)
		v = folder_sync(dirname(must(talloc_strdup(ctx, path))), f);
	talloc_free(ctx);
	return v;
}

void
file_sweep(const char *folder, const char *beginning)
{
	DIR *d = opendir(folder);
	const struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		const char *end = strrchr(e->d_name, '.'), *process = end;
		int64_t pid;

		while (process != NULL && process > e->d_name && text_is_digit(process[-1]))
			process--;
		if (!text_starts(e->d_name, beginning) || process == end || process == NULL || process == e->d_name ||
		    process[-1] != '.' || strcmp(end, ".tmp") != 0)
			continue;
		pid = strtol(process, NULL, 10);
		if (pid > 0 && pid <= INT32_MAX && kill((pid_t)pid, 0) != 0 && errno == ESRCH)
			(void)unlinkat(dirfd(d), e->d_name, 0);
	}
	if (d != NULL)
		closedir(d);
}

static enum verdict
get_from(int fd, const char *path, size_t max, struct buffer *out, struct fault *f)
{
	unsigned char piece[16384];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) != 0)
		return fail(f, LATER, "look at %s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fail(f, NEVER, "%s is not a regular file", path);
	while ((n = read(fd, piece, sizeof piece)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(f, LATER, "read %s: %s", path, strerror(errno));
		if (out->len + (size_t)n > max)
			return fail(f, NEVER, "%s is larger than %zu octets", path, max);
		buffer_add(out, piece, (size_t)n);
	}
	return DONE;
}

enum verdict
file_get(void *ctx, const char *path, size_t max, struct buffer *out, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	enum verdict v;

	*out = buffer_init(ctx);
	if (fd < 0)
		return fail(f, errno == ENOENT || errno == EACCES ? NEVER : verdict_of_errno(errno),
		    "open %s: %s", path, strerror(errno));
	v = get_from(fd, path, max, out, f);
	close(fd);
	return v;
}

static bool
write_over(int fd)
{
	static const unsigned char nothing[4096];
	struct stat st;
	bool right = fstat(fd, &st) == 0;

	for (off_t at = 0; right && at < st.st_size; at += (off_t)sizeof nothing) {
		size_t n = st.st_size - at < (off_t)sizeof nothing ? (size_t)(st.st_size - at) : sizeof nothing;

		right = pwrite(fd, nothing, n, at) == (ssize_t)n;
	}
	return right && fsync(fd) == 0;
}

enum verdict
file_destroy(const char *path, struct fault *f)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	bool right;

	if (fd < 0 && errno == ENOENT)
		return DONE;
	if (fd < 0)
		return fail(f, LATER, "%s: %s", path, strerror(errno));
	right = write_over(fd);
	close(fd);
	if (!right || (unlink(path) != 0 && errno != ENOENT))
		return fail(f, LATER, "destroy %s: %s", path, strerror(errno));
	return DONE;
}
