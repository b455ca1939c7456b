/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_pages - the document of an opinion as pages. */
#include "config/clock.h"
#include "config/memory.h"
#include "report/export_doc.h"
#include "spool/paper_table.h"

#define LEFT 22.0
#define WIDTH (PAGE_WIDTH - 2 * LEFT)
#define TOP 20.0
#define BOTTOM (PAGE_HEIGHT - 20.0)
#define LABEL 34.0

static const struct column columns[] = {
	{ NULL, LABEL, ALIGN_LEFT, true },
	{ NULL, WIDTH - LABEL, ALIGN_LEFT, false },
};

/* Laid out twice: first without paper, to know how many pages there are. */
struct laying {
	void *ctx;
	const struct export_doc *d;
	const struct fonts *fonts;
	struct paper *paper;		/* NULL: only measured */
	size_t page, pages;
	double y;
};

static void
next_page(struct laying *x)
{
	static const struct style small = { .size = 8.5, .leading = 1.3 };
	struct style right = small, middle = small;

	x->page++;
	x->y = TOP;
	if (x->paper == NULL)
		return;
	right.align = ALIGN_RIGHT;
	middle.align = ALIGN_CENTRE;
	paper_page(x->paper);
	paper_words(x->paper, x->fonts, &small, LEFT, 11, x->d->title);
	paper_words(x->paper, x->fonts, &right, LEFT + WIDTH, 11, must(talloc_asprintf(x->ctx, "%s  %s", x->d->office,
	    clock_local(x->ctx, x->d->made))));
	paper_line(x->paper, LEFT, 16, LEFT + WIDTH, 16, 0.4);
	paper_words(x->paper, x->fonts, &middle, PAGE_WIDTH / 2, PAGE_HEIGHT - 14, must(talloc_asprintf(x->ctx, "%zu／%zu", x->page,
	    x->pages)));
}

static void
lay_galley(struct laying *x, const struct galley *g)
{
	size_t from = 0, count = galley_lines(g);

	while (from < count) {
		/* A line alone at the foot of a page is none. */
		if (BOTTOM - x->y < galley_height(g, from, from + 1) * 1.5) {
			next_page(x);
			continue;
		}
		size_t to = galley_cut(g, from, BOTTOM - x->y);

		if (x->paper != NULL)
			paper_galley(x->paper, g, from, to, LEFT, x->y);
		x->y += galley_height(g, from, to);
		from = galley_begin(g, to);
		if (from < count)
			next_page(x);
	}
}

static void
lay_text(struct laying *x, const struct style *style, const char *text, double before, double after)
{
	void *own = talloc_new(x->ctx);
	struct galley *g = galley_of(own, x->fonts, style, WIDTH, text);

	x->y += x->y > TOP ? before : 0;
	lay_galley(x, g);
	x->y += after;
	talloc_free(own);
}

static void
lay_field(struct laying *x, const struct export_item *item)
{
	const struct table table = { .fonts = x->fonts, .columns = columns, .count = 2, .left = LEFT, .size = 9.5 };
	void *own = talloc_new(x->ctx);
	struct row *row = row_new(own, &table, (const char *const[]){ item->label, item->text });

	if (x->y + row_height(row) > BOTTOM && x->y > TOP)
		next_page(x);
	if (x->paper != NULL)
		(void)row_draw(x->paper, row, x->y);
	x->y += row_height(row);
	talloc_free(own);
}

static void
lay(struct laying *x)
{
	static const struct style title = { .size = 16, .leading = 1.4, .bold = true };
	static const struct style heading = { .size = 11, .leading = 1.6, .bold = true };
	static const struct style text = { .size = 10, .leading = 1.6, .justify = true };
	static const struct style line = { .size = 9, .leading = 1.5 };

	x->page = 0;
	next_page(x);
	lay_text(x, &title, x->d->title, 0, 3);
	for (size_t i = 0; i < x->d->count; i++) {
		const struct export_item *item = &x->d->item[i];

		switch (item->kind) {
		case ITEM_HEADING:
			/* It is not the last thing on a page. */
			if (x->y > BOTTOM - 25)
				next_page(x);
			lay_text(x, &heading, must(talloc_asprintf(x->ctx, "■ %s", item->text)), 4, 1);
			break;
		case ITEM_FIELD:
			lay_field(x, item);
			break;
		case ITEM_LINE:
			lay_text(x, &line, item->text, 0, 0);
			break;
		case ITEM_TEXT:
			lay_text(x, &text, item->text, 1.5, 1.5);
			break;
		}
	}
	x->pages = x->page;
}

/* ---- signs that no font has --------------------------------------------------------------------------------------- */

static struct export_doc *
printable(void *ctx, const struct export_doc *d, const struct fonts *fonts, struct missing *missing)
{
	struct export_doc *copy = memory_new(ctx, sizeof *copy);

	*copy = *d;
	copy->item = must(talloc_array(copy, struct export_item, d->count + 1));
	/* What is missing belongs to the caller, too. */
	copy->office = fonts_replace(fonts, ctx, d->office, missing);
	for (size_t i = 0; i < d->count; i++) {
		copy->item[i] = d->item[i];
		copy->item[i].text = fonts_replace(fonts, ctx, d->item[i].text, missing);
	}
	return copy;
}

void
export_doc_check(void *ctx, const struct export_doc *d, const struct fonts *fonts, struct missing *missing)
{
	for (size_t i = 0; i < d->count; i++)
		fonts_check(fonts, ctx, d->item[i].text, missing);
}

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

enum verdict
export_doc_pdf(void *ctx, const struct export_doc *d, const struct fonts *fonts, struct missing *missing, struct buffer *out,
    struct fault *f)
{
	void *own = talloc_new(ctx);
	const struct sink sink = { out, take };
	struct laying x = { .ctx = own, .d = printable(ctx, d, fonts, missing), .fonts = fonts };
	struct paper *paper = NULL;
	enum verdict v = paper_new(own, d->title, d->made, &sink, &paper, f);

	if (v == DONE) {
		lay(&x);
		x.paper = paper;
		lay(&x);
		v = paper_end(paper, f);
	}
	talloc_free(own);
	return v;
}
