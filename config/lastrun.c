/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lastrun - what a program remembers of its last run, in FOLDER/state/PROGRAM.run. */
#include "config/lastrun.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <unistd.h>

#include "config/bytes.h"
#include "config/memory.h"
#include "config/text.h"

#define RECORD_MAX 4096

static void
print(const struct lastrun *last, struct buffer *out)
{
	buffer_printf(out, "began: %" PRId64 "\nended: %" PRId64 "\nsucceeded: %" PRId64 "\n",
	    last->began, last->ended, last->succeeded);
	buffer_printf(out, "exit: %d\nverdict: %s\nreason: %s\n", last->exit_status,
	    verdict_name(last->verdict), last->reason);
	buffer_printf(out, "seen: %" PRId64 "\ndone: %" PRId64 "\nlater: %" PRId64
	    "\nnever: %" PRId64 "\n", last->tally.seen, last->tally.done, last->tally.later,
	    last->tally.never);
}

static bool
write_whole(int fd, struct bytes content)
{
	while (content.len != 0) {
		ssize_t n = write(fd, content.data, content.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		content.data += n;
		content.len -= (size_t)n;
	}
	return fsync(fd) == 0;
}

static bool
replace_file(void *ctx, const char *path, struct bytes content)
{
	char *made = must(talloc_asprintf(ctx, "%s.%ld", path, (long)getpid()));
	int fd = open(made, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
	bool whole, moved;
	int error;

	if (fd < 0)
		return false;
	whole = write_whole(fd, content);
	whole = close(fd) == 0 && whole;
	moved = whole && rename(made, path) == 0;
	if (!moved) {
		error = errno;
		unlink(made);
		errno = error;
	}
	return moved;
}

enum verdict
lastrun_write(const char *folder, const char *program, struct lastrun *last, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *path = must(talloc_asprintf(ctx, "%s/state/%s.run", folder, program));
	struct buffer out = buffer_init(ctx);
	struct lastrun before;
	enum verdict verdict = DONE;

	if (last->exit_status == 0)
		last->succeeded = last->ended;
	else if (lastrun_read(ctx, folder, program, &before))
		last->succeeded = before.succeeded;
	print(last, &out);
	if (!replace_file(ctx, path, buffer_bytes(&out)))
		verdict = fail(f, LATER, "write %s: %s", path, strerror(errno));
	talloc_free(ctx);
	return verdict;
}

/* One line of the record; names of a later version are passed over. */
static void
take_line(void *ctx, const char *line, struct lastrun *last)
{
	static const enum verdict verdicts[] = { DONE, LATER, NEVER, HALT };
	struct { const char *name; int64_t *number; } numbers[] = {
		{ "began: ", &last->began }, { "ended: ", &last->ended },
		{ "succeeded: ", &last->succeeded }, { "seen: ", &last->tally.seen },
		{ "done: ", &last->tally.done }, { "later: ", &last->tally.later },
		{ "never: ", &last->tally.never },
	};
	int64_t status;

	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (text_starts(line, numbers[i].name))
			(void)text_to_number(line + strlen(numbers[i].name), 0, INT64_MAX / 16,
			    numbers[i].number);
	if (text_starts(line, "exit: ") && text_to_number(line + 6, 0, 255, &status))
		last->exit_status = (int)status;
	for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
		if (text_starts(line, "verdict: ") && strcmp(line + 9, verdict_name(verdicts[i])) == 0)
			last->verdict = verdicts[i];
	if (text_starts(line, "reason: "))
		last->reason = must(talloc_strdup(ctx, line + 8));
}

bool
lastrun_read(void *ctx, const char *folder, const char *program, struct lastrun *last_out)
{
	char content[RECORD_MAX + 1];
	char *path = must(talloc_asprintf(NULL, "%s/state/%s.run", folder, program));
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, content, RECORD_MAX) : -1;
	char *line = content, *end;

	talloc_free(path);
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return false;
	content[n] = 0;
	*last_out = (struct lastrun){ .reason = "" };
	while ((end = strchr(line, '\n')) != NULL) {
		*end = 0;
		take_line(ctx, line, last_out);
		line = end + 1;
	}
	return last_out->began != 0;
}

bool
lastrun_working(const char *folder, const char *program, struct working *out)
{
	char *path = must(talloc_asprintf(NULL, "%s/lock/%s", folder, program));
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char content[64], *line;
	ssize_t n = fd >= 0 ? read(fd, content, sizeof content - 1) : -1;

	*out = (struct working){ .alive = n > 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK };
	talloc_free(path);
	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return false;
	content[n] = 0;
	line = strchr(content, '\n');
	if (line != NULL) {
		*line++ = 0;
		line[strcspn(line, "\n")] = 0;
		(void)text_to_number(line, 0, INT64_MAX / 16, &out->since);
	}
	(void)text_to_number(content, 0, INT32_MAX, &out->process);
	return true;
}

bool
lastrun_late(const char *folder, const char *program, int64_t now, int64_t within, struct working *out,
    int64_t *since_out)
{
	void *ctx = must(talloc_new(NULL));
	struct lastrun last;
	bool began = lastrun_working(folder, program, out);

	*since_out = out->since;
	/* One that is gone may have begun a moment ago, as the ones before it that are gone, too. */
	if (began && !out->alive && lastrun_read(ctx, folder, program, &last))
		*since_out = last.ended;
	talloc_free(ctx);
	return began && *since_out != 0 && now - *since_out > within;
}
