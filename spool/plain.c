/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain - what a person would read, from HTML: the work of libxml2's parser, kept bounded. */
#include "spool/plain.h"

#include <string.h>

#include <libxml/HTMLparser.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/charset_table.h"
#include "spool/plain_document.h"

enum {
	DEPTH_MAX = 512,	/* open elements; a new document begins behind them */
	DEPTH_HARD = 2048,	/* the same, even in the middle of a tag */
	GAPS_MAX = 2000,	/* white space in one long tag */
	PIECE = 4096,		/* octets handed to the parser at a time */
	MENDED_MAX = 8		/* tags without an end, behind which reading begins anew */
};

static void
on_start(void *user, const xmlChar *name, const xmlChar **attributes)
{
	document_begin(user, (const char *)name, (const char *const *)attributes);
}

static void
on_end(void *user, const xmlChar *name)
{
	(void)name;
	document_end(user);
}

static void
on_text(void *user, const xmlChar *text, int len)
{
	document_text(user, (struct bytes){ text, len > 0 ? (size_t)len : 0 });
}

static htmlParserCtxtPtr
open_parser(struct document *d)
{
	htmlSAXHandler handler = { .startElement = on_start, .endElement = on_end, .characters = on_text };
	htmlParserCtxtPtr parser = must(htmlCreatePushParserCtxt(&handler, d, NULL, 0, NULL,
	    XML_CHAR_ENCODING_UTF8));

	htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
	    HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
	/* without it, text before the first element would be a paragraph, and a document that
	 * begins with an end tag would be empty */
	htmlParseChunk(parser, "<body>", 6, 0);
	return parser;
}

/* Octets that the parser waits with, because their element has not ended. */
static struct bytes
waiting(htmlParserCtxtPtr parser)
{
	if (parser->input == NULL)
		return (struct bytes){ NULL, 0 };
	return (struct bytes){ parser->input->cur, (size_t)(parser->input->end - parser->input->cur) };
}

static bool
is_letter(unsigned char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* The parser looks through all open elements at each end tag. */
static bool
is_too_deep(htmlParserCtxtPtr parser)
{
	return parser->nameNr > DEPTH_HARD || (parser->nameNr > DEPTH_MAX && waiting(parser).len <= 1);
}

/* It looks through all attributes at each attribute, once it has the whole tag. Counts the gaps
 * of a tag that it still waits with; piece is what it got last. */
static bool
is_too_wide(htmlParserCtxtPtr parser, struct bytes piece, size_t *gaps)
{
	struct bytes rest = waiting(parser);

	if (rest.len <= 2 * PIECE || rest.data[0] != '<' || !is_letter(rest.data[1])) {
		*gaps = 0;
		return false;
	}
	for (size_t i = 0; i < piece.len; i++)
		*gaps += text_is_space((char)piece.data[i]);
	return *gaps > GAPS_MAX;
}

/* Octets from p to hand over at once: a piece ends before a tag, so that one could begin anew. */
static size_t
piece_length(const char *p, size_t left)
{
	const char *tag;

	if (left <= PIECE)
		return left;
	tag = memrchr(p + 1, '<', PIECE - 1);
	return tag != NULL ? (size_t)(tag - p) : PIECE;
}

/* A tag that never ends, for want of a quotation mark, has taken the rest of the text in. Where
 * that text begins, NULL when there is no such tag. */
static const char *
behind_endless_tag(htmlParserCtxtPtr parser, const char *end)
{
	struct bytes rest = waiting(parser);
	const char *p = end - rest.len;

	if (rest.len < 3 || p[0] != '<' || !is_letter((unsigned char)p[1]))
		return NULL;
	p = strchrnul(p, '>');
	return p < end ? p + 1 : NULL;
}

/* What would cost the square of its length begins a new document; the text goes on. */
static const char *
parse_some(struct document *d, const char *html, const char *end, unsigned *mended)
{
	htmlParserCtxtPtr parser = open_parser(d);
	const char *again = NULL;
	size_t gaps = 0;
	bool wide = false, deep = false;

	while (html < end && !d->w.full && !wide && !deep) {
		struct bytes piece = { (const unsigned char *)html, piece_length(html, (size_t)(end - html)) };

		htmlParseChunk(parser, html, (int)piece.len, 0);
		html += piece.len;
		wide = is_too_wide(parser, piece, &gaps);
		deep = is_too_deep(parser);
	}
	if (wide)
		again = (again = strchr(html, '>')) != NULL ? again + 1 : end;
	else if (deep)
		again = html;
	else if (!d->w.full && *mended < MENDED_MAX && (again = behind_endless_tag(parser, end)) != NULL)
		(*mended)++;
	htmlParseChunk(parser, NULL, 0, 1);
	htmlFreeParserCtxt(parser);
	return again != NULL ? again : end;
}

static void
parse(struct document *d, const char *html, const char *end)
{
	unsigned mended = 0;

	while (html < end && !d->w.full)
		html = parse_some(d, html, end, &mended);
}

static const char *
find(const char *p, const char *end, const char *wanted)
{
	size_t n = strlen(wanted);
	const char *found = p < end ? memmem(p, (size_t)(end - p), wanted, n) : NULL;

	return found != NULL ? found + n : end;
}

static bool
begins(const char *p, const char *end, const char *name)
{
	size_t n = strlen(name);

	return (size_t)(end - p) >= n && strncasecmp(p, name, n) == 0;
}

/* Makes the document one that the parser reads to its end, in place: comments and declarations
 * go, because it takes "<![endif]>", of which Word's documents are full, for text; and so do the
 * ends of body and html, behind which it reads nothing, though footers stand there. Returns the
 * new end. */
static const char *
simplify(char *html)
{
	const char *from = html, *end = html + strlen(html);
	char *to = html;

	while (from < end) {
		const char *tag = memchr(from, '<', (size_t)(end - from));
		size_t n = (size_t)((tag != NULL ? tag : end) - from);

		memmove(to, from, n);
		to += n;
		from += n;
		if (begins(from, end, "<!--")) {
			from = find(from + 2, end, "-->");
		} else if (begins(from, end, "<!")) {
			from = find(from, end, ">");
		} else if (begins(from, end, "</body") || begins(from, end, "</html")) {
			from = find(from, end, ">");
			to = mempcpy(to, "<p>", 3);
		} else if (from < end) {
			*to++ = *from++;
		}
	}
	*to = 0;
	return to;
}

char *
plain_from_html(void *ctx, struct bytes html, size_t max, bool *truncated_out)
{
	void *work = talloc_new(ctx);
	struct document *d = document_new(work, max);
	char *text = text_from(work, html, TEXT_RUNNING, NULL);

	(void)table_open();
	parse(d, text, simplify(text));
	if (d->w.out.len != 0 && !d->w.full)
		buffer_char(&d->w.out, '\n');
	text = text_from(ctx, buffer_bytes(&d->w.out), TEXT_RUNNING, NULL);
	if (truncated_out != NULL)
		*truncated_out = d->w.full;
	talloc_free(work);
	return text;
}
