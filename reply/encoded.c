/* SPDX-License-Identifier: GPL-3.0-or-later */
/* encoded - header values as they travel: RFC 2047 words where there is more than ASCII. */
#include "reply/encoded.h"

#include "config/memory.h"
#include "reply/base64.h"

#define WORD_BEGIN "=?UTF-8?B?"
#define WORD_END "?="

enum { LINE_SIGNS = 76, WORD_SIGNS = 75, WORD_FRAME = sizeof WORD_BEGIN + sizeof WORD_END - 2, PLAIN_NAME_MAX = 50 };

struct encoded
encoded_begin(struct buffer *out, const char *name)
{
	buffer_string(out, name);
	buffer_char(out, ':');
	return (struct encoded){ .out = out, .begin = out->len, .column = strlen(name) + 1 };
}

/* Puts a piece behind a space, or on a new line where it does not fit. */
static void
put(struct encoded *e, const char *piece, size_t len)
{
	if (e->column + 1 + len > LINE_SIGNS && e->out->len != e->begin) {
		buffer_add(e->out, "\r\n", 2);
		e->column = 0;
	}
	buffer_char(e->out, ' ');
	buffer_add(e->out, piece, len);
	e->column += 1 + len;
}

static bool
is_ascii(const char *text)
{
	for (const char *p = text; *p != 0; p++)
		if ((unsigned char)*p >= 0x80)
			return false;
	return true;
}

/* Whether the text can stand as it is: no spaces that folding would change, no run too long for
 * a line, nothing that looks encoded. */
static bool
is_plain(const char *text)
{
	size_t run = 0;

	if (!is_ascii(text) || strstr(text, "=?") != NULL || text[0] == ' ')
		return false;
	for (const char *p = text; *p != 0; p++) {
		if (*p == ' ' && (p[1] == ' ' || p[1] == 0))
			return false;
		run = *p == ' ' ? 0 : run + 1;
		if (run > LINE_SIGNS - 16)
			return false;
	}
	return true;
}

static void
put_plain(struct encoded *e, const char *text)
{
	while (*text != 0) {
		size_t len = strcspn(text, " ");

		put(e, text, len);
		text += len + (text[len] == ' ');
	}
}

/* Octets of text, whole characters, that a word of at most signs signs can hold. */
static size_t
fitting(const char *text, size_t signs)
{
	size_t most = (signs - WORD_FRAME) / 4 * 3, len = strlen(text);

	if (len <= most)
		return len;
	while (most > 0 && ((unsigned char)text[most] & 0xC0) == 0x80)
		most--;
	return most;
}

static void
put_words(struct encoded *e, const char *text)
{
	while (*text != 0) {
		struct buffer word = buffer_init(e->out->ctx);
		size_t room = e->column + 1 < LINE_SIGNS ? LINE_SIGNS - e->column - 1 : 0;
		size_t len;

		if (room > WORD_SIGNS)
			room = WORD_SIGNS;
		/* What is left of the line may be too short for a word that is worth it. */
		len = fitting(text, room < WORD_FRAME + 16 ? WORD_SIGNS : room);
		buffer_string(&word, WORD_BEGIN);
		base64_add(&word, (struct bytes){ (const unsigned char *)text, len });
		buffer_string(&word, WORD_END);
		put(e, buffer_text(&word), word.len);
		talloc_free(word.data);
		text += len;
	}
}

void
encoded_text(struct encoded *e, const char *text)
{
	if (is_plain(text))
		put_plain(e, text);
	else
		put_words(e, text);
}

/* RFC 5322 quoted-string; \ and " are escaped. */
static void
put_quoted(struct encoded *e, const char *name)
{
	struct buffer quoted = buffer_init(e->out->ctx);

	buffer_char(&quoted, '"');
	for (const char *p = name; *p != 0; p++) {
		if (*p == '"' || *p == '\\')
			buffer_char(&quoted, '\\');
		buffer_char(&quoted, (unsigned char)*p);
	}
	buffer_char(&quoted, '"');
	put(e, buffer_text(&quoted), quoted.len);
}

void
encoded_mailbox(struct encoded *e, const char *name, const char *written)
{
	struct buffer address = buffer_init(e->out->ctx);

	if (e->out->len != e->begin) {
		buffer_char(e->out, ',');
		e->column++;
	}
	if (name[0] != 0 && is_plain(name) && strlen(name) <= PLAIN_NAME_MAX)
		put_quoted(e, name);
	else if (name[0] != 0)
		put_words(e, name);
	buffer_printf(&address, name[0] != 0 ? "<%s>" : "%s", written);
	put(e, buffer_text(&address), address.len);
}

void
encoded_word(struct encoded *e, const char *word)
{
	put(e, word, strlen(word));
}

void
encoded_end(struct encoded *e)
{
	/* A header is never empty: some servers take the mail's head to end there. */
	if (e->out->len == e->begin)
		buffer_char(e->out, ' ');
	buffer_add(e->out, "\r\n", 2);
}
