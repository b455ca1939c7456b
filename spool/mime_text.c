/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime_text - which text a person would read in a message. */
#include "config/memory.h"
#include "config/text.h"
#include "spool/charset.h"
#include "spool/mime_walk.h"
#include "spool/plain.h"

enum {
	EXCUSE_MAX = 400,	/* octets of "this mail is HTML, your program cannot show it" */
	EXCUSE_RATIO = 2,
	SAME_WORDS = 24		/* octets that show that HTML says the same */
};

bool
mime_is_blank(const char *text)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);

	while (p < end) {
		uint32_t code;
		size_t n = text_decode(p, end, &code);

		/* no-break and ideographic space, zero width space, joiners, byte order mark */
		if (n == 0 || (code > ' ' && code != 0xa0 && code != 0x3000 && code != 0xfeff &&
		    (code < 0x200b || code > 0x200d)))
			return false;
		p += n;
	}
	return true;
}

static void
append(struct mime_walk *w, struct buffer *to, const char *text)
{
	size_t max = (size_t)w->limits->text_size;
	size_t n = strlen(text), room;

	if (to->data != NULL && to->len != 0 && to->data[to->len - 1] != '\n')
		buffer_char(to, '\n');
	room = max > to->len ? max - to->len : 0;
	if (n > room) {
		n = room;
		while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
		w->reading->text_truncated = true;
	}
	buffer_add(to, text, n);
}

static void
note_decoding(struct mime_walk *w, const struct decoded *d)
{
	w->reading->damaged += (int64_t)d->damaged;
	if (w->reading->charset[0] == 0)
		w->reading->charset = d->charset;
}

static struct bytes
decode(struct mime_walk *w, GMimePart *part)
{
	bool cut;
	struct bytes octets = mime_collect(w->ctx, part, (size_t)w->limits->text_size, &cut);
	struct decoded d = charset_to_text(w->ctx, octets, mime_type_parameter(w->ctx, GMIME_OBJECT(part), "charset"));

	if (cut)
		w->reading->text_truncated = true;
	note_decoding(w, &d);
	return (struct bytes){ (unsigned char *)d.text, d.len };
}

static char *
unflowed(struct mime_walk *w, GMimePart *part, char *text)
{
	char *format = mime_type_parameter(w->ctx, GMIME_OBJECT(part), "format");
	char *delsp;

	if (format == NULL || !text_equal_ignoring_case(format, "flowed"))
		return text;
	delsp = mime_type_parameter(w->ctx, GMIME_OBJECT(part), "delsp");
	return plain_from_flowed(w->ctx, text, delsp != NULL && text_equal_ignoring_case(delsp, "yes"));
}

/* A message that is encrypted by hand has no MIME type that says so. */
static void
note_armour(struct mime_walk *w, const char *text)
{
	if (strncmp(text, "-----BEGIN PGP MESSAGE-----", 27) == 0)
		w->reading->is_encrypted = true;
	else if (strncmp(text, "-----BEGIN PGP SIGNED MESSAGE-----", 34) == 0)
		w->reading->is_signed = true;
}

void
mime_take_plain(struct mime_walk *w, GMimePart *part)
{
	char *text = text_from(w->ctx, decode(w, part), TEXT_RUNNING, NULL);

	note_armour(w, text);
	append(w, &w->plain, unflowed(w, part, text));
}

static char *
text_of_html(struct mime_walk *w, struct bytes html)
{
	bool truncated = false;
	char *text = plain_from_html(w->ctx, html, (size_t)w->limits->text_size, &truncated);

	w->reading->text_truncated = w->reading->text_truncated || truncated;
	return text_from(w->ctx, bytes_of(text), TEXT_RUNNING, NULL);
}

/* Within an alternative mime_choose() decides. */
static void
take_html(struct mime_walk *w, struct bytes html)
{
	char *text = text_of_html(w, html);

	append(w, &w->html, text);
	if (w->alternatives != 0 || mime_is_blank(text))
		return;
	append(w, &w->plain, text);
	w->reading->text_from_html = true;
}

void
mime_take_html(struct mime_walk *w, GMimePart *part)
{
	take_html(w, decode(w, part));
}

void
mime_take_octets(struct mime_walk *w, struct bytes octets)
{
	struct decoded d = charset_to_text(w->ctx, octets, NULL);

	note_decoding(w, &d);
	append(w, &w->plain, text_from(w->ctx, (struct bytes){ (unsigned char *)d.text, d.len },
	    TEXT_RUNNING, NULL));
}

void
mime_take_text(struct mime_walk *w, const char *text, bool is_html)
{
	if (is_html)
		take_html(w, bytes_of(text));
	else
		append(w, &w->plain, text);
}

/* "This message is in HTML. Use a program that shows it." */
static bool
is_excuse(void *ctx, const char *plain, const char *html)
{
	size_t len = strlen(plain);
	char *words;

	if (len > EXCUSE_MAX || strcasestr(plain, "html") == NULL || strlen(html) < len * EXCUSE_RATIO)
		return false;
	words = text_trim(ctx, plain);
	words[strcspn(words, "\n")] = 0;
	if (strlen(words) > SAME_WORDS)
		words[SAME_WORDS] = 0;
	return strstr(html, words) == NULL;
}

void
mime_choose(struct mime_walk *w, size_t plain_mark, size_t html_mark)
{
	const char *plain = buffer_text(&w->plain) + plain_mark, *html = buffer_text(&w->html) + html_mark;

	if (mime_is_blank(html) || !(mime_is_blank(plain) || is_excuse(w->ctx, plain, html)))
		return;
	if (w->plain.data != NULL) {
		w->plain.len = plain_mark;
		w->plain.data[plain_mark] = 0;
	}
	append(w, &w->plain, html);
	w->reading->text_from_html = true;
}
