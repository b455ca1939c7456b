/* SPDX-License-Identifier: GPL-3.0-or-later */
/* galley - text set in lines of a width, to be cut into pages. */
#include "reply/galley.h"

#include "config/memory.h"
#include "config/text.h"
#include "reply/galley_mark.h"
#include "reply/page_pango.h"

/* Of the height of a kanji, what stands above the base line. */
#define ABOVE_BASE 0.88
/* Lines are pulled apart by no more than that between two characters, in sizes. */
#define STRETCH_MOST 0.12

struct line {
	PangoLayoutLine *line;		/* belongs to its layout; NULL: room, or an empty line */
	double x, height, width;	/* points */
	double base;			/* from the top to the base line */
	double gray;
	bool first, last;		/* of its paragraph */
	bool with_next, with_previous;
};

struct galley {
	const struct fonts *fonts;
	double width;			/* points */
	struct line *lines;
	size_t count, room;
	PangoLayout **layouts;
	size_t layout_count, layout_room;
};

static int
drop_layouts(struct galley *g)
{
	for (size_t i = 0; i < g->layout_count; i++)
		g_object_unref(g->layouts[i]);
	g->layout_count = 0;
	return 0;
}

struct galley *
galley_new(void *ctx, const struct fonts *fonts, double width)
{
	struct galley *g = memory_new(ctx, sizeof *g);

	g->fonts = fonts;
	g->width = width * POINTS_OF_MM;
	talloc_set_destructor(g, drop_layouts);
	return g;
}

static struct line *
add_line(struct galley *g)
{
	if (g->count == g->room) {
		g->room = g->room == 0 ? 32 : g->room * 2;
		g->lines = must(talloc_realloc(g, g->lines, struct line, g->room));
	}
	g->lines[g->count] = (struct line){ .first = true, .last = true };
	return &g->lines[g->count++];
}

static void
keep_layout(struct galley *g, PangoLayout *layout)
{
	if (g->layout_count == g->layout_room) {
		g->layout_room = g->layout_room == 0 ? 16 : g->layout_room * 2;
		g->layouts = must(talloc_realloc(g, g->layouts, PangoLayout *, g->layout_room));
	}
	g->layouts[g->layout_count++] = layout;
}

static double
leading_of(const struct style *style)
{
	return style->size * (style->leading > 0 ? style->leading : 1.5);
}

static bool
is_wide(gunichar c)
{
	return c >= 0x2e80 || (c >= 0x2190 && c <= 0x27bf);
}

/* Whether a line may be pulled apart between two characters. */
static bool
may_stretch(gunichar a, gunichar b)
{
	bool rule_a = a == 0x2014 || a == 0x2015 || a == 0x2025 || a == 0x2026;
	bool rule_b = b == 0x2014 || b == 0x2015 || b == 0x2025 || b == 0x2026;

	if (rule_a && rule_b)
		return false;
	return is_wide(a) || is_wide(b) || a == ' ';
}

/* Walks the places where a line may be pulled apart: returns how many there are, and puts extra units into each. */
static int
stretch(PangoLayoutLine *line, const char *text, int from, int end, double extra)
{
	int places = 0;
	double given = 0, due = 0;

	for (GSList *r = line->runs; r != NULL; r = r->next) {
		PangoGlyphItem *run = r->data;
		PangoGlyphItemIter i;

		for (gboolean more = pango_glyph_item_iter_init_start(&i, run, text); more;
		    more = pango_glyph_item_iter_next_cluster(&i)) {
			const char *next = text + i.end_index;
			int wanted;

			if (i.end_index <= from || i.end_index >= end || i.end_glyph <= i.start_glyph ||
			    !may_stretch(g_utf8_get_char(g_utf8_prev_char(next)), g_utf8_get_char(next)))
				continue;
			places++;
			due += extra;
			wanted = (int)(due - given);
			run->glyphs->glyphs[i.end_glyph - 1].geometry.width += wanted;
			given += wanted;
		}
	}
	return places;
}

/* Makes a line as wide as the galley, where that looks well. mark: octets of the list's mark, which stay. */
static void
justify(PangoLayoutLine *line, const char *text, double missing, double size, int mark)
{
	const char *begin = text + line->start_index, *end = begin + line->length;
	int from = line->start_index == 0 ? mark : 0, places;

	while (end > begin && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	if (missing <= 0 || memmem(begin, (size_t)(end - begin), "://", 3) != NULL)
		return;
	places = stretch(line, text, from, (int)(end - text), 0);
	if (places > 0 && missing / places <= size * STRETCH_MOST)
		stretch(line, text, from, (int)(end - text), missing * PANGO_SCALE / places);
}

static double
line_width(PangoLayoutLine *line)
{
	PangoRectangle logical;

	pango_layout_line_get_extents(line, NULL, &logical);
	return (double)logical.width / PANGO_SCALE;
}

static void
add_spacing(PangoAttrList *attributes, const struct style *style)
{
	int units = (int)(style->spacing * style->size * PANGO_SCALE);

	if (units != 0)
		pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(units));
}

/* Width of the first len octets of a text, set alone. */
static double
width_of(struct galley *g, const PangoFontDescription *description, const struct style *style, const char *text,
    size_t len)
{
	PangoLayout *layout = pango_layout_new(fonts_context(g->fonts, style->english ? "en" : "ja"));
	PangoAttrList *attributes = fonts_attributes(g->fonts, text, len);
	double width;

	pango_layout_set_font_description(layout, description);
	add_spacing(attributes, style);
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
	pango_layout_set_text(layout, text, (int)len);
	width = line_width(pango_layout_get_line_readonly(layout, 0));
	g_object_unref(layout);
	return width;
}

static void
add_lines(struct galley *g, PangoLayout *layout, const struct style *style, double hang, int mark)
{
	const char *text = pango_layout_get_text(layout);
	double leading = leading_of(style);
	/* one numbered line below an empty one is a heading */
	bool heading = mark > 0 && pango_layout_get_line_count(layout) == 1 && galley_mark_of_heading(text) &&
	    (g->count == 0 || g->lines[g->count - 1].line == NULL);

	for (GSList *l = pango_layout_get_lines(layout); l != NULL; l = l->next) {
		struct line *line = add_line(g);
		bool first = ((PangoLayoutLine *)l->data)->start_index == 0;
		double room = g->width - (first ? 0 : hang);

		line->line = l->data;
		line->first = first;
		line->last = l->next == NULL;
		line->height = leading;
		line->base = (leading - style->size) / 2 + style->size * ABOVE_BASE;
		line->gray = style->gray;
		line->with_next = style->with_next || heading;
		line->with_previous = style->with_previous;
		line->x = first ? 0 : hang;
		line->width = line_width(line->line);
		if (style->align != ALIGN_LEFT)
			line->x += (room - line->width) / (style->align == ALIGN_CENTRE ? 2 : 1);
		else if (style->justify && !line->last)
			justify(line->line, text, room - line->width, style->size, mark);
	}
}

static void
add_paragraph(struct galley *g, const struct style *style, const PangoFontDescription *description, const char *text,
    size_t len)
{
	PangoLayout *layout = pango_layout_new(fonts_context(g->fonts, style->english ? "en" : "ja"));
	PangoAttrList *attributes = fonts_attributes(g->fonts, text, len);
	size_t mark = style->align == ALIGN_LEFT ? galley_mark(text, len) : 0;
	double hang = mark > 0 ? width_of(g, description, style, text, mark) : 0;

	if (hang > g->width / 3)
		hang = 0;
	pango_layout_set_font_description(layout, description);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_width(layout, (int)(g->width * PANGO_SCALE));
	pango_layout_set_indent(layout, -(int)(hang * PANGO_SCALE));
	add_spacing(attributes, style);
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
	pango_layout_set_text(layout, text, (int)len);
	keep_layout(g, layout);
	add_lines(g, layout, style, hang, hang > 0 ? (int)mark : 0);
}

/* What may reach pango: text without control characters, line feeds apart, and without invalid octets. */
static char *
clean(void *ctx, const char *text)
{
	char *copy = text_from(ctx, bytes_of(text), TEXT_RUNNING, NULL);

	for (char *p = copy; *p != 0; p++) {
		if (*p == '\t')
			*p = ' ';
	}
	return copy;
}

void
galley_add(struct galley *g, const struct style *style, const char *text)
{
	PangoFontDescription *description = fonts_description(g->fonts, style->size, style->bold);
	char *copy = clean(g, text);

	for (const char *p = copy, *end;; p = end + 1) {
		end = strchrnul(p, '\n');
		if (end > p) {
			add_paragraph(g, style, description, p, (size_t)(end - p));
		} else if (*end != 0 || p == copy) {
			struct line *line = add_line(g);

			line->height = leading_of(style);
		}
		if (*end == 0)
			break;
	}
	talloc_free(copy);
	pango_font_description_free(description);
}

void
galley_space(struct galley *g, double height)
{
	struct line *line = add_line(g);

	line->height = height * POINTS_OF_MM;
}

struct galley *
galley_of(void *ctx, const struct fonts *fonts, const struct style *style, double width, const char *text)
{
	struct galley *g = galley_new(ctx, fonts, width);

	galley_add(g, style, text);
	return g;
}

size_t
galley_lines(const struct galley *g)
{
	return g->count;
}

double
galley_height(const struct galley *g, size_t from, size_t to)
{
	double height = 0;

	for (size_t i = from; i < to && i < g->count; i++)
		height += g->lines[i].height;
	return height / POINTS_OF_MM;
}

double
galley_width(const struct galley *g)
{
	double width = 0;

	for (size_t i = 0; i < g->count; i++) {
		if (g->lines[i].width > width)
			width = g->lines[i].width;
	}
	return width / POINTS_OF_MM;
}

size_t
galley_begin(const struct galley *g, size_t from)
{
	while (from < g->count && g->lines[from].line == NULL)
		from++;
	return from;
}

/* The same place, or an earlier one that does not part what belongs together. */
static size_t
better_cut(const struct galley *g, size_t from, size_t cut)
{
	const struct line *l = g->lines;

	if (l[cut].with_previous && l[cut].first) {
		cut = cut > 0 ? cut - 1 : cut;
		while (cut > from && l[cut].line == NULL)
			cut--;
	}
	if (!l[cut].first && l[cut].last && cut > from)
		cut--;
	if (!l[cut].first && cut > from && l[cut - 1].first)
		cut--;
	while (cut > from && (l[cut - 1].with_next || (l[cut - 1].line == NULL && cut - 1 > from && l[cut - 2].with_next)))
		cut--;
	return cut;
}

size_t
galley_cut(const struct galley *g, size_t from, double height)
{
	/* a hair more, so that a sum of fractions is no reason to begin a page */
	double left = height * POINTS_OF_MM + 0.01;
	size_t cut = from, better;

	while (cut < g->count && left >= g->lines[cut].height)
		left -= g->lines[cut++].height;
	/* empty lines may hang over the end */
	if (galley_begin(g, cut) == g->count)
		return g->count;
	if (cut == from)
		return from + 1;
	better = better_cut(g, from, cut);
	return better > from ? better : cut;
}

char *
galley_line_text(const struct galley *g, void *ctx, size_t line)
{
	const PangoLayoutLine *l = g->lines[line].line;

	if (l == NULL)
		return must(talloc_strdup(ctx, ""));
	return must(talloc_strndup(ctx, pango_layout_get_text(l->layout) + l->start_index, (size_t)l->length));
}

void
paper_galley(struct paper *paper, const struct galley *g, size_t from, size_t to, double x, double y)
{
	cairo_t *cr = paper_cairo(paper);
	double top = y * POINTS_OF_MM, gray = 0;

	for (size_t i = 0; i < g->layout_count; i++) {
		if (pango_layout_get_unknown_glyphs_count(g->layouts[i]) > 0)
			paper_spoil(paper, "a text has a sign that the fonts lack");
	}
	for (size_t i = from; i < to && i < g->count; i++) {
		struct line *l = &g->lines[i];

		if (l->line != NULL) {
			if (l->gray > gray || l->gray < gray)
				cairo_set_source_rgb(cr, gray = l->gray, l->gray, l->gray);
			cairo_move_to(cr, x * POINTS_OF_MM + l->x, top + l->base);
			pango_cairo_show_layout_line(cr, l->line);
		}
		top += l->height;
	}
	if (gray > 0)
		cairo_set_source_rgb(cr, 0, 0, 0);
}
