/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picture - a chart as shapes, which is drawn the same way in a page (SVG) and on paper.
 *
 * Measures are those of the picture, from its left upper corner. What a shape is decides how it looks in each; shapes
 * differ in hatching, dashes and width, and not in colour alone.
 */
#ifndef SPOOL_PICTURE_H
#define SPOOL_PICTURE_H

#include <stddef.h>

#include "config/bytes.h"
#include "spool/galley.h"

enum shape_look { LOOK_NOW, LOOK_BEFORE, LOOK_SCALE, LOOK_AXIS, LOOK_CURVE, LOOK_MARK, LOOK_REACH };

struct shape {
	enum { SHAPE_BAR, SHAPE_LINE, SHAPE_DOT, SHAPE_WORDS } kind;
	enum shape_look look;
	double x, y;			/* of words: of their base line, by align */
	double x2, y2;			/* the other end; of a dot, its radius is x2 */
	enum align align;
	const char *text;
};

struct picture {
	const char *id;			/* within a page */
	const char *title;
	double width, height;
	struct shape *shape;
	size_t count;
};

/* id and title are copied. */
struct picture *picture_new(void *ctx, const char *id, const char *title, double width, double height);
void picture_bar(struct picture *p, enum shape_look look, double x, double y, double width, double height);
void picture_line(struct picture *p, enum shape_look look, double x1, double y1, double x2, double y2);
void picture_dot(struct picture *p, double x, double y, double radius);
/* text is copied. */
void picture_words(struct picture *p, double x, double y, enum align align, const char *text);

/* A <figure> with the title, and what it is in words for who does not see it; the classes are those of the page's style sheet:
 * now, before, hatch, paper, scale, axis, curve, mark, reach. Appended to out. */
void picture_svg(const struct picture *p, const char *description, struct buffer *out);

struct paper;
struct fonts;

/* How high it is on paper, mm, with its title, where it may be so wide and high. picture_paper.c */
double picture_height(const struct picture *p, double width, double height);
/* Draws it with its left upper corner at x, y. The fonts have all signs of its texts (fonts_replace()). */
void picture_draw(struct paper *paper, const struct fonts *fonts, const struct picture *p, double x, double y, double width,
    double height);

#endif
