/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sheet_note - the sheet on which a department notes by hand what it did (処理票). */
#include "config/memory.h"
#include "reply/sheet_head.h"
#include "reply/sheet_words.h"

#define NEXT_TOP 23.0
#define BOTTOM (SHEET_CODE_TOP - 5)
#define TEXT_MOST 62.0			/* mm of the opinion's text, so that there is room to write */
#define LINE_HEIGHT 10.0
#define DATE_WIDTH 26.0
#define SEAL_WIDTH 22.0

static const char title[] = "処　理　票";

/* The beginning of the opinion; returns where it ends. */
static double
draw_text(void *ctx, struct paper *paper, const struct fonts *fonts, const struct opinion_text *t, double y)
{
	static const struct style heading = { .size = 10.5, .leading = 1.5, .bold = true };
	static const struct style text = { .size = 10, .leading = 1.5, .justify = true };
	static const struct style small = { .size = 9, .leading = 1.3, .align = ALIGN_RIGHT };
	struct galley *g = galley_new(ctx, fonts, HEAD_WIDTH - 4);
	size_t cut;
	double height;

	galley_add(g, &heading, must(talloc_asprintf(g, "件名　%s", sheet_text(t->subject))));
	galley_add(g, &text, sheet_text(t->text));
	cut = galley_cut(g, 0, TEXT_MOST);
	height = galley_height(g, 0, cut);
	if (cut < galley_lines(g))
		height += 5;
	paper_frame(paper, HEAD_LEFT, y, HEAD_WIDTH, height + 3, 0.4);
	paper_galley(paper, g, 0, cut, HEAD_LEFT + 2, y + 1.5);
	if (cut < galley_lines(g))
		paper_words(paper, fonts, &small, HEAD_LEFT + HEAD_WIDTH - 2, y + height - 2.5, "（続きは省きました。）");
	talloc_free(g);
	return y + height + 3;
}

static void
draw_lines(struct paper *paper, const struct fonts *fonts, double y)
{
	static const struct style style = { .size = 9.5, .leading = 1.3, .align = ALIGN_CENTRE };
	double right = HEAD_LEFT + HEAD_WIDTH, note = HEAD_LEFT + DATE_WIDTH, seal = right - SEAL_WIDTH;
	int rows = (int)((BOTTOM - y - 7) / LINE_HEIGHT);
	double bottom = y + 7 + rows * LINE_HEIGHT;

	paper_fill(paper, HEAD_LEFT, y, HEAD_WIDTH, 7, 0.92);
	paper_words(paper, fonts, &style, HEAD_LEFT + DATE_WIDTH / 2, y + 1.3, "月日・時刻");
	paper_words(paper, fonts, &style, (note + seal) / 2, y + 1.3, "対応の経過");
	paper_words(paper, fonts, &style, seal + SEAL_WIDTH / 2, y + 1.3, "担当者");
	paper_frame(paper, HEAD_LEFT, y, HEAD_WIDTH, bottom - y, 0.6);
	paper_line(paper, HEAD_LEFT, y + 7, right, y + 7, 0.4);
	for (int i = 1; i < rows; i++)
		paper_dashes(paper, HEAD_LEFT, y + 7 + i * LINE_HEIGHT, right, y + 7 + i * LINE_HEIGHT, 0.4);
	paper_line(paper, note, y, note, bottom, 0.4);
	paper_line(paper, seal, y, seal, bottom, 0.4);
}

enum verdict
sheet_note(void *ctx, struct paper *paper, const struct fonts *fonts, const struct opinion_text *text, size_t pages,
    struct fault *f)
{
	static const struct style small = { .size = 9, .leading = 1.4 };
	void *own = talloc_new(ctx);
	char *lacking;
	struct opinion_text *t = sheet_printable(own, fonts, text, &lacking);
	struct galley *words = galley_of(own, fonts, &small, SHEET_CODE_LEFT - HEAD_LEFT - 8,
	    "記入したら、読み取って専用のフォルダーに入れてください（ファクスでも届きます）。\n"
	    "右下のQRコードで、この意見の記録に綴じられます。QRコードには書き込まないでください。");
	enum verdict v = DONE;

	for (size_t page = 1; page <= pages && v == DONE; page++) {
		double y = NEXT_TOP;

		paper_page(paper);
		if (page == 1)
			y = draw_text(own, paper, fonts, t, sheet_head(own, paper, fonts, t, title) + 3) + 3;
		else
			sheet_next_head(own, paper, fonts, t, title);
		draw_lines(paper, fonts, y);
		paper_galley(paper, words, 0, galley_lines(words), HEAD_LEFT, SHEET_CODE_TOP);
		v = sheet_foot(paper, fonts, 9.5, t->code != NULL ? t->code(own, t->code_state, page, pages) : NULL, page, pages,
		    f);
	}
	talloc_free(own);
	return v;
}
