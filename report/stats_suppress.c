/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stats_suppress - which numbers of a table are not told where it is published.
 *
 * Of a table, rows and columns are the points of a graph and hidden numbers its lines between them. A hidden number
 * follows from the others exactly when its line is the only way between its two points: then another way is hidden,
 * too, which comes to the least that can be.
 */
#include "report/stats_suppress.h"

#include "config/memory.h"

#define FAR (INT64_MAX / 4)
#define COST_OF_ZERO (INT64_C(1) << 40)	/* 0 is hidden only where nothing else is left */

static bool
is_small(int64_t value, int64_t least)
{
	return value > 0 && value < least;
}

/* Hides the smallest number of a line that is told yet and is not 0; false: there is none. */
static bool
hide_one_more(const int64_t *value, size_t count, size_t stride, bool *hidden)
{
	size_t best = count;

	for (size_t i = 0; i < count; i++)
		if (!hidden[i * stride] && value[i * stride] > 0 && (best == count || value[i * stride] < value[best * stride]))
			best = i;
	if (best == count)
		return false;
	hidden[best * stride] = true;
	return true;
}

/* Hides until those hidden come to least; whether something was. */
static bool
fill_line(const int64_t *value, size_t count, size_t stride, int64_t least, size_t fewest, bool *hidden)
{
	bool changed = false;

	for (;;) {
		int64_t sum = 0;
		size_t n = 0;

		for (size_t i = 0; i < count; i++) {
			sum += hidden[i * stride] ? value[i * stride] : 0;
			n += hidden[i * stride];
		}
		if (n == 0 || (n >= fewest && sum >= least) || !hide_one_more(value, count, stride, hidden))
			return changed;
		changed = true;
	}
}

void
suppress_line(const int64_t *value, size_t count, int64_t least, bool *hidden)
{
	size_t n = 0, last = 0;

	for (size_t i = 0; i < count; i++)
		hidden[i] = is_small(value[i], least);
	(void)fill_line(value, count, 1, least, 2, hidden);
	for (size_t i = 0; i < count; i++) {
		n += hidden[i];
		last = hidden[i] ? i : last;
	}
	/* All others are 0: one of them is hidden so that this one is not the sum itself. */
	if (n == 1 && count > 1)
		hidden[last == 0 ? 1 : 0] = true;
}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

struct graph {
	const struct suppress_table *t;
	bool *hidden;
	size_t points;			/* rows, then columns */
	int64_t *cost;			/* of the cheapest way to a point */
	size_t *from;			/* the point before */
	bool *done;
};

static size_t
line_between(const struct graph *g, size_t a, size_t b)
{
	size_t row = a < b ? a : b, column = (a < b ? b : a) - g->t->rows;

	return row * g->t->columns + column;
}

static int64_t
cost_of(const struct graph *g, size_t line)
{
	int64_t value = g->t->value[line];

	return g->hidden[line] ? 0 : value > 0 ? value : COST_OF_ZERO;
}

static void
look_around(struct graph *g, size_t at, size_t without)
{
	size_t begin = at < g->t->rows ? g->t->rows : 0, end = at < g->t->rows ? g->points : g->t->rows;

	for (size_t to = begin; to < end; to++) {
		size_t line = line_between(g, at, to);
		int64_t cost = g->cost[at] + cost_of(g, line);

		if (line != without && cost < g->cost[to]) {
			g->cost[to] = cost;
			g->from[to] = at;
		}
	}
}

/* The cheapest ways from a point to all others, over lines that are hidden or would be, but for one line. */
static void
find_ways(struct graph *g, size_t start, size_t without)
{
	for (size_t i = 0; i < g->points; i++) {
		g->cost[i] = FAR;
		g->done[i] = false;
	}
	g->cost[start] = 0;
	for (;;) {
		size_t next = g->points;

		for (size_t i = 0; i < g->points; i++)
			if (!g->done[i] && g->cost[i] < FAR && (next == g->points || g->cost[i] < g->cost[next]))
				next = i;
		if (next == g->points)
			return;
		g->done[next] = true;
		look_around(g, next, without);
	}
}

/* Hides the way that find_ways() found; whether something was told until now. */
static bool
hide_way(struct graph *g, size_t start, size_t end)
{
	bool changed = false;

	if (g->cost[end] >= FAR)
		return false;
	for (size_t at = end; at != start; at = g->from[at]) {
		size_t line = line_between(g, at, g->from[at]);

		changed = changed || !g->hidden[line];
		g->hidden[line] = true;
	}
	return changed;
}

static bool
close_circles(struct graph *g)
{
	bool changed = false;

	for (size_t row = 0; row < g->t->rows; row++) {
		for (size_t column = 0; column < g->t->columns; column++) {
			size_t line = row * g->t->columns + column;

			if (!g->hidden[line])
				continue;
			find_ways(g, row, line);
			changed = hide_way(g, row, g->t->rows + column) || changed;
		}
	}
	return changed;
}

/* Sums that are hidden could be computed if they did not hang together by hidden numbers. */
static bool
connect_sums(struct graph *g, const bool *sum_hidden, size_t first, size_t count)
{
	size_t start = g->points;
	bool changed = false;

	for (size_t i = 0; i < count; i++) {
		if (!sum_hidden[i])
			continue;
		if (start == g->points) {
			start = first + i;
			continue;
		}
		find_ways(g, start, SIZE_MAX);
		changed = hide_way(g, start, first + i) || changed;
	}
	return changed;
}

static bool
fill_lines(struct graph *g)
{
	const struct suppress_table *t = g->t;
	bool changed = false;

	for (size_t row = 0; row < t->rows; row++)
		changed = fill_line(t->value + row * t->columns, t->columns, 1, t->least, 1, g->hidden + row * t->columns) || changed;
	for (size_t column = 0; column < t->columns; column++)
		changed = fill_line(t->value + column, t->rows, t->columns, t->least, 1, g->hidden + column) || changed;
	return changed;
}

void
suppress_table(const struct suppress_table *t, bool *hidden)
{
	void *ctx = must(talloc_new(NULL));
	struct graph g = { .t = t, .hidden = hidden, .points = t->rows + t->columns };
	bool changed = true;

	for (size_t i = 0; i < t->rows * t->columns; i++)
		hidden[i] = is_small(t->value[i], t->least) ||
		    (t->columns == 1 && t->row_hidden[i]) || (t->rows == 1 && t->column_hidden[i]);
	g.cost = memory_new(ctx, (g.points + 1) * sizeof *g.cost);
	g.from = memory_new(ctx, (g.points + 1) * sizeof *g.from);
	g.done = memory_new(ctx, (g.points + 1) * sizeof *g.done);
	while (changed && t->rows > 1 && t->columns > 1) {
		changed = fill_lines(&g);
		changed = connect_sums(&g, t->row_hidden, 0, t->rows) || changed;
		changed = connect_sums(&g, t->column_hidden, t->rows, t->columns) || changed;
		changed = close_circles(&g) || changed;
	}
	talloc_free(ctx);
}
