/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_table - rows of cells with lines around them, for lists and heads of sheets. */
#ifndef SPOOL_PAPER_TABLE_H
#define SPOOL_PAPER_TABLE_H

#include "spool/paper.h"

struct column {
	const char *title;		/* of the head's cell; NULL: the table has no head */
	double width;			/* mm */
	enum align align;
	bool label;			/* its cells are shaded */
};

struct table {
	const struct fonts *fonts;
	const struct column *columns;
	size_t count;
	double left;			/* mm */
	double size;			/* pt */
};

struct row;

/* A row that can be asked for its height; cells as many as columns, NULL is "". Owned by ctx. */
struct row *row_new(void *ctx, const struct table *table, const char *const *cells);
/* The row of the titles; a row of sums, bold and shaded. */
struct row *row_head(void *ctx, const struct table *table);
struct row *row_total(void *ctx, const struct table *table, const char *const *cells);
/* Of what is not drawn yet. */
double row_height(const struct row *row);
/* Draws it with its upper line at y; returns where the next one begins. */
double row_draw(struct paper *paper, const struct row *row, double y);
/* As much of it as fits into a height from y on, one line at least: what is left is the row now. paper NULL: nothing is drawn.
 * Returns where it ends; *left_out says whether there is something left. */
double row_draw_part(struct paper *paper, struct row *row, double y, double height, bool *left_out);

#endif
