/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log - one line for each thing done, on standard error and in FOLDER/log. */
#include "config/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"

/* The one thing of a process that every depth writes to. */
static struct {
	const char *program;
	bool verbose;
	int fd;
} state = { "iken", false, -1 };

static const char *const marks[] = { "", "warning: ", "error: " };

void
log_begin(const char *program, bool verbose)
{
	log_end();
	state.program = program;
	state.verbose = verbose;
}

void
log_to_folder(const char *folder)
{
	char *path = must(talloc_asprintf(NULL, "%s/log/%s.log", folder, state.program));
	int flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

	if (state.fd >= 0)
		close(state.fd);
	state.fd = open(path, flags | O_CREAT | O_EXCL, 0640);
	/* The umask took the group's right away; who reads the log need not read the register. */
	if (state.fd >= 0 && fchmod(state.fd, 0640) != 0)
		errno = 0;
	if (state.fd < 0)
		state.fd = open(path, flags);
	talloc_free(path);
}

static void
write_line(int fd, const char *line, size_t len)
{
	while (len != 0) {
		ssize_t n = write(fd, line, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		line += n;
		len -= (size_t)n;
	}
}

void
log_line(enum log_level level, const char *format, ...)
{
	int saved = errno;
	void *ctx = must(talloc_new(NULL));
	va_list ap;
	char *words, *line;

	va_start(ap, format);
	words = must(talloc_vasprintf(ctx, format, ap));
	va_end(ap);
	text_make_line(words);
	if (state.fd >= 0) {
		line = must(talloc_asprintf(ctx, "%s %s %s%s\n", clock_iso(ctx, clock_now()),
		    state.program, marks[level], words));
		write_line(state.fd, line, strlen(line));
	}
	if (level != LOG_NOTE || state.verbose) {
		line = must(talloc_asprintf(ctx, "%s: %s%s\n", state.program, marks[level], words));
		write_line(STDERR_FILENO, line, strlen(line));
	}
	talloc_free(ctx);
	errno = saved;
}

void
log_end(void)
{
	if (state.fd >= 0)
		close(state.fd);
	state.fd = -1;
}

const char *
log_program(void)
{
	return state.program;
}
