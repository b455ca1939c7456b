/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * header_address - mailboxes in an address field (RFC 5322, 3.4), read as leniently as can be.
 *
 * One pass from left to right. What stands before an address is gathered as words; commas,
 * semicolons and the end of the field decide what the words were. A quote or a comment that is
 * never closed is an ordinary character. Encoded words are decoded last, in names only: what
 * they hide is never an address.
 */
#include "spool/header.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/address_form.h"
#include "spool/encoded.h"

enum {
	JOIN_MAX = 256,		/* octets of words that a comma may belong to: "Doe, John <a@b>" */
	NAME_MAX_CHARACTERS = 300
};

struct reader {
	void *ctx, *work;
	const unsigned char *p, *end;
	const unsigned char *last_semicolon;	/* NULL for none: then no colon opens a group */
	struct encoded_scan words;
	bool quotes_off, comments_off;		/* one of them was never closed */

	struct buffer name;		/* the words so far, comments included */
	struct buffer bare_name;	/* the same without comments and without the address */
	size_t joined;			/* octets of bare_name before the last comma */
	struct buffer comment;		/* the last comment's content */
	struct buffer address;		/* as written */
	bool has_address, in_brackets;

	struct addresses found;
	size_t max;
};

static char *
name_from(void *ctx, const struct buffer *words)
{
	size_t lost = 0, n;
	char *name = encoded_decode(ctx, buffer_bytes(words), &lost);

	n = strlen(name);
	if (n >= 2 && name[0] == '\'' && name[n - 1] == '\'')
		name = text_trim(ctx, must(talloc_strndup(ctx, name + 1, n - 2)));
	return text_cut(ctx, name, NAME_MAX_CHARACTERS);
}

/* Grows by doubling: realloc() for each one would cost the square of their number. */
static struct address *
new_item(struct reader *r)
{
	size_t n = r->found.count;

	if ((n & (n - 1)) == 0)
		r->found.item = must(talloc_realloc(r->ctx, r->found.item, struct address, n != 0 ? 2 * n : 1));
	r->found.count++;
	return &r->found.item[n];
}

static void
put(struct reader *r, const struct buffer *words, struct bytes raw)
{
	void *work = talloc_new(r->work);
	char *address = address_form(work, raw), *name = name_from(work, words);
	struct address *item;

	if (name[0] == 0 && r->comment.len != 0)
		name = name_from(work, &r->comment);
	if (r->found.count < r->max && (name[0] != 0 || address[0] != 0)) {
		item = new_item(r);
		item->name = must(talloc_strdup(r->ctx, name));
		item->address = must(talloc_strdup(r->ctx, address));
	}
	talloc_free(work);
}

static void
forget(struct reader *r)
{
	buffer_clear(&r->name);
	buffer_clear(&r->bare_name);
	buffer_clear(&r->comment);
	buffer_clear(&r->address);
	r->joined = 0;
	r->has_address = r->in_brackets = false;
}

/* Puts the mailbox out, if there is one. */
static bool
put_mailbox(struct reader *r)
{
	struct buffer rest = r->bare_name;

	if (!r->has_address)
		return false;
	if (r->in_brackets) {
		put(r, &r->name, buffer_bytes(&r->address));
	} else {
		/* "root, a@b": what stood before the comma was another's */
		if (r->joined != 0)
			rest = (struct buffer){ .data = rest.data + r->joined, .len = rest.len - r->joined };
		put(r, &rest, buffer_bytes(&r->address));
	}
	forget(r);
	return true;
}

/* Words without any address, at the end of the field: a local part alone, or a name. */
static void
put_words(struct reader *r)
{
	struct bytes words = buffer_bytes(&r->bare_name);
	bool local = true;

	while (words.len != 0 && text_is_space((char)words.data[words.len - 1]))
		words.len--;
	while (words.len != 0 && text_is_space((char)words.data[0]))
		words = (struct bytes){ words.data + 1, words.len - 1 };
	for (size_t i = 0; i < words.len; i++)
		local = local && words.data[i] < 0x80 && address_is_atom(words.data[i]);
	if (words.len == 0 || words.data[words.len - 1] == ':' || r->found.count != 0)
		return;
	if (local && words.data[0] != '=') {
		buffer_clear(&r->name);
		put(r, &r->name, words);
	} else {
		put(r, &r->name, (struct bytes){ NULL, 0 });
	}
}

static void
add_word(struct reader *r, const void *octets, size_t len)
{
	buffer_add(&r->name, octets, len);
	buffer_add(&r->bare_name, octets, len);
}

static bool
is_blank(const struct buffer *b)
{
	for (size_t i = 0; i < b->len; i++) {
		if (!text_is_space((char)b->data[i]))
			return false;
	}
	return true;
}

static void
take_comma(struct reader *r)
{
	r->p++;
	if (put_mailbox(r))
		return;
	if (r->name.len > JOIN_MAX || is_blank(&r->name)) {
		forget(r);
		return;
	}
	add_word(r, ",", 1);
	r->joined = r->bare_name.len;
}

/* The end of a quoted string that begins at p, NULL when it is never closed. */
static const unsigned char *
quoted_end(const unsigned char *p, const unsigned char *end)
{
	for (p++; p < end; p++) {
		if (*p == '\\' && p + 1 < end)
			p++;
		else if (*p == '"')
			return p + 1;
	}
	return NULL;
}

static const unsigned char *
atom_end(const unsigned char *p, const unsigned char *end)
{
	const unsigned char *start = p;

	while (p < end && (address_is_atom(*p) || *p == '@' || *p == '[' || *p == ']' || *p == '\\')) {
		const unsigned char *close = *p == '[' && p > start && p[-1] == '@' ?
		    memchr(p, ']', (size_t)(end - p) < 64 ? (size_t)(end - p) : 64) : NULL;

		p = close != NULL ? close + 1 : p + 1;
	}
	return p;
}

/* An address that stands without brackets. */
static void
take_bare_address(struct reader *r, const unsigned char *start, const unsigned char *end)
{
	r->p = end;
	if (r->in_brackets)
		return;
	if (r->has_address)
		(void)put_mailbox(r);
	buffer_add(&r->name, start, (size_t)(end - start));
	buffer_add(&r->address, start, (size_t)(end - start));
	r->has_address = true;
}

static void
take_quoted(struct reader *r)
{
	const unsigned char *start = r->p, *end = quoted_end(start, r->end);

	if (end == NULL) {
		r->quotes_off = true;
		add_word(r, r->p++, 1);
		return;
	}
	if (end < r->end && *end == '@') {
		take_bare_address(r, start, atom_end(end, r->end));
		return;
	}
	for (r->p++; r->p < end - 1; r->p++) {
		if (*r->p == '\\' && r->p + 1 < end - 1)
			r->p++;
		add_word(r, r->p, 1);
	}
	r->p = end;
}

static void
take_comment(struct reader *r)
{
	const unsigned char *p = r->p + 1;
	size_t depth = 1;

	buffer_clear(&r->comment);
	for (; p < r->end && depth != 0; p++) {
		if (*p == '\\' && p + 1 < r->end)
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			continue;
		buffer_char(&r->comment, *p);
	}
	if (depth != 0) {
		r->comments_off = true;
		buffer_clear(&r->comment);
		add_word(r, r->p++, 1);
		return;
	}
	if (!r->in_brackets)
		buffer_add(&r->name, r->p, (size_t)(p - r->p));
	r->p = p;
}

/* Behind the content of brackets that begins at p; they may lack their end. */
static const unsigned char *
bracket_end(const unsigned char *p, const unsigned char *end)
{
	bool route = p < end && *p == '@';

	for (; p < end && *p != '>' && *p != '<'; p++) {
		const unsigned char *close = *p == '"' ? quoted_end(p, end - p < 400 ? end : p + 400) : NULL;

		if (close != NULL)
			p = close - 1;
		else if ((*p == ',' || *p == ';') && !route)
			break;
	}
	return p;
}

static void
take_brackets(struct reader *r)
{
	const unsigned char *start, *end;

	while (r->p < r->end && (*r->p == '<' || text_is_space((char)*r->p)))
		r->p++;
	start = r->p;
	end = bracket_end(start, r->end);
	if (r->in_brackets)
		(void)put_mailbox(r);
	buffer_clear(&r->address);
	buffer_add(&r->address, start, (size_t)(end - start));
	r->has_address = r->in_brackets = true;
	for (r->p = end; r->p < r->end && *r->p == '>'; r->p++)
		continue;
}

static void
take_atom(struct reader *r)
{
	const unsigned char *start = r->p, *end = atom_end(start, r->end);
	const unsigned char *at = memchr(start, '@', (size_t)(end - start));

	if (end == start)	/* a special character out of place */
		end++;
	if (at != NULL && at > start && at + 1 < end) {
		take_bare_address(r, start, end);
		return;
	}
	if (!r->in_brackets || r->name.len == 0)
		add_word(r, start, (size_t)(end - start));
	r->p = end;
}

static void
take_one(struct reader *r)
{
	struct encoded_word word;
	unsigned char c = *r->p;

	if (encoded_at(&r->words, r->p, &word)) {
		add_word(r, r->p, word.len);
		r->p += word.len;
	} else if (text_is_space((char)c)) {
		add_word(r, r->p++, 1);
	} else if (c == '"' && !r->quotes_off) {
		take_quoted(r);
	} else if (c == '(' && !r->comments_off) {
		take_comment(r);
	} else if (c == '<') {
		take_brackets(r);
	} else if (c == ',') {
		take_comma(r);
	} else if (c == ';') {
		(void)put_mailbox(r);
		forget(r);
		r->p++;
	} else if (c == ':' && !r->has_address && r->p < r->last_semicolon) {
		forget(r);
		r->p++;
	} else {
		take_atom(r);
	}
}

struct addresses
header_addresses(void *ctx, struct bytes raw, size_t max)
{
	void *work = talloc_new(ctx);
	size_t lost = 0;
	struct bytes field = encoded_unfold(work, raw, &lost);
	struct reader r = {
		.ctx = ctx, .work = work, .p = field.data, .end = field.data + field.len,
		.last_semicolon = memrchr(field.data, ';', field.len),
		.words = encoded_scan_init(field), .max = max,
		.name = buffer_init(work), .bare_name = buffer_init(work),
		.comment = buffer_init(work), .address = buffer_init(work),
	};

	while (r.p < r.end && r.found.count < max)
		take_one(&r);
	if (!put_mailbox(&r))
		put_words(&r);
	talloc_free(work);
	return r.found;
}
