/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * whole_tiff - TIFF 6.0: a chain of directories, one a page; every value and every strip or tile that they point to
 * lies inside the file.
 */
#include "ingest/whole.h"

enum { PAGES = 10000, ENTRIES = 4096, ENTRY = 12 };

/* Places and lengths of a page's image data: strips, tiles, or one JPEG of the old kind. */
enum column { STRIP_PLACES, STRIP_LENGTHS, TILE_PLACES, TILE_LENGTHS, JPEG_PLACE, JPEG_LENGTH, COLUMNS };

static const uint16_t tags[COLUMNS] = { 273, 279, 324, 325, 513, 514 };

struct values {
	uint32_t count;		/* 0: the page has none */
	unsigned width;		/* octets of one */
	int64_t place;
};

struct tiff {
	struct look *l;
	bool big;		/* byte order */
};

static uint32_t
number(const struct tiff *t, const unsigned char *p, unsigned width)
{
	if (width == 2)
		return t->big ? big16(p) : little16(p);
	return t->big ? big32(p) : little32(p);
}

/* Octets of a value of that type; unknown ones are passed over. */
static unsigned
width_of(uint16_t type)
{
	static const unsigned char widths[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4 };

	return type < sizeof widths ? widths[type] : 0;
}

/* One entry of a directory: tag, type, count, and the value or its place. */
static bool
read_entry(const struct tiff *t, int64_t place, struct values columns[COLUMNS])
{
	const unsigned char *p = look_at(t->l, place, ENTRY);
	uint16_t tag;
	struct values v;
	int64_t octets;

	if (p == NULL)
		return false;
	tag = (uint16_t)number(t, p, 2);
	v.width = width_of((uint16_t)number(t, p + 2, 2));
	v.count = number(t, p + 4, 4);
	octets = (int64_t)v.width * v.count;
	v.place = octets <= 4 ? place + 8 : number(t, p + 8, 4);
	if (v.place > t->l->size || octets > t->l->size - v.place)
		return false;
	for (int i = 0; i < COLUMNS; i++)
		if (tag == tags[i]) {
			if (v.width != 2 && v.width != 4)
				return false;
			columns[i] = v;
		}
	return true;
}

/* Whether each piece lies inside the file, and there is one at all. */
static bool
has_pieces(const struct tiff *t, const struct values *places, const struct values *lengths)
{
	int64_t sum = 0;

	if (lengths->count != 0 && lengths->count != places->count)
		return false;
	for (uint32_t i = 0; i < places->count; i++) {
		const unsigned char *p = look_at(t->l, places->place + (int64_t)i * places->width, places->width);
		int64_t place = p != NULL ? number(t, p, places->width) : 0, length = 1;

		if (p == NULL)
			return false;
		if (lengths->count != 0) {
			p = look_at(t->l, lengths->place + (int64_t)i * lengths->width, lengths->width);
			if (p == NULL)
				return false;
			length = number(t, p, lengths->width);
		}
		if (length != 0 && (place == 0 || place > t->l->size || length > t->l->size - place))
			return false;
		sum += length;
	}
	return sum > 0;
}

/* The directory at *place, whose last word says where the next one is; 0 after the last. */
static bool
read_directory(const struct tiff *t, int64_t *place)
{
	struct values columns[COLUMNS] = { { 0, 0, 0 } };
	const unsigned char *p = look_at(t->l, *place, 2);
	uint32_t entries = p != NULL ? number(t, p, 2) : 0;
	bool image = false;

	if (entries == 0 || entries > ENTRIES)
		return false;
	for (uint32_t i = 0; i < entries; i++)
		if (!read_entry(t, *place + 2 + (int64_t)i * ENTRY, columns))
			return false;
	for (int i = 0; i < COLUMNS; i += 2) {
		if (columns[i].count == 0)
			continue;
		if (!has_pieces(t, &columns[i], &columns[i + 1]))
			return false;
		image = true;
	}
	p = look_at(t->l, *place + 2 + (int64_t)entries * ENTRY, 4);
	if (p == NULL)
		return false;
	*place = number(t, p, 4);
	return image;
}

bool
whole_tiff(struct look *l)
{
	const unsigned char *p = look_at(l, 0, 8);
	struct tiff t = { l, p != NULL && p[0] == 'M' };
	int64_t place, mark = 0;

	if (p == NULL)
		return false;
	place = number(&t, p + 4, 4);
	if (place < 8)
		return false;
	/* A mark that is set anew after 1, 2, 4, ... pages is met again in a chain that never ends. */
	for (uint32_t page = 1; page <= PAGES; page++) {
		if (!read_directory(&t, &place))
			return false;
		if (place == 0)
			return true;
		if (place < 8 || place == mark)
			return false;
		if ((page & (page - 1)) == 0)
			mark = place;
	}
	return false;
}
