/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stats_chart - charts as SVG within the page, whose style sheet (stats_style.c) colours them.
 *
 * Each says by role, title and description what it is, and stands above the table that has its numbers. Series differ in
 * hatching and not in colour alone. A number that is not told has no bar but its x.
 */
#include "report/stats_tables.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/html.h"

enum { WIDTH = 720, HEIGHT = 300, LEFT = 56, RIGHT = 12, TOP = 34, BOTTOM = 46, TICKS = 5, ROW = 30, LABEL = 190, SHOWN_ROWS = 25,
	CROWDED = 16 };

struct series {
	const char *name;
	const char *class;		/* of the style sheet */
	const int64_t *value;		/* in halves where halves is set */
	const bool *hidden;
};

struct chart {
	struct buffer *out;
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

static void
begin(struct chart *c, int height)
{
	buffer_string(c->out, "<figure>\n<figcaption>");
	html_escape(c->title, c->out);
	buffer_printf(c->out, "</figcaption>\n<svg class=\"chart\" role=\"img\" aria-labelledby=\"%s-title %s-desc\" viewBox=\"0 0 %d %d\">\n"
	    "<title id=\"%s-title\">", c->id, c->id, WIDTH, height, c->id);
	html_escape(c->title, c->out);
	buffer_printf(c->out, "</title>\n<desc id=\"%s-desc\">", c->id);
	html_escape(tables_word(c->r, WORD_CHART_DESC), c->out);
	buffer_printf(c->out, "</desc>\n<defs><pattern id=\"%s-hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
	    "patternTransform=\"rotate(45)\"><rect class=\"paper\" width=\"6\" height=\"6\"/><rect class=\"hatch\" width=\"2.5\" "
	    "height=\"6\"/></pattern></defs>\n", c->id);
}

static void
words(struct chart *c, double x, double y, const char *anchor, const char *text)
{
	buffer_printf(c->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
	html_escape(text, c->out);
	buffer_string(c->out, "</text>\n");
}

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
		buffer_printf(c->out, "<line class=\"%s\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>\n", v == 0 ? "axis" : "scale", LEFT,
		    level(c, v), WIDTH - RIGHT, level(c, v));
		words(c, LEFT - 6, level(c, v) + 4, "end", figure(c, v));
	}
}

static void
put_swatch(struct chart *c, const struct series *s, double x, double y)
{
	if (strcmp(s->class, "before") == 0)
		buffer_printf(c->out, "<rect class=\"before\" fill=\"url(#%s-hatch)\" x=\"%.1f\" y=\"%.1f\" width=\"14\" height=\"12\"/>\n",
		    c->id, x, y);
	else
		buffer_printf(c->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"14\" height=\"12\"/>\n", s->class, x, y);
}

static void
put_legend(struct chart *c)
{
	double x = LEFT;

	for (size_t i = 0; c->series_count > 1 && i < c->series_count; i++) {
		put_swatch(c, &c->series[i], x, 6);
		words(c, x + 20, 17, "start", c->series[i].name);
		x += 40 + 14 * (double)text_length(c->series[i].name);
	}
}

static void
put_bar(struct chart *c, const struct series *s, size_t i, double x, double width)
{
	double y;

	if (!is_told(s, i)) {
		words(c, x + width / 2, HEIGHT - BOTTOM - 4, "middle", s->value[i] < 0 ? "-" : "x");
		return;
	}
	y = level(c, s->value[i]);
	if (strcmp(s->class, "before") == 0)
		buffer_printf(c->out, "<rect class=\"before\" fill=\"url(#%s-hatch)\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
		    c->id, x, y, width, HEIGHT - BOTTOM - y);
	else
		buffer_printf(c->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n", s->class, x, y, width,
		    HEIGHT - BOTTOM - y);
	if (c->count * c->series_count <= CROWDED)
		words(c, x + width / 2, y - 4, "middle", figure(c, s->value[i]));
}

/* Below the scale; of many every so many-th. */
static void
put_labels(struct chart *c, double each)
{
	size_t step = (c->count + 11) / 12;

	for (size_t i = 0; i < c->count; i += step)
		words(c, LEFT + ((double)i + 0.5) * each, HEIGHT - BOTTOM + 18, "middle", c->label[i]);
}

static void
put_bars(struct chart *c)
{
	double each = (double)(WIDTH - LEFT - RIGHT) / (double)(c->count + (c->count == 0)), width = each * 0.8 / (double)c->series_count;

	scale(c);
	begin(c, HEIGHT);
	put_scale(c);
	for (size_t i = 0; i < c->count; i++)
		for (size_t s = 0; s < c->series_count; s++)
			put_bar(c, &c->series[s], i, LEFT + (double)i * each + each * 0.1 + (double)s * width, width);
	put_labels(c, each);
	put_legend(c);
	buffer_string(c->out, "</svg>\n</figure>\n");
}

static void
put_curve(struct chart *c)
{
	double each = (double)(WIDTH - LEFT - RIGHT) / (double)(c->count + (c->count == 0));
	const struct series *s = &c->series[0];
	bool pen_down = false;

	scale(c);
	begin(c, HEIGHT);
	put_scale(c);
	buffer_string(c->out, "<path class=\"curve\" d=\"");
	for (size_t i = 0; i < c->count; i++) {
		if (is_told(s, i))
			buffer_printf(c->out, "%s%.1f,%.1f", pen_down ? "L" : "M", LEFT + ((double)i + 0.5) * each, level(c, s->value[i]));
		pen_down = is_told(s, i);
	}
	buffer_string(c->out, "\"/>\n");
	for (size_t i = 0; i < c->count; i++) {
		double x = LEFT + ((double)i + 0.5) * each;

		if (is_told(s, i))
			buffer_printf(c->out, "<circle class=\"now\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"/>\n", x, level(c, s->value[i]),
			    c->count <= CROWDED ? "4" : "2");
		if (c->count <= CROWDED || !is_told(s, i))
			words(c, x, is_told(s, i) ? level(c, s->value[i]) - 9 : HEIGHT - BOTTOM - 4, "middle",
			    is_told(s, i) ? figure(c, s->value[i]) : "x");
	}
	put_labels(c, each);
	buffer_string(c->out, "</svg>\n</figure>\n");
}

/* A bar for each row, with its name at the left; the second series is a mark behind it. */
static void
put_rows(struct chart *c)
{
	double room = WIDTH - LABEL - 70;
	size_t shown = c->count < SHOWN_ROWS ? c->count : SHOWN_ROWS;

	scale(c);
	begin(c, (int)shown * ROW + 30);
	for (size_t i = 0; i < shown; i++) {
		double y = 26 + (double)i * ROW, width;
		const struct series *s = &c->series[0];
		const char *name = text_length(c->label[i]) <= 14 ? c->label[i] :
		    must(talloc_asprintf(c->r->ctx, "%s…", text_cut(c->r->ctx, c->label[i], 13)));

		words(c, LABEL - 8, y + 15, "end", name);
		if (!is_told(s, i)) {
			words(c, LABEL + 4, y + 15, "start", s->value[i] < 0 ? "-" : "x");
			continue;
		}
		width = (double)s->value[i] * room / (double)c->most;
		buffer_printf(c->out, "<rect class=\"now\" x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>\n", LABEL, y, width, ROW - 10);
		if (c->series_count > 1 && is_told(&c->series[1], i)) {
			double x = LABEL + (double)c->series[1].value[i] * room / (double)c->most;

			buffer_printf(c->out, "<path class=\"mark\" d=\"M%.1f,%.1fV%.1f\"/>\n", x, y - 3, y + ROW - 7);
			buffer_printf(c->out, "<path class=\"reach\" d=\"M%.1f,%.1fH%.1f\"/>\n", LABEL + width, y + (ROW - 10) / 2.0, x);
			width = x - LABEL > width ? x - LABEL : width;
		}
		words(c, LABEL + width + 6, y + 15, "start", c->series_count > 1 && is_told(&c->series[1], i) ?
		    must(talloc_asprintf(c->r->ctx, "%s / %s", figure(c, s->value[i]), figure(c, c->series[1].value[i]))) :
		    figure(c, s->value[i]));
	}
	buffer_printf(c->out, "<path class=\"axis\" d=\"M%d,20V%zu\"/>\n", LABEL, 26 + shown * ROW);
	if (c->series_count > 1) {
		put_swatch(c, &c->series[0], LABEL, 3);
		words(c, LABEL + 20, 14, "start", tables_word(c->r, WORD_MEDIAN));
		buffer_printf(c->out, "<path class=\"mark\" d=\"M%d,2V16\"/>\n", LABEL + 260);
		words(c, LABEL + 270, 14, "start", tables_word(c->r, WORD_NINETIETH));
	}
	buffer_string(c->out, "</svg>\n</figure>\n");
}

/* ---- which charts there are -------------------------------------------------------------------------------------- */

static struct chart
chart_of(const struct stats_report *r, struct buffer *out, const char *id, enum word title, size_t count)
{
	return (struct chart){ .out = out, .r = r, .id = id, .title = tables_word(r, title), .count = count, .series_count = 1 };
}

static void
chart_course(const struct stats_report *r, struct buffer *out)
{
	size_t count = r->now.steps;
	bool before = !r->by_day && !r->for_public;
	struct chart c = chart_of(r, out, "chart-received", before ? WORD_CHART_MONTHS : WORD_RECEIVED, count);
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
	c.series[0] = (struct series){ tables_word(r, WORD_THIS), "now", value[0], r->step_hidden };
	c.series[1] = (struct series){ tables_word(r, WORD_BEFORE), "before", value[1], NULL };
	c.series_count = before ? 2 : 1;
	put_bars(&c);
	if (count < 2)
		return;
	c = chart_of(r, out, "chart-open", WORD_CHART_OPEN, count);
	c.label = label;
	c.series[0] = (struct series){ "", "now", value[2], hidden };
	put_curve(&c);
}

static void
chart_purposes(const struct stats_report *r, struct buffer *out)
{
	const struct stats_axis *a = &r->axis[AXIS_PURPOSE];
	struct chart c = chart_of(r, out, "chart-purposes", WORD_CHART_PURPOSES, a->count);

	c.label = a->name;
	c.series[0] = (struct series){ "", "now", a->received, a->received_hidden };
	put_rows(&c);
}

static void
chart_days(const struct stats_report *r, struct buffer *out)
{
	const struct stats_axis *a = &r->axis[AXIS_DEPARTMENT];
	struct chart c = chart_of(r, out, "chart-days", WORD_CHART_DAYS, a->count);
	int64_t *median = memory_new(r->ctx, (a->count + 1) * sizeof *median);
	int64_t *ninetieth = memory_new(r->ctx, (a->count + 1) * sizeof *ninetieth);

	for (size_t i = 0; i < a->count; i++) {
		median[i] = days_median_twice(a->days[i]);
		ninetieth[i] = days_percentile(a->days[i], 90) * 2;
	}
	c.label = a->name;
	c.halves = true;
	c.series[0] = (struct series){ "", "now", median, a->answered_hidden };
	c.series[1] = (struct series){ "", "before", ninetieth, a->answered_hidden };
	c.series_count = 2;
	put_rows(&c);
}

void
stats_chart(const struct stats_report *r, enum stats_table table, struct buffer *out)
{
	if (table == TABLE_COURSE && r->now.steps != 0)
		chart_course(r, out);
	else if (table == TABLE_CHANNEL_PURPOSE && r->axis[AXIS_PURPOSE].count != 0)
		chart_purposes(r, out);
	else if (table == TABLE_DAYS_DEPARTMENT && r->axis[AXIS_DEPARTMENT].count != 0)
		chart_days(r, out);
}
