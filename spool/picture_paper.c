/* SPDX-License-Identifier: GPL-3.0-or-later */
/* picture_paper - a chart on paper, in black, grey and hatching, as it is seen on any printer. */
#include "spool/picture.h"

#include "spool/paper.h"

#define TITLE_SIZE 10.0			/* pt */
#define TITLE_ROOM 7.0			/* mm */
#define HATCH 1.1			/* mm between lines */
#define WORDS 12.0			/* their size in the picture, as the page's style sheet has it */
#define POINTS (72 / 25.4)

/* mm of a unit. */
static double
scale(const struct picture *p, double width, double height)
{
	double across = width / p->width, down = (height - TITLE_ROOM) / p->height;

	return across < down ? across : down;
}

double
picture_height(const struct picture *p, double width, double height)
{
	return TITLE_ROOM + p->height * scale(p, width, height);
}

static void
draw_bar(struct paper *paper, enum shape_look look, double x, double y, double width, double height)
{
	if (look != LOOK_BEFORE) {
		paper_fill(paper, x, y, width, height, 0.35);
		return;
	}
	for (int i = 1; i * HATCH < height; i++)
		paper_line(paper, x, y + height - i * HATCH, x + width, y + height - i * HATCH, 0.4);
	paper_frame(paper, x, y, width, height, 0.5);
}

static void
draw_line(struct paper *paper, enum shape_look look, double x1, double y1, double x2, double y2)
{
	static const double widths[] = { [LOOK_NOW] = 1, [LOOK_BEFORE] = 1, [LOOK_SCALE] = 0.3, [LOOK_AXIS] = 0.7, [LOOK_CURVE] = 1.4,
		[LOOK_MARK] = 1.8, [LOOK_REACH] = 0.5 };

	if (look == LOOK_SCALE || look == LOOK_REACH)
		paper_dashes(paper, x1, y1, x2, y2, widths[look]);
	else
		paper_line(paper, x1, y1, x2, y2, widths[look]);
}

void
picture_draw(struct paper *paper, const struct fonts *fonts, const struct picture *p, double x, double y, double width,
    double height)
{
	const double k = scale(p, width, height), top = y + TITLE_ROOM;
	const struct style title = { .size = TITLE_SIZE, .leading = 1.3, .bold = true };
	struct style style = { .size = WORDS * k * POINTS, .leading = 1 };

	paper_words(paper, fonts, &title, x, y, p->title);
	for (size_t i = 0; i < p->count; i++) {
		const struct shape *s = &p->shape[i];
		double x1 = x + s->x * k, y1 = top + s->y * k, x2 = x + s->x2 * k, y2 = top + s->y2 * k;

		switch (s->kind) {
		case SHAPE_BAR:
			draw_bar(paper, s->look, x1, y1, x2 - x1, y2 - y1);
			break;
		case SHAPE_LINE:
			draw_line(paper, s->look, x1, y1, x2, y2);
			break;
		case SHAPE_DOT:
			paper_fill(paper, x1 - s->x2 * k, y1 - s->x2 * k, 2 * s->x2 * k, 2 * s->x2 * k, 0.2);
			break;
		case SHAPE_WORDS:
			style.align = s->align;
			/* From the base line to the top of the line. */
			paper_words(paper, fonts, &style, x1, y1 - WORDS * k, s->text);
			break;
		}
	}
}
