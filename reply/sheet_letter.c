/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sheet_letter - an answer as a letter: A4 for an envelope with a window. */
#include "reply/sheet_letter.h"

#include "config/memory.h"
#include "spool/postal_barcode.h"
#include "reply/sheet_words.h"

/* Measures of the sheet, mm. */
#define LEFT 22.0
#define RIGHT (PAGE_WIDTH - 22.0)
#define NEXT_TOP 26.0			/* of the text on the pages after the first */
#define BOTTOM (SHEET_CODE_TOP - 5)	/* of the text */
#define FOOT_TOP (SHEET_CODE_TOP - 0.5)
#define FOOT_RIGHT (SHEET_CODE_LEFT - 6)
#define WINDOW_MARGIN 2.5
#define ADDRESS_LEAST 8.0		/* pt */
#define QUIET 2.0			/* around the post's barcode */

/* Sizes in pt of the two kinds of print. */
struct sizes {
	double text, head, subject, foot, page, name, address, leading, spacing;
};

static const struct sizes normal = { .text = 11, .head = 10.5, .subject = 13, .foot = 9.5, .page = 9.5, .name = 14,
	.address = 10.5, .leading = 1.65, .spacing = 0 };
static const struct sizes large = { .text = 17, .head = 16, .subject = 20, .foot = 16, .page = 16, .name = 18,
	.address = 16, .leading = 1.75, .spacing = 0.03 };

struct letter_plan {
	const struct letter_text *text;
	const struct fonts *fonts;
	const struct sizes *sizes;
	struct galley *address, *head, *sender, *subject, *body, *contact;
	char *barcode;			/* NULL: none */
	double barcode_size;
	char *reference;		/* number and date, for the next pages */
	double sender_top, subject_top, body_top, first_bottom, contact_top;
	size_t *cuts;			/* the line behind the last one of each page */
	size_t pages;
};

static const char *
honorific(const struct letter_text *t)
{
	return t->honorific != NULL ? t->honorific : t->english ? "" : "様";
}

/* The name with its title, 山田　太郎　様. */
static char *
addressee(void *ctx, const struct letter_text *t)
{
	const char *title = honorific(t);

	return must(talloc_asprintf(ctx, "%s%s%s", sheet_text(t->name), title[0] != 0 ? "　" : "", title));
}

static void
set_address(struct letter_plan *p, double scale)
{
	const struct letter_text *t = p->text;
	struct style style = { .size = p->sizes->address * scale, .leading = 1.3, .english = t->english };
	struct style name = { .size = p->sizes->name * scale, .leading = 1.35, .english = t->english };
	char *who = addressee(p, t), digits[8];

	talloc_free(p->address);
	p->address = galley_new(p, p->fonts, t->window.width - 2 * WINDOW_MARGIN);
	if (t->english)
		galley_add(p->address, &name, who);
	if (postal_code(sheet_text(t->postal_code), digits))
		galley_add(p->address, &style, must(talloc_asprintf(p, "〒%.3s-%s", digits, digits + 3)));
	else if (sheet_text(t->postal_code)[0] != 0)
		galley_add(p->address, &style, t->postal_code);
	if (sheet_text(t->address)[0] != 0)
		galley_add(p->address, &style, t->address);
	if (!t->english) {
		galley_space(p->address, 1.2 * scale);
		galley_add(p->address, &name, who);
	}
}

/* The largest sizes with which address and barcode fit the window. */
static enum verdict
fit_address(struct letter_plan *p, struct fault *f)
{
	const struct letter_text *t = p->text;
	double room = t->window.height - 2 * WINDOW_MARGIN, widest = t->window.width - 2 * QUIET;

	if (t->barcode)
		p->barcode = postal_barcode(p, sheet_text(t->postal_code), sheet_text(t->address));
	/* the post takes 8 to 11.5 pt; in a narrower window the barcode is left out, the address is not */
	for (p->barcode_size = 9; p->barcode_size > 8 && paper_postal_width(p->barcode_size) > widest;)
		p->barcode_size -= 0.25;
	if (p->barcode != NULL && paper_postal_width(p->barcode_size) > widest)
		p->barcode = NULL;
	if (p->barcode != NULL)
		room -= paper_postal_height(p->barcode_size) + QUIET;
	for (int percent = 100; percent * p->sizes->address >= 100 * ADDRESS_LEAST; percent -= 4) {
		set_address(p, percent / 100.0);
		if (galley_height(p->address, 0, galley_lines(p->address)) <= room)
			return DONE;
	}
	return fail(f, NEVER, "the address does not fit into the envelope's window");
}

static void
check_signs(struct letter_plan *p, void *ctx, struct missing *missing)
{
	const struct letter_text *t = p->text;
	const char *const texts[] = { t->name, t->honorific, t->postal_code, t->address, t->document_number, t->sender,
		t->subject, t->body, t->closing, t->contact, p->reference, t->reprint ? "再発行" : "",
		t->seal_omitted ? "（公印省略）" : "", "〒0123456789-／様" };

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		fonts_check(p->fonts, ctx, sheet_text(texts[i]), missing);
}

static struct galley *
set_right(struct letter_plan *p, double width)
{
	const struct letter_text *t = p->text;
	struct style style = { .size = p->sizes->head, .leading = 1.5, .align = ALIGN_RIGHT, .english = t->english };
	struct galley *g = galley_new(p, p->fonts, width);

	if (sheet_text(t->document_number)[0] != 0)
		galley_add(g, &style, t->document_number);
	galley_add(g, &style, sheet_date(p, t->date, t->english, t->wide_digits));
	return g;
}

static struct galley *
set_sender(struct letter_plan *p)
{
	const struct letter_text *t = p->text;
	struct style style = { .size = p->sizes->text, .leading = 1.5, .align = ALIGN_RIGHT, .english = t->english };
	struct style small = style;
	struct galley *g = galley_new(p, p->fonts, RIGHT - LEFT - p->sizes->text / 72 * 25.4);

	small.size = p->sizes->head * (t->large ? 1 : 0.95);
	if (sheet_text(t->sender)[0] != 0)
		galley_add(g, &style, t->sender);
	if (t->seal_omitted)
		galley_add(g, &small, t->english ? "(official seal omitted)" : "（公印省略）");
	return g;
}

static struct galley *
set_body(struct letter_plan *p)
{
	const struct letter_text *t = p->text;
	struct style style = { .size = p->sizes->text, .leading = p->sizes->leading, .spacing = p->sizes->spacing,
		.justify = !t->english, .english = t->english };
	struct style closing = style;
	struct galley *g = galley_new(p, p->fonts, RIGHT - LEFT);

	galley_add(g, &style, sheet_text(t->body));
	closing.align = ALIGN_RIGHT;
	closing.with_previous = true;
	if (sheet_text(t->closing)[0] != 0)
		galley_add(g, &closing, t->closing);
	return g;
}

static void
set_texts(struct letter_plan *p)
{
	const struct letter_text *t = p->text;
	struct style subject = { .size = p->sizes->subject, .leading = 1.5, .align = ALIGN_CENTRE, .bold = true,
		.english = t->english };
	struct style foot = { .size = p->sizes->foot, .leading = 1.35, .english = t->english };
	double after_window = t->window.left + t->window.width + 3;

	/* number and date stand beside the window where there is room, else below it */
	p->head = set_right(p, RIGHT - after_window);
	p->sender = set_sender(p);
	p->subject = galley_of(p, p->fonts, &subject, RIGHT - LEFT - 16, sheet_text(t->subject));
	p->body = set_body(p);
	p->contact = galley_of(p, p->fonts, &foot, FOOT_RIGHT - LEFT, sheet_text(t->contact));
}

static double
whole(const struct galley *g)
{
	return galley_height(g, 0, galley_lines(g));
}

/* Where things stand on the first page, from the top down and from the bottom up. */
static void
place(struct letter_plan *p)
{
	const struct window *w = &p->text->window;
	double gap = p->sizes->text / 72 * 25.4, below = w->top + w->height + 3;
	double contact = sheet_text(p->text->contact)[0] != 0 ? whole(p->contact) : 0;
	double head_bottom = w->top + whole(p->head) + 2;
	double lowest = PAGE_HEIGHT - 16 - p->sizes->page / 72 * 25.4;	/* above the page's number */

	p->sender_top = below > head_bottom ? below : head_bottom;
	p->subject_top = p->sender_top + whole(p->sender) + gap * 1.6;
	p->body_top = p->subject_top + whole(p->subject) + gap * 1.2;
	p->contact_top = FOOT_TOP;
	if (contact > 0 && FOOT_TOP + contact > lowest)
		p->contact_top = lowest - contact;
	p->first_bottom = contact > 0 && p->contact_top - 4.5 < BOTTOM ? p->contact_top - 4.5 : BOTTOM;
}

static void
cut_pages(struct letter_plan *p)
{
	size_t line = galley_begin(p->body, 0), count = galley_lines(p->body);

	do {
		double top = p->pages == 0 ? p->body_top : NEXT_TOP;
		double bottom = p->pages == 0 ? p->first_bottom : BOTTOM;

		line = line < count ? galley_cut(p->body, line, bottom - top) : count;
		p->cuts = must(talloc_realloc(p, p->cuts, size_t, p->pages + 1));
		p->cuts[p->pages++] = line;
		line = galley_begin(p->body, line);
	} while (line < count);
}

/* Signs and address: all that can be wrong with a letter. */
static enum verdict
begin_plan(void *ctx, const struct fonts *fonts, const struct letter_text *text, struct letter_plan **out,
    struct missing *missing, struct fault *f)
{
	struct letter_plan *p = memory_new(ctx, sizeof *p);
	size_t before = missing->count;
	enum verdict v;

	p->text = text;
	p->fonts = fonts;
	p->sizes = text->large ? &large : &normal;
	p->reference = must(talloc_asprintf(p, "%s%s%s", sheet_text(text->document_number),
	    sheet_text(text->document_number)[0] != 0 ? "　" : "",
	    sheet_date(p, text->date, text->english, text->wide_digits)));
	check_signs(p, ctx, missing);
	if (missing->count > before)
		v = fail(f, NEVER, "the fonts lack %zu signs of the letter", missing->count - before);
	else
		v = fit_address(p, f);
	if (v == DONE)
		*out = p;
	else
		talloc_free(p);
	return v;
}

enum verdict
sheet_letter_check(void *ctx, const struct fonts *fonts, const struct letter_text *text, struct missing *missing,
    struct fault *f)
{
	struct letter_plan *p = NULL;
	enum verdict v = begin_plan(ctx, fonts, text, &p, missing, f);

	talloc_free(p);
	return v;
}

enum verdict
sheet_letter_plan(void *ctx, const struct fonts *fonts, const struct letter_text *text, struct letter_plan **out,
    struct missing *missing, struct fault *f)
{
	enum verdict v = begin_plan(ctx, fonts, text, out, missing, f);

	if (v != DONE)
		return v;
	set_texts(*out);
	place(*out);
	cut_pages(*out);
	return DONE;
}

size_t
sheet_letter_pages(const struct letter_plan *plan)
{
	return plan->pages;
}

static void
draw_galley(struct paper *paper, const struct galley *g, double x, double y)
{
	paper_galley(paper, g, 0, galley_lines(g), x, y);
}

static enum verdict
draw_window(struct paper *paper, const struct letter_plan *p, struct fault *f)
{
	const struct window *w = &p->text->window;
	double lowest = w->top + w->height - QUIET - paper_postal_height(p->barcode_size);
	double bars = w->top + WINDOW_MARGIN + whole(p->address) + 2 * QUIET;

	if (bars > lowest)
		bars = lowest;
	draw_galley(paper, p->address, w->left + WINDOW_MARGIN, w->top + WINDOW_MARGIN);
	return paper_postal_barcode(paper, p->barcode, w->left + WINDOW_MARGIN, bars, p->barcode_size, f);
}

static void
draw_reprint(struct paper *paper, const struct letter_plan *p, double right, double top)
{
	struct style style = { .size = p->sizes->head, .leading = 1, .align = ALIGN_CENTRE, .bold = true };
	double height = style.size / 72 * 25.4 + 1.6, width = height * (p->text->english ? 3 : 3.2);

	paper_frame(paper, right - width, top, width, height, 0.8);
	paper_words(paper, p->fonts, &style, right - width / 2, top + 0.8, p->text->english ? "REPRINT" : "再発行");
}

/* A third of the sheet each, at the edge. */
static void
draw_folds(struct paper *paper)
{
	paper_line(paper, 4, PAGE_HEIGHT / 3, 9, PAGE_HEIGHT / 3, 0.4);
	paper_line(paper, 4, PAGE_HEIGHT / 3 * 2, 9, PAGE_HEIGHT / 3 * 2, 0.4);
}

static enum verdict
draw_first(struct paper *paper, const struct letter_plan *p, struct fault *f)
{
	const struct letter_text *t = p->text;
	double head_left = t->window.left + t->window.width + 3;

	draw_folds(paper);
	if (t->reprint)
		draw_reprint(paper, p, RIGHT, t->window.top > 16 ? t->window.top - 9 : 6.5);
	draw_galley(paper, p->head, head_left, t->window.top);
	draw_galley(paper, p->sender, LEFT, p->sender_top);
	draw_galley(paper, p->subject, LEFT + 8, p->subject_top);
	if (sheet_text(t->contact)[0] != 0) {
		paper_line(paper, LEFT, p->contact_top - 1.5, FOOT_RIGHT, p->contact_top - 1.5, 0.4);
		draw_galley(paper, p->contact, LEFT, p->contact_top);
	}
	return draw_window(paper, p, f);
}

static void
draw_next(struct paper *paper, const struct letter_plan *p)
{
	struct style style = { .size = p->sizes->page, .align = ALIGN_RIGHT, .english = p->text->english };

	paper_words(paper, p->fonts, &style, RIGHT, 13, p->reference);
	if (p->text->reprint)
		draw_reprint(paper, p, LEFT + 20, 13);
}

enum verdict
sheet_letter_draw(struct paper *paper, const struct letter_plan *plan, struct fault *f)
{
	const struct letter_text *t = plan->text;
	size_t from = galley_begin(plan->body, 0);
	enum verdict v = DONE;

	for (size_t page = 1; page <= plan->pages && v == DONE; page++) {
		char *code = t->code != NULL ? t->code(paper, t->state, page, plan->pages) : NULL;

		paper_page(paper);
		if (page == 1)
			v = draw_first(paper, plan, f);
		else
			draw_next(paper, plan);
		paper_galley(paper, plan->body, from, plan->cuts[page - 1], LEFT, page == 1 ? plan->body_top : NEXT_TOP);
		if (v == DONE)
			v = sheet_foot(paper, plan->fonts, plan->sizes->page, code, page, plan->pages, f);
		from = galley_begin(plan->body, plan->cuts[page - 1]);
		talloc_free(code);
	}
	return v;
}
