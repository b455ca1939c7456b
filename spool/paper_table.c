/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_table - rows of cells with lines around them, for lists and heads of sheets. */
#include "spool/paper_table.h"

#include "config/memory.h"

#define CELL_MARGIN 1.6			/* mm, at the sides */
#define CELL_ABOVE 0.7			/* mm, above and below the text */
#define LABEL_GRAY 0.92

struct row {
	const struct table *table;
	struct galley **cells;
	double height;
	bool head;
};

static struct row *
set_row(void *ctx, const struct table *table, const char *const *cells, bool head)
{
	struct row *row = memory_new(ctx, sizeof *row);

	row->table = table;
	row->head = head;
	row->cells = memory_new(row, table->count * sizeof(struct galley *));
	for (size_t i = 0; i < table->count; i++) {
		const struct column *c = &table->columns[i];
		struct style style = { .size = table->size, .leading = 1.4, .align = head ? ALIGN_CENTRE : c->align };
		double height;

		row->cells[i] = galley_of(row, table->fonts, &style, c->width - 2 * CELL_MARGIN, cells[i] != NULL ? cells[i] : "");
		height = galley_height(row->cells[i], 0, galley_lines(row->cells[i])) + 2 * CELL_ABOVE;
		if (height > row->height)
			row->height = height;
	}
	return row;
}

struct row *
row_new(void *ctx, const struct table *table, const char *const *cells)
{
	return set_row(ctx, table, cells, false);
}

struct row *
row_head(void *ctx, const struct table *table)
{
	const char **titles = memory_new(ctx, table->count * sizeof(const char *));
	struct row *row;

	for (size_t i = 0; i < table->count; i++)
		titles[i] = table->columns[i].title;
	row = set_row(ctx, table, titles, true);
	talloc_free(titles);
	return row;
}

double
row_height(const struct row *row)
{
	return row->height;
}

double
row_draw(struct paper *paper, const struct row *row, double y)
{
	const struct table *t = row->table;
	double x = t->left;

	for (size_t i = 0; i < t->count; i++) {
		const struct column *c = &t->columns[i];
		const struct galley *g = row->cells[i];
		double text = galley_height(g, 0, galley_lines(g));

		if (row->head || c->label)
			paper_fill(paper, x, y, c->width, row->height, LABEL_GRAY);
		paper_frame(paper, x, y, c->width, row->height, 0.4);
		paper_galley(paper, g, 0, galley_lines(g), x + CELL_MARGIN, y + (row->height - text) / 2);
		x += c->width;
	}
	return y + row->height;
}
