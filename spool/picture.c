/* SPDX-License-Identifier: GPL-3.0-or-later */
/* picture - a chart as shapes: how they are gathered, and as SVG. */
#include "spool/picture.h"

#include "config/memory.h"
#include "spool/html.h"

static const char *const classes[] = { [LOOK_NOW] = "now", [LOOK_BEFORE] = "before", [LOOK_SCALE] = "scale", [LOOK_AXIS] = "axis",
	[LOOK_CURVE] = "curve", [LOOK_MARK] = "mark", [LOOK_REACH] = "reach" };

struct picture *
picture_new(void *ctx, const char *id, const char *title, double width, double height)
{
	struct picture *p = memory_new(ctx, sizeof *p);

	p->id = must(talloc_strdup(p, id));
	p->title = must(talloc_strdup(p, title));
	p->width = width;
	p->height = height;
	return p;
}

static void
add(struct picture *p, struct shape shape)
{
	if (p->count % 64 == 0)
		p->shape = must(talloc_realloc(p, p->shape, struct shape, p->count + 64));
	p->shape[p->count++] = shape;
}

void
picture_bar(struct picture *p, enum shape_look look, double x, double y, double width, double height)
{
	add(p, (struct shape){ .kind = SHAPE_BAR, .look = look, .x = x, .y = y, .x2 = x + width, .y2 = y + height });
}

void
picture_line(struct picture *p, enum shape_look look, double x1, double y1, double x2, double y2)
{
	add(p, (struct shape){ .kind = SHAPE_LINE, .look = look, .x = x1, .y = y1, .x2 = x2, .y2 = y2 });
}

void
picture_dot(struct picture *p, double x, double y, double radius)
{
	add(p, (struct shape){ .kind = SHAPE_DOT, .look = LOOK_NOW, .x = x, .y = y, .x2 = radius });
}

void
picture_words(struct picture *p, double x, double y, enum align align, const char *text)
{
	add(p, (struct shape){ .kind = SHAPE_WORDS, .x = x, .y = y, .align = align, .text = must(talloc_strdup(p, text)) });
}

static void
put_shape(const struct picture *p, const struct shape *s, struct buffer *out)
{
	static const char *const anchors[] = { [ALIGN_LEFT] = "start", [ALIGN_CENTRE] = "middle", [ALIGN_RIGHT] = "end" };

	switch (s->kind) {
	case SHAPE_BAR:
		buffer_printf(out, "<rect class=\"%s\"", classes[s->look]);
		if (s->look == LOOK_BEFORE)
			buffer_printf(out, " fill=\"url(#%s-hatch)\"", p->id);
		buffer_printf(out, " x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n", s->x, s->y, s->x2 - s->x, s->y2 - s->y);
		break;
	case SHAPE_LINE:
		buffer_printf(out, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", classes[s->look], s->x, s->y,
		    s->x2, s->y2);
		break;
	case SHAPE_DOT:
		buffer_printf(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.0f\"/>\n", classes[s->look], s->x, s->y, s->x2);
		break;
	case SHAPE_WORDS:
		buffer_printf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", s->x, s->y, anchors[s->align]);
		html_escape(s->text, out);
		buffer_string(out, "</text>\n");
		break;
	}
}

void
picture_svg(const struct picture *p, const char *description, struct buffer *out)
{
	buffer_string(out, "<figure>\n<figcaption>");
	html_escape(p->title, out);
	buffer_printf(out, "</figcaption>\n<svg class=\"chart\" role=\"img\" aria-labelledby=\"%s-title %s-desc\" "
	    "viewBox=\"0 0 %.0f %.0f\">\n<title id=\"%s-title\">", p->id, p->id, p->width, p->height, p->id);
	html_escape(p->title, out);
	buffer_printf(out, "</title>\n<desc id=\"%s-desc\">", p->id);
	html_escape(description, out);
	buffer_printf(out, "</desc>\n<defs><pattern id=\"%s-hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
	    "patternTransform=\"rotate(45)\"><rect class=\"paper\" width=\"6\" height=\"6\"/><rect class=\"hatch\" width=\"2.5\" "
	    "height=\"6\"/></pattern></defs>\n", p->id);
	for (size_t i = 0; i < p->count; i++)
		put_shape(p, &p->shape[i], out);
	buffer_string(out, "</svg>\n</figure>\n");
}
