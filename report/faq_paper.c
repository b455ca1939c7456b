/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_paper - the questions and answers on A5, for the counters: an entry after the other, by purpose. */
#include "config/memory.h"
#include "report/faq.h"
#include "report/faq_words.h"
#include "spool/fonts.h"
#include "spool/paper.h"

#define A5_WIDTH 148.0
#define A5_HEIGHT 210.0
#define LEFT 14.0
#define TOP 26.0
#define WIDTH (A5_WIDTH - 2 * LEFT)
#define BOTTOM (A5_HEIGHT - 18.0)

struct sheet {
	void *ctx;
	const struct faq_book *book;
	enum language language;
	const struct fonts *fonts;
	struct paper *paper;
	struct missing missing;
};

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

/* A sign that no font has is shown as missing, not left out: a clerk sees it. */
static const char *
printable(struct sheet *s, const char *text)
{
	return fonts_replace(s->fonts, s->ctx, text, &s->missing);
}

static void
add_entry(struct sheet *s, struct galley *g, const struct faq_entry *e)
{
	static const struct style question = { .size = 10.5, .leading = 1.45, .bold = true, .with_next = true };
	static const struct style answer = { .size = 9.5, .leading = 1.5 };
	static const struct style small = { .size = 7.5, .leading = 1.4, .gray = 0.25, .align = ALIGN_RIGHT, .with_previous = true };
	const struct faq_text *t = &e->q->text;

	galley_space(g, 3);
	galley_add(g, &question, must(talloc_asprintf(s->ctx, "Q%lld　%s", (long long)e->q->id, printable(s, t->question))));
	galley_add(g, &answer, printable(s, t->answer));
	if (t->easy[0] != 0) {
		galley_space(g, 1);
		galley_add(g, &answer, must(talloc_asprintf(s->ctx, "【%s】%s", faq_words(s->language, FAQ_EASY), printable(s, t->easy))));
	}
	galley_add(g, &small, must(talloc_asprintf(s->ctx, "%s%s%s%s", faq_words(s->language, FAQ_OWNER), printable(s, e->department),
	    faq_words(s->language, FAQ_AS_OF), faq_words_day(s->ctx, s->language, e->q->changed))));
}

static struct galley *
fill(struct sheet *s)
{
	static const struct style heading = { .size = 12, .leading = 1.5, .bold = true, .with_next = true };
	struct galley *g = galley_new(s->ctx, s->fonts, WIDTH);

	for (size_t i = 0; i < s->book->count; i++) {
		const struct faq_entry *e = &s->book->item[i];

		if (i == 0 || strcmp(e->q->purpose, s->book->item[i - 1].q->purpose) != 0) {
			galley_space(g, 4);
			galley_add(g, &heading, must(talloc_asprintf(s->ctx, "■ %s", printable(s, e->purpose))));
		}
		add_entry(s, g, e);
	}
	if (s->book->count == 0)
		galley_add(g, &heading, faq_words(s->language, FAQ_NOTHING));
	return g;
}

static void
draw_frame(struct sheet *s, size_t page, size_t pages)
{
	static const struct style title = { .size = 13, .bold = true, .align = ALIGN_CENTRE };
	static const struct style small = { .size = 7.5, .align = ALIGN_RIGHT };
	static const struct style foot = { .size = 7.5, .align = ALIGN_CENTRE };

	paper_page(s->paper);
	paper_words(s->paper, s->fonts, &title, A5_WIDTH / 2, 9, faq_words(s->language, FAQ_TITLE));
	paper_words(s->paper, s->fonts, &small, A5_WIDTH - LEFT, 18, printable(s, s->book->s->office.name));
	paper_line(s->paper, LEFT, 23, A5_WIDTH - LEFT, 23, 0.6);
	paper_words(s->paper, s->fonts, &foot, A5_WIDTH / 2, A5_HEIGHT - 12,
	    must(talloc_asprintf(s->ctx, "%zu / %zu", page, pages)));
}

static void
draw(struct sheet *s)
{
	const struct galley *g = fill(s);
	size_t pages = 0, page = 0, cut;

	paper_set_size(s->paper, A5_WIDTH, A5_HEIGHT);
	for (size_t from = 0; from < galley_lines(g); from = galley_begin(g, galley_cut(g, from, BOTTOM - TOP)))
		pages++;
	for (size_t from = 0; from < galley_lines(g); from = galley_begin(g, cut)) {
		cut = galley_cut(g, from, BOTTOM - TOP);
		draw_frame(s, ++page, pages);
		paper_galley(s->paper, g, from, cut, LEFT, TOP);
	}
}

enum verdict
faq_paper(void *ctx, const struct faq_book *book, struct buffer *out, struct fault *f)
{
	const struct printing *print = &book->s->print;
	const struct sink sink = { out, take };
	struct sheet s = { .ctx = must(talloc_new(ctx)), .book = book, .language = book->s->office.language };
	struct fonts *fonts = NULL;
	enum verdict v = fonts_open(s.ctx, print->font, print->fallback_font, &fonts, f);

	s.fonts = fonts;
	/* Of the same entries the same octets, so that only what changed is written. */
	if (v == DONE)
		v = paper_new(s.ctx, faq_words(s.language, FAQ_TITLE), book->changed, &sink, &s.paper, f);
	if (v == DONE) {
		draw(&s);
		v = paper_end(s.paper, f);
	}
	talloc_free(s.paper);
	talloc_free(fonts);
	talloc_free(s.ctx);
	return v;
}
