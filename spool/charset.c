/* SPDX-License-Identifier: GPL-3.0-or-later */
/* charset - octets in any charset of real mail, as UTF-8. */
#include "spool/charset.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/charset_decode.h"
#include "spool/charset_label.h"
#include "spool/charset_table.h"

/* One way to read the octets. */
struct attempt {
	struct sink sink;
	const char *name;
};

size_t
charset_open_all(void)
{
	return table_open();
}

static const unsigned char *
end_of(struct bytes octets)
{
	return octets.len != 0 ? octets.data + octets.len : octets.data;
}

static bool
is_seven_bit(struct bytes octets)
{
	const unsigned char *end = end_of(octets);

	for (const unsigned char *p = octets.data; p < end; p++) {
		if (*p >= 0x80)
			return false;
	}
	return true;
}

/* Whether ISO-2022-JP announces itself, whatever the label says. */
static bool
has_japanese_escape(struct bytes octets)
{
	const unsigned char *p = octets.data, *end = end_of(octets);

	while (end - p >= 3 && (p = memchr(p, 0x1b, (size_t)(end - p) - 2)) != NULL) {
		if (p[1] == '$' && (p[2] == '@' || p[2] == 'B' || p[2] == '('))
			return true;
		if (p[1] == '(' && p[2] == 'I')
			return true;
		p++;
	}
	return false;
}

/* Characters of three octets and more are never UTF-8 by chance; short ones can be. */
static bool
has_long_character(struct bytes octets)
{
	const unsigned char *end = end_of(octets);

	for (const unsigned char *p = octets.data; p < end; p++) {
		if (*p >= 0xe0)
			return true;
	}
	return false;
}

static void
decode_kind(struct sink *s, struct bytes octets, struct label as)
{
	switch (as.kind) {
	case KIND_UTF8:
		decode_utf8(s, octets);
		break;
	case KIND_SJIS:
		decode_sjis(s, octets);
		break;
	case KIND_EUCJP:
		decode_eucjp(s, octets);
		break;
	case KIND_JIS:
	case KIND_KOREAN7:
		decode_iso2022(s, octets);
		break;
	case KIND_KOREAN:
		decode_korean(s, octets);
		break;
	case KIND_GB18030:
	case KIND_BIG5:
	case KIND_UTF7:
		decode_converter(s, octets, as.kind);
		break;
	case KIND_SINGLE:
	case KIND_WESTERN:
		decode_single(s, octets, table_single(as.name));
		break;
	default:
		decode_single(s, octets, NULL);
	}
}

static struct attempt
attempt_as(void *ctx, struct bytes octets, enum charset_kind kind, const char *name)
{
	struct attempt a = { sink_init(ctx), name };

	decode_kind(&a.sink, octets, (struct label){ kind, name });
	return a;
}

/* Keeps the better one and frees the other. */
static struct attempt
keep(struct attempt better, struct attempt other)
{
	talloc_free(other.sink.out.data);
	return better;
}

/* How unlikely it is that somebody meant this; lower is better. */
static long
unlikeliness(const struct sink *s)
{
	return 8 * (long)s->damaged + (long)s->rare - (long)s->common;
}

/* The better one of the two Japanese charsets of eight bits. */
static struct attempt
guess_japanese(void *ctx, struct bytes octets)
{
	struct attempt sjis = attempt_as(ctx, octets, KIND_SJIS, "cp932");
	struct attempt euc = attempt_as(ctx, octets, KIND_EUCJP, "euc-jp");

	if (unlikeliness(&euc.sink) < unlikeliness(&sjis.sink))
		return keep(euc, sjis);
	return keep(sjis, euc);
}

/* Without any damage or with little, where nothing speaks for another charset. */
static bool
is_acceptable(const struct sink *s)
{
	return s->damaged == 0 || s->damaged * 10 <= s->common;
}

/* Beyond what Western text can be by chance: Japanese characters in a row, nearly all sound. */
static bool
is_convincing(const struct sink *s)
{
	return s->adjacent * 2 >= s->common && s->common > s->rare && s->damaged * 20 <= s->adjacent;
}

/* Octets beyond ASCII that are not UTF-8 and carry no label that could be believed. */
static struct attempt
guess_unlabelled(void *ctx, struct bytes octets)
{
	struct attempt best = guess_japanese(ctx, octets);
	struct attempt utf8;

	if (best.sink.damaged == 0)
		return best;
	utf8 = attempt_as(ctx, octets, KIND_UTF8, "utf-8");
	if (utf8.sink.damaged * 4 <= utf8.sink.decoded)
		return keep(utf8, best);
	best = keep(best, utf8);
	if (is_acceptable(&best.sink))
		return best;
	return keep(attempt_as(ctx, octets, KIND_UNKNOWN, "unknown-8bit"), best);
}

/* ISO-2022-JP in which some lines are something else: a footer that a list added, say. Every
 * line begins in ASCII, so each can be read for itself. */
static struct attempt
decode_mixed_jis(void *ctx, struct bytes octets)
{
	struct attempt whole = { sink_init(ctx), "iso-2022-jp" };
	const unsigned char *p = octets.data, *end = end_of(octets);

	while (p < end) {
		const unsigned char *line_end = memchr(p, '\n', (size_t)(end - p));
		struct bytes line = { p, (size_t)((line_end != NULL ? line_end + 1 : end) - p) };

		p += line.len;
		if (is_seven_bit(line) || has_japanese_escape(line)) {
			decode_iso2022(&whole.sink, line);
		} else if (text_is_utf8(line)) {
			decode_utf8(&whole.sink, line);
		} else {
			struct attempt one = guess_unlabelled(ctx, line);

			buffer_add(&whole.sink.out, one.sink.out.data, one.sink.out.len);
			whole.sink.damaged += one.sink.damaged;
			talloc_free(one.sink.out.data);
		}
	}
	return whole;
}

/* A byte order mark, or where the zero octets of ASCII stand; big endian when nothing tells. */
static bool
is_little_endian(struct bytes octets, size_t width)
{
	size_t zero_first = 0, zero_last = 0;

	if (octets.len >= 2 && octets.data[0] == 0xff && octets.data[1] == 0xfe)
		return true;
	if (octets.len >= 2 && octets.data[0] == 0xfe && octets.data[1] == 0xff)
		return false;
	for (size_t i = 0; i + width <= octets.len; i += width) {
		zero_first += octets.data[i] == 0;
		zero_last += octets.data[i + width - 1] == 0;
	}
	return zero_last > zero_first;
}

static bool
is_wide(enum charset_kind kind)
{
	return kind >= KIND_UTF16 && kind <= KIND_UTF32LE;
}

static bool
has_mark(struct bytes octets)
{
	return octets.len >= 2 && ((octets.data[0] == 0xff && octets.data[1] == 0xfe) ||
	    (octets.data[0] == 0xfe && octets.data[1] == 0xff));
}

/* Whether octets labelled as UTF-16 are in truth plain octets: readable as they stand, without
 * a zero octet, and without the share of kana (U+30xx) that Japanese in UTF-16 has. */
static bool
is_wide_by_mistake(struct bytes octets)
{
	size_t kana = 0;

	if (has_mark(octets) || octets.len == 0 || memchr(octets.data, 0, octets.len) != NULL ||
	    !text_is_utf8(octets))
		return false;
	for (size_t i = 0; i + 1 < octets.len; i += 2)
		kana += octets.data[i] == 0x30 || octets.data[i + 1] == 0x30;
	return kana * 8 < octets.len;
}

static struct attempt
decode_wide_kind(void *ctx, struct bytes octets, struct label as)
{
	struct attempt a = { sink_init(ctx), as.name };
	int width = as.kind >= KIND_UTF32 ? 4 : 2;
	bool little = as.kind == KIND_UTF16LE || as.kind == KIND_UTF32LE;

	if (as.kind == KIND_UTF16 || as.kind == KIND_UTF32 || has_mark(octets))
		little = is_little_endian(octets, (size_t)width);
	decode_wide(&a.sink, octets, width, !little);
	return a;
}

/* ISO-8859-1 as declared, unless the octets are plainly Japanese. */
static struct attempt
decode_western(void *ctx, struct bytes octets)
{
	struct attempt japanese = guess_japanese(ctx, octets);

	if (is_convincing(&japanese.sink))
		return japanese;
	return keep(attempt_as(ctx, octets, KIND_WESTERN, "windows-1252"), japanese);
}

/* As declared, unless that breaks much of it and a Japanese charset none. */
static struct attempt
decode_declared(void *ctx, struct bytes octets, struct label as)
{
	struct attempt declared = attempt_as(ctx, octets, as.kind, as.name);
	struct attempt japanese;
	bool japanese_label = as.kind == KIND_SJIS || as.kind == KIND_EUCJP;
	bool doubtful = declared.sink.damaged * 4 > declared.sink.decoded ||
	    (japanese_label && declared.sink.rare > declared.sink.common);

	if (!doubtful)
		return declared;
	japanese = guess_japanese(ctx, octets);
	if (japanese.sink.damaged == 0 && japanese.sink.common > japanese.sink.rare)
		return keep(japanese, declared);
	return keep(declared, japanese);
}

/* UTF-8 is believed whatever the label says, where the label is none, one of those that
 * programs write without thought, or the text cannot be UTF-8 by chance. */
static bool
is_utf8_in_truth(struct bytes octets, enum charset_kind kind)
{
	bool weak_label = kind <= KIND_WESTERN || kind == KIND_JIS || kind == KIND_UTF8 ||
	    kind == KIND_UTF7;

	return (weak_label || has_long_character(octets)) && text_is_utf8(octets);
}

static struct attempt
choose(void *ctx, struct bytes octets, struct label as)
{
	bool seven_bit = is_seven_bit(octets);

	if (as.kind == KIND_UNKNOWN && has_mark(octets))
		return decode_wide_kind(ctx, octets, (struct label){ KIND_UTF16, "utf-16" });
	if (is_wide(as.kind) && !is_wide_by_mistake(octets))
		return decode_wide_kind(ctx, octets, as);
	if (as.kind == KIND_KOREAN7)
		return attempt_as(ctx, octets, as.kind, as.name);
	if (has_japanese_escape(octets))
		return decode_mixed_jis(ctx, octets);
	if (seven_bit && as.kind == KIND_UTF7)
		return attempt_as(ctx, octets, as.kind, as.name);
	if (seven_bit && as.kind == KIND_JIS)
		return attempt_as(ctx, octets, as.kind, as.name);
	if (seven_bit)
		return attempt_as(ctx, octets, KIND_ASCII,
		    as.kind == KIND_UNKNOWN || is_wide(as.kind) ? "us-ascii" : as.name);
	if (is_utf8_in_truth(octets, as.kind))
		return attempt_as(ctx, octets, KIND_UTF8, "utf-8");
	if (as.kind == KIND_WESTERN || as.kind == KIND_ASCII)
		return decode_western(ctx, octets);
	if (as.kind == KIND_UNKNOWN || as.kind == KIND_JIS || as.kind == KIND_UTF7 || is_wide(as.kind))
		return guess_unlabelled(ctx, octets);
	return decode_declared(ctx, octets, as);
}

struct decoded
charset_to_text(void *ctx, struct bytes octets, const char *declared)
{
	struct label as = label_find(declared);
	bool bom = octets.len >= 3 && memcmp(octets.data, "\xef\xbb\xbf", 3) == 0;
	struct attempt a;
	struct decoded d;

	(void)charset_open_all();
	if (bom)
		octets = (struct bytes){ octets.data + 3, octets.len - 3 };
	a = choose(ctx, octets, as);
	d = (struct decoded){ .text = (char *)a.sink.out.data, .len = a.sink.out.len,
		.charset = a.name, .damaged = a.sink.damaged };
	d.guessed = strcmp(a.name, as.name) != 0 &&
	    !(as.kind == KIND_UNKNOWN && strcmp(a.name, "us-ascii") == 0);
	return d;
}
