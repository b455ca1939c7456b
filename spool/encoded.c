/* SPDX-License-Identifier: GPL-3.0-or-later */
/* encoded - RFC 2047 encoded words as programs write them, and the fields they stand in. */
#include "spool/encoded.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/charset.h"

static const unsigned char *
find_pair(const unsigned char *p, const unsigned char *end, const char pair[2])
{
	const unsigned char *found = p < end ? memmem(p, (size_t)(end - p), pair, 2) : NULL;

	return found != NULL ? found : end;
}

struct encoded_scan
encoded_scan_init(struct bytes field)
{
	return (struct encoded_scan){ .end = field.len != 0 ? field.data + field.len : field.data };
}

static bool
is_charset_octet(unsigned char c)
{
	return c > ' ' && c < 0x7f && c != '?' && c != '=' && c != '"' && c != '<' && c != '>' && c != ',';
}

bool
encoded_at(struct encoded_scan *scan, const unsigned char *p, struct encoded_word *word_out)
{
	const unsigned char *start = p, *charset = p + 2, *text;

	if (scan->end - p < 8 || p[0] != '=' || p[1] != '?')
		return false;
	for (p = charset; p < scan->end && is_charset_octet(*p); p++) {
		if (p - charset >= ENCODED_CHARSET_MAX)
			return false;
	}
	if (scan->end - p < 5 || p == charset || p[0] != '?' || p[2] != '?')
		return false;
	word_out->charset = (struct bytes){ charset, (size_t)(p - charset) };
	word_out->encoding = text_lower((char)p[1]);
	if (word_out->encoding != 'b' && word_out->encoding != 'q')
		return false;
	text = p + 3;
	if (scan->closing == NULL || scan->closing < text)
		scan->closing = find_pair(text, scan->end, "?=");
	if (scan->closing == scan->end || find_pair(text, scan->closing, "=?") != scan->closing)
		return false;
	word_out->text = (struct bytes){ text, (size_t)(scan->closing - text) };
	word_out->len = (size_t)(scan->closing + 2 - start);
	return true;
}

/* Neighbouring words of one charset. */
struct run {
	bool open;
	char charset[ENCODED_CHARSET_MAX + 1];
	struct buffer octets;
	uint32_t bits;		/* of base64 that do not yet fill an octet */
	int bit_count;
};

static int
base64_value(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

static void
add_base64(struct run *run, struct bytes text)
{
	/* Bits left over that are not zero belong to an octet which goes on in this word. */
	if ((run->bits & ((1U << run->bit_count) - 1)) == 0)
		run->bit_count = 0;
	for (size_t i = 0; i < text.len; i++) {
		int value = base64_value(text.data[i]);

		if (text.data[i] == '=')
			run->bit_count = 0;
		if (value < 0)
			continue;
		run->bits = (run->bits << 6 | (uint32_t)value) & 0xffff;
		run->bit_count += 6;
		if (run->bit_count >= 8) {
			run->bit_count -= 8;
			buffer_char(&run->octets, (unsigned char)(run->bits >> run->bit_count));
		}
	}
}

static int
hex_value(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void
add_quoted(struct run *run, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		int high = i + 2 < text.len ? hex_value(text.data[i + 1]) : -1;
		int low = i + 2 < text.len ? hex_value(text.data[i + 2]) : -1;

		if (text.data[i] == '=' && high >= 0 && low >= 0) {
			buffer_char(&run->octets, (unsigned char)(high << 4 | low));
			i += 2;
		} else {
			buffer_char(&run->octets, text.data[i] == '_' ? ' ' : text.data[i]);
		}
	}
}

static void
run_close(struct run *run, struct buffer *out, size_t *damaged)
{
	struct decoded d;

	if (!run->open)
		return;
	d = charset_to_text(NULL, buffer_bytes(&run->octets), run->charset);
	buffer_add(out, d.text, d.len);
	*damaged += d.damaged;
	talloc_free(d.text);
	run->open = false;
}

static void
run_add(struct run *run, const struct encoded_word *word, struct buffer *out, size_t *damaged)
{
	bool same = run->open && strlen(run->charset) == word->charset.len &&
	    strncasecmp(run->charset, (const char *)word->charset.data, word->charset.len) == 0;

	if (!same) {
		run_close(run, out, damaged);
		memcpy(run->charset, word->charset.data, word->charset.len);
		run->charset[word->charset.len] = 0;
		buffer_clear(&run->octets);
		run->bit_count = 0;
		run->open = true;
	}
	if (word->encoding == 'b')
		add_base64(run, word->text);
	else
		add_quoted(run, word->text);
}

static const unsigned char *
skip_space(const unsigned char *p, const unsigned char *end)
{
	while (p < end && text_is_space((char)*p))
		p++;
	return p;
}

char *
encoded_decode(void *ctx, struct bytes field, size_t *damaged)
{
	void *work = talloc_new(ctx);
	struct encoded_scan scan = encoded_scan_init(field);
	struct buffer out = buffer_init(work);
	struct run run = { .octets = buffer_init(work) };
	const unsigned char *p = field.data;
	struct encoded_word word;
	char *line, *trimmed;

	while (p < scan.end) {
		const unsigned char *next = run.open ? skip_space(p, scan.end) : p, *start = p;

		if (encoded_at(&scan, next, &word)) {
			run_add(&run, &word, &out, damaged);
			p = next + word.len;
			continue;
		}
		run_close(&run, &out, damaged);
		p = find_pair(p + 1, scan.end, "=?");
		buffer_add(&out, start, (size_t)(p - start));
	}
	run_close(&run, &out, damaged);
	line = text_from(work, buffer_bytes(&out), TEXT_LINE, NULL);
	trimmed = text_trim(ctx, line);
	talloc_free(work);
	return trimmed;
}

struct bytes
encoded_unfold(void *ctx, struct bytes raw, size_t *damaged)
{
	struct buffer flat = buffer_init(ctx);
	bool foreign = false;
	struct decoded d;

	buffer_add(&flat, "", 0);
	for (size_t i = 0; i < raw.len; i++) {
		unsigned char c = raw.data[i];

		if (c == '\r' || c == '\n') {
			bool folded = i + 1 < raw.len && text_is_space((char)raw.data[i + 1]);

			c = folded ? 0 : ' ';
		}
		foreign = foreign || c >= 0x80 || c == 0x1b || c == 0x0e;
		if (c != 0)
			buffer_char(&flat, c);
	}
	if (!foreign)
		return buffer_bytes(&flat);
	d = charset_to_text(ctx, buffer_bytes(&flat), NULL);
	*damaged += d.damaged;
	return (struct bytes){ (const unsigned char *)d.text, d.len };
}
