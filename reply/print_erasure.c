/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_erasure - an erasure report (消去報告書) on paper: the signed text as it is. */
#include "config/memory.h"
#include "config/text.h"
#include "reply/print_sheets.h"
#include "reply/sheet_words.h"
#include "spool/erasure.h"

#define LEFT 20.0
#define TOP 20.0
#define WIDTH (PAGE_WIDTH - 2 * LEFT)
#define BOTTOM (PAGE_HEIGHT - 24.0)

enum { UNBROKEN = 32 };		/* digits of a key or a signature in one piece */

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

/* Digits without end would leave the sheet: they are set in pieces. */
static char *
with_breaks(void *ctx, const char *text)
{
	struct buffer b = buffer_init(ctx);
	int run = 0;

	for (const char *p = text; *p != 0; p++) {
		run = text_is_digit(*p) || (*p >= 'a' && *p <= 'f') ? run + 1 : 0;
		buffer_char(&b, (unsigned char)*p);
		if (run == UNBROKEN) {
			buffer_char(&b, ' ');
			run = 0;
		}
	}
	return must(talloc_strdup(ctx, buffer_text(&b)));
}

static enum verdict
draw_pages(struct paper *paper, const struct fonts *fonts, const struct galley *g, struct fault *f)
{
	size_t pages = 0, page = 0, cut;
	enum verdict v = DONE;

	for (size_t from = 0; from < galley_lines(g); from = galley_begin(g, galley_cut(g, from, BOTTOM - TOP)))
		pages++;
	for (size_t from = 0; v == DONE && from < galley_lines(g); from = galley_begin(g, cut)) {
		cut = galley_cut(g, from, BOTTOM - TOP);
		paper_page(paper);
		paper_galley(paper, g, from, cut, LEFT, TOP);
		v = sheet_foot(paper, fonts, 9, NULL, ++page, pages, f);
	}
	return v;
}

static enum verdict
draw(struct run *run, struct paper *paper, const struct fonts *fonts, const char *text, struct fault *f)
{
	static const struct style heading = { .size = 15, .leading = 1.6, .bold = true, .align = ALIGN_CENTRE };
	static const struct style running = { .size = 9.5, .leading = 1.45 };
	struct missing missing = { 0 };
	const char *title = must(talloc_strndup(run->ctx, text, strcspn(text, "\n")));
	const char *rest = text + strcspn(text, "\n");
	struct galley *g = galley_new(run->ctx, fonts, WIDTH);

	galley_add(g, &heading, fonts_replace(fonts, run->ctx, title, &missing));
	galley_add(g, &running, fonts_replace(fonts, run->ctx, with_breaks(run->ctx, *rest == '\n' ? rest + 1 : rest), &missing));
	return draw_pages(paper, fonts, g, f);
}

static enum verdict
draw_report(struct run *run, const struct erasure *e, const char *text, struct buffer *out, struct fault *f)
{
	const struct printing *print = &run->settings->print;
	const struct sink sink = { out, take };
	struct fonts *fonts = NULL;
	struct paper *paper = NULL;
	enum verdict v = fonts_open(run->ctx, print->font, print->fallback_font, &fonts, f);

	if (v == DONE)
		v = paper_new(run->ctx, must(talloc_asprintf(run->ctx, "erasure %lld", (long long)e->id)), e->changed, &sink, &paper, f);
	if (v == DONE)
		v = draw(run, paper, fonts, text, f);
	if (v == DONE)
		v = paper_end(paper, f);
	talloc_free(paper);
	talloc_free(fonts);
	return v;
}

enum verdict
print_erasure(struct run *run, struct ledger *l, const char *typed, const char *output, struct fault *f)
{
	struct buffer pdf = buffer_init(run->ctx);
	const char *text = "";
	struct erasure e;
	bool found = false;
	int64_t id;
	enum verdict v;

	if (!text_to_number(typed, 1, INT64_MAX, &id))
		return fail(f, NEVER, "%s is no erasure: iken erase --list shows them", typed);
	v = erasure_by_id(l, run->ctx, id, &e, &found, f);
	if (v == DONE && found)
		v = erasure_report(l, run->ctx, id, &text, f);
	if (v == DONE && text[0] == 0)
		v = fail(f, NEVER, "there is no report of an erasure %lld", (long long)id);
	if (v == DONE)
		v = draw_report(run, &e, text, &pdf, f);
	if (v == DONE && run->dry_run)
		printf("would print the report of erasure %lld\n", (long long)id);
	else if (v == DONE)
		v = print_output(run, must(talloc_asprintf(run->ctx, "erasure-%lld", (long long)id)), &pdf, output, f);
	return v;
}
