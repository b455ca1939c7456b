/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grid_pdf - grids on pages of paper: the heads again on each, the pages counted, squares for seals at the end. */
#include "spool/grid.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/fonts.h"
#include "spool/paper.h"
#include "spool/paper_table.h"
#include "spool/picture.h"

#define MARGIN 15.0
#define TABLE_TOP 32.0
#define FOOT 15.0			/* from the lower edge to the line with the pages */
#define SEAL_WIDTH 24.0
#define SEAL_HEIGHT 29.0
#define CELL_SIZE 8.5			/* pt */
#define PICTURE_WIDTH 165.0		/* two that are half as high go on a page */
#define PICTURE_HEIGHT 150.0
#define PICTURE_GAP 4.0
#define SOME_ROWS 40.0

struct setting {
	void *ctx;
	const struct grid_paper *how;
	struct paper *paper;
	const struct grid *g;		/* the one that is set */
	struct table table;
	struct row *head;
	struct missing *missing;
	double width, height;		/* of the sheet */
	double y;
	size_t page, pages;		/* pages 0: they are only counted, nothing is drawn */
	bool drawn;			/* something stands below the head of this page */
};

static double
bottom(const struct setting *s)
{
	return s->height - FOOT - 5;
}

/* What is missing is the caller's to keep, the text is ctx's. */
static const char *
printable(struct setting *s, void *ctx, const char *text)
{
	char *set = fonts_replace(s->how->fonts, s->ctx, text, s->missing), *copy = must(talloc_strdup(ctx, set));

	talloc_free(set);
	return copy;
}

static void
words(struct setting *s, double size, bool bold, enum align align, double x, double y, const char *text)
{
	struct style style = { .size = size, .leading = 1.3, .bold = bold, .align = align };

	paper_words(s->paper, s->how->fonts, &style, x, y, text);
}

/* A date as letters have it. */
static const char *
date_of(struct setting *s, void *ctx)
{
	struct day d = clock_tokyo(s->how->created);

	return s->how->english ? must(talloc_asprintf(ctx, "%04d-%02d-%02d %02d:%02d", d.year, d.month, d.day, d.hour, d.minute)) :
	    must(talloc_asprintf(ctx, "%s %d時%02d分", clock_japanese_date(ctx, s->how->created), d.hour, d.minute));
}

static void
begin_page(struct setting *s, bool with_head)
{
	void *ctx = must(talloc_new(s->ctx));

	s->page++;
	s->y = TABLE_TOP;
	s->drawn = false;
	if (s->pages != 0) {
		paper_page(s->paper);
		words(s, 15, true, ALIGN_CENTRE, s->width / 2, 11, printable(s, ctx, s->g->title));
		words(s, 9, false, ALIGN_LEFT, MARGIN, 24,
		    printable(s, ctx, s->how->office != NULL ? s->how->office : ""));
		words(s, 9, false, ALIGN_RIGHT, s->width - MARGIN, 24, date_of(s, ctx));
		words(s, 9, false, ALIGN_CENTRE, s->width / 2, s->height - FOOT,
		    must(talloc_asprintf(ctx, "%zu／%zu", s->page, s->pages)));
	}
	if (with_head) {
		if (s->pages != 0)
			row_draw(s->paper, s->head, s->y);
		s->y += row_height(s->head);
	}
	talloc_free(ctx);
}

/* Makes room for what is so high; true: on a new page. */
static bool
room(struct setting *s, double height, bool with_head)
{
	if (s->y + height <= bottom(s) || !s->drawn)
		return false;
	begin_page(s, with_head);
	return true;
}

/* ---- rows --------------------------------------------------------------------------------------------------------- */

static struct row *
row_of(struct setting *s, void *ctx, size_t row)
{
	const char **cells = memory_new(ctx, s->g->columns * sizeof *cells);

	for (size_t i = 0; i < s->g->columns; i++) {
		const struct grid_cell *cell = grid_at(s->g, row, i);

		cells[i] = grid_show(ctx, cell, true);
		if (cell != NULL && (cell->kind == GRID_TEXT || cell->kind == GRID_NONE))
			cells[i] = printable(s, ctx, cells[i]);
	}
	return s->g->row[row].total ? row_total(ctx, &s->table, cells) : row_new(ctx, &s->table, cells);
}

static void
set_row(struct setting *s, size_t number)
{
	void *ctx = must(talloc_new(s->ctx));
	struct row *row = row_of(s, ctx, number);
	bool left = true;

	room(s, row_height(row), true);
	/* What is higher than a page goes over several. */
	while (left) {
		s->y = row_draw_part(s->pages != 0 ? s->paper : NULL, row, s->y, bottom(s) - s->y, &left);
		s->drawn = true;
		if (left)
			begin_page(s, true);
	}
	talloc_free(ctx);
}

static void
set_notes(struct setting *s)
{
	struct style style = { .size = 8.5, .leading = 1.5 };

	for (size_t i = 0; i < s->g->notes; i++) {
		void *ctx = must(talloc_new(s->ctx));
		struct galley *g = galley_of(ctx, s->how->fonts, &style, s->width - 2 * MARGIN,
		    printable(s, ctx, s->g->note[i]));
		double height = galley_height(g, 0, galley_lines(g));

		if (i == 0)
			s->y += 3;
		room(s, height, false);
		if (s->pages != 0)
			paper_galley(s->paper, g, 0, galley_lines(g), MARGIN, s->y);
		s->y += height;
		s->drawn = true;
		talloc_free(ctx);
	}
}

/* On the first of the two ways through its words become such as the fonts have. */
static void
set_picture(struct setting *s, struct picture *p)
{
	double height = picture_height(p, PICTURE_WIDTH, PICTURE_HEIGHT);

	for (size_t i = 0; i < p->count && s->pages == 0; i++)
		if (p->shape[i].kind == SHAPE_WORDS)
			p->shape[i].text = printable(s, p, p->shape[i].text);
	if (s->pages == 0)
		p->title = printable(s, p, p->title);
	room(s, height, false);
	if (s->pages != 0)
		picture_draw(s->paper, s->how->fonts, p, MARGIN, s->y, PICTURE_WIDTH, PICTURE_HEIGHT);
	s->y += height + PICTURE_GAP;
	s->drawn = true;
}

/* The rows begin below the pictures where some of them have room there. */
static void
begin_rows(struct setting *s)
{
	if (s->g->pictures != 0)
		begin_page(s, false);
	for (size_t i = 0; i < s->g->pictures; i++)
		set_picture(s, s->g->picture[i]);
	if (s->g->pictures == 0 || s->y + row_height(s->head) + SOME_ROWS > bottom(s)) {
		begin_page(s, true);
		return;
	}
	if (s->pages != 0)
		row_draw(s->paper, s->head, s->y);
	s->y += row_height(s->head);
}

static void
set_seals(struct setting *s)
{
	const char *const *seals = s->how->seals;
	size_t count = 0;

	while (seals != NULL && seals[count] != NULL)
		count++;
	if (count == 0)
		return;
	s->y += 5;
	room(s, SEAL_HEIGHT, false);
	for (size_t i = 0; i < count && s->pages != 0; i++) {
		double x = s->width - MARGIN - (double)(count - i) * SEAL_WIDTH;

		paper_frame(s->paper, x, s->y, SEAL_WIDTH, 7, 0.4);
		paper_frame(s->paper, x, s->y + 7, SEAL_WIDTH, SEAL_HEIGHT - 7, 0.4);
		words(s, 9, false, ALIGN_CENTRE, x + SEAL_WIDTH / 2, s->y + 1.4, seals[i]);
	}
	s->y += SEAL_HEIGHT;
}

/* ---- grids -------------------------------------------------------------------------------------------------------- */

static void
set_columns(struct setting *s, void *ctx)
{
	struct column *columns = memory_new(ctx, s->g->columns * sizeof *columns);
	double all = 0, width = s->width - 2 * MARGIN;

	for (size_t i = 0; i < s->g->columns; i++)
		all += s->g->column[i].mm;
	for (size_t i = 0; i < s->g->columns; i++) {
		const struct grid_column *c = &s->g->column[i];

		columns[i].title = printable(s, ctx, c->title);
		columns[i].width = all > 0 ? c->mm * width / all : width / (double)s->g->columns;
		columns[i].align = grid_is_figure(c->kind) ? ALIGN_RIGHT : ALIGN_LEFT;
	}
	s->table = (struct table){ .fonts = s->how->fonts, .columns = columns, .count = s->g->columns, .left = MARGIN,
		.size = s->how->size > 0 ? s->how->size : CELL_SIZE };
	s->head = row_head(ctx, &s->table);
}

static void
set_grid(struct setting *s, bool last)
{
	void *ctx = must(talloc_new(s->ctx));

	set_columns(s, ctx);
	begin_rows(s);
	for (size_t i = 0; i < s->g->rows; i++)
		set_row(s, i);
	set_notes(s);
	if (last)
		set_seals(s);
	talloc_free(ctx);
}

static void
set_all(struct setting *s, const struct grid *const *grids, size_t count)
{
	s->page = 0;
	for (size_t i = 0; i < count; i++) {
		s->g = grids[i];
		set_grid(s, i + 1 == count);
	}
}

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

enum verdict
grid_pdf(void *ctx, const struct grid *const *grids, size_t count, const struct grid_paper *how, struct buffer *out,
    struct missing *missing, struct fault *f)
{
	const struct sink sink = { out, take };
	struct missing none = { NULL, 0 };
	struct setting s = { .how = how, .missing = missing != NULL ? missing : &none,
		.width = how->landscape ? PAGE_HEIGHT : PAGE_WIDTH, .height = how->landscape ? PAGE_WIDTH : PAGE_HEIGHT };
	enum verdict v = paper_new(ctx, count > 0 ? grids[0]->title : "", how->created, &sink, &s.paper, f);

	if (v != DONE)
		return v;
	s.ctx = ctx;
	paper_set_size(s.paper, s.width, s.height);
	set_all(&s, grids, count);
	s.pages = s.page;
	set_all(&s, grids, count);
	v = paper_end(s.paper, f);
	talloc_free(s.paper);
	return v;
}
