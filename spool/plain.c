/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain - what a person would read, from HTML. */
#include "spool/plain.h"

#include <string.h>

#include <libxml/HTMLparser.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/charset_table.h"
#include "spool/plain_writer.h"

enum {
	FRAMES_MAX = 4096,
	DEPTH_MAX = 512,	/* open elements; a new document begins behind them */
	DEPTH_HARD = 2048,	/* the same, even in the middle of a tag */
	GAPS_MAX = 2000,	/* white space in one long tag */
	PIECE = 4096,		/* octets handed to the parser at a time */
	STYLE_MAX = 1024,
	HREF_MAX = 2000,
	MENDED_MAX = 8
};

enum element_kind {
	INLINE, BLOCK, PARAGRAPH, QUOTE, PREFORMATTED, BULLETS, NUMBERS, ITEM, CELL, LINE_END, RULE,
	LINK, IMAGE, DROPPED
};

static const struct {
	const char *name;
	enum element_kind kind;
} elements[] = {
	{ "a", LINK }, { "address", BLOCK }, { "article", BLOCK }, { "aside", BLOCK },
	{ "blockquote", QUOTE }, { "br", LINE_END }, { "caption", BLOCK }, { "center", BLOCK },
	{ "dd", BLOCK }, { "dir", BULLETS }, { "div", BLOCK }, { "dl", BLOCK }, { "dt", BLOCK },
	{ "fieldset", BLOCK }, { "figure", BLOCK }, { "footer", BLOCK }, { "form", BLOCK },
	{ "h1", PARAGRAPH }, { "h2", PARAGRAPH }, { "h3", PARAGRAPH }, { "h4", PARAGRAPH },
	{ "h5", PARAGRAPH }, { "h6", PARAGRAPH }, { "header", BLOCK }, { "hr", RULE },
	{ "img", IMAGE }, { "legend", BLOCK }, { "li", ITEM }, { "main", BLOCK }, { "menu", BULLETS },
	{ "nav", BLOCK }, { "ol", NUMBERS }, { "option", BLOCK }, { "p", PARAGRAPH },
	{ "pre", PREFORMATTED }, { "script", DROPPED }, { "section", BLOCK }, { "style", DROPPED },
	{ "table", BLOCK }, { "tbody", BLOCK }, { "td", CELL }, { "template", DROPPED },
	{ "tfoot", BLOCK }, { "th", CELL }, { "thead", BLOCK }, { "title", DROPPED }, { "tr", BLOCK },
	{ "ul", BULLETS }
};

/* An element that is open. */
struct frame {
	enum element_kind kind;
	bool hidden;		/* with all that is in it */
	bool tiny;		/* font-size:0, until an element within says another size */
	unsigned number;	/* of the last item, NUMBERS only */
};

struct document {
	struct writer w;
	struct frame *frame;	/* frame[0] is the document's */
	size_t depth;		/* of the innermost; those from FRAMES_MAX on are not kept */
	unsigned pre, lists;	/* open elements of these kinds */
	char *href;		/* of the open link, NULL for none */
	size_t link_start;	/* where its words begin in the output */
	unsigned mended;	/* tags without an end, behind which reading began anew */
};

static struct frame *
innermost(struct document *d)
{
	return &d->frame[d->depth < FRAMES_MAX ? d->depth : FRAMES_MAX - 1];
}

static bool
is_shown(struct document *d)
{
	return !innermost(d)->hidden && !innermost(d)->tiny;
}

static enum element_kind
kind_of(const char *name)
{
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
		if (text_equal_ignoring_case(elements[i].name, name))
			return elements[i].kind;
	}
	return INLINE;
}

static const char *
attribute(const xmlChar **attributes, const char *name)
{
	for (; attributes != NULL && attributes[0] != NULL; attributes += 2) {
		if (text_equal_ignoring_case((const char *)attributes[0], name))
			return attributes[1] != NULL ? (const char *)attributes[1] : "";
	}
	return NULL;
}

/* Lower case without white space, so that declarations can be looked for. */
static void
flatten_style(const char *style, char out[STYLE_MAX])
{
	size_t n = 0;

	for (; *style != 0 && n + 1 < STYLE_MAX; style++) {
		if (!text_is_space(*style))
			out[n++] = text_lower(*style);
	}
	out[n] = 0;
}

/* The value of a property, NULL when it is not declared; the last declaration counts. */
static const char *
declared(const char *style, const char *property)
{
	size_t n = strlen(property);
	const char *found = NULL;

	for (const char *p = style; p != NULL; p = strchr(p, ';')) {
		p += *p == ';';
		if (strncmp(p, property, n) == 0 && p[n] == ':')
			found = p + n + 1;
	}
	return found;
}

/* "0", "0px", "0.0em", but not "0.5em". */
static bool
is_zero(const char *value)
{
	if (value == NULL || *value != '0')
		return false;
	while (*value == '0' || *value == '.')
		value++;
	return !text_is_digit(*value);
}

static void
apply_style(struct frame *f, const char *raw)
{
	char style[STYLE_MAX];
	const char *display, *visibility, *overflow, *size;

	flatten_style(raw, style);
	display = declared(style, "display");
	visibility = declared(style, "visibility");
	overflow = declared(style, "overflow");
	size = declared(style, "font-size");
	if ((display != NULL && text_starts(display, "none")) ||
	    (visibility != NULL && text_starts(visibility, "hidden")) ||
	    is_zero(declared(style, "opacity")) ||
	    (overflow != NULL && text_starts(overflow, "hidden") && is_zero(declared(style, "max-height"))))
		f->hidden = true;
	if (size != NULL)
		f->tiny = is_zero(size);
}

/* Outlook ends every line as a paragraph without margins. */
static bool
is_tight(const xmlChar **attributes)
{
	const char *class = attribute(attributes, "class"), *raw = attribute(attributes, "style");
	char style[STYLE_MAX];

	if (class != NULL && text_starts(class, "Mso"))
		return true;
	flatten_style(raw != NULL ? raw : "", style);
	return is_zero(declared(style, "margin")) || is_zero(declared(style, "margin-bottom"));
}

static void
push(struct document *d, enum element_kind kind, const xmlChar **attributes)
{
	const struct frame *parent = innermost(d);
	struct frame *f;
	const char *style = attribute(attributes, "style");

	d->depth++;
	f = innermost(d);
	*f = (struct frame){ .kind = kind, .tiny = parent->tiny,
		.hidden = parent->hidden || kind == DROPPED || attribute(attributes, "hidden") != NULL };
	if (style != NULL)
		apply_style(f, style);
}

/* "2. " or "- ", two columns further in for each list within a list. */
static void
begin_item(struct document *d)
{
	size_t i = d->depth < FRAMES_MAX ? d->depth : FRAMES_MAX - 1;
	unsigned indent = d->lists > 1 ? (d->lists < 6 ? d->lists - 1 : 5) * 2 : 0;
	char marker[WRITER_MARKER_MAX];

	while (i > 0 && d->frame[i].kind != NUMBERS && d->frame[i].kind != BULLETS)
		i--;
	if (d->frame[i].kind == NUMBERS)
		snprintf(marker, sizeof marker, "%*s%u. ", (int)indent, "", ++d->frame[i].number);
	else
		snprintf(marker, sizeof marker, "%*s- ", (int)indent, "");
	writer_item(&d->w, marker);
}

static void
begin_link(struct document *d, const char *href)
{
	bool wanted = href != NULL && strlen(href) <= HREF_MAX &&
	    (strncasecmp(href, "http:", 5) == 0 || strncasecmp(href, "https:", 6) == 0 ||
	    strncasecmp(href, "mailto:", 7) == 0 || strncasecmp(href, "tel:", 4) == 0);

	talloc_free(d->href);
	d->href = wanted ? text_from(d->w.out.ctx, bytes_of(href), TEXT_LINE, NULL) : NULL;
	d->link_start = d->w.out.len;
}

/* The part of an address that a person would type. */
static struct bytes
bare_address(const char *address)
{
	static const char *const schemes[] = { "http://", "https://", "mailto:", "tel:" };
	size_t n;

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		if (strncasecmp(address, schemes[i], strlen(schemes[i])) == 0)
			address += strlen(schemes[i]);
	}
	n = strlen(address);
	while (n > 0 && address[n - 1] == '/')
		n--;
	return (struct bytes){ (const unsigned char *)address, n };
}

static void
end_link(struct document *d)
{
	unsigned breaks = d->w.breaks;
	void *work;
	const char *words;
	struct bytes shown, meant;

	if (d->href == NULL)
		return;
	work = talloc_new(d->w.out.ctx);
	words = (const char *)d->w.out.data + (d->w.out.len < d->link_start ? d->w.out.len : d->link_start);
	shown = bare_address(text_trim(work, words));
	meant = bare_address(d->href);
	if (shown.len != meant.len || strncasecmp((const char *)shown.data, (const char *)meant.data, meant.len) != 0) {
		d->w.space = shown.len != 0;
		d->w.soft = false;
		if (shown.len != 0)
			d->w.breaks = 0;
		writer_put(&d->w, '<');
		writer_string(&d->w, d->href);
		writer_put(&d->w, '>');
		if (shown.len != 0)
			d->w.breaks = breaks;
	}
	talloc_free(d->href);
	d->href = NULL;
	talloc_free(work);
}

static void
show_image(struct document *d, const char *alt)
{
	char *text = text_trim(d->w.out.ctx, alt != NULL ? alt : "");

	if (*text != 0)
		writer_flow(&d->w, bytes_of(text));
	talloc_free(text);
}

static void
begin_shown(struct document *d, enum element_kind kind, const xmlChar **attributes)
{
	switch (kind) {
	case BLOCK:
	case BULLETS:
	case NUMBERS:
		writer_break(&d->w, 1);
		break;
	case PARAGRAPH:
	case PREFORMATTED:
	case QUOTE:
		writer_break(&d->w, 2);
		break;
	case ITEM:
		begin_item(d);
		break;
	case CELL:
		writer_cell(&d->w);
		break;
	case LINE_END:
		writer_line_end(&d->w);
		break;
	case RULE:
		writer_break(&d->w, 1);
		writer_string(&d->w, "----------");
		writer_break(&d->w, 1);
		break;
	case LINK:
		begin_link(d, attribute(attributes, "href"));
		break;
	case IMAGE:
		show_image(d, attribute(attributes, "alt"));
		break;
	case INLINE:
	case DROPPED:
		break;
	}
}

static void
on_start(void *user, const xmlChar *name, const xmlChar **attributes)
{
	struct document *d = user;
	enum element_kind kind = kind_of((const char *)name);

	if (kind == PARAGRAPH && is_tight(attributes))
		kind = BLOCK;
	push(d, kind, attributes);
	d->pre += kind == PREFORMATTED;
	d->lists += kind == BULLETS || kind == NUMBERS;
	if (is_shown(d) || (kind != IMAGE && kind != LINK && !innermost(d)->hidden))
		begin_shown(d, kind, attributes);
	d->w.quotes += kind == QUOTE;
}

static void
on_end(void *user, const xmlChar *name)
{
	struct document *d = user;
	enum element_kind kind = innermost(d)->kind;
	bool hidden = innermost(d)->hidden;

	(void)name;
	if (d->depth == 0)
		return;
	d->pre -= kind == PREFORMATTED && d->pre > 0;
	d->lists -= (kind == BULLETS || kind == NUMBERS) && d->lists > 0;
	if (kind == LINK)
		end_link(d);
	d->w.quotes -= kind == QUOTE && d->w.quotes > 0;
	if (!hidden && (kind == BLOCK || kind == BULLETS || kind == NUMBERS || kind == ITEM))
		writer_break(&d->w, 1);
	if (!hidden && (kind == PARAGRAPH || kind == PREFORMATTED || kind == QUOTE))
		writer_break(&d->w, 2);
	d->depth--;
}

static void
on_text(void *user, const xmlChar *text, int len)
{
	struct document *d = user;
	struct bytes b = { text, len > 0 ? (size_t)len : 0 };

	if (!is_shown(d))
		return;
	if (d->pre != 0)
		writer_verbatim(&d->w, b);
	else
		writer_flow(&d->w, b);
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
parse_some(struct document *d, const char *html, const char *end)
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
	else if (!d->w.full && d->mended < MENDED_MAX && (again = behind_endless_tag(parser, end)) != NULL)
		d->mended++;
	htmlParseChunk(parser, NULL, 0, 1);
	htmlFreeParserCtxt(parser);
	return again != NULL ? again : end;
}

static void
parse(struct document *d, const char *html)
{
	const char *end = html + strlen(html);

	while (html < end && !d->w.full)
		html = parse_some(d, html, end);
}

/* Behind the comment or declaration at tag, NULL when it is not closed. */
static const char *
comment_end(const char *tag)
{
	const char *end;

	if (text_starts(tag, "<!--"))
		return (end = strstr(tag + 2, "-->")) != NULL ? end + 3 : NULL;
	return (end = strchr(tag, '>')) != NULL ? end + 1 : NULL;
}

/* Makes the document one that the parser reads to its end, in place: comments and declarations
 * go, because it takes "<![endif]>", of which Word's documents are full, for text; and so do the
 * ends of body and html, behind which it reads nothing, though footers stand there. */
static void
simplify(char *html)
{
	const char *from = html;
	char *to = html;

	while (*from != 0) {
		size_t n = strcspn(from, "<");

		memmove(to, from, n);
		to += n;
		from += n;
		if (text_starts(from, "<!")) {
			from = comment_end(from);
			if (from == NULL)
				break;
		} else if (strncasecmp(from, "</body", 6) == 0 || strncasecmp(from, "</html", 6) == 0) {
			from = strchrnul(from, '>');
			from += *from == '>';
			to = mempcpy(to, "<p>", 3);
		} else if (*from != 0) {
			*to++ = *from++;
		}
	}
	*to = 0;
}

char *
plain_from_html(void *ctx, struct bytes html, size_t max, bool *truncated_out)
{
	void *work = talloc_new(ctx);
	struct document d = { .w = writer_init(work, max) };
	char *text = text_from(work, html, TEXT_RUNNING, NULL);

	(void)table_open();
	d.frame = memory_new(work, FRAMES_MAX * sizeof *d.frame);
	simplify(text);
	parse(&d, text);
	if (d.w.out.len != 0 && !d.w.full)
		buffer_char(&d.w.out, '\n');
	text = text_from(ctx, buffer_bytes(&d.w.out), TEXT_RUNNING, NULL);
	if (truncated_out != NULL)
		*truncated_out = d.w.full;
	talloc_free(work);
	return text;
}
