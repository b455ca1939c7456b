/* SPDX-License-Identifier: GPL-3.0-or-later */
/* header - the meaning of raw header fields: text, message ids and the leading token. */
#include "spool/header.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/encoded.h"

enum { ID_MAX = 998 };	/* octets: no line of a message is longer (RFC 5322) */

char *
header_text(void *ctx, struct bytes raw, size_t *damaged)
{
	void *work = talloc_new(ctx);
	size_t lost = 0;
	char *text = encoded_decode(ctx, encoded_unfold(work, raw, &lost), &lost);

	if (damaged != NULL)
		*damaged = lost;
	talloc_free(work);
	return text;
}

/* Adds [p, p + len) without white space, when that leaves an id. */
static void
add_id(void *ctx, struct list_of_ids *ids, const unsigned char *p, size_t len)
{
	struct buffer b = buffer_init(ctx);

	for (size_t i = 0; i < len; i++) {
		if (!text_is_space((char)p[i]))
			buffer_char(&b, p[i]);
	}
	if (b.len == 0 || b.len > ID_MAX)
		return;
	if ((ids->count & (ids->count - 1)) == 0)
		ids->item = must(talloc_realloc(ctx, ids->item, char *, ids->count != 0 ? 2 * ids->count : 1));
	ids->item[ids->count++] = text_from(ctx, buffer_bytes(&b), TEXT_LINE, NULL);
	talloc_free(b.data);
}

struct list_of_ids
header_ids(void *ctx, struct bytes raw, size_t max)
{
	void *work = talloc_new(ctx);
	size_t lost = 0;
	struct bytes field = encoded_unfold(work, raw, &lost);
	const unsigned char *end = field.data + field.len, *open = NULL;
	struct list_of_ids ids = { NULL, 0 };

	for (const unsigned char *p = field.data; p < end && ids.count < max; p++) {
		if (*p == '<') {
			open = p + 1;
		} else if (*p == '>' && open != NULL) {
			add_id(ctx, &ids, open, (size_t)(p - open));
			open = NULL;
		}
	}
	/* some programs leave the brackets out */
	if (field.len != 0 && memchr(field.data, '<', field.len) == NULL && max > 0) {
		char *only = text_trim(work, (const char *)field.data);

		if (strchr(only, '@') != NULL && strpbrk(only, " \t") == NULL)
			add_id(ctx, &ids, (const unsigned char *)only, strlen(only));
	}
	talloc_free(work);
	return ids;
}

/* The position behind a comment that begins at p; end when it is not closed. */
static const unsigned char *
skip_comment(const unsigned char *p, const unsigned char *end)
{
	size_t depth = 0;

	for (; p < end; p++) {
		if (*p == '\\' && p + 1 < end)
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			return p + 1;
	}
	return end;
}

char *
header_token(void *ctx, struct bytes raw)
{
	void *work = talloc_new(ctx);
	size_t lost = 0;
	struct bytes field = encoded_unfold(work, raw, &lost);
	const unsigned char *p = field.data, *end = p + field.len;
	struct buffer out = buffer_init(work);
	bool gap = false;
	char *token;

	while (p < end && *p != ';') {
		if (*p == '(') {
			p = skip_comment(p, end);
			continue;
		}
		if (text_is_space((char)*p) || *p == '"') {
			gap = gap || *p != '"';
			p++;
			continue;
		}
		/* "text / plain" is one token, "text/plain charset=x" lacks a semicolon */
		if (gap && out.len != 0 && *p != '/' && out.data[out.len - 1] != '/')
			break;
		gap = false;
		buffer_char(&out, (unsigned char)text_lower((char)*p++));
	}
	token = text_from(ctx, buffer_bytes(&out), TEXT_LINE, NULL);
	talloc_free(work);
	return token;
}
