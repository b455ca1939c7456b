/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * whole_zip - ZIP (APPNOTE 6.3): the end record is there, and the central directory lies right before it. Both
 * together, because an archive within an archive has an end record, too.
 */
#include "ingest/whole.h"

enum { END = 22, LOCATOR = 20, END64 = 56, COMMENT_MAX = 65535, STEP = 16384 };

/* The place of the end record whose comment reaches exactly to the end of the file; -1. */
static int64_t
find_end(struct look *l)
{
	int64_t lowest = l->size > COMMENT_MAX + END ? l->size - COMMENT_MAX - END : 0, end = l->size;

	while (end > lowest) {
		int64_t begin = end - STEP > lowest ? end - STEP : lowest;
		int64_t at = look_back_for(l, "PK\5\6", begin, end);
		const unsigned char *p = at >= 0 ? look_at(l, at, END) : NULL;

		if (p != NULL && at + END + little16(p + 20) == l->size)
			return at;
		if (at < 0 && begin == lowest)
			return -1;
		end = at >= 0 ? at + 3 : begin + 3;
	}
	return -1;
}

struct directory {
	uint64_t place, length, entries;
	int64_t end;		/* the place where it has to end */
};

/* What the old record has no room for stands in a record before it. */
static bool
read_end64(struct look *l, int64_t end, struct directory *d)
{
	const unsigned char *p = look_at(l, end - LOCATOR, LOCATOR);
	uint64_t at;

	if (p == NULL || memcmp(p, "PK\6\7", 4) != 0)
		return true;
	at = little64(p + 8);
	if (at > (uint64_t)l->size || (p = look_at(l, (int64_t)at, END64)) == NULL || memcmp(p, "PK\6\6", 4) != 0)
		return false;
	d->entries = little64(p + 32);
	d->length = little64(p + 40);
	d->place = little64(p + 48);
	d->end = (int64_t)at;
	return true;
}

bool
whole_zip(struct look *l)
{
	int64_t end = find_end(l);
	const unsigned char *p = end >= 0 ? look_at(l, end, END) : NULL;
	struct directory d;

	if (p == NULL)
		return false;
	d = (struct directory){ little32(p + 16), little32(p + 12), little16(p + 10), end };
	if (!read_end64(l, end, &d))
		return false;
	if (d.place > (uint64_t)d.end || d.length != (uint64_t)d.end - d.place)
		return false;
	if (d.entries == 0)
		return d.length == 0;
	p = look_at(l, (int64_t)d.place, 4);
	return p != NULL && memcmp(p, "PK\1\2", 4) == 0;
}
