/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sheet_batch - the cover of a stack of papers to be scanned, and the sheets that part them. */
#include "reply/sheet_batch.h"

#include "config/memory.h"
#include "reply/sheet_words.h"

#define LEFT 22.0
#define WIDTH (PAGE_WIDTH - 2 * LEFT)
#define CODE_SIZE 48.0

static const char how_to[] =
    "１　この用紙を、束のいちばん上に置きます。\n"
    "２　意見１通ごとに、間に「区切り」の用紙を１枚はさみます。番号の順でなくてもかまいません。\n"
    "３　裏にも書いてあるものは、両面で読み取ります。区切りの用紙の裏は、白いままでかまいません。\n"
    "４　束をまるごと、１つのファイルに読み取ります（白黒またはグレー、200dpi以上）。\n"
    "５　読み取った通数が、上の通数と違うときは、メールでお知らせします。\n"
    "６　QRコードに、書き込みをしたり、折り目を付けたりしないでください。";

static const char separator_words[] =
    "意見と意見の間にはさむ用紙です。この用紙の次から、新しい意見になります。";

static void
draw_centred(struct paper *paper, const struct fonts *fonts, double size, bool bold, double y, const char *text)
{
	struct style style = { .size = size, .leading = 1.3, .bold = bold, .align = ALIGN_CENTRE };
	struct galley *g = galley_of(paper, fonts, &style, WIDTH, text);

	paper_galley(paper, g, 0, galley_lines(g), LEFT, y);
	talloc_free(g);
}

static enum verdict
draw_code(struct paper *paper, const struct batch_text *t, size_t position, double y, struct fault *f)
{
	char *code = t->code(paper, t->state, position);
	enum verdict v = paper_qr(paper, code, (PAGE_WIDTH - CODE_SIZE) / 2, y, CODE_SIZE, f);

	talloc_free(code);
	return v;
}

static enum verdict
draw_cover(struct paper *paper, const struct fonts *fonts, const struct batch_text *t, struct fault *f)
{
	struct style style = { .size = 11.5, .leading = 1.6, .justify = true };
	char *date = sheet_date(paper, t->date, false, true);
	char *count = t->expected > 0 ? must(talloc_asprintf(paper, "%zu通", t->expected)) :
	    must(talloc_strdup(paper, "　　　　通"));
	struct galley *g = galley_of(paper, fonts, &style, WIDTH, how_to);
	enum verdict v;

	paper_page(paper);
	paper_fill(paper, 0, 12, PAGE_WIDTH, 5, 0);
	draw_centred(paper, fonts, 14, false, 24, sheet_text(t->office));
	draw_centred(paper, fonts, 16, false, 34, "読み取りの表紙");
	draw_centred(paper, fonts, 40, true, 46, t->channel);
	draw_centred(paper, fonts, 20, false, 72, date);
	paper_frame(paper, (PAGE_WIDTH - 90) / 2, 88, 90, 26, 1);
	draw_centred(paper, fonts, 13, false, 89.5, "通数");
	draw_centred(paper, fonts, 30, true, 97, count);
	v = draw_code(paper, t, 0, 124, f);
	draw_centred(paper, fonts, 14, false, 124 + CODE_SIZE + 5, t->batch);
	paper_galley(paper, g, 0, galley_lines(g), LEFT, 198);
	paper_fill(paper, 0, PAGE_HEIGHT - 17, PAGE_WIDTH, 5, 0);
	talloc_free(g);
	talloc_free(date);
	talloc_free(count);
	return v;
}

static enum verdict
draw_separator(struct paper *paper, const struct fonts *fonts, const struct batch_text *t, size_t position,
    struct fault *f)
{
	char *number = must(talloc_asprintf(paper, "%zu／%zu", position, t->separators));
	char *batch = must(talloc_asprintf(paper, "%s　%s", sheet_text(t->channel), t->batch));
	enum verdict v;

	paper_page(paper);
	for (int i = 0; i < 3; i++) {
		paper_fill(paper, 0, 10 + i * 12, PAGE_WIDTH, 7, 0);
		paper_fill(paper, 0, PAGE_HEIGHT - 17 - i * 12, PAGE_WIDTH, 7, 0);
	}
	draw_centred(paper, fonts, 48, true, 58, "区切り");
	draw_centred(paper, fonts, 24, false, 88, number);
	v = draw_code(paper, t, position, 122, f);
	draw_centred(paper, fonts, 14, false, 122 + CODE_SIZE + 6, batch);
	draw_centred(paper, fonts, 12, false, 205, separator_words);
	talloc_free(number);
	talloc_free(batch);
	return v;
}

enum verdict
sheet_batch(void *ctx, struct paper *paper, const struct fonts *fonts, const struct batch_text *text,
    struct missing *missing, struct fault *f)
{
	const char *const texts[] = { text->office, text->channel, text->batch, how_to, separator_words,
		"読み取りの表紙通数区切り０１２３４５６７８９0123456789／年月日令和" };
	size_t before = missing->count;
	enum verdict v;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		fonts_check(fonts, ctx, sheet_text(texts[i]), missing);
	if (missing->count > before)
		return fail(f, NEVER, "the fonts lack %zu signs of the batch sheets", missing->count - before);
	v = draw_cover(paper, fonts, text, f);
	for (size_t i = 1; i <= text->separators && v == DONE; i++)
		v = draw_separator(paper, fonts, text, i, f);
	return v;
}
