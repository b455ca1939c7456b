/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fonts - the fonts that paper is set in, and what they lack. */
#include "spool/fonts.h"

#include <hb.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/paragraph.h"

struct face {
	char *family;
	PangoFont *font;
	hb_font_t *glyphs;		/* belongs to font */
};

struct fonts {
	PangoFontMap *map;
	PangoContext *japanese, *other;
	struct face first, fallback;	/* fallback.font may be NULL */
	struct paragraph_store *store;
};

/* One character and what hangs on it. */
struct sign {
	const char *text;
	size_t len;
	uint32_t base, selector;	/* selector 0: none */
	uint32_t marks[4];
	size_t mark_count;
};

static int
close_fonts(struct fonts *fonts)
{
	TALLOC_FREE(fonts->store);
	g_clear_object(&fonts->first.font);
	g_clear_object(&fonts->fallback.font);
	g_clear_object(&fonts->japanese);
	g_clear_object(&fonts->other);
	g_clear_object(&fonts->map);
	return 0;
}

/* Positions to fractions of a unit: the page is for a printer, not for a screen's grid. */
static PangoContext *
new_context(PangoFontMap *map, const char *language)
{
	PangoContext *context = pango_font_map_create_context(map);
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(context, options);
	cairo_font_options_destroy(options);
	pango_context_set_round_glyph_positions(context, FALSE);
	pango_context_set_language(context, pango_language_from_string(language));
	return context;
}

static enum verdict
load_face(struct fonts *fonts, const char *family, struct face *face, struct fault *f)
{
	PangoFontDescription *wanted = pango_font_description_new();
	bool same = false;

	face->family = must(talloc_strdup(fonts, family));
	pango_font_description_set_family(wanted, family);
	pango_font_description_set_absolute_size(wanted, 10 * PANGO_SCALE);
	face->font = pango_font_map_load_font(fonts->map, fonts->japanese, wanted);
	pango_font_description_free(wanted);
	if (face->font != NULL) {
		PangoFontDescription *got = pango_font_describe(face->font);
		const char *name = pango_font_description_get_family(got);

		same = name != NULL && text_equal_ignoring_case(name, family);
		pango_font_description_free(got);
		face->glyphs = pango_font_get_hb_font(face->font);
	}
	if (!same || face->glyphs == NULL)
		return fail(f, HALT, "the font \"%s\" is not installed: install %s or name another one (fc-list : family)",
		    family, strstr(family, "IPAmj") != NULL ? "fonts-ipamj-mincho" : "fonts-noto-cjk");
	return DONE;
}

enum verdict
fonts_open(void *ctx, const char *family, const char *fallback, struct fonts **out, struct fault *f)
{
	struct fonts *fonts = memory_new(ctx, sizeof *fonts);
	enum verdict v;

	fonts->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	talloc_set_destructor(fonts, close_fonts);
	if (fonts->map == NULL) {
		talloc_free(fonts);
		return fail(f, HALT, "pango has no FreeType fonts");
	}
	fonts->japanese = new_context(fonts->map, "ja");
	fonts->other = new_context(fonts->map, "en");
	v = load_face(fonts, family, &fonts->first, f);
	if (v == DONE && fallback != NULL && fallback[0] != 0)
		v = load_face(fonts, fallback, &fonts->fallback, f);
	if (v != DONE) {
		talloc_free(fonts);
		return v;
	}
	fonts->store = paragraph_store_new(fonts, fonts);
	*out = fonts;
	return DONE;
}

struct paragraph_store *
fonts_store(const struct fonts *fonts)
{
	return fonts->store;
}

PangoContext *
fonts_context(const struct fonts *fonts, const char *language)
{
	return strcmp(language, "ja") == 0 ? fonts->japanese : fonts->other;
}

PangoFontDescription *
fonts_description(const struct fonts *fonts, double size, bool bold)
{
	PangoFontDescription *d = pango_font_description_new();

	pango_font_description_set_family_static(d, fonts->first.family);
	pango_font_description_set_absolute_size(d, size * PANGO_SCALE);
	if (bold)
		pango_font_description_set_weight(d, PANGO_WEIGHT_BOLD);
	return d;
}

static bool
is_selector(uint32_t code)
{
	return (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef);
}

/* Nothing is drawn for these in any font. */
static bool
is_invisible(uint32_t code)
{
	return code == '\n' || code == 0xad || (code >= 0x200b && code <= 0x200f) ||
	    (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
}

/* Takes the next sign from text; false at the end. Octets that are no UTF-8 are one sign each. */
static bool
next_sign(const char *text, const char *end, struct sign *sign)
{
	const char *p = text;
	uint32_t code;
	size_t used;

	*sign = (struct sign){ .text = text };
	if (p >= end)
		return false;
	used = text_decode((const unsigned char *)p, (const unsigned char *)end, &sign->base);
	if (used == 0) {
		sign->base = 0xfffd;
		used = 1;
	}
	p += used;
	while (p < end && sign->mark_count < sizeof sign->marks / sizeof sign->marks[0] &&
	    (used = text_decode((const unsigned char *)p, (const unsigned char *)end, &code)) > 0) {
		if (is_selector(code))
			sign->selector = code;
		else if (g_unichar_ismark(code))
			sign->marks[sign->mark_count++] = code;
		else
			break;
		p += used;
	}
	sign->len = (size_t)(p - text);
	return true;
}

/* A selector for the look of an emoji or a symbol is a wish; one for the form of a kanji (IVS, and the
 * standard ones of compatibility characters) is part of a name. */
static bool
selector_counts(const struct sign *sign)
{
	return sign->selector >= 0xe0100 || (sign->selector != 0 && sign->selector <= 0xfe02 &&
	    g_unichar_get_script(sign->base) == G_UNICODE_SCRIPT_HAN);
}

static bool
face_has(const struct face *face, const struct sign *sign)
{
	hb_codepoint_t glyph;
	gunichar base = sign->base, composed;

	if (face->font == NULL)
		return false;
	if (is_invisible(base))
		return true;
	if (selector_counts(sign) && !hb_font_get_variation_glyph(face->glyphs, base, sign->selector, &glyph))
		return false;
	for (size_t i = 0; i < sign->mark_count; i++) {
		if (g_unichar_compose(base, sign->marks[i], &composed) &&
		    hb_font_get_nominal_glyph(face->glyphs, composed, &glyph))
			base = composed;
		else if (!hb_font_get_nominal_glyph(face->glyphs, sign->marks[i], &glyph))
			return false;
	}
	return hb_font_get_nominal_glyph(face->glyphs, base, &glyph);
}

static void
add_missing(void *ctx, struct missing *missing, const struct sign *sign)
{
	struct buffer b = buffer_init(ctx);
	char *text;

	buffer_printf(&b, "U+%04X ", sign->base);
	if (sign->selector != 0)
		buffer_printf(&b, "U+%04X ", sign->selector);
	for (size_t i = 0; i < sign->mark_count; i++)
		buffer_printf(&b, "U+%04X ", sign->marks[i]);
	buffer_add(&b, sign->text, sign->len);
	text = (char *)b.data;
	for (size_t i = 0; i < missing->count; i++) {
		if (strcmp(missing->signs[i], text) == 0) {
			talloc_free(text);
			return;
		}
	}
	missing->signs = must(talloc_realloc(ctx, missing->signs, char *, missing->count + 1));
	missing->signs[missing->count++] = text;
}

/* What is no text (config/text.h) is drawn in no font. */
static bool
has_sign(const struct fonts *fonts, const struct sign *sign)
{
	if (sign->base < ' ')
		return sign->base == '\n' || sign->base == '\t';
	return face_has(&fonts->first, sign) || face_has(&fonts->fallback, sign);
}

void
fonts_check(const struct fonts *fonts, void *ctx, const char *text, struct missing *missing)
{
	const char *end = text + strlen(text);
	struct sign sign;

	for (; next_sign(text, end, &sign); text += sign.len) {
		if (!has_sign(fonts, &sign))
			add_missing(ctx, missing, &sign);
	}
}

char *
fonts_replace(const struct fonts *fonts, void *ctx, const char *text, struct missing *missing)
{
	const char *end = text + strlen(text);
	struct buffer b = buffer_init(ctx);
	struct sign sign;

	for (; next_sign(text, end, &sign); text += sign.len) {
		if (has_sign(fonts, &sign)) {
			buffer_add(&b, text, sign.len);
		} else {
			buffer_string(&b, "〓");
			add_missing(ctx, missing, &sign);
		}
	}
	return b.data != NULL ? (char *)b.data : must(talloc_strdup(ctx, ""));
}

PangoAttrList *
fonts_attributes(const struct fonts *fonts, const char *text, size_t len)
{
	PangoAttrList *list = pango_attr_list_new();
	PangoAttribute *a = pango_attr_fallback_new(FALSE);
	const char *p = text, *end = text + len;
	struct sign sign;

	pango_attr_list_insert(list, a);
	for (; fonts->fallback.font != NULL && next_sign(p, end, &sign); p += sign.len) {
		if ((unsigned char)*p < 0x80 && sign.len == 1)
			continue;
		if (face_has(&fonts->first, &sign) || !face_has(&fonts->fallback, &sign))
			continue;
		a = pango_attr_family_new(fonts->fallback.family);
		a->start_index = (guint)(p - text);
		a->end_index = a->start_index + (guint)sign.len;
		pango_attr_list_insert(list, a);
		/* a fallback comes in one weight; a swollen one would not be that form any more */
		a = pango_attr_weight_new(PANGO_WEIGHT_NORMAL);
		a->start_index = (guint)(p - text);
		a->end_index = a->start_index + (guint)sign.len;
		pango_attr_list_insert(list, a);
	}
	return list;
}

void
fonts_end_of_program(void)
{
	pango_cairo_font_map_set_default(NULL);
	cairo_debug_reset_static_data();
}

#ifdef IKEN_SANITIZED
/* cairo 1.16 loses 768 octets for each CFF font that it embeds into a document; its functions keep no frame
 * pointers, so that the place cannot be named more closely. fontconfig keeps its caches: FcFini() would abort the
 * program while pango's thread, which nobody can wait for, still looks for fonts. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libcairo.so\nleak:libfontconfig.so\nleak:libpango\n";
}

/* A program that has nothing to say stays silent. */
const char *
__lsan_default_options(void)
{
	return "print_suppressions=0";
}
#endif
