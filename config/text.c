/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text - the one gate through which bytes become text. */
#include "config/text.h"

#include <string.h>

#include "config/memory.h"

size_t
text_decode(const unsigned char *p, const unsigned char *end, uint32_t *code_out)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n;
	uint32_t code;

	/* Kana and kanji from U+3000 to U+9FFF, which most texts are made of, first. */
	if (end - p >= 3 && p[0] >= 0xe3 && p[0] <= 0xe9 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80) {
		*code_out = (p[0] & 0x0fU) << 12 | (p[1] & 0x3fU) << 6 | (p[2] & 0x3fU);
		return 3;
	}
	n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
	if (n == 0 || n > (size_t)(end - p))
		return 0;
	code = n == 1 ? p[0] : p[0] & (0x7fU >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3fU);
	}
	if (code < least[n] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	*code_out = code;
	return n;
}

size_t
text_encode(uint32_t code, unsigned char *out)
{
	if (code < 0x80) {
		out[0] = (unsigned char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (unsigned char)(0xc0 | code >> 6);
		out[1] = (unsigned char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (unsigned char)(0xe0 | code >> 12);
		out[1] = (unsigned char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (unsigned char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (unsigned char)(0xf0 | code >> 18);
	out[1] = (unsigned char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (unsigned char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (unsigned char)(0x80 | (code & 0x3f));
	return 4;
}

static bool
is_line_end(uint32_t code)
{
	return code == '\n' || code == '\r' || code == 0x0b || code == 0x0c || code == 0x85 ||
	    code == 0x2028 || code == 0x2029;
}

static bool
is_unwanted(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) ||
	    (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

/* Octets at p that stay as they are: all up to a control character, a line end or damage. */
static size_t
clean_run(const unsigned char *p, const unsigned char *end)
{
	const unsigned char *start = p;

	while (p < end) {
		uint32_t code = 0;
		size_t n = 1;

		if (*p >= 0x80) {
			n = text_decode(p, end, &code);
			if (n == 0 || ((code < 0x3000 || code >= 0xa000) && (is_line_end(code) || is_unwanted(code))))
				break;
		} else if (*p < 0x20 || *p == 0x7f) {
			break;
		}
		p += n;
	}
	return (size_t)(p - start);
}

char *
text_from(void *ctx, struct bytes bytes, enum text_shape shape, size_t *damaged_out)
{
	struct buffer out = buffer_init(ctx);
	const unsigned char *p = bytes.data, *end = bytes.len != 0 ? p + bytes.len : p;
	size_t damaged = 0;

	buffer_add(&out, "", 0);
	while (p < end) {
		size_t n = clean_run(p, end);
		uint32_t code = 0;

		buffer_add(&out, p, n);
		p += n;
		if (p == end)
			break;
		n = text_decode(p, end, &code);
		if (n == 0) {
			buffer_string(&out, "\xef\xbf\xbd");
			damaged++;
			p++;
			continue;
		}
		if (code == '\r' && p + 1 < end && p[1] == '\n')
			n = 2;
		if (is_line_end(code) || (code == '\t' && shape == TEXT_LINE))
			buffer_char(&out, shape == TEXT_LINE ? ' ' : '\n');
		else if (code == '\t')
			buffer_char(&out, '\t');
		p += n;
	}
	if (damaged_out != NULL)
		*damaged_out = damaged;
	return (char *)out.data;
}

/* Octets of a character that was cut off at the end of a longer text, 0 for none. */
static size_t
cut_character(const unsigned char *p, const unsigned char *end)
{
	size_t whole = *p < 0xc2 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 1;
	size_t left = (size_t)(end - p);

	if (left >= whole)
		return 0;
	for (size_t i = 1; i < left; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return left;
}

void
text_make_line(char *string)
{
	unsigned char *p = (unsigned char *)string, *end = p + strlen(string);

	while (p < end) {
		uint32_t code;
		size_t n = text_decode(p, end, &code);

		if (n == 0 && cut_character(p, end) != 0) {
			*p = 0;
			return;
		}
		if (n == 0)
			*p = '?';
		else if (is_line_end(code) || is_unwanted(code))
			memset(p, ' ', n);
		p += n != 0 ? n : 1;
	}
}

bool
text_is_utf8(struct bytes bytes)
{
	const unsigned char *p = bytes.data, *end = bytes.len != 0 ? p + bytes.len : p;

	while (p < end) {
		uint32_t code;
		size_t n = text_decode(p, end, &code);

		if (n == 0)
			return false;
		p += n;
	}
	return true;
}

/* Octets of the first max characters of text, all of them when there are fewer. */
static size_t
prefix_octets(const char *text, size_t max, size_t *characters_out)
{
	const char *p = text;
	size_t n = 0;

	while (*p != 0 && n < max) {
		p++;
		while ((*p & 0xc0) == 0x80)
			p++;
		n++;
	}
	*characters_out = n;
	return (size_t)(p - text);
}

size_t
text_length(const char *text)
{
	size_t n;

	(void)prefix_octets(text, SIZE_MAX, &n);
	return n;
}

char *
text_cut(void *ctx, const char *text, size_t max_characters)
{
	size_t n;

	return must(talloc_strndup(ctx, text, prefix_octets(text, max_characters, &n)));
}

bool
text_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
text_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

char
text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool
text_equal_ignoring_case(const char *a, const char *b)
{
	while (*a != 0 && text_lower(*a) == text_lower(*b)) {
		a++;
		b++;
	}
	return text_lower(*a) == text_lower(*b);
}

bool
text_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool
text_to_number(const char *text, int64_t min, int64_t max, int64_t *number_out)
{
	bool negative = *text == '-';
	int64_t n = 0;

	if (negative)
		text++;
	if (!text_is_digit(*text))
		return false;
	for (; text_is_digit(*text); text++) {
		if (n > (INT64_MAX - (*text - '0')) / 10)
			return false;
		n = n * 10 + (*text - '0');
	}
	if (*text != 0)
		return false;
	if (negative)
		n = -n;
	if (n < min || n > max)
		return false;
	*number_out = n;
	return true;
}

char *
text_trim(void *ctx, const char *text)
{
	static const char wide[] = "\xe3\x80\x80";
	size_t n;

	while (text_is_space(*text) || text_starts(text, wide))
		text += text_is_space(*text) ? 1 : 3;
	n = strlen(text);
	for (;;) {
		if (n >= 1 && text_is_space(text[n - 1]))
			n--;
		else if (n >= 3 && memcmp(text + n - 3, wide, 3) == 0)
			n -= 3;
		else
			break;
	}
	return must(talloc_strndup(ctx, text, n));
}

/* JIS X 0201 kana U+FF61-FF9F in order, as full-width. */
static const uint16_t kana[] = {
	0x3002, 0x300c, 0x300d, 0x3001, 0x30fb, 0x30f2, 0x30a1, 0x30a3, 0x30a5, 0x30a7, 0x30a9,
	0x30e3, 0x30e5, 0x30e7, 0x30c3, 0x30fc, 0x30a2, 0x30a4, 0x30a6, 0x30a8, 0x30aa, 0x30ab,
	0x30ad, 0x30af, 0x30b1, 0x30b3, 0x30b5, 0x30b7, 0x30b9, 0x30bb, 0x30bd, 0x30bf, 0x30c1,
	0x30c4, 0x30c6, 0x30c8, 0x30ca, 0x30cb, 0x30cc, 0x30cd, 0x30ce, 0x30cf, 0x30d2, 0x30d5,
	0x30d8, 0x30db, 0x30de, 0x30df, 0x30e0, 0x30e1, 0x30e2, 0x30e4, 0x30e6, 0x30e8, 0x30e9,
	0x30ea, 0x30eb, 0x30ec, 0x30ed, 0x30ef, 0x30f3, 0x309b, 0x309c
};

/* The kana before with its voiced (mark 0) or half-voiced (mark 1) sound, or 0. */
static uint32_t
voiced(uint32_t before, unsigned mark)
{
	bool ha_row = before >= 0x30cf && before <= 0x30db && (before - 0x30cf) % 3 == 0;

	if (ha_row)
		return before + 1 + mark;
	if (mark == 1)
		return 0;
	if (before == 0x30a6)
		return 0x30f4;
	if ((before >= 0x30ab && before <= 0x30c1 && before % 2 == 1) ||
	    before == 0x30c4 || before == 0x30c6 || before == 0x30c8)
		return before + 1;
	return 0;
}

uint32_t
text_fold_code(uint32_t code)
{
	if (code >= 0xff01 && code <= 0xff5e)
		code -= 0xfee0;
	else if (code == 0x3000)
		code = ' ';
	else if (code >= 0xff61 && code <= 0xff9f)
		code = kana[code - 0xff61];
	return code < 0x80 ? (unsigned char)text_lower((char)code) : code;
}

char *
text_fold(void *ctx, const char *text)
{
	struct buffer out = buffer_init(ctx);
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);
	uint32_t before = 0;
	size_t before_at = 0;

	buffer_add(&out, "", 0);
	while (p < end) {
		unsigned char octets[4];
		uint32_t code, with_mark = 0;
		size_t n = text_decode(p, end, &code);

		if (n == 0) {
			buffer_char(&out, *p++);
			continue;
		}
		p += n;
		if (code == 0xff9e || code == 0xff9f)
			with_mark = voiced(before, code - 0xff9e);
		if (with_mark != 0)
			out.len = before_at;
		before = with_mark != 0 ? with_mark : text_fold_code(code);
		before_at = out.len;
		buffer_add(&out, octets, text_encode(before, octets));
	}
	return (char *)out.data;
}

size_t
text_match_folded(const char *text, size_t len, const char *word)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + len;
	const unsigned char *w = (const unsigned char *)word, *word_end = w + strlen(word);

	while (w < word_end) {
		uint32_t code, wanted;
		size_t n = p < end ? text_decode(p, end, &code) : 0;
		size_t word_n = text_decode(w, word_end, &wanted);

		if (n == 0 || word_n == 0 || text_fold_code(code) != wanted)
			return 0;
		p += n;
		w += word_n;
	}
	return len - (size_t)(end - p);
}
