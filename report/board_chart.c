/* SPDX-License-Identifier: GPL-3.0-or-later */
/* board_chart - the open opinions of the last days as SVG. */
#include "report/board.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/html.h"

/* In the units of the picture, which is as wide as the page lets it. */
enum { WIDTH = 460, HEIGHT = 230, LEFT = 44, RIGHT = 12, TOP = 22, BOTTOM = 30, SHADED = 30, LABELS = 6 };

/* 1, 2 or 5 with zeros, the smallest of which four reach max. */
static int64_t
step_for(int64_t max)
{
	int64_t step = 1;

	while (4 * step < max) {
		if (4 * 2 * step >= max)
			return 2 * step;
		if (4 * 5 * step >= max)
			return 5 * step;
		step *= 10;
	}
	return step;
}

static double
x_of(const struct statistics *s, size_t i)
{
	return LEFT + (double)i * (WIDTH - LEFT - RIGHT) / (s->steps > 1 ? (double)(s->steps - 1) : 1);
}

static double
y_of(int64_t value, int64_t top)
{
	return HEIGHT - BOTTOM - (double)value * (HEIGHT - TOP - BOTTOM) / (double)top;
}

static void
draw_lines(struct buffer *out, int64_t step)
{
	for (int i = 0; i <= 4; i++) {
		int64_t value = i * step;
		double y = y_of(value, 4 * step);

		buffer_printf(out, "<line class=\"grid-line\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>"
		    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%lld</text>\n", LEFT, y, WIDTH - RIGHT, y, LEFT - 6, y + 4,
		    (long long)value);
	}
}

static void
draw_days(const struct statistics *s, struct buffer *out)
{
	for (size_t i = 0; i < LABELS; i++) {
		size_t at = (s->steps - 1) * i / (LABELS - 1);
		struct day d = clock_tokyo(s->step[at].begin);

		buffer_printf(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%d/%d</text>\n", x_of(s, at), HEIGHT - 10,
		    i + 1 == LABELS ? "end" : "middle", d.month, d.day);
	}
}

static void
draw_shade(const struct board *b, struct buffer *out)
{
	const struct statistics *s = &b->statistics;
	size_t from = s->steps > SHADED ? s->steps - SHADED : 0;

	buffer_printf(out, "<rect class=\"shade\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>\n<text x=\"%.1f\" y=\"%d\">", x_of(s, from),
	    TOP, WIDTH - RIGHT - x_of(s, from), HEIGHT - TOP - BOTTOM, x_of(s, from) + 4, TOP - 6);
	html_escape(board_word(b->settings->office.language, SAY_THIRTY), out);
	buffer_string(out, "</text>\n");
}

static void
describe(const struct board *b, int64_t max, struct buffer *out)
{
	const struct statistics *s = &b->statistics;
	const char *words = board_word(b->settings->office.language, SAY_CHART_TEXT);
	int64_t numbers[] = { s->step[0].open, s->step[s->steps - 1].open, max };
	size_t next = 0;

	buffer_string(out, "<title id=\"chart-title\">");
	html_escape(board_word(b->settings->office.language, SAY_CHART), out);
	buffer_string(out, "</title>\n<desc id=\"chart-text\">");
	for (const char *p = words, *mark; *p != 0; p = mark) {
		mark = strstr(p, "%lld");
		if (mark == NULL || next == 3) {
			buffer_string(out, p);
			break;
		}
		buffer_add(out, p, (size_t)(mark - p));
		buffer_printf(out, "%lld", (long long)numbers[next++]);
		mark += strlen("%lld");
	}
	buffer_string(out, "</desc>\n");
}

void
board_chart(const struct board *b, struct buffer *out)
{
	const struct statistics *s = &b->statistics;
	int64_t max = 1, step;

	if (s->steps == 0)
		return;
	for (size_t i = 0; i < s->steps; i++)
		if (s->step[i].open > max)
			max = s->step[i].open;
	step = step_for(max);
	buffer_printf(out, "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"chart-title chart-text\">\n", WIDTH,
	    HEIGHT);
	describe(b, max, out);
	draw_shade(b, out);
	draw_lines(out, step);
	draw_days(s, out);
	buffer_string(out, "<polyline class=\"line\" points=\"");
	for (size_t i = 0; i < s->steps; i++)
		buffer_printf(out, "%s%.1f,%.1f", i > 0 ? " " : "", x_of(s, i), y_of(s->step[i].open, 4 * step));
	buffer_string(out, "\"/>\n</svg>\n");
}
