/* SPDX-License-Identifier: GPL-3.0-or-later */
/* whole_pdf - PDF (ISO 32000-1, 7.5): it ends with startxref, a place, and %%EOF. */
#include "ingest/whole.h"

#include "config/text.h"

enum { TAIL = 2048, PADDING = 65536, DICTIONARY = 1024 };

static bool
is_blank(unsigned char c)
{
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ' || c == 0x1a;
}

/* The place behind the last octet that is no blank; -1 when there are blanks without end. */
static int64_t
end_of_content(struct look *l)
{
	int64_t end = l->size;

	while (end > 0 && l->size - end < PADDING) {
		int64_t begin = end > TAIL ? end - TAIL : 0;
		const unsigned char *p = look_at(l, begin, (size_t)(end - begin));

		if (p == NULL)
			return -1;
		while (end > begin && is_blank(p[end - begin - 1]))
			end--;
		if (end > begin)
			return end;
	}
	return -1;
}

/* The number that stands behind blanks; -1 when there is none. */
static int64_t
number_at(struct look *l, int64_t place, int64_t end)
{
	const unsigned char *p = end > place ? look_at(l, place, (size_t)(end - place)) : NULL;
	int64_t i = 0, number = 0, first;

	if (p == NULL)
		return -1;
	while (i < end - place && is_blank(p[i]))
		i++;
	for (first = i; i < end - place && text_is_digit((char)p[i]) && number < INT64_MAX / 10 - 9; i++)
		number = number * 10 + (p[i] - '0');
	return i > first ? number : -1;
}

/* A linearized PDF has an %%EOF near its beginning, and says how long it is: it may have grown since. */
static bool
has_its_length(struct look *l)
{
	int64_t end = l->size < DICTIONARY ? l->size : DICTIONARY, closes;
	int64_t begin = look_back_for(l, "/Linearized", 0, end);
	const unsigned char *p;

	if (begin < 0)
		return true;
	p = look_at(l, 0, (size_t)end);
	for (closes = begin; closes + 1 < end && !(p[closes] == '>' && p[closes + 1] == '>'); closes++)
		;
	while (begin > 0 && !(p[begin] == '<' && p[begin - 1] == '<'))
		begin--;
	for (int64_t i = begin; i + 2 < closes; i++)
		if (p[i] == '/' && p[i + 1] == 'L' && (is_blank(p[i + 2]) || text_is_digit((char)p[i + 2]))) {
			int64_t length = number_at(l, i + 2, closes);

			return length > 0 && length <= l->size;
		}
	return false;
}

/* Behind the end there may be junk, but not the beginning of an object: that is an update on its way. */
static bool
is_updated(struct look *l, int64_t place, int64_t end)
{
	return number_at(l, place, end) >= 0;
}

bool
whole_pdf(struct look *l, int64_t header)
{
	int64_t end = end_of_content(l), begin = end > TAIL ? end - TAIL : 0, eof, word, place;

	if (end < 0)
		return false;
	eof = look_back_for(l, "%%EOF", begin, end);
	if (eof < header || is_updated(l, eof + 5, end))
		return false;
	word = look_back_for(l, "startxref", begin, eof);
	if (word < 0)
		return false;
	place = number_at(l, word + 9, eof);
	return place > 0 && place < l->size && has_its_length(l);
}
