/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_cache - the digests of files that did not change since the last backup. */
#include "report/backup_cache.h"

#include "config/memory.h"
#include "spool/file.h"

enum { FILE_MAX = 1 << 30, VERSION = 1 };

/* As it lies in the file; another machine's octets are of another version for us. */
struct line {
	char id[ARRIVAL_ID_LENGTH];
	int64_t version;
	int64_t inode, size, seconds, nanoseconds, blank;
	unsigned char digest[SEAL_DIGEST];
};

struct cache {
	const char *path;
	struct line *before;		/* by their ids */
	size_t before_count;
	struct buffer after;
};

static int
compare(const void *a, const void *b)
{
	return memcmp(((const struct line *)a)->id, ((const struct line *)b)->id, ARRIVAL_ID_LENGTH);
}

struct cache *
cache_open(void *ctx, const struct settings *s)
{
	struct cache *c = memory_new(ctx, sizeof *c);
	struct buffer content;
	struct fault ignored;

	c->path = must(talloc_asprintf(c, "%s/state/backup.files", s->folder));
	c->after = buffer_init(c);
	if (file_get(c, c->path, FILE_MAX, &content, &ignored) != DONE || content.len % sizeof *c->before != 0)
		return c;
	c->before = (struct line *)(void *)content.data;
	c->before_count = content.len / sizeof *c->before;
	if (c->before_count != 0)
		qsort(c->before, c->before_count, sizeof *c->before, compare);
	return c;
}

static void
fill(struct line *line, const char *id, const struct stat *st, bool blank)
{
	memset(line, 0, sizeof *line);
	memcpy(line->id, id, ARRIVAL_ID_LENGTH);
	line->version = VERSION;
	line->inode = (int64_t)st->st_ino;
	line->size = st->st_size;
	line->seconds = st->st_mtim.tv_sec;
	line->nanoseconds = st->st_mtim.tv_nsec;
	line->blank = blank;
}

bool
cache_find(const struct cache *c, const char *id, const struct stat *st, bool blank, unsigned char out[SEAL_DIGEST])
{
	struct line wanted;
	const struct line *found;

	fill(&wanted, id, st, blank);
	if (c->before_count == 0)
		return false;
	found = bsearch(&wanted, c->before, c->before_count, sizeof wanted, compare);
	if (found == NULL || memcmp(found, &wanted, offsetof(struct line, digest)) != 0)
		return false;
	memcpy(out, found->digest, SEAL_DIGEST);
	return true;
}

void
cache_note(struct cache *c, const char *id, const struct stat *st, bool blank, const unsigned char digest[SEAL_DIGEST])
{
	struct line line;

	fill(&line, id, st, blank);
	memcpy(line.digest, digest, SEAL_DIGEST);
	buffer_add(&c->after, &line, sizeof line);
}

enum verdict
cache_save(const struct cache *c, struct fault *f)
{
	return file_put(c->path, buffer_bytes(&c->after), FILE_SHOWN, f);
}
