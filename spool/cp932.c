/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cp932 - text as octets of CP932 (Windows-31J), for programs that read nothing else; sign by sign. */
#include "spool/cp932.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "config/memory.h"
#include "config/text.h"

enum {
	GETA = 0x3013,
	VOICED = 0x3099, HALF_VOICED = 0x309a,
	KATAKANA = 0x60		/* from a hiragana to the katakana of that sound */
};

struct cp932 {
	iconv_t to, from;
};

static int
drop(struct cp932 *c)
{
	if (c->to != (iconv_t)-1)
		(void)iconv_close(c->to);
	if (c->from != (iconv_t)-1)
		(void)iconv_close(c->from);
	return 0;
}

enum verdict
cp932_open(void *ctx, struct cp932 **out, struct fault *f)
{
	struct cp932 *c = memory_new(ctx, sizeof *c);

	c->to = iconv_open("CP932", "UTF-32LE");
	c->from = iconv_open("UTF-32LE", "CP932");
	talloc_set_destructor(c, drop);
	if (c->to == (iconv_t)-1 || c->from == (iconv_t)-1) {
		talloc_free(c);
		return fail(f, HALT, "the C library has no converter for CP932");
	}
	*out = c;
	return DONE;
}

static size_t
convert(iconv_t with, const void *octets, size_t len, unsigned char *out, size_t room)
{
	char *in = (char *)(uintptr_t)octets, *to = (char *)out;
	size_t left = len, left_room = room;

	(void)iconv(with, NULL, NULL, NULL, NULL);
	if (iconv(with, &in, &left, &to, &left_room) != 0 || left != 0)
		return 0;
	return room - left_room;
}

/* Same sign to the eye, another code point by the table. */
static uint32_t
same_sign(uint32_t code)
{
	static const uint32_t pairs[][2] = {
		{ 0x301c, 0xff5e }, { 0x2016, 0x2225 }, { 0x2212, 0xff0d }, { 0x2014, 0x2015 }, { 0xa2, 0xffe0 },
		{ 0xa3, 0xffe1 }, { 0xac, 0xffe2 }, { 0xa5, 0xffe5 }, { 0x203e, 0xffe3 }, { 0xa0, ' ' },
	};

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		if (pairs[i][0] == code)
			return pairs[i][1];
	return code;
}

size_t
cp932_encode(const struct cp932 *c, uint32_t code, unsigned char out[2])
{
	unsigned char in[4], back[8];
	size_t len;

	code = same_sign(code);
	if (code >= 0xe000 && code <= 0xf8ff)
		return 0;
	for (int i = 0; i < 4; i++)
		in[i] = (unsigned char)(code >> 8 * i);
	len = convert(c->to, in, sizeof in, out, 2);
	if (len == 0 || convert(c->from, out, len, back, sizeof back) != 4 || memcmp(in, back, 4) != 0)
		return 0;
	return len;
}

/* か and a sound mark is が. 0: they are not one. */
static uint32_t
join(uint32_t kana, uint32_t mark)
{
	static const uint32_t voiced[] = { 0x304b, 0x304d, 0x304f, 0x3051, 0x3053, 0x3055, 0x3057, 0x3059, 0x305b, 0x305d,
		0x305f, 0x3061, 0x3064, 0x3066, 0x3068, 0x306f, 0x3072, 0x3075, 0x3078, 0x307b };

	if (mark == VOICED && kana == 0x30a6)
		return 0x30f4;
	for (size_t i = 0; i < sizeof voiced / sizeof voiced[0]; i++)
		if (kana == voiced[i] || kana == voiced[i] + KATAKANA) {
			if (mark == VOICED)
				return kana + 1;
			return mark == HALF_VOICED && voiced[i] >= 0x306f ? kana + 2 : 0;
		}
	return 0;
}

static bool
selects_variant(uint32_t code)
{
	return (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef);
}

void
cp932_text(const struct cp932 *c, const char *text, struct buffer *out,
    void (*lost)(void *state, uint32_t code, bool left_out), void *state)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);

	while (p < end) {
		unsigned char octets[2];
		uint32_t code, next = 0;
		size_t used = text_decode(p, end, &code), len, more;

		if (used == 0) {	/* no text of ours */
			p++;
			continue;
		}
		p += used;
		more = text_decode(p, end, &next);
		if (more != 0 && join(code, next) != 0) {
			code = join(code, next);
			p += more;
		}
		len = cp932_encode(c, code, octets);
		if (len == 0) {
			bool left_out = selects_variant(code);

			if (lost != NULL)
				lost(state, code, left_out);
			len = left_out ? 0 : cp932_encode(c, GETA, octets);
		}
		buffer_add(out, octets, len);
	}
}
