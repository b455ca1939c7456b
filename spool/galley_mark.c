/* SPDX-License-Identifier: GPL-3.0-or-later */
/* galley_mark - the mark that makes a paragraph an item of a list. */
#include "spool/galley_mark.h"

#include <stdint.h>
#include <string.h>

#include "config/text.h"

enum { IDEOGRAPHIC_SPACE = 0x3000 };

struct reading {
	const unsigned char *p, *end;
	uint32_t code;			/* at p; 0 at the end */
	size_t used;
};

static void
look(struct reading *r)
{
	r->code = 0;
	r->used = r->p < r->end ? text_decode(r->p, r->end, &r->code) : 0;
}

static void
step(struct reading *r)
{
	r->p += r->used;
	look(r);
}

static bool
is_blank(uint32_t code)
{
	return code == ' ' || code == IDEOGRAPHIC_SPACE;
}

static void
skip_blanks(struct reading *r)
{
	while (is_blank(r->code))
		step(r);
}

static bool
is_digit(uint32_t code)
{
	return (code >= '0' && code <= '9') || (code >= 0xff10 && code <= 0xff19);
}

static bool
is_katakana(uint32_t code)
{
	return code >= 0x30a2 && code <= 0x30f3;
}

static bool
is_among(uint32_t code, const char *signs)
{
	unsigned char octets[5] = "";

	if (code == 0)
		return false;
	octets[text_encode(code, octets)] = 0;
	return strstr(signs, (const char *)octets) != NULL;
}

/* （１） (2) （ア） （一） */
static bool
in_brackets(struct reading *r)
{
	int count = 0;

	if (!is_among(r->code, "(（"))
		return false;
	for (step(r); is_digit(r->code) || is_katakana(r->code) || is_among(r->code, "一二三四五六七八九十"); step(r))
		count++;
	if (count == 0 || count > 2 || !is_among(r->code, ")）"))
		return false;
	step(r);
	return true;
}

/* 1. １． 1) and 1 or ア before an ideographic space */
static bool
numbered(struct reading *r)
{
	int count = 0;

	for (; is_digit(r->code) && count < 3; count++)
		step(r);
	if (count == 0 && is_katakana(r->code))
		step(r);
	else if (count == 0)
		return false;
	if (r->code == IDEOGRAPHIC_SPACE)
		return true;
	if (count == 0 || !is_among(r->code, ".．)）"))
		return false;
	step(r);
	return !is_digit(r->code);
}

size_t
galley_mark(const char *text, size_t len)
{
	struct reading r = { .p = (const unsigned char *)text, .end = (const unsigned char *)text + len };
	struct reading begin;
	bool found;

	look(&r);
	skip_blanks(&r);
	begin = r;
	if (is_among(r.code, "・●○◎■□◆◇※①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")) {
		step(&r);
		found = true;
	} else if (is_among(r.code, "-*•")) {
		step(&r);
		found = r.code == ' ';
	} else {
		found = in_brackets(&r);
		if (!found) {
			r = begin;
			found = numbered(&r);
		}
	}
	if (!found)
		return 0;
	skip_blanks(&r);
	return r.p < r.end ? (size_t)(r.p - (const unsigned char *)text) : 0;
}

bool
galley_mark_of_heading(const char *text)
{
	struct reading r = { .p = (const unsigned char *)text, .end = (const unsigned char *)text + strlen(text) };

	look(&r);
	skip_blanks(&r);
	return is_digit(r.code) || is_among(r.code, "■●◆");
}
