/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postal_barcode - what the post's customer barcode (カスタマバーコード) says for an address. */
#include "spool/postal_barcode.h"

#include <stdint.h>

#include "config/memory.h"
#include "config/text.h"

enum {
	ADDRESS_SIGNS = 13,		/* of the code, that are left for the address number */
	ALL_SIGNS = 20,
	CC1 = 11, CC4 = 14,		/* values of control signs: CC1-CC3 begin a letter, CC4 fills up */
	CHECK_MODULUS = 19
};

/* An address as code points with room behind, so that one may look ahead. */
struct signs {
	uint32_t *code;
	size_t count;
};

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(uint32_t c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_hyphen(uint32_t c)
{
	return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x30fc || c == 0xff70;
}

/* Full-width forms become ASCII, letters capitals; what the manual drops is dropped. */
static struct signs
read_signs(void *ctx, const char *text)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);
	struct signs s = { .code = memory_new(ctx, (strlen(text) + 4) * sizeof *s.code) };
	uint32_t c;

	for (size_t used; p < end && (used = text_decode(p, end, &c)) > 0; p += used) {
		if (c >= 0xff01 && c <= 0xff5e)
			c -= 0xfee0;
		if (c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		/* & / ・ . */
		if (c == '&' || c == '/' || c == 0x30fb || c == 0xff65 || c == '.')
			continue;
		s.code[s.count++] = c;
	}
	return s;
}

bool
postal_code(const char *text, char digits[8])
{
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);
	size_t count = 0, used;
	uint32_t c;

	for (; p < end && (used = text_decode(p, end, &c)) > 0; p += used) {
		if (c >= 0xff10 && c <= 0xff19)
			c -= 0xfee0;
		if (is_digit(c) && count < 7)
			digits[count++] = (char)c;
		else if (is_digit(c) || !(is_hyphen(c) || c == 0xff0d || c == 0x3012 || c == ' ' || c == 0x3000))
			return false;
	}
	digits[count] = 0;
	return count == 7;
}

/* The value of a kanji numeral's sign; -1: none. Tens, hundreds and thousands count as 10, 100, 1000. */
static int
numeral(uint32_t c)
{
	static const struct { uint32_t code; int value; } table[] = {
		{ 0x3007, 0 }, { 0x4e00, 1 }, { 0x4e8c, 2 }, { 0x4e09, 3 }, { 0x56db, 4 }, { 0x4e94, 5 },
		{ 0x516d, 6 }, { 0x4e03, 7 }, { 0x516b, 8 }, { 0x4e5d, 9 }, { 0x5341, 10 }, { 0x767e, 100 },
		{ 0x5343, 1000 }
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		if (table[i].code == c)
			return table[i].value;
	}
	return -1;
}

static size_t
numeral_length(const uint32_t *code)
{
	size_t len = 0;

	while (numeral(code[len]) >= 0)
		len++;
	return len;
}

/* 二十一 is 21, 一〇五 is 105. */
static int
numeral_value(const uint32_t *code, size_t len)
{
	int sum = 0, digits = 0;

	for (size_t i = 0; i < len && i < 7; i++) {
		int value = numeral(code[i]);

		if (value >= 10) {
			sum += (digits > 0 ? digits : 1) * value;
			digits = 0;
		} else {
			digits = digits * 10 + value;
		}
	}
	return sum + digits;
}

static bool
is_numeral_or_digit(uint32_t c)
{
	return is_digit(c) || numeral(c) >= 0;
}

/* Whether what stands behind a kanji numeral makes a number of it. The manual's list is 丁目 丁 番地 番 号 地割 線 の ノ;
 * 町 behind them makes a town's name of it (三番町), and 丁, の and ノ count before another number only. */
static bool
makes_number(const uint32_t *after)
{
	enum { CHO = 0x4e01, ME = 0x76ee, BAN = 0x756a, GO = 0x53f7, CHI = 0x5730, WARI = 0x5272, SEN = 0x7dda,
	    NO = 0x306e, KATA_NO = 0x30ce, MACHI = 0x753a };

	switch (after[0]) {
	case CHO:
		return after[1] == ME || after[1] == 0 || is_numeral_or_digit(after[1]);
	case BAN:
	case GO:
	case SEN:
		return after[1] != MACHI && after[1] != CHO;
	case CHI:
		return after[1] == WARI;
	case NO:
	case KATA_NO:
		return is_numeral_or_digit(after[1]);
	default:
		return false;
	}
}

static void
add_hyphen(struct buffer *out)
{
	if (out->len > 0 && out->data[out->len - 1] != '-')
		buffer_char(out, '-');
}

/* Numbers and single letters, all between them one hyphen. */
static void
take_out(const struct signs *s, struct buffer *out)
{
	for (size_t i = 0; i < s->count;) {
		const uint32_t *code = s->code + i;
		size_t kanji = numeral_length(code), letters = 0;

		while (is_letter(code[letters]))
			letters++;
		if (kanji > 0 && makes_number(code + kanji)) {
			buffer_printf(out, "%d", numeral_value(code, kanji));
			i += kanji;
		} else if (is_digit(code[0])) {
			buffer_char(out, (unsigned char)code[0]);
			i++;
			/* a floor */
			if (code[1] == 'F' && !is_letter(code[2])) {
				add_hyphen(out);
				i++;
			}
		} else if (letters == 1) {
			buffer_char(out, (unsigned char)code[0]);
			i++;
		} else {
			add_hyphen(out);
			i += letters > 0 ? letters : kanji > 0 ? kanji : 1;
		}
	}
}

/* Adds the number as it is coded: hyphens beside letters and at the ends vanish, 13 signs are the most. */
static void
add_coded(struct buffer *out, struct buffer *number)
{
	const char *text = buffer_text(number);
	size_t room = ADDRESS_SIGNS;

	for (size_t i = 0; text[i] != 0; i++) {
		bool letter = is_letter((unsigned char)text[i]);

		if (text[i] == '-' && (i == 0 || text[i + 1] == 0 || is_letter((unsigned char)text[i - 1]) ||
		    is_letter((unsigned char)text[i + 1])))
			continue;
		if (letter && room == 1)
			buffer_char(out, (unsigned char)('a' + (text[i] - 'A') / 10));
		else if (room > 0)
			buffer_char(out, (unsigned char)text[i]);
		room -= room < (letter ? 2 : 1) ? room : letter ? 2 : 1;
	}
}

char *
postal_barcode(void *ctx, const char *code, const char *address)
{
	struct buffer number = buffer_init(ctx), out = buffer_init(ctx);
	struct signs signs;
	char digits[8];

	if (!postal_code(code, digits) || strcmp(digits + 5, "00") == 0)
		return NULL;
	signs = read_signs(ctx, address);
	take_out(&signs, &number);
	buffer_string(&out, digits);
	add_coded(&out, &number);
	talloc_free(signs.code);
	talloc_free(number.data);
	return must(talloc_strdup(ctx, buffer_text(&out)));
}

/* The values of a text's signs; false when there are more than the code has. */
static bool
read_values(const char *text, int values[ALL_SIGNS])
{
	size_t count = 0;

	for (; *text != 0; text++) {
		int letter = *text >= 'A' && *text <= 'Z' ? *text - 'A' : -1;

		if (count + (letter >= 0 ? 2 : 1) > ALL_SIGNS)
			return false;
		if (*text >= '0' && *text <= '9')
			values[count++] = *text - '0';
		else if (*text == '-')
			values[count++] = 10;
		else if (*text >= 'a' && *text <= 'c')
			values[count++] = CC1 + *text - 'a';
		else if (letter < 0)
			return false;
		else {
			values[count++] = CC1 + letter / 10;
			values[count++] = letter % 10;
		}
	}
	while (count < ALL_SIGNS)
		values[count++] = CC4;
	return true;
}

bool
postal_bars(const char *text, char bars[POSTAL_BARS + 1])
{
	/* 0-9, -, CC1-CC8 */
	static const char patterns[CHECK_MODULUS][4] = { "144", "114", "132", "312", "123", "141", "321", "213", "231", "411",
		"414", "324", "342", "234", "432", "243", "423", "441", "111" };
	int values[ALL_SIGNS], sum = 0;
	char *p = bars;

	if (!read_values(text, values))
		return false;
	p = mempcpy(p, "13", 2);
	for (size_t i = 0; i < ALL_SIGNS; i++) {
		sum += values[i];
		p = mempcpy(p, patterns[values[i]], 3);
	}
	p = mempcpy(p, patterns[(CHECK_MODULUS - sum % CHECK_MODULUS) % CHECK_MODULUS], 3);
	memcpy(p, "31", 3);
	return true;
}
