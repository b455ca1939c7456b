/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sheet_dispatch - the dispatch list (発送簿) of a run of letters. */
#include "reply/sheet_dispatch.h"

#include "config/memory.h"
#include "spool/paper_table.h"
#include "reply/sheet_words.h"

#define LEFT 18.0
#define RIGHT (PAGE_WIDTH - 18.0)
#define TOP 34.0			/* of the table */
#define BOTTOM (PAGE_HEIGHT - 24.0)
#define SEALS_HEIGHT 34.0

static const struct column letter_columns[] = {
	{ "No.", 11, ALIGN_RIGHT, false },
	{ "受付番号", 32, ALIGN_CENTRE, false },
	{ "文書番号", 37, ALIGN_LEFT, false },
	{ "宛名", 49, ALIGN_LEFT, false },
	{ "枚数", 14, ALIGN_RIGHT, false },
	{ "備考", 31, ALIGN_LEFT, false },
};

static const struct column stopped_columns[] = {
	{ "No.", 11, ALIGN_RIGHT, false },
	{ "受付番号", 32, ALIGN_CENTRE, false },
	{ "印刷しなかった理由", 131, ALIGN_LEFT, false },
};

struct list {
	void *ctx;
	struct paper *paper;
	const struct fonts *fonts;
	const struct dispatch_text *text;
	size_t page, pages;		/* pages 0: only counted, nothing is drawn */
	double y;
};

static void
begin_page(struct list *l)
{
	struct style title = { .size = 16, .leading = 1.3, .bold = true, .align = ALIGN_CENTRE };
	struct style small = { .size = 10, .leading = 1.3 };
	char *left, *right, *page;

	l->page++;
	l->y = TOP;
	if (l->pages == 0)
		return;
	left = must(talloc_asprintf(l->ctx, "印刷番号　第%lld回", (long long)l->text->run));
	right = must(talloc_asprintf(l->ctx, "%s　%s", sheet_text(l->text->office), sheet_date(l->ctx, l->text->date, false,
	    true)));
	page = must(talloc_asprintf(l->ctx, "%zu／%zu", l->page, l->pages));
	paper_page(l->paper);
	paper_words(l->paper, l->fonts, &title, PAGE_WIDTH / 2, 15, "発　送　簿");
	paper_words(l->paper, l->fonts, &small, LEFT, 27, left);
	small.align = ALIGN_RIGHT;
	paper_words(l->paper, l->fonts, &small, RIGHT, 27, right);
	small.align = ALIGN_CENTRE;
	paper_words(l->paper, l->fonts, &small, PAGE_WIDTH / 2, PAGE_HEIGHT - 17, page);
}

/* Makes room for a height; true: a page was begun. */
static bool
room(struct list *l, double height)
{
	if (l->page > 0 && l->y + height <= BOTTOM)
		return false;
	begin_page(l);
	return true;
}

static void
put_row(struct list *l, const struct row *row)
{
	if (l->pages > 0)
		row_draw(l->paper, row, l->y);
	l->y += row_height(row);
}

/* A row, below the head when it is the first one of its page. */
static void
add_row(struct list *l, const struct row *head, const struct row *row, bool first)
{
	if (room(l, row_height(row) + (first ? row_height(head) : 0)) || first)
		put_row(l, head);
	put_row(l, row);
}

static char *
note_of(void *ctx, const struct dispatch_row *r)
{
	struct buffer b = buffer_init(ctx);

	if (r->reprint)
		buffer_string(&b, "再発行");
	if (r->large)
		buffer_printf(&b, "%s大活字", b.len > 0 ? "・" : "");
	if (sheet_text(r->note)[0] != 0)
		buffer_printf(&b, "%s%s", b.len > 0 ? "・" : "", r->note);
	return must(talloc_strdup(ctx, buffer_text(&b)));
}

static void
add_letters(struct list *l)
{
	struct table table = { .fonts = l->fonts, .columns = letter_columns, .count = 6, .left = LEFT, .size = 9.5 };
	struct row *head = row_head(l->ctx, &table);

	for (size_t i = 0; i < l->text->row_count; i++) {
		const struct dispatch_row *r = &l->text->rows[i];
		void *ctx = talloc_new(l->ctx);
		const char *const cells[] = { must(talloc_asprintf(ctx, "%zu", i + 1)), r->number, r->document_number, r->name,
			must(talloc_asprintf(ctx, "%zu", r->sheets)), note_of(ctx, r) };

		add_row(l, head, row_new(ctx, &table, cells), i == 0);
		talloc_free(ctx);
	}
	talloc_free(head);
}

static void
add_stopped(struct list *l)
{
	struct table table = { .fonts = l->fonts, .columns = stopped_columns, .count = 3, .left = LEFT, .size = 9.5 };
	struct row *head = row_head(l->ctx, &table);

	if (l->text->stopped_count > 0)
		l->y += 6;
	for (size_t i = 0; i < l->text->stopped_count; i++) {
		void *ctx = talloc_new(l->ctx);
		const char *const cells[] = { must(talloc_asprintf(ctx, "%zu", i + 1)), l->text->stopped[i].number,
			l->text->stopped[i].reason };

		add_row(l, head, row_new(ctx, &table, cells), i == 0);
		talloc_free(ctx);
	}
	talloc_free(head);
}

static void
draw_seals(struct list *l)
{
	static const char *const who[] = { "印刷", "確認", "差出" };
	struct style style = { .size = 9.5, .leading = 1.4, .align = ALIGN_CENTRE };

	for (size_t i = 0; i < 3; i++) {
		double x = RIGHT - (3 - (double)i) * 24;

		paper_frame(l->paper, x, l->y, 24, 7, 0.4);
		paper_frame(l->paper, x, l->y + 7, 24, 22, 0.4);
		paper_words(l->paper, l->fonts, &style, x + 12, l->y + 1.2, who[i]);
	}
}

/* The totals, and squares for seals. */
static void
add_end(struct list *l)
{
	const struct dispatch_text *t = l->text;
	struct style style = { .size = 11, .leading = 1.6 };
	size_t sheets = 0;
	const struct { const char *label; char *value; } totals[] = {
		{ "発送を決めたもの", must(talloc_asprintf(l->ctx, "%zu通", t->decided)) },
		{ "印刷したもの", must(talloc_asprintf(l->ctx, "%zu通", t->row_count)) },
		{ "印刷しなかったもの", must(talloc_asprintf(l->ctx, "%zu通", t->stopped_count)) },
	};

	for (size_t i = 0; i < t->row_count; i++)
		sheets += t->rows[i].sheets;
	room(l, SEALS_HEIGHT + 6);
	l->y += 6;
	if (l->pages == 0)
		return;
	for (size_t i = 0; i < 3; i++) {
		double y = l->y + (double)i * 6.3;

		style.align = ALIGN_LEFT;
		paper_words(l->paper, l->fonts, &style, LEFT, y, totals[i].label);
		if (i == 1)
			paper_words(l->paper, l->fonts, &style, LEFT + 57, y, must(talloc_asprintf(l->ctx, "（用紙 %zu枚）", sheets)));
		style.align = ALIGN_RIGHT;
		paper_words(l->paper, l->fonts, &style, LEFT + 56, y, totals[i].value);
	}
	style.align = ALIGN_LEFT;
	paper_words(l->paper, l->fonts, &style, LEFT, l->y + 22.5, "差出　　令和　　　年　　　月　　　日　　　　　通");
	draw_seals(l);
}

static void
walk(struct list *l)
{
	l->page = 0;
	l->y = 0;
	add_letters(l);
	if (l->page == 0)
		begin_page(l);
	add_stopped(l);
	add_end(l);
}

static void
check_signs(void *ctx, const struct fonts *fonts, const struct dispatch_text *t, struct missing *missing)
{
	fonts_check(fonts, ctx, sheet_text(t->office), missing);
	fonts_check(fonts, ctx, "発送簿印刷番号第回受付文書宛名枚数備考再発行・大活字通用紙差出日令和年月（）No.0123456789／", missing);
	for (size_t i = 0; i < t->row_count; i++) {
		const char *const texts[] = { t->rows[i].number, t->rows[i].document_number, t->rows[i].name, t->rows[i].note };

		for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++)
			fonts_check(fonts, ctx, sheet_text(texts[k]), missing);
	}
	for (size_t i = 0; i < t->stopped_count; i++) {
		fonts_check(fonts, ctx, sheet_text(t->stopped[i].number), missing);
		fonts_check(fonts, ctx, sheet_text(t->stopped[i].reason), missing);
	}
}

enum verdict
sheet_dispatch(void *ctx, struct paper *paper, const struct fonts *fonts, const struct dispatch_text *text,
    struct missing *missing, struct fault *f)
{
	struct list l = { .paper = paper, .fonts = fonts, .text = text };
	size_t before = missing->count;

	if (text->decided != text->row_count + text->stopped_count)
		return fail(f, HALT, "the dispatch list does not balance: %zu decided, %zu printed, %zu not printed",
		    text->decided, text->row_count, text->stopped_count);
	check_signs(ctx, fonts, text, missing);
	if (missing->count > before)
		return fail(f, NEVER, "the fonts lack %zu signs of the dispatch list", missing->count - before);
	l.ctx = talloc_new(ctx);
	walk(&l);
	l.pages = l.page;
	walk(&l);
	talloc_free(l.ctx);
	return DONE;
}
