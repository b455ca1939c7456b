/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_table - rows of cells with lines around them, for lists and heads of sheets. */
#include "spool/paper_table.h"

#include "config/memory.h"

#define CELL_MARGIN 1.6			/* mm, at the sides */
#define CELL_ABOVE 0.7			/* mm, above and below the text */
#define LABEL_GRAY 0.92

enum row_kind { ROW_PLAIN, ROW_HEAD, ROW_TOTAL };

struct row {
	const struct table *table;
	struct galley **cells;
	size_t *from;			/* the first line of each that is not drawn yet */
	double height;
	enum row_kind kind;
};

static void
measure(struct row *row)
{
	row->height = 0;
	for (size_t i = 0; i < row->table->count; i++) {
		const struct galley *g = row->cells[i];
		double height = galley_height(g, row->from[i], galley_lines(g)) + 2 * CELL_ABOVE;

		if (height > row->height)
			row->height = height;
	}
}

static struct row *
set_row(void *ctx, const struct table *table, const char *const *cells, enum row_kind kind)
{
	struct row *row = memory_new(ctx, sizeof *row);

	row->table = table;
	row->kind = kind;
	row->cells = memory_new(row, table->count * sizeof(struct galley *));
	row->from = memory_new(row, table->count * sizeof(size_t));
	for (size_t i = 0; i < table->count; i++) {
		const struct column *c = &table->columns[i];
		struct style style = { .size = table->size, .leading = 1.4, .align = kind == ROW_HEAD ? ALIGN_CENTRE : c->align,
			.bold = kind == ROW_TOTAL };

		row->cells[i] = galley_of(row, table->fonts, &style, c->width - 2 * CELL_MARGIN, cells[i] != NULL ? cells[i] : "");
	}
	measure(row);
	return row;
}

struct row *
row_new(void *ctx, const struct table *table, const char *const *cells)
{
	return set_row(ctx, table, cells, ROW_PLAIN);
}

struct row *
row_total(void *ctx, const struct table *table, const char *const *cells)
{
	return set_row(ctx, table, cells, ROW_TOTAL);
}

struct row *
row_head(void *ctx, const struct table *table)
{
	const char **titles = memory_new(ctx, table->count * sizeof(const char *));
	struct row *row;

	for (size_t i = 0; i < table->count; i++)
		titles[i] = table->columns[i].title;
	row = set_row(ctx, table, titles, ROW_HEAD);
	talloc_free(titles);
	return row;
}

double
row_height(const struct row *row)
{
	return row->height;
}

/* Draws a cell's lines up to one in the middle of its box. */
static void
draw_cell(struct paper *paper, const struct row *row, size_t i, size_t to, double x, double y, double height)
{
	const struct column *c = &row->table->columns[i];
	const struct galley *g = row->cells[i];
	double text = galley_height(g, row->from[i], to);

	if (row->kind != ROW_PLAIN || c->label)
		paper_fill(paper, x, y, c->width, height, LABEL_GRAY);
	paper_frame(paper, x, y, c->width, height, 0.4);
	paper_galley(paper, g, row->from[i], to, x + CELL_MARGIN, y + (height - text) / 2);
}

double
row_draw(struct paper *paper, const struct row *row, double y)
{
	const struct table *t = row->table;
	double x = t->left;

	for (size_t i = 0; i < t->count; i++) {
		draw_cell(paper, row, i, galley_lines(row->cells[i]), x, y, row->height);
		x += t->columns[i].width;
	}
	return y + row->height;
}

double
row_draw_part(struct paper *paper, struct row *row, double y, double height, bool *left_out)
{
	const struct table *t = row->table;
	size_t *to = memory_new(row, t->count * sizeof(size_t));
	double x = t->left, tallest = 0;

	*left_out = false;
	for (size_t i = 0; i < t->count; i++) {
		size_t lines = galley_lines(row->cells[i]);
		double part;

		to[i] = row->from[i] < lines ? galley_cut(row->cells[i], row->from[i], height - 2 * CELL_ABOVE) : lines;
		part = galley_height(row->cells[i], row->from[i], to[i]) + 2 * CELL_ABOVE;
		tallest = part > tallest ? part : tallest;
		*left_out |= to[i] < lines;
	}
	for (size_t i = 0; i < t->count; i++) {
		if (paper != NULL)
			draw_cell(paper, row, i, to[i], x, y, tallest);
		row->from[i] = to[i];
		x += t->columns[i].width;
	}
	talloc_free(to);
	measure(row);
	return y + tallest;
}
