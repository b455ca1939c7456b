/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * galley - text set in lines of a width, to be cut into pages.
 *
 * Lines are broken by pango (kinsoku) and stand on an even grid. A paragraph that begins with a list's
 * mark (・ - 1. （１） ① …) hangs under its text. Justified lines are pulled apart evenly between
 * characters, never inside a Latin word or a number, never far, and not where a URL stands.
 */
#ifndef SPOOL_GALLEY_H
#define SPOOL_GALLEY_H

#include <stdbool.h>
#include <stddef.h>

#include "spool/fonts.h"

enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

struct style {
	double size;			/* pt */
	double leading;			/* from line to line, in sizes; 0: 1.5 */
	double spacing;			/* between characters, in sizes */
	double gray;			/* 0 black .. 1 white */
	enum align align;
	bool bold;
	bool justify;
	bool english;			/* lines are broken by the rules of English; default Japanese */
	bool with_next;			/* a heading: its last line is not the last one of a page */
	bool with_previous;		/* a closing: it is not alone on a page */
};

struct galley;

/* An empty galley of a width in mm; owned by ctx. */
struct galley *galley_new(void *ctx, const struct fonts *fonts, double width);

/* Adds running text (config/text.h); each line feed ends a paragraph, an empty line stays one. Other
 * control characters are left out. */
void galley_add(struct galley *g, const struct style *style, const char *text);
/* Adds room, in mm; it vanishes at the top of a page. */
void galley_space(struct galley *g, double height);

/* A galley with one text. */
struct galley *galley_of(void *ctx, const struct fonts *fonts, const struct style *style, double width,
    const char *text);

size_t galley_lines(const struct galley *g);
/* Height in mm of the lines [from, to), and their greatest width. */
double galley_height(const struct galley *g, size_t from, size_t to);
double galley_width(const struct galley *g);

/* The lines that go on a page with room for height mm, when `from` is the first: [from, result). No
 * paragraph leaves or sends one line alone, as far as that can be; at least one line goes. */
size_t galley_cut(const struct galley *g, size_t from, double height);
/* The first line at or after `from` that is not empty: what begins the next page. */
size_t galley_begin(const struct galley *g, size_t from);

/* For tests: the text of a line, owned by ctx. */
char *galley_line_text(const struct galley *g, void *ctx, size_t line);

struct paper;
/* Draws the lines [from, to) with the left upper corner at (x, y) mm. */
void paper_galley(struct paper *paper, const struct galley *g, size_t from, size_t to, double x, double y);

#endif
