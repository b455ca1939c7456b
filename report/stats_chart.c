/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stats_chart - the charts of the report, as pictures (spool/picture.h) for the page and for paper.
 *
 * Each stands above the table that has its numbers. A number that is not told has no bar but its x.
 */
#include "report/stats_tables.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/picture.h"

enum { WIDTH = 720, HEIGHT = 300, LEFT = 56, RIGHT = 12, TOP = 34, BOTTOM = 46, TICKS = 5, ROW = 30, LABEL = 190, SHOWN_ROWS = 25,
	CROWDED = 16 };

struct series {
	const char *name;
	enum shape_look look;
	const int64_t *value;		/* in halves where halves is set */
	const bool *hidden;
};

struct chart {
	struct picture *p;
	const struct stats_report *r;
	const char *id;
	const char *title;
	const char *const *label;
	size_t count;
	struct series series[2];
	size_t series_count;
	bool halves;
	int64_t most;			/* the upper end of the scale */
	int64_t tick;
};

static const char *
figure(struct chart *c, int64_t value)
{
	if (!c->halves)
		return must(talloc_asprintf(c->r->ctx, "%lld", (long long)value));
	return must(talloc_asprintf(c->r->ctx, "%lld.%d", (long long)value / 2, value % 2 != 0 ? 5 : 0));
}

static bool
is_told(const struct series *s, size_t i)
{
	return (s->hidden == NULL || !s->hidden[i]) && s->value[i] >= 0;
}

/* A scale from 0 that ends at a whole tick of 1, 2 or 5 times a power of ten. */
static void
scale(struct chart *c)
{
	static const int64_t steps[] = { 2, 5, 10 };
	int64_t most = 1, unit = c->halves ? 2 : 1, power = unit;

	for (size_t s = 0; s < c->series_count; s++)
		for (size_t i = 0; i < c->count; i++)
			if (is_told(&c->series[s], i) && c->series[s].value[i] > most)
				most = c->series[s].value[i];
	c->tick = unit;
	for (size_t i = 0; c->tick * TICKS < most; i = (i + 1) % 3) {
		c->tick = power * steps[i];
		if (i == 2)
			power *= 10;
	}
	c->most = (most + c->tick - 1) / c->tick * c->tick;
}

static double
level(const struct chart *c, int64_t value)
{
	return HEIGHT - BOTTOM - (double)value * (HEIGHT - TOP - BOTTOM) / (double)c->most;
}

static void
put_scale(struct chart *c)
{
	for (int64_t v = 0; v <= c->most; v += c->tick) {
		picture_line(c->p, v == 0 ? LOOK_AXIS : LOOK_SCALE, LEFT, level(c, v), WIDTH - RIGHT, level(c, v));
		picture_words(c->p, LEFT - 6, level(c, v) + 4, ALIGN_RIGHT, figure(c, v));
	}
}

static void
put_legend(struct chart *c)
{
	double x = LEFT;

	for (size_t i = 0; c->series_count > 1 && i < c->series_count; i++) {
		picture_bar(c->p, c->series[i].look, x, 6, 14, 12);
		picture_words(c->p, x + 20, 17, ALIGN_LEFT, c->series[i].name);
		x += 40 + 14 * (double)text_length(c->series[i].name);
	}
}

static void
put_bar(struct chart *c, const struct series *s, size_t i, double x, double width)
{
	double y;

	if (!is_told(s, i)) {
		picture_words(c->p, x + width / 2, HEIGHT - BOTTOM - 4, ALIGN_CENTRE, s->value[i] < 0 ? "-" : "x");
		return;
	}
	y = level(c, s->value[i]);
	picture_bar(c->p, s->look, x, y, width, HEIGHT - BOTTOM - y);
	if (c->count * c->series_count <= CROWDED)
		picture_words(c->p, x + width / 2, y - 4, ALIGN_CENTRE, figure(c, s->value[i]));
}

/* Below the scale; of many every so many-th. */
static void
put_labels(struct chart *c, double each)
{
	size_t step = (c->count + 11) / 12;

	for (size_t i = 0; i < c->count; i += step)
		picture_words(c->p, LEFT + ((double)i + 0.5) * each, HEIGHT - BOTTOM + 18, ALIGN_CENTRE, c->label[i]);
}

static void
put_bars(struct chart *c)
{
	double each = (double)(WIDTH - LEFT - RIGHT) / (double)(c->count + (c->count == 0)), width = each * 0.8 / (double)c->series_count;

	scale(c);
	c->p = picture_new(c->r->ctx, c->id, c->title, WIDTH, HEIGHT);
	put_scale(c);
	for (size_t i = 0; i < c->count; i++)
		for (size_t s = 0; s < c->series_count; s++)
			put_bar(c, &c->series[s], i, LEFT + (double)i * each + each * 0.1 + (double)s * width, width);
	put_labels(c, each);
	put_legend(c);
}

static void
put_curve(struct chart *c)
{
	double each = (double)(WIDTH - LEFT - RIGHT) / (double)(c->count + (c->count == 0));
	const struct series *s = &c->series[0];

	scale(c);
	c->p = picture_new(c->r->ctx, c->id, c->title, WIDTH, HEIGHT);
	put_scale(c);
	for (size_t i = 1; i < c->count; i++)
		if (is_told(s, i - 1) && is_told(s, i))
			picture_line(c->p, LOOK_CURVE, LEFT + ((double)i - 0.5) * each, level(c, s->value[i - 1]),
			    LEFT + ((double)i + 0.5) * each, level(c, s->value[i]));
	for (size_t i = 0; i < c->count; i++) {
		double x = LEFT + ((double)i + 0.5) * each;

		if (is_told(s, i))
			picture_dot(c->p, x, level(c, s->value[i]), c->count <= CROWDED ? 4 : 2);
		if (c->count <= CROWDED || !is_told(s, i))
			picture_words(c->p, x, is_told(s, i) ? level(c, s->value[i]) - 9 : HEIGHT - BOTTOM - 4, ALIGN_CENTRE,
			    is_told(s, i) ? figure(c, s->value[i]) : "x");
	}
	put_labels(c, each);
}

/* A bar for each row, with its name at the left; the second series is a mark behind it. */
static void
put_rows(struct chart *c)
{
	double room = WIDTH - LABEL - 70;
	size_t shown = c->count < SHOWN_ROWS ? c->count : SHOWN_ROWS;

	scale(c);
	c->p = picture_new(c->r->ctx, c->id, c->title, WIDTH, (double)shown * ROW + 30);
	for (size_t i = 0; i < shown; i++) {
		double y = 26 + (double)i * ROW, width;
		const struct series *s = &c->series[0];
		const char *name = text_length(c->label[i]) <= 14 ? c->label[i] :
		    must(talloc_asprintf(c->r->ctx, "%s…", text_cut(c->r->ctx, c->label[i], 13)));

		picture_words(c->p, LABEL - 8, y + 15, ALIGN_RIGHT, name);
		if (!is_told(s, i)) {
			picture_words(c->p, LABEL + 4, y + 15, ALIGN_LEFT, s->value[i] < 0 ? "-" : "x");
			continue;
		}
		width = (double)s->value[i] * room / (double)c->most;
		picture_bar(c->p, LOOK_NOW, LABEL, y, width, ROW - 10);
		if (c->series_count > 1 && is_told(&c->series[1], i)) {
			double x = LABEL + (double)c->series[1].value[i] * room / (double)c->most;

			picture_line(c->p, LOOK_MARK, x, y - 3, x, y + ROW - 7);
			picture_line(c->p, LOOK_REACH, LABEL + width, y + (ROW - 10) / 2.0, x, y + (ROW - 10) / 2.0);
			width = x - LABEL > width ? x - LABEL : width;
		}
		picture_words(c->p, LABEL + width + 6, y + 15, ALIGN_LEFT, c->series_count > 1 && is_told(&c->series[1], i) ?
		    must(talloc_asprintf(c->r->ctx, "%s / %s", figure(c, s->value[i]), figure(c, c->series[1].value[i]))) :
		    figure(c, s->value[i]));
	}
	picture_line(c->p, LOOK_AXIS, LABEL, 20, LABEL, 26 + (double)shown * ROW);
	if (c->series_count > 1) {
		picture_bar(c->p, LOOK_NOW, LABEL, 3, 14, 12);
		picture_words(c->p, LABEL + 20, 14, ALIGN_LEFT, tables_word(c->r, WORD_MEDIAN));
		picture_line(c->p, LOOK_MARK, LABEL + 260, 2, LABEL + 260, 16);
		picture_words(c->p, LABEL + 270, 14, ALIGN_LEFT, tables_word(c->r, WORD_NINETIETH));
	}
}

/* ---- which charts there are -------------------------------------------------------------------------------------- */

static struct chart
chart_of(const struct stats_report *r, const char *id, enum word title, size_t count)
{
	return (struct chart){ .r = r, .id = id, .title = tables_word(r, title), .count = count, .series_count = 1 };
}

static size_t
chart_course(const struct stats_report *r, struct picture **out)
{
	size_t count = r->now.steps;
	bool before = !r->by_day && !r->for_public;
	struct chart c = chart_of(r, "chart-received", before ? WORD_CHART_MONTHS : WORD_RECEIVED, count);
	const char **label = memory_new(r->ctx, (count + 1) * sizeof *label);
	int64_t *value[3];
	bool *hidden = memory_new(r->ctx, count + 1);

	for (int i = 0; i < 3; i++)
		value[i] = memory_new(r->ctx, (count + 1) * sizeof **value);
	for (size_t i = 0; i < count; i++) {
		label[i] = stats_step_label(r, i);
		value[0][i] = r->now.step[i].received;
		value[1][i] = i < r->before.steps ? r->before.step[i].received : 0;
		value[2][i] = r->now.step[i].open;
		hidden[i] = tables_small(r, r->now.step[i].open);
	}
	c.label = label;
	c.series[0] = (struct series){ tables_word(r, WORD_THIS), LOOK_NOW, value[0], r->step_hidden };
	c.series[1] = (struct series){ tables_word(r, WORD_BEFORE), LOOK_BEFORE, value[1], NULL };
	c.series_count = before ? 2 : 1;
	put_bars(&c);
	out[0] = c.p;
	if (count < 2)
		return 1;
	c = chart_of(r, "chart-open", WORD_CHART_OPEN, count);
	c.label = label;
	c.series[0] = (struct series){ "", LOOK_NOW, value[2], hidden };
	put_curve(&c);
	out[1] = c.p;
	return 2;
}

static struct picture *
chart_purposes(const struct stats_report *r)
{
	const struct stats_axis *a = &r->axis[AXIS_PURPOSE];
	struct chart c = chart_of(r, "chart-purposes", WORD_CHART_PURPOSES, a->count);

	c.label = a->name;
	c.series[0] = (struct series){ "", LOOK_NOW, a->received, a->received_hidden };
	put_rows(&c);
	return c.p;
}

static struct picture *
chart_days(const struct stats_report *r)
{
	const struct stats_axis *a = &r->axis[AXIS_DEPARTMENT];
	struct chart c = chart_of(r, "chart-days", WORD_CHART_DAYS, a->count);
	int64_t *median = memory_new(r->ctx, (a->count + 1) * sizeof *median);
	int64_t *ninetieth = memory_new(r->ctx, (a->count + 1) * sizeof *ninetieth);

	for (size_t i = 0; i < a->count; i++) {
		median[i] = days_median_twice(a->days[i]);
		ninetieth[i] = days_percentile(a->days[i], 90) * 2;
	}
	c.label = a->name;
	c.halves = true;
	c.series[0] = (struct series){ "", LOOK_NOW, median, a->answered_hidden };
	c.series[1] = (struct series){ "", LOOK_BEFORE, ninetieth, a->answered_hidden };
	c.series_count = 2;
	put_rows(&c);
	return c.p;
}

size_t
stats_charts(const struct stats_report *r, enum stats_table table, struct picture *out[STATS_CHARTS_MAX])
{
	size_t count = 0;

	if (table == TABLE_COURSE && r->now.steps != 0)
		count = chart_course(r, out);
	else if (table == TABLE_CHANNEL_PURPOSE && r->axis[AXIS_PURPOSE].count != 0)
		out[count++] = chart_purposes(r);
	else if (table == TABLE_DAYS_DEPARTMENT && r->axis[AXIS_DEPARTMENT].count != 0)
		out[count++] = chart_days(r);
	return count;
}
