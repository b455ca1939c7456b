/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mbox - mails from a file with "From " lines (RFC 4155, with the quoting of mboxrd). */
#include "ingest/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "config/text.h"
#include "ingest/dotlock.h"
#include "spool/octets.h"
#include "spool/seal.h"

/* A mail in the file: what follows its From_ line, up to the empty line before the next. */
struct part {
	size_t at, len;
	unsigned char digest[SEAL_HASH];
	uint32_t order;		/* in the file */
};

struct mbox {
	int fd;
	struct stat before;	/* what the file was when it was read */
	const unsigned char *map;
	struct part *parts;
	size_t count, room;
};

static int
free_mbox(struct mbox *b)
{
	if (b->map != NULL)
		munmap((void *)(uintptr_t)b->map, (size_t)b->before.st_size);
	if (b->fd >= 0)
		close(b->fd);
	return 0;
}

static enum verdict
lock_mbox(struct mbox *b, const char *path, bool writes, struct fault *f)
{
	struct flock lock = { .l_type = writes ? F_WRLCK : F_RDLCK, .l_whence = SEEK_SET };

	if (fcntl(b->fd, F_SETLK, &lock) == 0)
		return DONE;
	return fail(f, LATER, "%s is locked by another program: %s", path, strerror(errno));
}

static enum verdict
map_mbox(struct mbox *b, const char *path, struct fault *f)
{
	void *map;

	if (fstat(b->fd, &b->before) != 0)
		return fail(f, LATER, "%s: %s", path, strerror(errno));
	if (!S_ISREG(b->before.st_mode))
		return fail(f, HALT, "%s is not a file", path);
	if (b->before.st_size == 0)
		return DONE;
	map = mmap(NULL, (size_t)b->before.st_size, PROT_READ, MAP_PRIVATE, b->fd, 0);
	if (map == MAP_FAILED)
		return fail(f, LATER, "%s: %s", path, strerror(errno));
	b->map = map;
	return DONE;
}

static enum verdict
open_mbox(struct mailbox *m, struct fault *f)
{
	const char *path = m->source->folder;
	bool writes = m->source->after == AFTER_DELETE;
	struct mbox *b = memory_new(m, sizeof *b);
	struct dotlock *lock;	/* freed with b, after the file is closed */
	enum verdict v;

	b->fd = -1;
	talloc_set_destructor(b, free_mbox);
	m->state = b;
	v = dotlock_take(b, path, &lock, f);
	if (v != DONE)
		return v;
	b->fd = open(path, (writes ? O_RDWR : O_RDONLY) | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (b->fd < 0)
		return fail(f, LATER, "%s: %s", path, strerror(errno));
	v = lock_mbox(b, path, writes, f);
	return v == DONE ? map_mbox(b, path, f) : v;
}

static bool
starts_from(const unsigned char *p, const unsigned char *end)
{
	return end - p >= 5 && memcmp(p, "From ", 5) == 0;
}

static const unsigned char *
next_line(const unsigned char *p, const unsigned char *end)
{
	const unsigned char *newline = memchr(p, '\n', (size_t)(end - p));

	return newline != NULL ? newline + 1 : end;
}

/* Gives the octets of a mail to take, a ">" less before every quoted "From ". */
static enum verdict
unquote(const unsigned char *p, size_t len, struct sink sink, struct fault *f)
{
	const unsigned char *end = p + len, *from = p;

	while (p < end) {
		const unsigned char *q = p;

		while (q < end && *q == '>')
			q++;
		if (q > p && starts_from(q, end)) {
			enum verdict v = sink.take(sink.state, from, (size_t)(p - from), f);

			if (v != DONE)
				return v;
			from = p + 1;
		}
		p = next_line(p, end);
	}
	return sink.take(sink.state, from, (size_t)(end - from), f);
}

static enum verdict
add_to_digest(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	seal_digest_add(state, (struct bytes){ data, len });
	return DONE;
}

static void
add_part(struct mbox *b, const unsigned char *p, const unsigned char *end)
{
	static const struct seal_key no_secret;
	struct part part = { .at = (size_t)(p - b->map), .len = (size_t)(end - p), .order = (uint32_t)b->count };
	struct seal_digest digest;

	seal_digest_begin(&digest, &no_secret);
	(void)unquote(p, part.len, (struct sink){ &digest, add_to_digest }, NULL);
	seal_digest_end(&digest, part.digest, sizeof part.digest);
	if (b->count == b->room) {
		b->room = b->room != 0 ? 2 * b->room : 256;
		b->parts = must(talloc_realloc(b, b->parts, struct part, b->room));
	}
	b->parts[b->count++] = part;
}

/* The empty line before a From_ line belongs to the mbox, not to the mail. */
static const unsigned char *
without_empty_line(const unsigned char *begin, const unsigned char *end)
{
	if (end - begin >= 2 && end[-1] == '\n' && end[-2] == '\n')
		return end - 1;
	if (end - begin >= 4 && memcmp(end - 4, "\r\n\r\n", 4) == 0)
		return end - 2;
	return end;
}

static void
find_parts(struct mbox *b)
{
	const unsigned char *end = b->map + b->before.st_size;
	const unsigned char *p = next_line(b->map, end), *begin = p;

	while (p < end) {
		bool after_empty = p[-1] == '\n' && (p[-2] == '\n' || (p - b->map > 2 && p[-2] == '\r' && p[-3] == '\n'));

		if (starts_from(p, end) && (after_empty || p == begin)) {
			add_part(b, begin, without_empty_line(begin, p));
			begin = next_line(p, end);
			p = begin;
			continue;
		}
		p = next_line(p, end);
	}
	add_part(b, begin, without_empty_line(begin, end));
}

static int
compare_digests(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int r = memcmp(x->digest, y->digest, sizeof x->digest);

	return r != 0 ? r : x->order < y->order ? -1 : x->order > y->order;
}

/* The names by order: the digest, and which of the mails with that digest it is. */
static uint32_t *
ordinals(void *ctx, const struct mbox *b)
{
	struct part *sorted = must(talloc_memdup(NULL, b->parts, b->count * sizeof *b->parts));
	uint32_t *of = must(talloc_zero_array(ctx, uint32_t, b->count));

	qsort(sorted, b->count, sizeof *sorted, compare_digests);
	for (size_t i = 1; i < b->count; i++)
		if (memcmp(sorted[i].digest, sorted[i - 1].digest, SEAL_HASH) == 0)
			of[sorted[i].order] = of[sorted[i - 1].order] + 1;
	talloc_free(sorted);
	return of;
}

static enum verdict
list_mbox(struct mailbox *m, struct fault *f)
{
	struct mbox *b = m->state;
	uint32_t *of;

	if (b->map == NULL)
		return DONE;
	if (!starts_from(b->map, b->map + b->before.st_size))
		return fail(f, HALT, "%s does not begin with \"From \": not an mbox", m->source->folder);
	find_parts(b);
	of = ordinals(b, b);
	for (size_t i = 0; i < b->count; i++) {
		char hex[2 * SEAL_HASH + 1], *name;

		seal_hex(b->parts[i].digest, SEAL_HASH, hex);
		name = must(talloc_asprintf(b, "%s.%u", hex, of[i]));
		m->seen++;
		if (taken_knows(m->taken, name) == TAKEN_KNOWN)
			m->known++;
		else
			(void)mailbox_add(m, (uint32_t)i, (int64_t)b->parts[i].len, name, MAIL_WAITING);
		talloc_free(name);
	}
	taken_forget_others(m->taken);
	return DONE;
}

static enum verdict
take_mbox(struct mailbox *m, size_t first, size_t count, struct fault *f)
{
	struct mbox *b = m->state;
	enum verdict v = DONE;

	for (size_t i = first; i < first + count && v == DONE; i++) {
		struct mail *mail = &m->mails[i];
		const struct part *part = &b->parts[mail->number];
		struct arrival *arrival;

		if (mail->fate != MAIL_WAITING)
			continue;
		v = mailbox_arrival(m, mail->name, &arrival, f);
		if (v != DONE)
			return v;
		v = unquote(b->map + part->at, part->len, mailbox_sink(arrival), f);
		if (v == DONE)
			v = arrival_close(&arrival, f);
		else
			arrival_abandon(&arrival);
		if (v == DONE)
			mail->fate = MAIL_WRITTEN;
	}
	return v;
}

static enum verdict
let_go_mbox(struct mailbox *m, size_t first, size_t count, struct fault *f)
{
	(void)m;
	(void)first;
	(void)count;
	(void)f;
	return DONE;
}

/* The file is emptied only when all of it is ours and it is what it was when it was read. */
static enum verdict
close_mbox(struct mailbox *m, struct fault *f)
{
	struct mbox *b = m->state;
	struct stat now;
	int64_t ours = m->known;

	for (size_t i = 0; i < m->count; i++)
		ours += m->mails[i].fate == MAIL_TAKEN;
	if (m->source->after != AFTER_DELETE || m->arrivals == NULL || ours != m->seen || m->seen == 0)
		return DONE;
	if (fstat(b->fd, &now) != 0 || now.st_size != b->before.st_size ||
	    now.st_mtim.tv_sec != b->before.st_mtim.tv_sec || now.st_mtim.tv_nsec != b->before.st_mtim.tv_nsec)
		return DONE;
	if (ftruncate(b->fd, 0) != 0 || fsync(b->fd) != 0)
		return fail(f, LATER, "%s: %s", m->source->folder, strerror(errno));
	return DONE;
}

const struct mailbox_kind mailbox_mbox = {
	.open = open_mbox,
	.list = list_mbox,
	.take = take_mbox,
	.remember = mailbox_remember_names,
	.let_go = let_go_mbox,
	.close = close_mbox,
};
