/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_notice - the notice of a password (パスワード通知書): what opens a medium, and who handed it to whom. */
#include "config/clock.h"
#include "config/memory.h"
#include "report/export.h"
#include "spool/paper_table.h"

#define LEFT 25.0
#define WIDTH (PAGE_WIDTH - 2 * LEFT)
#define LABEL 45.0

static const struct column columns[] = {
	{ NULL, LABEL, ALIGN_LEFT, true },
	{ NULL, WIDTH - LABEL, ALIGN_LEFT, false },
};

struct notice {
	void *ctx;
	struct export_work *w;
	struct paper *paper;
	const struct fonts *fonts;
	double y;
};

static void
put_text(struct notice *n, const struct style *style, const char *text, double after)
{
	struct galley *g = galley_of(n->ctx, n->fonts, style, WIDTH, text);
	size_t count = galley_lines(g);

	paper_galley(n->paper, g, 0, count, LEFT, n->y);
	n->y += galley_height(g, 0, count) + after;
}

static void
put_row(struct notice *n, enum export_word label, const char *value)
{
	const struct table table = { .fonts = n->fonts, .columns = columns, .count = 2, .left = LEFT, .size = 10.5 };
	struct missing ignored = { 0 };
	struct row *row = row_new(n->ctx, &table, (const char *const[]){ export_word(&n->w->words, label),
	    fonts_replace(n->fonts, n->ctx, value, &ignored) });

	n->y = row_draw(n->paper, row, n->y);
}

/* Room to write in. */
static void
put_room(struct notice *n, enum export_word label, double height)
{
	static const struct style small = { .size = 10, .leading = 1.3 };

	paper_frame(n->paper, LEFT, n->y, WIDTH, height, 0.4);
	paper_line(n->paper, LEFT + LABEL + 15, n->y, LEFT + LABEL + 15, n->y + height, 0.4);
	paper_words(n->paper, n->fonts, &small, LEFT + 2, n->y + height / 2 - 2, export_word(&n->w->words, label));
	n->y += height;
}

static void
put_password(struct notice *n, const char *password)
{
	static const struct style label = { .size = 11, .leading = 1.4, .bold = true };
	static const struct style large = { .size = 22, .leading = 1.4, .spacing = 0.06, .align = ALIGN_CENTRE };
	static const struct style small = { .size = 9.5, .leading = 1.5 };

	n->y += 8;
	put_text(n, &label, export_word(&n->w->words, WORD_PASSWORD), 2);
	paper_frame(n->paper, LEFT, n->y, WIDTH, 20, 1);
	paper_words(n->paper, n->fonts, &large, PAGE_WIDTH / 2, n->y + 5, password);
	n->y += 23;
	put_text(n, &small, export_word(&n->w->words, WORD_NOTICE_ALPHABET), 0);
	put_text(n, &small, export_word(&n->w->words, WORD_NOTICE_OPEN), 0);
}

static const char *
date_of(const struct notice *n, int64_t utc)
{
	return n->w->words.language == LANGUAGE_JA ? clock_japanese_date(n->ctx, utc) : clock_local(n->ctx, utc);
}

static void
draw(struct notice *n, const struct export *e, const char *who, const char *approved, const char *password)
{
	static const struct style title = { .size = 20, .leading = 1.4, .bold = true, .align = ALIGN_CENTRE };
	static const struct style heading = { .size = 11, .leading = 1.6, .bold = true };
	static const struct style text = { .size = 10.5, .leading = 1.6, .justify = true };
	const struct export_words *w = &n->w->words;

	paper_page(n->paper);
	n->y = 22;
	put_text(n, &title, export_word(w, WORD_NOTICE), 6);
	put_row(n, WORD_MEDIUM, must(talloc_asprintf(n->ctx, "%lld", (long long)e->medium)));
	put_row(n, WORD_MADE, date_of(n, clock_now()));
	put_row(n, WORD_OFFICE, must(talloc_asprintf(n->ctx, "%s %s", n->w->run->settings->office.name,
	    n->w->run->settings->office.section)));
	put_row(n, WORD_WHY, e->reason);
	put_row(n, WORD_BY, who);
	put_row(n, WORD_APPROVED, approved);
	put_password(n, password);
	n->y += 6;
	put_text(n, &text, export_word(w, WORD_NOTICE_APART), 5);
	put_text(n, &heading, export_word(w, WORD_HANDED), 1);
	put_room(n, WORD_HANDED_ON, 11);
	put_room(n, WORD_HANDED_BY, 16);
	put_room(n, WORD_HANDED_TO, 16);
	put_room(n, WORD_ANOTHER_TIME, 11);
	put_room(n, WORD_RETURNED_ON, 11);
}

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

enum verdict
export_notice(struct export_work *w, void *ctx, const struct export *e, const char *who, const char *approved,
    const char *password, struct buffer *pdf, struct fault *f)
{
	const struct sink sink = { pdf, take };
	struct notice n = { .ctx = talloc_new(ctx), .w = w, .fonts = w->fonts };
	enum verdict v = paper_new(n.ctx, export_word(&w->words, WORD_NOTICE), clock_now(), &sink, &n.paper, f);

	if (v == DONE) {
		draw(&n, e, who, approved, password);
		v = paper_end(n.paper, f);
	}
	/* Before the fonts. */
	talloc_free(n.ctx);
	return v;
}
