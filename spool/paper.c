/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page - a paper document: A4 pages of a PDF, written into a sink. */
#include "spool/paper.h"

#include <cairo-pdf.h>

#include "config/clock.h"
#include "config/memory.h"
#include "spool/paper_pango.h"

struct paper {
	const struct sink *sink;
	cairo_surface_t *surface;
	cairo_t *cr;
	size_t pages;
	double width, height;		/* of the next pages, mm */
	bool open;			/* a page is begun */
	enum verdict sink_verdict;
	struct fault sink_fault;
	const char *spoilt;		/* NULL: nothing */
};

/* cairo ends a document that it drops; what was not ended by paper_end() reaches the sink no more. */
static int
drop_paper(struct paper *paper)
{
	if (paper->sink_verdict == DONE)
		paper->sink_verdict = LATER;
	if (paper->cr != NULL)
		cairo_destroy(paper->cr);
	if (paper->surface != NULL)
		cairo_surface_destroy(paper->surface);
	paper->cr = NULL;
	paper->surface = NULL;
	return 0;
}

static cairo_status_t
take(void *closure, const unsigned char *data, unsigned int len)
{
	struct paper *paper = closure;

	if (paper->sink_verdict == DONE && len > 0)
		paper->sink_verdict = paper->sink->take(paper->sink->state, data, len, &paper->sink_fault);
	return paper->sink_verdict == DONE ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

enum verdict
paper_new(void *ctx, const char *title, int64_t created, const struct sink *sink, struct paper **out, struct fault *f)
{
	struct paper *paper = memory_new(ctx, sizeof *paper);
	char *date = clock_iso(paper, created);
	cairo_status_t status;

	paper->sink = sink;
	paper->width = PAGE_WIDTH;
	paper->height = PAGE_HEIGHT;
	paper->surface = cairo_pdf_surface_create_for_stream(take, paper, PAGE_WIDTH * POINTS_OF_MM,
	    PAGE_HEIGHT * POINTS_OF_MM);
	talloc_set_destructor(paper, drop_paper);
	cairo_pdf_surface_restrict_to_version(paper->surface, CAIRO_PDF_VERSION_1_5);
	cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_TITLE, title);
	cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_CREATOR, "ikenbako");
	cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
	paper->cr = cairo_create(paper->surface);
	cairo_set_source_rgb(paper->cr, 0, 0, 0);
	status = cairo_status(paper->cr);
	if (status != CAIRO_STATUS_SUCCESS) {
		talloc_free(paper);
		return fail(f, HALT, "cairo: %s", cairo_status_to_string(status));
	}
	*out = paper;
	return DONE;
}

cairo_t *
paper_cairo(struct paper *paper)
{
	return paper->cr;
}

void
paper_spoil(struct paper *paper, const char *why)
{
	paper->spoilt = why;
}

void
paper_set_size(struct paper *paper, double width, double height)
{
	paper->width = width;
	paper->height = height;
}

void
paper_page(struct paper *paper)
{
	if (paper->open)
		cairo_show_page(paper->cr);
	cairo_pdf_surface_set_size(paper->surface, paper->width * POINTS_OF_MM, paper->height * POINTS_OF_MM);
	paper->open = true;
	paper->pages++;
}

void
paper_to_front(struct paper *paper)
{
	if (paper->pages % 2 == 1)
		paper_page(paper);
}

size_t
paper_pages(const struct paper *paper)
{
	return paper->pages;
}

enum verdict
paper_end(struct paper *paper, struct fault *f)
{
	cairo_status_t status = cairo_status(paper->cr);

	if (paper->open)
		cairo_show_page(paper->cr);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_status(paper->cr);
	cairo_surface_finish(paper->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(paper->surface);
	if (paper->sink_verdict != DONE)
		return fail(f, paper->sink_verdict, "%s", paper->sink_fault.text);
	if (status != CAIRO_STATUS_SUCCESS)
		return fail(f, LATER, "cairo: %s", cairo_status_to_string(status));
	if (paper->spoilt != NULL)
		return fail(f, NEVER, "%s", paper->spoilt);
	return DONE;
}

void
paper_line(struct paper *paper, double x1, double y1, double x2, double y2, double width)
{
	cairo_set_line_width(paper->cr, width);
	cairo_move_to(paper->cr, x1 * POINTS_OF_MM, y1 * POINTS_OF_MM);
	cairo_line_to(paper->cr, x2 * POINTS_OF_MM, y2 * POINTS_OF_MM);
	cairo_stroke(paper->cr);
}

void
paper_dashes(struct paper *paper, double x1, double y1, double x2, double y2, double width)
{
	const double dash[] = { 1.5, 2 };

	cairo_set_dash(paper->cr, dash, 2, 0);
	paper_line(paper, x1, y1, x2, y2, width);
	cairo_set_dash(paper->cr, NULL, 0, 0);
}

void
paper_frame(struct paper *paper, double x, double y, double width, double height, double line)
{
	cairo_set_line_width(paper->cr, line);
	cairo_rectangle(paper->cr, x * POINTS_OF_MM, y * POINTS_OF_MM, width * POINTS_OF_MM, height * POINTS_OF_MM);
	cairo_stroke(paper->cr);
}

void
paper_fill(struct paper *paper, double x, double y, double width, double height, double gray)
{
	cairo_set_source_rgb(paper->cr, gray, gray, gray);
	cairo_rectangle(paper->cr, x * POINTS_OF_MM, y * POINTS_OF_MM, width * POINTS_OF_MM, height * POINTS_OF_MM);
	cairo_fill(paper->cr);
	cairo_set_source_rgb(paper->cr, 0, 0, 0);
}

void
paper_words(struct paper *paper, const struct fonts *fonts, const struct style *style, double x, double y,
    const char *text)
{
	struct style left = *style;
	struct galley *g;
	double width;

	if (text[0] == 0)
		return;
	left.align = ALIGN_LEFT;
	left.justify = false;
	g = galley_of(paper, fonts, &left, 10 * PAGE_WIDTH, text);
	width = galley_width(g);
	if (style->align != ALIGN_LEFT)
		x -= style->align == ALIGN_CENTRE ? width / 2 : width;
	paper_galley(paper, g, 0, galley_lines(g), x, y);
	talloc_free(g);
}
