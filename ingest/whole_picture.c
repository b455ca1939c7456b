/* SPDX-License-Identifier: GPL-3.0-or-later */
/* whole_picture - JPEG (ITU T.81), PNG (ISO 15948) and HEIC (ISO 14496-12): pieces in a row up to the last one. */
#include "ingest/whole.h"

enum { STEP = 16384, CHUNK = 12, BOX = 8 };

/* Where a marker begins within n octets: an FF that neither is stuffing nor restarts; n - 1 when none does. */
static size_t
find_marker(const unsigned char *p, size_t n)
{
	size_t i = 0;

	while (i + 1 < n) {
		const unsigned char *ff = memchr(p + i, 0xff, n - 1 - i);

		if (ff == NULL)
			break;
		if (ff[1] != 0 && ff[1] != 0xff && !(ff[1] >= 0xd0 && ff[1] <= 0xd7))
			return (size_t)(ff - p);
		i = (size_t)(ff - p) + 1;
	}
	return n - 1;
}

/* The place of the next marker at or behind place; -1: none. */
static int64_t
next_marker(struct look *l, int64_t place)
{
	while (place + 1 < l->size) {
		size_t n = l->size - place < STEP ? (size_t)(l->size - place) : STEP, i;
		const unsigned char *p = look_at(l, place, n);

		if (p == NULL)
			return -1;
		i = find_marker(p, n);
		place += (int64_t)i;
		if (i < n - 1)
			return place;
	}
	return -1;
}

/* Thumbnails lie within segments, whose lengths lead past them. What follows the end is padding, or a camera's own. */
bool
whole_jpeg(struct look *l)
{
	int64_t place = 2;
	bool scan = false;

	while ((place = next_marker(l, place)) >= 0) {
		const unsigned char *p = look_at(l, place, 2);
		unsigned char marker = p != NULL ? p[1] : 0;

		if (p == NULL || marker == 0xd8)
			return false;
		if (marker == 0xd9)
			return scan;
		if (marker == 0x01) {
			place += 2;
			continue;
		}
		p = look_at(l, place + 2, 2);
		if (p == NULL || big16(p) < 2)
			return false;
		scan |= marker == 0xda;
		place += 2 + big16(p);
	}
	return false;
}

bool
whole_png(struct look *l)
{
	int64_t place = 8;
	bool pixels = false;

	for (;;) {
		const unsigned char *p = look_at(l, place, BOX);
		bool first = place == 8;

		if (p == NULL || big32(p) > INT32_MAX || first != (memcmp(p + 4, "IHDR", 4) == 0))
			return false;
		pixels |= memcmp(p + 4, "IDAT", 4) == 0;
		place += CHUNK + (int64_t)big32(p);
		if (place > l->size)
			return false;
		if (memcmp(p + 4, "IEND", 4) == 0)
			return pixels;
	}
}

/* Length of the box at place; 0 when it is none. A length of 0 says "to the end", wherever that is. */
static int64_t
box_length(struct look *l, int64_t place, const unsigned char *p)
{
	int64_t length = big32(p);

	if (length == 0)
		return l->size - place;
	if (length != 1)
		return length >= BOX ? length : 0;
	p = look_at(l, place + BOX, 8);
	return p != NULL && big64(p) >= 16 && big64(p) <= INT64_MAX / 2 ? (int64_t)big64(p) : 0;
}

bool
whole_heic(struct look *l)
{
	int64_t place = 0;
	bool meta = false, data = false;

	while (place < l->size) {
		const unsigned char *p = look_at(l, place, BOX);
		int64_t length;

		if (p == NULL)
			return false;
		meta |= memcmp(p + 4, "meta", 4) == 0 || memcmp(p + 4, "moov", 4) == 0;
		data |= memcmp(p + 4, "mdat", 4) == 0;
		length = box_length(l, place, p);
		if (length == 0 || length > l->size - place)
			return false;
		place += length;
	}
	return meta && data;
}
