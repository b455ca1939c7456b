/* SPDX-License-Identifier: GPL-3.0-or-later */
/* galley - text set in lines of a width, to be cut into pages. */
#include "spool/galley.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/galley_mark.h"
#include "spool/paragraph.h"

/* Of the height of a kanji, what stands above the base line. */
#define ABOVE_BASE 0.88

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
	bool lacks;			/* a text has a sign that the fonts lack */
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
	g->layouts[g->layout_count++] = g_object_ref(layout);
}

static double
leading_of(const struct style *style)
{
	return style->size * (style->leading > 0 ? style->leading : 1.5);
}

static void
add_paragraph(struct galley *g, const struct style *style, const char *text, size_t len)
{
	const struct paragraph *p = paragraph_set(fonts_store(g->fonts), style, g->width, text, len);
	double leading = leading_of(style);
	/* one numbered line below an empty one is a heading */
	bool heading = p->mark > 0 && p->count == 1 && galley_mark_of_heading(text) &&
	    (g->count == 0 || g->lines[g->count - 1].line == NULL);

	keep_layout(g, p->layout);
	g->lacks = g->lacks || p->lacks;
	for (size_t i = 0; i < p->count; i++) {
		struct line *line = add_line(g);
		double room = g->width - (i == 0 ? 0 : p->hang);

		line->line = p->lines[i].line;
		line->width = p->lines[i].width;
		line->first = i == 0;
		line->last = i + 1 == p->count;
		line->height = leading;
		line->base = (leading - style->size) / 2 + style->size * ABOVE_BASE;
		line->gray = style->gray;
		line->with_next = style->with_next || heading;
		line->with_previous = style->with_previous;
		line->x = i == 0 ? 0 : p->hang;
		if (style->align != ALIGN_LEFT)
			line->x += (room - line->width) / (style->align == ALIGN_CENTRE ? 2 : 1);
	}
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
	char *copy = clean(g, text);

	for (const char *p = copy, *end;; p = end + 1) {
		end = strchrnul(p, '\n');
		if (end > p) {
			add_paragraph(g, style, p, (size_t)(end - p));
		} else if (*end != 0 || p == copy) {
			struct line *line = add_line(g);

			line->height = leading_of(style);
		}
		if (*end == 0)
			break;
	}
	talloc_free(copy);
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

	if (g->lacks)
		paper_spoil(paper, "a text has a sign that the fonts lack");
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
