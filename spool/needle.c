/* SPDX-License-Identifier: GPL-3.0-or-later */
/* needle - marks of octets that must be nowhere any more, and the search for them. */
#include "spool/needle.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "config/memory.h"

enum {
	PIECE = 1 << 20,		/* octets of a file that are looked at together */
	FILTER_BITS = 25,		/* the first look at a sum: 4 MB that stay in the processor's cache */
	PACKED = 16			/* octets of a mark */
};

struct mark {
	uint64_t first, second;
	bool excused;
};

struct needles {
	uint64_t factor[4];
	struct mark *mark;
	size_t count, room;
	size_t excused;
	uint64_t *filter;		/* made by needles_sort() */
};

static uint64_t
load(const unsigned char *p)
{
	uint64_t value;

	memcpy(&value, p, sizeof value);
	return value;
}

static uint64_t
first_sum(const struct needles *n, const unsigned char *p)
{
	uint64_t sum = load(p) * n->factor[0] + load(p + 8) * n->factor[1];

	return sum ^ sum >> 29;
}

static uint64_t
second_sum(const struct needles *n, const unsigned char *p)
{
	uint64_t sum = (load(p) ^ load(p + 8) >> 31) * n->factor[2] + (load(p + 8) ^ load(p) >> 33) * n->factor[3];

	return sum ^ sum >> 31;
}

struct needles *
needles_new(void *ctx, const struct seal_key *key, const char *purpose)
{
	struct needles *n = memory_new(ctx, sizeof *n);

	seal_hash(key, "needles", bytes_of(purpose), (unsigned char *)n->factor, sizeof n->factor);
	for (int i = 0; i < 4; i++)
		n->factor[i] |= 1;
	return n;
}

static void
add_mark(struct needles *n, uint64_t first, uint64_t second)
{
	if (n->count == n->room) {
		n->room = n->room != 0 ? 2 * n->room : 256;
		n->mark = must(talloc_realloc(n, n->mark, struct mark, n->room));
	}
	n->mark[n->count++] = (struct mark){ first, second, false };
}

static void
add_window(struct needles *n, const unsigned char *p)
{
	add_mark(n, first_sum(n, p), second_sum(n, p));
}

void
needles_add(struct needles *n, struct bytes value)
{
	enum { BEHIND_NONCE = 24 };

	if (value.len < NEEDLE_WINDOW)
		return;
	add_window(n, value.data);
	if (value.len > NEEDLE_WINDOW)
		add_window(n, value.data + value.len - NEEDLE_WINDOW);
	if (value.len >= BEHIND_NONCE + NEEDLE_WINDOW)
		add_window(n, value.data + BEHIND_NONCE);
}

size_t
needles_count(const struct needles *n)
{
	return n->count;
}

void
needles_pack(const struct needles *n, struct buffer *out)
{
	for (size_t i = 0; i < n->count; i++) {
		buffer_add(out, &n->mark[i].first, sizeof n->mark[i].first);
		buffer_add(out, &n->mark[i].second, sizeof n->mark[i].second);
	}
}

enum verdict
needles_unpack(struct needles *n, struct bytes packed, struct fault *f)
{
	if (packed.len % PACKED != 0)
		return fail(f, NEVER, "marks are damaged: %zu octets", packed.len);
	for (size_t i = 0; i < packed.len; i += PACKED)
		add_mark(n, load(packed.data + i), load(packed.data + i + 8));
	return DONE;
}

/* ---- search ------------------------------------------------------------------------------------------------------ */

static int
compare(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->second != y->second ? (x->second < y->second ? -1 : 1) : 0;
}

static size_t
filter_bit(uint64_t sum)
{
	return sum >> (64 - FILTER_BITS);
}

void
needles_sort(struct needles *n)
{
	size_t kept = 0;

	if (n->count != 0)
		qsort(n->mark, n->count, sizeof *n->mark, compare);
	for (size_t i = 0; i < n->count; i++)
		if (kept == 0 || compare(&n->mark[i], &n->mark[kept - 1]) != 0)
			n->mark[kept++] = n->mark[i];
	n->count = kept;
	talloc_free(n->filter);
	n->filter = must(talloc_zero_array(n, uint64_t, (size_t)1 << (FILTER_BITS - 6)));
	for (size_t i = 0; i < n->count; i++)
		n->filter[filter_bit(n->mark[i].first) / 64] |= UINT64_C(1) << filter_bit(n->mark[i].first) % 64;
}

/* NULL: none. */
static struct mark *
find(const struct needles *n, const unsigned char *p)
{
	struct mark wanted = { .excused = false };

	wanted.first = first_sum(n, p);
	if ((n->filter[filter_bit(wanted.first) / 64] >> filter_bit(wanted.first) % 64 & 1) == 0)
		return NULL;
	wanted.second = second_sum(n, p);
	return n->count == 0 ? NULL : bsearch(&wanted, n->mark, n->count, sizeof *n->mark, compare);
}

void
needles_excuse(struct needles *n, struct bytes value)
{
	struct mark *mark = value.len >= NEEDLE_WINDOW ? find(n, value.data) : NULL;

	if (mark != NULL && !mark->excused) {
		mark->excused = true;
		n->excused++;
	}
}

size_t
needles_excused(const struct needles *n)
{
	return n->excused;
}

/* Looks at each window that begins in [0, end). */
static void
look(const struct needles *n, const unsigned char *data, size_t end, struct found *out)
{
	for (size_t i = 0; i < end; i++) {
		const struct mark *mark = find(n, data + i);

		if (mark == NULL || mark->excused)
			continue;
		if (out->count++ == 0)
			out->at = out->octets + (long long)i;
	}
}

static enum verdict
search(const struct needles *n, int fd, const char *path, unsigned char *piece, struct found *out, struct fault *f)
{
	size_t there = 0;

	for (;;) {
		ssize_t got = read(fd, piece + there, PIECE);
		size_t end;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail(f, LATER, "read %s: %s", path, strerror(errno));
		there += (size_t)got;
		end = there < NEEDLE_WINDOW ? 0 : there - NEEDLE_WINDOW + 1;
		look(n, piece, end, out);
		out->octets += (long long)(got == 0 ? there : end);
		if (got == 0)
			return DONE;
		memmove(piece, piece + end, there - end);
		there -= end;
	}
}

enum verdict
needles_search(const struct needles *n, const char *path, struct found *out, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	unsigned char *piece;
	struct stat st;
	enum verdict v = DONE;

	*out = (struct found){ .count = 0 };
	if (fd < 0)
		return fail(f, errno == ENOENT ? NEVER : LATER, "open %s: %s", path, strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		v = fail(f, NEVER, "%s is not a regular file", path);
	piece = must(talloc_size(NULL, PIECE + NEEDLE_WINDOW));
	if (v == DONE)
		v = search(n, fd, path, piece, out, f);
	talloc_free(piece);
	close(fd);
	return v;
}
