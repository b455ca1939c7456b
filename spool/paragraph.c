/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paragraph - one paragraph set in lines of a width; what was set before is not set again. */
#include "spool/paragraph.h"

#include "config/memory.h"
#include "spool/galley_mark.h"

enum {
	GENERATION = 256,		/* paragraphs; two generations are remembered */
	SEEN = 4096,			/* a power of 2 */
	LONG = 4096			/* octets; longer ones are not remembered */
};

/* Lines are pulled apart by no more than that between two characters, in sizes. */
#define STRETCH_MOST 0.12

/* All that shapes a paragraph. */
struct recipe {
	double size, spacing, width;
	enum align align;
	bool bold, justify, english;
	const char *text;
	size_t len;
};

struct entry {
	struct recipe recipe;
	struct paragraph paragraph;
};

struct paragraph_store {
	const struct fonts *fonts;
	GHashTable *young, *old;	/* of struct entry, which are their own keys */
	struct entry *passing;		/* the last one that is not remembered */
	guint seen[SEEN];		/* hashes of what passed, each at its own place */
};

/* ---- pulling lines apart --------------------------------------------------------------------- */

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

/* ---- setting --------------------------------------------------------------------------------- */

static PangoLayout *
new_layout(const struct fonts *fonts, const struct recipe *r, size_t len)
{
	PangoLayout *layout = pango_layout_new(fonts_context(fonts, r->english ? "en" : "ja"));
	PangoFontDescription *description = fonts_description(fonts, r->size, r->bold);
	PangoAttrList *attributes = fonts_attributes(fonts, r->text, len);
	int units = (int)(r->spacing * r->size * PANGO_SCALE);

	if (units != 0)
		pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(units));
	pango_layout_set_font_description(layout, description);
	pango_layout_set_attributes(layout, attributes);
	pango_layout_set_text(layout, r->text, (int)len);
	pango_attr_list_unref(attributes);
	pango_font_description_free(description);
	return layout;
}

/* Width of the list's mark, which the other lines hang behind. */
static double
mark_width(const struct fonts *fonts, const struct recipe *r, size_t mark)
{
	PangoLayout *layout = new_layout(fonts, r, mark);
	double width = line_width(pango_layout_get_line_readonly(layout, 0));

	g_object_unref(layout);
	return width;
}

static void
set_lines(const struct recipe *r, struct paragraph *p)
{
	const char *text = pango_layout_get_text(p->layout);
	size_t i = 0;

	p->count = (size_t)pango_layout_get_line_count(p->layout);
	p->lines = must(talloc_zero_array(NULL, struct paragraph_line, p->count));
	for (GSList *l = pango_layout_get_lines(p->layout); l != NULL && i < p->count; l = l->next, i++) {
		struct paragraph_line *line = &p->lines[i];
		double room = r->width - (i == 0 ? 0 : p->hang);

		line->line = l->data;
		line->width = line_width(line->line);
		if (r->justify && r->align == ALIGN_LEFT && l->next != NULL)
			justify(line->line, text, room - line->width, r->size, (int)p->mark);
	}
}

static void
set(const struct fonts *fonts, const struct recipe *r, struct paragraph *p)
{
	p->mark = r->align == ALIGN_LEFT ? galley_mark(r->text, r->len) : 0;
	p->hang = p->mark > 0 ? mark_width(fonts, r, p->mark) : 0;
	if (p->hang > r->width / 3)
		p->hang = 0;
	if (p->hang <= 0)
		p->mark = 0;
	p->layout = new_layout(fonts, r, r->len);
	pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_width(p->layout, (int)(r->width * PANGO_SCALE));
	pango_layout_set_indent(p->layout, -(int)(p->hang * PANGO_SCALE));
	set_lines(r, p);
	p->lacks = pango_layout_get_unknown_glyphs_count(p->layout) > 0;
}

/* ---- the store ------------------------------------------------------------------------------- */

static guint
hash_recipe(gconstpointer key)
{
	const struct recipe *r = key;
	guint hash = 5381;

	for (size_t i = 0; i < r->len; i++)
		hash = hash * 33 + (unsigned char)r->text[i];
	return hash;
}

static bool
same_number(double a, double b)
{
	return !(a < b) && !(a > b);
}

static gboolean
same_recipe(gconstpointer one, gconstpointer other)
{
	const struct recipe *a = one, *b = other;

	return a->len == b->len && same_number(a->size, b->size) && same_number(a->spacing, b->spacing) &&
	    same_number(a->width, b->width) && a->align == b->align && a->bold == b->bold && a->justify == b->justify &&
	    a->english == b->english && memcmp(a->text, b->text, a->len) == 0;
}

static void
free_entry(gpointer data)
{
	struct entry *e = data;

	if (e == NULL)
		return;
	g_object_unref(e->paragraph.layout);
	talloc_free(e->paragraph.lines);
	talloc_free(e);
}

static struct entry *
new_entry(const struct paragraph_store *store, const struct recipe *recipe)
{
	struct entry *e = memory_new(NULL, sizeof *e);

	e->recipe = *recipe;
	e->recipe.text = must(talloc_strndup(e, recipe->text, recipe->len));
	set(store->fonts, &e->recipe, &e->paragraph);
	return e;
}

static GHashTable *
new_generation(void)
{
	return g_hash_table_new_full(hash_recipe, same_recipe, NULL, free_entry);
}

/* Most of what is set is never set again, and to keep it would cost memory that is not warm. */
static bool
is_first_sight(struct paragraph_store *store, const struct recipe *recipe)
{
	guint hash = hash_recipe(recipe), *place = &store->seen[hash & (SEEN - 1)];

	if (recipe->len <= LONG && *place == hash)
		return false;
	*place = hash;
	return true;
}

/* What is used in each generation stays; what is not goes with the second one. */
static void
remember(struct paragraph_store *store, struct entry *e)
{
	if (g_hash_table_size(store->young) >= GENERATION) {
		g_hash_table_unref(store->old);
		store->old = store->young;
		store->young = new_generation();
	}
	g_hash_table_insert(store->young, &e->recipe, e);
}

static struct entry *
recall(struct paragraph_store *store, const struct recipe *recipe)
{
	struct entry *e = g_hash_table_lookup(store->young, recipe);

	if (e == NULL && (e = g_hash_table_lookup(store->old, recipe)) != NULL) {
		g_hash_table_steal(store->old, recipe);
		remember(store, e);
	}
	return e;
}

static int
close_store(struct paragraph_store *store)
{
	g_hash_table_unref(store->young);
	g_hash_table_unref(store->old);
	free_entry(store->passing);
	return 0;
}

struct paragraph_store *
paragraph_store_new(void *ctx, const struct fonts *fonts)
{
	struct paragraph_store *store = memory_new(ctx, sizeof *store);

	store->fonts = fonts;
	store->young = new_generation();
	store->old = new_generation();
	talloc_set_destructor(store, close_store);
	return store;
}

const struct paragraph *
paragraph_set(struct paragraph_store *store, const struct style *style, double width, const char *text, size_t len)
{
	const struct recipe recipe = { .size = style->size, .spacing = style->spacing, .width = width, .align = style->align,
		.bold = style->bold, .justify = style->justify, .english = style->english, .text = text, .len = len };
	struct entry *e = recall(store, &recipe);

	if (e != NULL)
		return &e->paragraph;
	free_entry(store->passing);
	store->passing = NULL;
	e = new_entry(store, &recipe);
	if (is_first_sight(store, &recipe))
		store->passing = e;
	else
		remember(store, e);
	return &e->paragraph;
}
