/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_table - an older system's table, taken apart by a confined child. */
#include "process/former_table.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/charset.h"
#include "spool/child.h"
#include "spool/confine.h"
#include "spool/file.h"

enum {
	SECONDS = 3600,				/* of processor time, for the whole table */
	MESSAGE_MAX = 6 * FORMER_ROW_MAX	/* of a row as the child sends it: octets, and text of up to three octets for each */
};

struct former_table {
	pid_t pid;
	int fd;
	struct buffer message;
};

/* ---- the child ---- */

static void
send_row(int fd, const struct former_row *row, struct buffer *message)
{
	uint32_t len;

	buffer_clear(message);
	record_put_number(message, (int64_t)row->line);
	record_put_number(message, (int64_t)row->end);
	record_put_string(message, row->wrong);
	record_put_number(message, (int64_t)row->column);
	record_put(message, row->octets);
	record_put_number(message, (int64_t)row->count);
	for (size_t i = 0; i < row->count; i++) {
		record_put_string(message, row->cell[i].text);
		record_put_number(message, (int64_t)row->cell[i].damaged);
	}
	len = (uint32_t)message->len;
	child_write(fd, &len, sizeof len);
	child_write(fd, message->data, message->len);
}

_Noreturn static void
split_all(int file, int to, enum former_charset charset, char separator)
{
	struct former_split *s = former_split_new(NULL, file, charset, separator);
	struct buffer message = buffer_init(NULL);
	const uint32_t end = 0;
	bool more = true;

	while (more) {
		void *ctx = must(talloc_new(NULL));
		struct former_row row;

		more = former_split_next(s, ctx, &row);
		if (more)
			send_row(to, &row, &message);
		talloc_free(ctx);
	}
	if (!former_split_is_whole(s))
		_exit(EX_IOERR);
	child_write(to, &end, sizeof end);
	_exit(EX_OK);
}

/* Nothing stays open but file and pipe, as 3 and 4. */
static bool
keep_only(int file, int to)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC), a = fcntl(file, F_DUPFD_CLOEXEC, 16), b = fcntl(to, F_DUPFD_CLOEXEC, 16);

	return nothing >= 0 && a >= 0 && b >= 0 && dup2(nothing, STDIN_FILENO) >= 0 && dup2(nothing, STDOUT_FILENO) >= 0 &&
#ifndef IKEN_SANITIZED
	    dup2(nothing, STDERR_FILENO) >= 0 &&
#endif
	    dup2(a, 3) == 3 && dup2(b, 4) == 4 && close_range(5, ~0U, 0) == 0;
}

_Noreturn static void
run_child(int file, int to, enum former_charset charset, char separator, const struct limits *limits)
{
	int64_t inherited = child_address_space();
	struct fault ignored;

	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!keep_only(file, to) || charset_open_all() == 0 ||
	    confine_limits(SECONDS, inherited + limits->parse_memory + MESSAGE_MAX, &ignored) != DONE ||
	    confine(CONFINE_FORKING, &ignored) != DONE || confine(CONFINE_WORKING, &ignored) != DONE)
		_exit(EX_OSERR);
	split_all(3, 4, charset, separator);
}

/* ---- the parent ---- */

static int
end_child(struct former_table *t)
{
	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
	if (t->pid > 0)
		(void)kill(t->pid, SIGKILL);
	while (t->pid > 0 && waitpid(t->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	t->pid = -1;
	return 0;
}

static enum verdict
open_table(const char *path, int *fd_out, struct fault *f)
{
	struct stat st;

	*fd_out = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (*fd_out < 0)
		return fail(f, NEVER, "%s: %s", path, strerror(errno));
	if (fstat(*fd_out, &st) == 0 && S_ISREG(st.st_mode))
		return DONE;
	close(*fd_out);
	return fail(f, NEVER, "%s is no regular file", path);
}

enum verdict
former_table_open(void *ctx, const char *path, enum former_charset charset, char separator, const struct limits *limits,
    struct former_table **out, struct fault *f)
{
	struct former_table *t;
	int file, ends[2];
	enum verdict v = open_table(path, &file, f);

	if (v != DONE)
		return v;
	if (pipe2(ends, O_CLOEXEC) != 0) {
		close(file);
		return fail(f, LATER, "pipe: %s", strerror(errno));
	}
	t = memory_new(ctx, sizeof *t);
	*t = (struct former_table){ .fd = ends[0], .message = buffer_init(t) };
	fflush(NULL);
	t->pid = fork();
	if (t->pid == 0)
		run_child(file, ends[1], charset, separator, limits);
	if (t->pid < 0)
		v = fail(f, LATER, "start the reader of the table: %s", strerror(errno));
	talloc_set_destructor(t, end_child);
	close(file);
	close(ends[1]);
	*out = t;
	return v;
}

/* False: it ended before. */
static bool
read_all(int fd, void *out, size_t len)
{
	unsigned char *p = out;

	while (len != 0) {
		ssize_t n = read(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

/* Whatever has become of the child: its words are checked as any that come from outside. */
static bool
take_row(void *ctx, struct bytes message, struct former_row *out)
{
	static const char *const wrongs[] = { "", "quote", "behind", "cells", "long", "mark" };
	struct record r = { .rest = message };
	const char *wrong = NULL, *said;
	int64_t count;

	out->line = (size_t)record_take_number(&r);
	out->end = (size_t)record_take_number(&r);
	said = record_take_string(ctx, &r);
	for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++)
		if (strcmp(said, wrongs[i]) == 0)
			wrong = wrongs[i];
	out->wrong = wrong;
	out->column = (size_t)record_take_number(&r);
	out->octets = record_take(&r);
	count = record_take_number(&r);
	if (wrong == NULL || count < 0 || count > FORMER_CELLS_MAX)
		return false;
	out->count = (size_t)count;
	out->cell = memory_new(ctx, (out->count + 1) * sizeof *out->cell);
	for (size_t i = 0; i < out->count; i++) {
		out->cell[i].text = text_from(ctx, record_take(&r), TEXT_RUNNING, NULL);
		out->cell[i].damaged = (size_t)record_take_number(&r);
	}
	return record_at_end(&r);
}

enum verdict
former_table_next(struct former_table *t, void *ctx, struct former_row *out, bool *more_out, struct fault *f)
{
	uint32_t len;
	unsigned char *room;

	*more_out = false;
	if (!read_all(t->fd, &len, sizeof len))
		return fail(f, NEVER, "the confined reader of the table died: the file cannot be read, or breaks it");
	if (len == 0)
		return DONE;
	if (len > MESSAGE_MAX)
		return fail(f, NEVER, "the confined reader of the table talks nonsense");
	room = must(talloc_size(ctx, len));
	if (!read_all(t->fd, room, len) || !take_row(ctx, (struct bytes){ room, len }, out))
		return fail(f, NEVER, "the confined reader of the table talks nonsense");
	*more_out = true;
	return DONE;
}

void
former_table_close(struct former_table **t)
{
	talloc_free(*t);
	*t = NULL;
}
