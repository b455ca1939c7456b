/* SPDX-License-Identifier: GPL-3.0-or-later */
/* header_parameter - parameters of Content-Type and Content-Disposition (RFC 2231). */
#include "spool/header.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/charset.h"
#include "spool/encoded.h"

enum { PIECES_MAX = 256 };	/* continuations; what goes beyond is left out */

struct piece {
	const char *value;	/* NULL when it was not there */
	bool extended;		/* percent-encoded, with a charset in the first */
};

struct parameter {
	const char *plain;	/* NULL when it was not there */
	struct piece pieces[PIECES_MAX];
};

struct reader {
	void *ctx;
	struct encoded_scan words;
	const unsigned char *p, *end;
	bool strip_comments;
};

static void
skip_space(struct reader *r)
{
	while (r->p < r->end && text_is_space((char)*r->p))
		r->p++;
}

/* A backslash quotes a quote or a backslash; before anything else it is one of a Windows path. */
static char *
take_quoted(struct reader *r)
{
	struct buffer b = buffer_init(r->ctx);

	buffer_add(&b, "", 0);
	for (r->p++; r->p < r->end && *r->p != '"'; r->p++) {
		if (*r->p == '\\' && r->p + 1 < r->end && (r->p[1] == '"' || r->p[1] == '\\'))
			r->p++;
		buffer_char(&b, *r->p);
	}
	while (r->p < r->end && *r->p != ';')
		r->p++;
	return (char *)b.data;
}

/* Up to the semicolon, over those inside encoded words; names with spaces are meant so. */
static char *
take_bare(struct reader *r)
{
	const unsigned char *start = r->p;
	struct encoded_word word;
	char *value, *comment;

	while (r->p < r->end && *r->p != ';')
		r->p += encoded_at(&r->words, r->p, &word) ? word.len : 1;
	value = must(talloc_strndup(r->ctx, (const char *)start, (size_t)(r->p - start)));
	comment = r->strip_comments ? strchr(value, '(') : NULL;
	if (comment != NULL)
		*comment = 0;
	return text_trim(r->ctx, value);
}

/* The next "name=value" after a semicolon; false at the end. */
static bool
take_parameter(struct reader *r, struct bytes *name_out, const char **value_out)
{
	const unsigned char *start;

	while (r->p < r->end && *r->p != ';')
		r->p++;
	while (r->p < r->end && (*r->p == ';' || text_is_space((char)*r->p)))
		r->p++;
	start = r->p;
	while (r->p < r->end && *r->p != '=' && *r->p != ';' && !text_is_space((char)*r->p))
		r->p++;
	*name_out = (struct bytes){ start, (size_t)(r->p - start) };
	*value_out = "";
	skip_space(r);
	if (r->p < r->end && *r->p == '=') {
		r->p++;
		skip_space(r);
		*value_out = r->p < r->end && *r->p == '"' ? take_quoted(r) : take_bare(r);
	}
	return name_out->len != 0 || r->p < r->end;
}

/* Puts a value where its name says: name, name*, name*3 or name*3*. */
static void
parameter_put(struct parameter *found, struct bytes name, const char *wanted, const char *value)
{
	size_t n = strlen(wanted), index = 0, at;
	bool extended = name.len != 0 && name.data[name.len - 1] == '*';
	size_t end = name.len - extended;

	if (name.len < n || strncasecmp((const char *)name.data, wanted, n) != 0)
		return;
	if (name.len == n) {
		if (found->plain == NULL)
			found->plain = value;
		return;
	}
	if (name.data[n] != '*')
		return;
	for (at = n + 1; at < end && text_is_digit((char)name.data[at]) && index < PIECES_MAX; at++)
		index = index * 10 + (size_t)(name.data[at] - '0');
	if (at < end || index >= PIECES_MAX || found->pieces[index].value != NULL)
		return;
	found->pieces[index] = (struct piece){ value, extended };
}

static int
hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c != 0 ? strchr(digits, text_lower(c)) : NULL;

	return found != NULL ? (int)(found - digits) : -1;
}

static void
add_percent_decoded(struct buffer *out, const char *value)
{
	for (; *value != 0; value++) {
		int high = *value == '%' ? hex_value(value[1]) : -1;
		int low = high >= 0 ? hex_value(value[2]) : -1;

		if (low >= 0) {
			buffer_char(out, (unsigned char)(high << 4 | low));
			value += 2;
		} else {
			buffer_char(out, (unsigned char)*value);
		}
	}
}

/* Takes charset'language' off the value; NULL and the whole value when it is not there. */
static const char *
take_charset(void *ctx, const char **value)
{
	const char *first = strchr(*value, '\''), *second = first != NULL ? strchr(first + 1, '\'') : NULL;
	const char *charset;

	if (second == NULL)
		return NULL;
	charset = must(talloc_strndup(ctx, *value, (size_t)(first - *value)));
	*value = second + 1;
	return charset;
}

static char *
join_pieces(void *ctx, void *work, const struct piece *piece, size_t count, size_t *lost)
{
	struct buffer octets = buffer_init(work);
	const char *charset = NULL;
	bool extended = false;
	struct decoded d;

	for (size_t i = 0; i < count && piece[i].value != NULL; i++) {
		const char *value = piece[i].value;

		if (i == 0 && piece[i].extended)
			charset = take_charset(work, &value);
		extended = extended || piece[i].extended;
		if (piece[i].extended)
			add_percent_decoded(&octets, value);
		else
			buffer_string(&octets, value);
	}
	if (!extended)
		return encoded_decode(ctx, buffer_bytes(&octets), lost);
	d = charset_to_text(work, buffer_bytes(&octets), charset);
	*lost += d.damaged;
	return text_trim(ctx, text_from(work, (struct bytes){ (unsigned char *)d.text, d.len },
	    TEXT_LINE, NULL));
}

char *
header_parameter(void *ctx, struct bytes raw, const char *name, size_t *damaged)
{
	void *work = talloc_new(ctx);
	struct parameter *found = memory_new(work, sizeof *found);
	size_t lost = 0, first;
	struct bytes field = encoded_unfold(work, raw, &lost), attribute;
	struct reader r = { work, encoded_scan_init(field), field.data, field.data + field.len,
		!text_equal_ignoring_case(name, "filename") && !text_equal_ignoring_case(name, "name") };
	const char *value;
	char *result = NULL;

	while (take_parameter(&r, &attribute, &value))
		parameter_put(found, attribute, name, value);
	first = found->pieces[0].value != NULL ? 0 : 1;
	if (found->pieces[first].value != NULL)
		result = join_pieces(ctx, work, found->pieces + first, PIECES_MAX - first, &lost);
	else if (found->plain != NULL)
		result = encoded_decode(ctx, bytes_of(found->plain), &lost);
	if (damaged != NULL)
		*damaged = lost;
	talloc_free(work);
	return result;
}
