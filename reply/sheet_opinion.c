/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sheet_opinion - one opinion on paper (意見内容の確認・出力). */
#include "reply/sheet_opinion.h"

#include "config/clock.h"
#include "config/memory.h"
#include "reply/sheet_head.h"
#include "reply/sheet_words.h"

#define NEXT_TOP 23.0
#define BOTTOM (SHEET_CODE_TOP - 5)
#define FOOT_SIZE 9.5

static const char title[] = "意見の内容";

/* A cut of a galley into pages. */
struct flow {
	const struct galley *galley;
	size_t *cuts;
	size_t pages;
	double first_top;
};

static void
cut_pages(void *ctx, struct flow *flow)
{
	size_t line = 0, count = galley_lines(flow->galley);

	do {
		double top = flow->pages == 0 ? flow->first_top : NEXT_TOP;

		line = line < count ? galley_cut(flow->galley, line, BOTTOM - top) : count;
		flow->cuts = must(talloc_realloc(ctx, flow->cuts, size_t, flow->pages + 1));
		flow->cuts[flow->pages++] = line;
		line = galley_begin(flow->galley, line);
	} while (line < count);
}

static struct galley *
set_text(void *ctx, const struct fonts *fonts, const struct opinion_text *t, const char *lacking)
{
	static const struct style heading = { .size = 11, .leading = 1.6, .bold = true, .with_next = true };
	static const struct style text = { .size = 10.5, .leading = 1.6, .justify = true };
	static const struct style small = { .size = 9.5, .leading = 1.6 };
	struct galley *g = galley_new(ctx, fonts, HEAD_WIDTH);

	galley_space(g, 3);
	galley_add(g, &heading, must(talloc_asprintf(g, "■　件名　　%s", sheet_text(t->subject))));
	galley_space(g, 2);
	galley_add(g, &heading, "■　本文");
	galley_add(g, &text, sheet_text(t->text));
	if (t->event_count > 0) {
		galley_space(g, 4);
		galley_add(g, &heading, "■　回答・対応の経過");
	}
	for (size_t i = 0; i < t->event_count; i++) {
		const struct sheet_event *e = &t->events[i];
		struct style line = small;

		line.bold = true;
		line.with_next = sheet_text(e->text)[0] != 0;
		galley_add(g, &line, must(talloc_asprintf(g, "%s　%s", clock_local(g, e->when), e->title)));
		if (line.with_next) {
			galley_add(g, &text, e->text);
			galley_space(g, 2);
		}
	}
	if (t->scan_count + t->scans_left > 0)
		galley_space(g, 4);
	if (t->scan_count > 0)
		galley_add(g, &small, must(talloc_asprintf(g, "※　次のページから、届いた用紙の写し（%zu枚）です。", t->scan_count)));
	if (t->scans_left > 0)
		galley_add(g, &small, must(talloc_asprintf(g, "※　届いたファイルのうち%zu件は、読み取れないか枚数が多いため、"
		    "写しの全部または一部がありません。", t->scans_left)));
	if (lacking != NULL) {
		galley_space(g, 2);
		galley_add(g, &small, lacking);
	}
	return g;
}

static enum verdict
draw_scan(void *ctx, struct paper *paper, const struct fonts *fonts, const struct opinion_text *t, size_t i,
    struct fault *f)
{
	struct style small = { .size = 9.5, .leading = 1.3 };
	char *words = must(talloc_asprintf(ctx, "届いた用紙の写し　%zu／%zu", i + 1, t->scan_count));

	sheet_next_head(ctx, paper, fonts, t, title);
	paper_words(paper, fonts, &small, HEAD_LEFT, 13, words);
	paper_frame(paper, HEAD_LEFT, NEXT_TOP, HEAD_WIDTH, BOTTOM - NEXT_TOP, 0.4);
	return paper_jpeg(paper, t->scans[i], HEAD_LEFT + 1, NEXT_TOP + 1, HEAD_WIDTH - 2, BOTTOM - NEXT_TOP - 2, f);
}

enum verdict
sheet_opinion(void *ctx, struct paper *paper, const struct fonts *fonts, const struct opinion_text *text,
    struct fault *f)
{
	void *own = talloc_new(ctx);
	char *lacking;
	struct opinion_text *t = sheet_printable(own, fonts, text, &lacking);
	struct flow flow = { .galley = set_text(own, fonts, t, lacking) };
	size_t from = 0, pages;
	enum verdict v = DONE;

	for (size_t i = 0; i < t->scan_count; i++) {
		if (!paper_is_jpeg(t->scans[i])) {
			talloc_free(own);
			return fail(f, NEVER, "scan page %zu is no JPEG", i + 1);
		}
	}
	flow.first_top = sheet_head(own, NULL, fonts, t, title);
	cut_pages(own, &flow);
	pages = flow.pages + t->scan_count;
	for (size_t page = 1; page <= pages && v == DONE; page++) {
		paper_page(paper);
		if (page == 1)
			sheet_head(own, paper, fonts, t, title);
		else if (page <= flow.pages)
			sheet_next_head(own, paper, fonts, t, title);
		else
			v = draw_scan(own, paper, fonts, t, page - flow.pages - 1, f);
		if (page <= flow.pages) {
			paper_galley(paper, flow.galley, from, flow.cuts[page - 1], HEAD_LEFT,
			    page == 1 ? flow.first_top : NEXT_TOP);
			from = galley_begin(flow.galley, flow.cuts[page - 1]);
		}
		if (v == DONE)
			v = sheet_foot(paper, fonts, FOOT_SIZE, t->code != NULL ? t->code(own, t->code_state, page, pages) : NULL,
			    page, pages, f);
	}
	talloc_free(own);
	return v;
}
