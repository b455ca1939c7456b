/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grid - a table of cells as it is given out: how it is filled, and how its cells read. */
#include "spool/grid.h"

#include <string.h>

#include "config/clock.h"
#include "config/memory.h"

enum { STORE = 65536, FIRST = 64 };

struct grid *
grid_new(void *ctx, const char *title)
{
	struct grid *g = memory_new(ctx, sizeof *g);

	g->title = must(talloc_strdup(g, title));
	return g;
}

/* Cells are many and small: their texts lie one behind the other. */
static const char *
keep(struct grid *g, const char *text)
{
	size_t len;
	char *copy;

	if (text == NULL || text[0] == 0)
		return "";
	len = strlen(text) + 1;
	if (len > g->store_left) {
		g->store_left = len > STORE ? len : STORE;
		g->store = must(talloc_size(g, g->store_left));
	}
	copy = g->store;
	memcpy(copy, text, len);
	g->store += len;
	g->store_left -= len;
	return copy;
}

void
grid_column(struct grid *g, const char *title, enum grid_kind kind, double mm)
{
	g->column = must(talloc_realloc(g, g->column, struct grid_column, g->columns + 1));
	g->column[g->columns++] = (struct grid_column){ keep(g, title), kind, mm };
}

void
grid_row(struct grid *g, bool total)
{
	if (g->rows == g->row_room) {
		g->row_room = g->row_room == 0 ? FIRST : 2 * g->row_room;
		g->row = must(talloc_realloc(g, g->row, struct grid_row, g->row_room));
	}
	g->row[g->rows++] = (struct grid_row){ g->cells, 0, total };
}

static void
add(struct grid *g, struct grid_cell cell)
{
	if (g->cells == g->cell_room) {
		g->cell_room = g->cell_room == 0 ? FIRST : 2 * g->cell_room;
		g->cell = must(talloc_realloc(g, g->cell, struct grid_cell, g->cell_room));
	}
	g->cell[g->cells++] = cell;
	g->row[g->rows - 1].count++;
}

void
grid_text(struct grid *g, const char *text)
{
	add(g, (struct grid_cell){ .kind = GRID_TEXT, .text = keep(g, text) });
}

void
grid_number(struct grid *g, int64_t number)
{
	add(g, (struct grid_cell){ .kind = GRID_NUMBER, .integer = number });
}

void
grid_share(struct grid *g, double share)
{
	add(g, (struct grid_cell){ .kind = GRID_SHARE, .number = share });
}

void
grid_days(struct grid *g, double days)
{
	add(g, (struct grid_cell){ .kind = GRID_DAYS, .number = days });
}

static void
moment(struct grid *g, enum grid_kind kind, int64_t utc)
{
	if (utc == 0)
		grid_none(g, "");
	else
		add(g, (struct grid_cell){ .kind = kind, .integer = utc });
}

void
grid_date(struct grid *g, int64_t utc)
{
	moment(g, GRID_DATE, utc);
}

void
grid_time(struct grid *g, int64_t utc)
{
	moment(g, GRID_TIME, utc);
}

void
grid_none(struct grid *g, const char *text)
{
	add(g, (struct grid_cell){ .kind = GRID_NONE, .text = keep(g, text) });
}

void
grid_picture(struct grid *g, struct picture *p)
{
	g->picture = must(talloc_realloc(g, g->picture, struct picture *, g->pictures + 1));
	/* talloc_steal() is more than ISO C, and clang says so. */
	g->picture[g->pictures++] = must(talloc_reparent(talloc_parent(p), g, p));
}

void
grid_note(struct grid *g, const char *text)
{
	g->note = must(talloc_realloc(g, g->note, const char *, g->notes + 1));
	g->note[g->notes++] = keep(g, text);
}

const struct grid_cell *
grid_at(const struct grid *g, size_t row, size_t column)
{
	const struct grid_row *r = &g->row[row];

	return column < r->count ? &g->cell[r->begin + column] : NULL;
}

static const char *
show_number(void *ctx, int64_t number, bool grouped)
{
	char digits[32], out[48], *p = out;
	int len, first;

	len = snprintf(digits, sizeof digits, "%lld", (long long)number);
	if (!grouped)
		return must(talloc_strdup(ctx, digits));
	first = digits[0] == '-' ? 1 : 0;
	for (int i = 0; i < len; i++) {
		if (i > first && (len - i) % 3 == 0)
			*p++ = ',';
		*p++ = digits[i];
	}
	*p = 0;
	return must(talloc_strdup(ctx, out));
}

/* A half goes up, as in spreadsheets and at school; printf's goes to the even one. */
static double
rounded(double number)
{
	int64_t tenths = (int64_t)(10 * number + (number < 0 ? -0.5 : 0.5));

	return (double)tenths / 10;
}

const char *
grid_show(void *ctx, const struct grid_cell *cell, bool grouped)
{
	struct day d;

	if (cell == NULL)
		return "";
	switch (cell->kind) {
	case GRID_TEXT:
	case GRID_NONE:
		return cell->text;
	case GRID_NUMBER:
		return show_number(ctx, cell->integer, grouped);
	case GRID_SHARE:
		return must(talloc_asprintf(ctx, "%.1f%%", rounded(100 * cell->number)));
	case GRID_DAYS:
		return must(talloc_asprintf(ctx, "%.1f", rounded(cell->number)));
	case GRID_DATE:
		d = clock_tokyo(cell->integer);
		return must(talloc_asprintf(ctx, "%04d-%02d-%02d", d.year, d.month, d.day));
	case GRID_TIME:
		return clock_local(ctx, cell->integer);
	}
	return "";
}

bool
grid_is_figure(enum grid_kind kind)
{
	return kind == GRID_NUMBER || kind == GRID_SHARE || kind == GRID_DAYS;
}
