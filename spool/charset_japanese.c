/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset_japanese - the charsets of Japanese mail, all on the table of CP932.
 *
 * What mail calls ISO-2022-JP, Shift_JIS and EUC-JP is in truth CP50221, CP932 and CP51932:
 * JIS X 0208 with the rows of NEC and IBM, and the tilde of Microsoft (U+FF5E).
 */
#include "spool/charset_decode.h"
#include "spool/charset_emoji.h"
#include "spool/charset_table.h"

enum { ESC = 0x1b, SHIFT_OUT = 0x0e, SHIFT_IN = 0x0f, KANA_FIRST = 0xff61 };

/* Rows, counted from 0, by what they say about a guess. */
static bool
row_is_common(unsigned row)
{
	return row < 8 || (row >= 15 && row < 47);
}

static bool
row_is_rare(unsigned row)
{
	return (row >= 47 && row < 88) || (row >= 92 && row < 114);
}

/* A character of two octets, with what it says about a guess. */
static void
put_double(struct sink *s, uint32_t code, unsigned row)
{
	bool before = s->after_double;

	if (row_is_common(row)) {
		s->common++;
		s->adjacent += before;
	}
	s->rare += row_is_rare(row);
	sink_code(s, code);
	s->after_double = true;
}

/* Row and cell of CP932 that is, or stands for, a character; false when nothing is there. */
static bool
put_cell(struct sink *s, unsigned row, unsigned cell)
{
	uint32_t code = table_cp932(row, cell);

	if (code == 0 || (code >= 0xe000 && code < 0xf900))
		code = emoji_of_cell(row, cell);
	if (code == 0)
		return false;
	put_double(s, code, row);
	return true;
}

static void
put_kana(struct sink *s, unsigned octet)
{
	sink_code(s, KANA_FIRST + (octet - 0xa1));
	s->rare++;
}

static bool
is_sjis_first(unsigned char c)
{
	return (c >= 0x81 && c <= 0x9f) || (c >= 0xe0 && c <= 0xfc);
}

static bool
is_sjis_second(unsigned char c)
{
	return c >= 0x40 && c <= 0xfc && c != 0x7f;
}

/* The character of two octets at p; returns the octets it takes. */
static size_t
take_sjis_double(struct sink *s, const unsigned char *p)
{
	unsigned first = p[0] - (p[0] >= 0xe0 ? 0xc1U : 0x81U), second = p[1];
	bool odd = second >= 0x9f;

	if (put_cell(s, first * 2 + odd, odd ? second - 0x9f : second - 0x40 - (second > 0x7f)))
		return 2;
	sink_damage(s);
	return p[1] < 0x80 ? 1 : 2;
}

void
decode_sjis(struct sink *s, struct bytes octets)
{
	const unsigned char *p = octets.data, *end = octets.len != 0 ? p + octets.len : p;

	while (p < end) {
		const unsigned char *start = p;

		while (p < end && *p < 0x80)
			p++;
		if (p > start)
			sink_octets(s, start, (size_t)(p - start));
		if (p == end)
			break;
		if (is_sjis_first(*p) && end - p >= 2 && is_sjis_second(p[1])) {
			p += take_sjis_double(s, p);
			continue;
		}
		if (*p >= 0xa1 && *p <= 0xdf)
			put_kana(s, *p);
		else
			sink_damage(s);
		p++;
	}
}

static bool
is_euc(unsigned char c)
{
	return c >= 0xa1 && c != 0xff;
}

/* The character at p, which is no ASCII; returns the octets it takes. */
static size_t
take_euc(struct sink *s, const unsigned char *p, const unsigned char *end)
{
	size_t left = (size_t)(end - p);
	uint32_t code;

	if (p[0] == 0x8e && left >= 2 && p[1] >= 0xa1 && p[1] <= 0xdf) {
		put_kana(s, p[1]);
		return 2;
	}
	if (p[0] == 0x8f && left >= 3 && is_euc(p[1]) && is_euc(p[2])) {
		code = table_x0212(p[1] - 0xa1U, p[2] - 0xa1U);
		if (code != 0)
			sink_code(s, code);
		else
			sink_damage(s);
		return 3;
	}
	if (left >= 2 && is_euc(p[0]) && is_euc(p[1])) {
		if (!put_cell(s, p[0] - 0xa1U, p[1] - 0xa1U))
			sink_damage(s);
		return 2;
	}
	sink_damage(s);
	return 1;
}

void
decode_eucjp(struct sink *s, struct bytes octets)
{
	const unsigned char *p = octets.data, *end = octets.len != 0 ? p + octets.len : p;

	while (p < end) {
		const unsigned char *start = p;

		while (p < end && *p < 0x80)
			p++;
		if (p > start)
			sink_octets(s, start, (size_t)(p - start));
		if (p < end)
			p += take_euc(s, p, end);
	}
}

enum set { SET_ASCII, SET_KANA, SET_X0208, SET_X0212, SET_KOREAN, SET_UNKNOWN };

struct iso2022 {
	enum set set;		/* designated by the last escape sequence */
	enum set shifted;	/* what SO switches to */
	bool shift;		/* SO is in force */
};

/* The set that an escape sequence of two octets' parameters names. */
static enum set
set_of_double(unsigned char final)
{
	switch (final) {
	case '@':
	case 'B':
	case 'O':	/* JIS X 0213 plane 1: mail that says so keeps to the common part */
	case 'Q':
		return SET_X0208;
	case 'D':
		return SET_X0212;
	case 'C':
		return SET_KOREAN;
	default:
		return SET_UNKNOWN;
	}
}

/* The escape sequence at p; returns the octets it takes, 1 when it is none that we know. */
static size_t
take_escape(struct sink *s, struct iso2022 *state, const unsigned char *p, const unsigned char *end)
{
	size_t left = (size_t)(end - p);

	if (left >= 3 && p[1] == '(' && (p[2] == 'B' || p[2] == 'J' || p[2] == 'H')) {
		*state = (struct iso2022){ .set = SET_ASCII, .shifted = state->shifted };
		return 3;
	}
	if (left >= 3 && p[1] == '(' && p[2] == 'I') {
		*state = (struct iso2022){ .set = SET_KANA, .shifted = state->shifted };
		return 3;
	}
	if (left >= 4 && p[1] == '$' && p[2] == ')') {
		state->shifted = set_of_double(p[3]);
		return 4;
	}
	if (left >= 4 && p[1] == '$' && p[2] == '(') {
		state->set = set_of_double(p[3]);
		return 4;
	}
	if (left >= 3 && p[1] == '$' && (p[2] == '@' || p[2] == 'A' || p[2] == 'B')) {
		state->set = set_of_double(p[2]);
		return 3;
	}
	sink_octets(s, p, 1);
	return 1;
}

/* A pair of octets 0x21-0x7e in a set of two octets. */
static void
put_pair(struct sink *s, enum set set, unsigned first, unsigned second)
{
	uint32_t code = 0;

	if (set == SET_X0208) {
		if (!put_cell(s, first - 0x21, second - 0x21))
			sink_damage(s);
		return;
	}
	if (set == SET_X0212)
		code = table_x0212(first - 0x21, second - 0x21);
	else if (set == SET_KOREAN)
		code = table_cp949(first | 0x80, second | 0x80);
	if (code != 0)
		sink_code(s, code);
	else
		sink_damage(s);
}

static bool
is_graphic(unsigned char c)
{
	return c > 0x20 && c < 0x7f;
}

/* What is neither an escape sequence nor a shift; returns the octets it takes. */
static size_t
take_iso2022(struct sink *s, struct iso2022 *state, const unsigned char *p, const unsigned char *end)
{
	enum set set = state->shift ? state->shifted : state->set;

	if (*p >= 0xa1 && *p <= 0xdf) {		/* half-width kana of JIS8 */
		put_kana(s, *p);
		return 1;
	}
	if (*p >= 0x80) {
		sink_damage(s);
		return 1;
	}
	if (!is_graphic(*p) || set == SET_ASCII) {
		/* many programs forget the escape sequence at the end of a line */
		if (*p == '\n' || *p == '\r')
			*state = (struct iso2022){ .set = SET_ASCII, .shifted = state->shifted };
		sink_octets(s, p, 1);
		return 1;
	}
	if (set == SET_KANA) {
		if (*p <= 0x5f)
			put_kana(s, *p | 0x80U);
		else
			sink_damage(s);
		return 1;
	}
	if (end - p >= 2 && is_graphic(p[1])) {
		put_pair(s, set, p[0], p[1]);
		return 2;
	}
	sink_damage(s);
	return 1;
}

void
decode_iso2022(struct sink *s, struct bytes octets)
{
	const unsigned char *p = octets.data, *end = octets.len != 0 ? p + octets.len : p;
	struct iso2022 state = { .set = SET_ASCII, .shifted = SET_KANA };

	while (p < end) {
		if (*p == ESC) {
			p += take_escape(s, &state, p, end);
		} else if (*p == SHIFT_OUT || *p == SHIFT_IN) {
			state.shift = *p++ == SHIFT_OUT;
		} else {
			p += take_iso2022(s, &state, p, end);
		}
	}
}
