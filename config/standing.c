/* SPDX-License-Identifier: GPL-3.0-or-later */
/* standing - whether a data folder is the live one, a standby, or one that another has taken over from. */
#include "config/standing.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"

enum { TEXT_MAX = 512 };

static const char *const words[] = { "live", "standby", "unfinished", "retired" };

static void
take_line(struct standing_mark *mark, const char *line)
{
	for (int i = STANDING_STANDBY; i <= STANDING_RETIRED; i++)
		if (text_starts(line, "standing: ") && strcmp(line + 10, words[i]) == 0)
			mark->standing = (enum standing)i;
	if (text_starts(line, "backup: ") && strlen(line + 8) < sizeof mark->backup)
		memcpy(mark->backup, line + 8, strlen(line + 8) + 1);
}

bool
standing_read(const char *folder, struct standing_mark *out)
{
	char *path = must(talloc_asprintf(NULL, "%s/" STANDING_FILE, folder));
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), error = errno;
	char text[TEXT_MAX + 1], *line = text, *end;
	ssize_t n = fd >= 0 ? read(fd, text, TEXT_MAX) : -1;

	talloc_free(path);
	if (fd >= 0)
		close(fd);
	*out = (struct standing_mark){ .standing = STANDING_LIVE };
	if (n < 0)
		return fd < 0 && error == ENOENT;
	/* A mark that says nothing is a mark all the same. */
	out->standing = STANDING_UNFINISHED;
	for (text[n] = 0; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = 0;
		take_line(out, line);
	}
	return true;
}

char *
standing_text(void *ctx, const struct standing_mark *mark)
{
	return must(talloc_asprintf(ctx, "standing: %s\nbackup: %s\n", words[mark->standing], mark->backup));
}

bool
standing_refuses(const char *folder, struct fault *f)
{
	struct standing_mark mark;

	if (!standing_read(folder, &mark)) {
		(void)fail(f, HALT, "%s/" STANDING_FILE " cannot be read: nothing is done before it is clear who is live", folder);
		return true;
	}
	switch (mark.standing) {
	case STANDING_LIVE:
		return false;
	case STANDING_RETIRED:
		(void)fail(f, HALT, "%s is retired: another machine has taken over; nothing is done here", folder);
		return true;
	case STANDING_UNFINISHED:
		(void)fail(f, HALT, "%s is not restored to its end: run iken restore again", folder);
		return true;
	case STANDING_STANDBY:
		(void)fail(f, HALT, "%s is a standby: iken restore --take-over makes it the live one", folder);
		return true;
	}
	return true;
}
