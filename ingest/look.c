/* SPDX-License-Identifier: GPL-3.0-or-later */
/* look - a file that is looked into here and there, without trusting it. */
#include "ingest/look.h"

#include <errno.h>

#define PIECE 4096
/* What a file of honest make can cost: each of its octets a few times, and as much again for its jumps. */
#define BUDGET_BASE (16 << 20)
#define BUDGET_TIMES 4

void
look_begin(struct look *l, int fd, int64_t size)
{
	l->fd = fd;
	l->size = size;
	l->budget = BUDGET_BASE + BUDGET_TIMES * size;
	l->error = 0;
	l->latest = 0;
	l->window[0].len = l->window[1].len = 0;
}

static bool
fill(struct look *l, struct look_window *w, int64_t place, size_t len)
{
	size_t wanted = len > PIECE ? len : PIECE;

	if ((int64_t)wanted > l->size - place)
		wanted = (size_t)(l->size - place);
	w->at = place;
	w->len = 0;
	l->budget -= PIECE > wanted ? PIECE : (int64_t)wanted;
	while (w->len < wanted && l->budget >= 0) {
		ssize_t n = pread(l->fd, w->data + w->len, wanted - w->len, place + (int64_t)w->len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			l->error = errno;
		if (n <= 0)
			break;
		w->len += (size_t)n;
	}
	return w->len >= len;
}

const unsigned char *
look_at(struct look *l, int64_t place, size_t len)
{
	struct look_window *w;

	if (place < 0 || len > LOOK_MAX || place > l->size || (int64_t)len > l->size - place)
		return NULL;
	for (unsigned i = 0; i < 2; i++) {
		w = &l->window[i];
		if (w->len != 0 && place >= w->at && place - w->at + (int64_t)len <= (int64_t)w->len) {
			l->latest = i;
			return w->data + (place - w->at);
		}
	}
	l->latest = 1 - l->latest;
	w = &l->window[l->latest];
	return fill(l, w, place, len) ? w->data : NULL;
}

int64_t
look_back_for(struct look *l, const char *word, int64_t begin, int64_t end)
{
	size_t n = strlen(word);
	const unsigned char *p;

	if (begin < 0)
		begin = 0;
	if (end - begin < (int64_t)n || (p = look_at(l, begin, (size_t)(end - begin))) == NULL)
		return -1;
	for (int64_t i = end - begin - (int64_t)n; i >= 0; i--)
		if (memcmp(p + i, word, n) == 0)
			return begin + i;
	return -1;
}

uint16_t
big16(const unsigned char *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

uint32_t
big32(const unsigned char *p)
{
	return (uint32_t)big16(p) << 16 | big16(p + 2);
}

uint64_t
big64(const unsigned char *p)
{
	return (uint64_t)big32(p) << 32 | big32(p + 4);
}

uint16_t
little16(const unsigned char *p)
{
	return (uint16_t)(p[1] << 8 | p[0]);
}

uint32_t
little32(const unsigned char *p)
{
	return (uint32_t)little16(p + 2) << 16 | little16(p);
}

uint64_t
little64(const unsigned char *p)
{
	return (uint64_t)little32(p + 4) << 32 | little32(p);
}
