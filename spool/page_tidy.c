/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_tidy - what the page's host does beside answering. */
#include "spool/page_tidy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/file.h"
#include "spool/number.h"
#include "spool/page_folder.h"
#include "spool/page_parcel.h"
#include "spool/page_state.h"

enum { EVERY = 600, HOUR = 3600, DAY = 86400, SOURCES_MAX = 10000 };

/* ---- what is old ---- */

/* What goes after its time; below out/, where the file of its name must have gone before. */
static const struct {
	enum page_place place;
	int64_t age;
	const char *unless;
} old[] = {
	{ PAGE_UPLOADS, 6 * HOUR, NULL }, { PAGE_COUNTS, 2 * DAY, NULL }, { PAGE_KEYS, 2 * DAY, NULL }, { PAGE_ENDED, DAY, NULL },
	{ PAGE_POSTS, 30 * DAY, NULL }, { PAGE_TMP, DAY, NULL }, { PAGE_SPENT, 30 * DAY, "links" },
	{ PAGE_SEEN, 400 * DAY, NULL }, { PAGE_WRAPS, 7 * DAY, "cases" },
};

static bool
is_wanted(const char *dir, const char *below, const char *name)
{
	char *path;
	bool there;

	if (below == NULL)
		return false;
	path = must(talloc_asprintf(NULL, "%s/out/%s/%s", dir, below, name));
	there = access(path, F_OK) == 0;
	talloc_free(path);
	return there;
}

static void
remove_old(const char *dir, enum page_place place, int64_t until, const char *unless)
{
	char *folder = page_state_path(NULL, dir, place, "");
	DIR *d = opendir(folder);
	struct dirent *entry;

	while (d != NULL && (entry = readdir(d)) != NULL) {
		struct stat st;

		if (entry->d_name[0] != '.' && fstatat(dirfd(d), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    st.st_mtime < until && !is_wanted(dir, unless, entry->d_name) && unlinkat(dirfd(d), entry->d_name, 0) != 0)
			errno = 0;
	}
	if (d != NULL)
		closedir(d);
	talloc_free(folder);
}

/* ---- wrong tries ---- */

struct tried {
	struct page_tries *item;
	size_t count;
	char **seen;		/* "NUMBER SOURCE" that were counted as a source */
	size_t seen_count;
};

static bool
is_new_source(struct tried *t, char *line)
{
	for (size_t i = 0; i < t->seen_count; i++)
		if (strcmp(t->seen[i], line) == 0)
			return false;
	if (t->seen_count >= SOURCES_MAX)
		return false;
	t->seen = must(talloc_realloc(NULL, t->seen, char *, t->seen_count + 1));
	t->seen[t->seen_count++] = line;
	return true;
}

static void
take_line(void *ctx, struct tried *t, char *line)
{
	bool new = is_new_source(t, line);
	char *number = must(talloc_strndup(ctx, line, strcspn(line, " ")));
	size_t i = 0;

	while (i < t->count && strcmp(t->item[i].number, number) != 0)
		i++;
	if (i == t->count) {
		t->item = must(talloc_realloc(ctx, t->item, struct page_tries, t->count + 1));
		t->item[t->count++] = (struct page_tries){ .number = number };
	}
	t->item[i].wrong++;
	t->item[i].sources += new;
}

static enum verdict
tell_file(void *ctx, const char *dir, const struct page_config *config, const char *name, const char *path, struct fault *f)
{
	struct tried tried = { .count = 0 };
	struct page_notice notice = { .kind = PAGE_TRIES, .number = "", .address = "" };
	struct buffer file;
	int64_t hour;
	char *rest, *line;
	enum verdict v = file_get(ctx, path, PAGE_FILE_MAX, &file, f);

	if (v != DONE || !text_to_number(name, 0, INT64_MAX / HOUR - 1, &hour))
		return v == NEVER ? DONE : v;
	rest = text_from(ctx, buffer_bytes(&file), TEXT_RUNNING, NULL);
	while ((line = strsep(&rest, "\n")) != NULL)
		if (*line != 0)
			take_line(ctx, &tried, line);
	talloc_free(tried.seen);
	notice.from = hour * HOUR;
	notice.at = notice.from + HOUR;
	notice.tries = tried.item;
	notice.try_count = tried.count;
	if (tried.count != 0)
		v = page_parcel_send(dir, config->arrival, must(talloc_asprintf(ctx, "tries.%s", name)), &notice, f);
	if (v == DONE && unlink(path) != 0 && errno != ENOENT)
		v = fail(f, LATER, "remove %s: %s", path, strerror(errno));
	return v;
}

/* One process at a time tells of an hour that is over. */
static enum verdict
tell_tries(const char *dir, const struct page_config *config, int64_t now, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *folder = page_state_path(ctx, dir, PAGE_WRONG, "");
	DIR *d = opendir(folder);
	struct dirent *entry;
	enum verdict v = DONE;

	while (d != NULL && v == DONE && (entry = readdir(d)) != NULL) {
		int64_t hour;
		char *path = page_state_path(ctx, dir, PAGE_WRONG, entry->d_name);
		int fd;

		if (!text_to_number(entry->d_name, 0, now / HOUR - 1, &hour))
			continue;
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
			v = tell_file(ctx, dir, config, entry->d_name, path, f);
		if (fd >= 0)
			close(fd);
	}
	if (d != NULL)
		closedir(d);
	talloc_free(ctx);
	return v;
}

/* ---- when ---- */

static bool
is_due(const char *dir, int64_t now, bool urgent)
{
	char *stamp = page_state_path(NULL, dir, PAGE_SLOTS, "tidied");
	const struct timespec times[2] = { { .tv_sec = now }, { .tv_sec = now } };
	struct stat st;
	bool due = urgent || stat(stamp, &st) != 0 || st.st_mtime + EVERY <= now || st.st_mtime > now;
	int fd = due ? open(stamp, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;

	if (fd >= 0 && futimens(fd, times) != 0)
		errno = 0;
	if (fd >= 0)
		close(fd);
	talloc_free(stamp);
	return due;
}

enum verdict
page_tidy(const char *dir, const struct page_config *config, int64_t now, bool urgent, struct fault *f)
{
	/* the age of files is of the real clock, whatever is rehearsed */
	struct timespec real;

	if (!is_due(dir, now, urgent))
		return DONE;
	clock_gettime(CLOCK_REALTIME, &real);
	for (size_t i = 0; i < sizeof old / sizeof old[0]; i++)
		remove_old(dir, old[i].place, real.tv_sec - old[i].age, old[i].unless);
	return tell_tries(dir, config, now, f);
}
