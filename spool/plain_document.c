/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_document - what the elements of HTML mean for a reader of plain text. */
#include "spool/plain_document.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"

enum {
	FRAMES_MAX = 4096,
	STYLE_MAX = 1024,
	HREF_MAX = 2000
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

struct document *
document_new(void *ctx, size_t max)
{
	struct document *d = memory_new(ctx, sizeof *d);

	d->w = writer_init(ctx, max);
	d->frame = memory_new(ctx, FRAMES_MAX * sizeof *d->frame);
	return d;
}

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
attribute(const char *const *attributes, const char *name)
{
	for (; attributes != NULL && attributes[0] != NULL; attributes += 2) {
		if (text_equal_ignoring_case(attributes[0], name))
			return attributes[1] != NULL ? attributes[1] : "";
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

	for (const char *p = style; p != NULL && *p != 0; p = strchr(p, ';')) {
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
	char style[STYLE_MAX] = "";
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
is_tight(const char *const *attributes)
{
	const char *class = attribute(attributes, "class"), *raw = attribute(attributes, "style");
	char style[STYLE_MAX] = "";

	if (class != NULL && text_starts(class, "Mso"))
		return true;
	flatten_style(raw != NULL ? raw : "", style);
	return is_zero(declared(style, "margin")) || is_zero(declared(style, "margin-bottom"));
}

static void
push(struct document *d, enum element_kind kind, const char *const *attributes)
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
begin_shown(struct document *d, enum element_kind kind, const char *const *attributes)
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

void
document_begin(struct document *d, const char *name, const char *const *attributes)
{
	enum element_kind kind = kind_of(name);

	if (kind == PARAGRAPH && is_tight(attributes))
		kind = BLOCK;
	push(d, kind, attributes);
	d->pre += kind == PREFORMATTED;
	d->lists += kind == BULLETS || kind == NUMBERS;
	if (is_shown(d) || (kind != IMAGE && kind != LINK && !innermost(d)->hidden))
		begin_shown(d, kind, attributes);
	d->w.quotes += kind == QUOTE;
}

void
document_end(struct document *d)
{
	enum element_kind kind = innermost(d)->kind;
	bool hidden = innermost(d)->hidden;

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

void
document_text(struct document *d, struct bytes text)
{
	if (!is_shown(d))
		return;
	if (d->pre != 0)
		writer_verbatim(&d->w, text);
	else
		writer_flow(&d->w, text);
}
