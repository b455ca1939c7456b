/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_pango - what the paper_*, fonts, paragraph and galley modules share of pango's and cairo's types; for no others. */
#ifndef SPOOL_PAPER_PANGO_H
#define SPOOL_PAPER_PANGO_H

#include <pango/pangocairo.h>

#include "spool/galley.h"
#include "spool/paper.h"

/* PDF points of a millimetre. */
#define POINTS_OF_MM (72 / 25.4)

/* Sizes are absolute: one unit is a point of the page. */
PangoContext *fonts_context(const struct fonts *fonts, const char *language);
PangoFontDescription *fonts_description(const struct fonts *fonts, double size, bool bold);

/* The attributes that set each sign of text in the font that has it. The caller's to unref. */
PangoAttrList *fonts_attributes(const struct fonts *fonts, const char *text, size_t len);

/* What was set in these fonts lately; see paragraph.h. */
struct paragraph_store;
struct paragraph_store *fonts_store(const struct fonts *fonts);

/* The page that is being drawn. */
cairo_t *paper_cairo(struct paper *paper);
/* paper_end() fails with that. */
void paper_spoil(struct paper *paper, const char *why);

#endif
