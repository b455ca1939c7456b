/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_count - how often something was tried today, and how long to wait before the next time. */
#include "spool/page_count.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/file.h"
#include "spool/page_state.h"

enum { HASH = 16, DAY = 86400, TOKYO = 9 * 3600, HOUR = 3600, WRONG_OCTETS = 1 << 20 };

#define NUMBER_A_DAY 20

static const struct page_pace pair_pace = { 5, 900, 14400 }, watched_pace = { 1, 900, 14400 },
    source_pace = { 30, 60, 3600 };

/* Days change at midnight in Tokyo. */
static enum verdict
hash_of(const char *dir, const char *what, int64_t now, char hex[2 * HASH + 1], struct fault *f)
{
	unsigned char hash[HASH];
	struct seal_key key;
	enum verdict v = page_state_key(dir, "source", (now + TOKYO) / DAY, &key, f);

	if (v != DONE)
		return v;
	seal_hash(&key, "page.count", bytes_of(what), hash, sizeof hash);
	seal_hex(hash, sizeof hash, hex);
	seal_wipe(&key, sizeof key);
	return DONE;
}

static enum verdict
open_count(const char *dir, const char *what, int64_t now, struct page_note **note_out, struct fault *f)
{
	char hex[2 * HASH + 1], *path;
	enum verdict v = hash_of(dir, what, now, hex, f);

	if (v != DONE)
		return v;
	path = page_state_path(NULL, dir, PAGE_COUNTS, hex);
	v = page_note_open(NULL, path, note_out, f);
	talloc_free(path);
	return v;
}

/* "COUNT LAST .": without its end it was cut off, and is nothing. */
static void
read_count(const struct page_note *note, int64_t *count_out, int64_t *last_out)
{
	char *copy = must(talloc_strdup(NULL, note->text)), *rest = copy;
	const char *count = strsep(&rest, " "), *last = strsep(&rest, " ");

	*count_out = *last_out = 0;
	if (rest != NULL && *rest == '.' && text_to_number(last, INT64_MIN, INT64_MAX, last_out) &&
	    !text_to_number(count, 0, INT64_MAX - 1, count_out))
		*last_out = 0;
	talloc_free(copy);
}

static enum verdict
write_count(struct page_note *note, int64_t count, int64_t last, struct fault *f)
{
	char text[64];

	snprintf(text, sizeof text, "%lld %lld .\n", (long long)count, (long long)last);
	return page_note_write(note, text, false, f);
}

static int64_t
pause_before(struct page_pace pace, int64_t count)
{
	int64_t pause = pace.pause;

	if (count < pace.free)
		return 0;
	for (int64_t i = pace.free; i < count && pause < pace.longest; i++)
		pause *= 2;
	return pause < pace.longest ? pause : pace.longest;
}

enum verdict
page_count_try(const char *dir, const char *what, struct page_pace pace, int64_t now, int64_t *wait_out, int64_t *count_out,
    struct fault *f)
{
	int64_t count, last, wait;
	struct page_note *note;
	enum verdict v = open_count(dir, what, now, &note, f);

	*wait_out = 0;
	if (v != DONE)
		return v;
	read_count(note, &count, &last);
	wait = (last <= now ? last : now) + pause_before(pace, count) - now;
	if (wait > 0)
		*wait_out = wait;
	/* A clock that was set back must not make anybody wait for ever: the pause begins now. */
	if (wait > 0 && last > now)
		v = write_count(note, count, now, f);
	else if (wait <= 0)
		v = write_count(note, count + 1, now, f);
	if (count_out != NULL)
		*count_out = count;
	talloc_free(note);
	return v;
}

void
page_count_forgive(const char *dir, const char *what, int64_t now)
{
	struct page_note *note;
	int64_t count, last;

	if (open_count(dir, what, now, &note, NULL) != DONE)
		return;
	read_count(note, &count, &last);
	if (count > 0 && write_count(note, count - 1, last, NULL) != DONE)
		errno = 0;
	talloc_free(note);
}

/* ---- passwords ---- */

/* What is counted, as a name of its own. */
static char *
about(const char *kind, const char *number, const char *source)
{
	return must(talloc_asprintf(NULL, "%s %s %s", kind, number, source));
}

enum verdict
page_count_password(const char *dir, const char *number, const char *source, int64_t now, int64_t *wait_out, struct fault *f)
{
	static const struct page_pace none = { INT64_MAX, 0, 0 };
	char *of_source = about("source", "", source), *of_number = about("number", number, ""), *of_pair = about("pair", number,
	    source);
	int64_t tried = 0;
	enum verdict v = page_count_try(dir, of_source, source_pace, now, wait_out, NULL, f);

	if (v == DONE && *wait_out == 0) {
		int64_t never;

		v = page_count_try(dir, of_number, none, now, &never, &tried, f);
		if (v == DONE)
			v = page_count_try(dir, of_pair, tried >= NUMBER_A_DAY ? watched_pace : pair_pace, now, wait_out, NULL, f);
		/* what was refused was no try */
		if (*wait_out != 0) {
			page_count_forgive(dir, of_number, now);
			page_count_forgive(dir, of_source, now);
		}
	}
	talloc_free(of_source);
	talloc_free(of_number);
	talloc_free(of_pair);
	return v;
}

void
page_count_password_right(const char *dir, const char *number, const char *source, int64_t now)
{
	char *of_source = about("source", "", source), *of_number = about("number", number, ""), *of_pair = about("pair", number,
	    source);

	page_count_forgive(dir, of_source, now);
	page_count_forgive(dir, of_number, now);
	page_count_forgive(dir, of_pair, now);
	talloc_free(of_source);
	talloc_free(of_number);
	talloc_free(of_pair);
}

/* ---- for the access log ---- */

enum verdict
page_wrong_note(const char *dir, const char *number, const char *source, int64_t now, struct fault *f)
{
	char hex[2 * HASH + 1], name[32], *path, *line;
	enum verdict v = hash_of(dir, source, now, hex, f);
	int fd;

	if (v != DONE)
		return v;
	snprintf(name, sizeof name, "%lld", (long long)(now / HOUR));
	path = page_state_path(NULL, dir, PAGE_WRONG, name);
	line = must(talloc_asprintf(path, "%s %.8s\n", number, hex));
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	/* who floods us gets no disk for it */
	if (fd < 0 || (lseek(fd, 0, SEEK_END) < WRONG_OCTETS && !file_write(fd, bytes_of(line))))
		v = fail(f, LATER, "note a wrong try: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	talloc_free(path);
	return v;
}
