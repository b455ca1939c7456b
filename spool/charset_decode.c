/* SPDX-License-Identifier: GPL-3.0-or-later */
/* charset_decode - octets of one known charset, as UTF-8, with a count of what went wrong. */
#include "spool/charset_decode.h"

#include <errno.h>
#include <iconv.h>

#include "config/text.h"
#include "spool/charset_table.h"

struct sink
sink_init(void *ctx)
{
	struct sink s = { .out = buffer_init(ctx) };

	buffer_add(&s.out, "", 0);
	return s;
}

void
sink_octets(struct sink *s, const unsigned char *ascii, size_t len)
{
	buffer_add(&s->out, ascii, len);
	s->after_double = false;
}

void
sink_code(struct sink *s, uint32_t code)
{
	unsigned char octets[4];

	buffer_add(&s->out, octets, text_encode(code, octets));
	s->decoded += code >= 0x80;
	s->after_double = false;
}

void
sink_damage(struct sink *s)
{
	buffer_add(&s->out, "\xef\xbf\xbd", 3);
	s->damaged++;
	s->after_double = false;
}

/* Takes the ASCII at p over; returns where it ends. */
static const unsigned char *
take_ascii(struct sink *s, const unsigned char *p, const unsigned char *end)
{
	const unsigned char *start = p;

	while (p < end && *p < 0x80)
		p++;
	if (p > start)
		sink_octets(s, start, (size_t)(p - start));
	return p;
}

/* Octets at p that belong to one broken character: a first octet and what may follow it. */
static size_t
broken_length(const unsigned char *p, const unsigned char *end)
{
	size_t most = p[0] < 0xc2 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 1;
	size_t n = 1;

	while (n < most && n < (size_t)(end - p) && (p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* The surrogate whose UTF-8-like form of three octets stands at p, or 0. */
static uint32_t
surrogate_at(const unsigned char *p, const unsigned char *end)
{
	if (end - p < 3 || p[0] != 0xed || p[1] < 0xa0 || p[1] > 0xbf || (p[2] & 0xc0) != 0x80)
		return 0;
	return 0xd000 | (p[1] & 0x3fU) << 6 | (p[2] & 0x3fU);
}

static uint32_t
join_surrogates(uint32_t high, uint32_t low)
{
	bool pair = high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;

	return pair ? 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00) : 0;
}

void
decode_utf8(struct sink *s, struct bytes octets)
{
	const unsigned char *p = octets.data, *end = octets.len != 0 ? p + octets.len : p;

	while ((p = take_ascii(s, p, end)) < end) {
		uint32_t code = 0;
		size_t n = text_decode(p, end, &code);

		/* old databases write each surrogate by itself (CESU-8) */
		if (n == 0 && end - p >= 6) {
			code = join_surrogates(surrogate_at(p, end), surrogate_at(p + 3, end));
			n = code != 0 ? 6 : 0;
		}
		if (n == 0) {
			sink_damage(s);
			p += broken_length(p, end);
			continue;
		}
		sink_code(s, code);
		p += n;
	}
}

static uint32_t
wide_at(const unsigned char *p, int width, bool big_endian)
{
	uint32_t code = 0;

	for (int i = 0; i < width; i++)
		code = code << 8 | p[big_endian ? i : width - 1 - i];
	return code;
}

void
decode_wide(struct sink *s, struct bytes octets, int width, bool big_endian)
{
	size_t step = (size_t)width, at = 0;

	for (; at + step <= octets.len; at += step) {
		uint32_t code = wide_at(octets.data + at, width, big_endian);

		if (width == 2 && code >= 0xd800 && code < 0xdc00 && at + 4 <= octets.len) {
			uint32_t low = wide_at(octets.data + at + 2, 2, big_endian);

			if (join_surrogates(code, low) != 0) {
				code = join_surrogates(code, low);
				at += 2;
			}
		}
		if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
			sink_damage(s);
		else if (code != 0xfeff || at != 0)
			sink_code(s, code);
	}
	if (at < octets.len)
		sink_damage(s);
}

void
decode_single(struct sink *s, struct bytes octets, const uint16_t *table)
{
	const unsigned char *p = octets.data, *end = octets.len != 0 ? p + octets.len : p;

	while ((p = take_ascii(s, p, end)) < end) {
		uint32_t code = table != NULL ? table[*p++ - 0x80] : (p++, 0);

		if (code != 0)
			sink_code(s, code);
		else
			sink_damage(s);
	}
}

void
decode_korean(struct sink *s, struct bytes octets)
{
	const unsigned char *p = octets.data, *end = octets.len != 0 ? p + octets.len : p;

	while ((p = take_ascii(s, p, end)) < end) {
		uint32_t code = end - p >= 2 ? table_cp949(p[0], p[1]) : 0;

		if (code != 0)
			sink_code(s, code);
		else
			sink_damage(s);
		p += code != 0 || (end - p >= 2 && p[1] >= 0x80) ? 2 : 1;
	}
}

/* Counts what glibc put out, so that damage can be weighed against it. */
static void
take_converted(struct sink *s, const char *octets, size_t len)
{
	for (size_t i = 0; i < len; i++)
		s->decoded += (octets[i] & 0xc0) == 0xc0;
	sink_octets(s, (const unsigned char *)octets, len);
}

void
decode_converter(struct sink *s, struct bytes octets, enum charset_kind kind)
{
	iconv_t c = table_converter(kind == KIND_GB18030 ? CONVERTER_GB18030 :
	    kind == KIND_BIG5 ? CONVERTER_BIG5 : CONVERTER_UTF7);
	char *in = (char *)(uintptr_t)octets.data;
	size_t left = octets.len;
	char out[4096];

	if (c == (iconv_t)-1) {
		decode_single(s, octets, NULL);
		return;
	}
	iconv(c, NULL, NULL, NULL, NULL);
	/* Each turn puts something out or takes an octet in, so it ends whatever iconv says. */
	while (left > 0) {
		char *to = out;
		size_t room = sizeof out, before = left;
		size_t r = iconv(c, &in, &left, &to, &room);
		bool full = r == (size_t)-1 && errno == E2BIG && (left < before || to > out);

		take_converted(s, out, (size_t)(to - out));
		if (r == (size_t)-1 && !full && left > 0) {
			sink_damage(s);
			in++;
			left--;
			iconv(c, NULL, NULL, NULL, NULL);
		}
		if (r != (size_t)-1 && left == before)
			break;
	}
}
