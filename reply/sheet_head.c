/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sheet_head - what the sheets about one opinion begin with: title, register data, person. */
#include "reply/sheet_head.h"

#include "config/memory.h"
#include "spool/paper_table.h"
#include "reply/sheet_words.h"

#define TABLE_TOP 31.0
#define LABEL_WIDTH 25.0
#define VALUE_WIDTH (HEAD_WIDTH / 2 - LABEL_WIDTH)

static const struct column pair_columns[] = {
	{ NULL, LABEL_WIDTH, ALIGN_CENTRE, true },
	{ NULL, VALUE_WIDTH, ALIGN_LEFT, false },
	{ NULL, LABEL_WIDTH, ALIGN_CENTRE, true },
	{ NULL, VALUE_WIDTH, ALIGN_LEFT, false },
};

static const struct column field_columns[] = {
	{ NULL, LABEL_WIDTH, ALIGN_CENTRE, true },
	{ NULL, HEAD_WIDTH - LABEL_WIDTH, ALIGN_LEFT, false },
};

/* text may be NULL and stays so. */
static const char *
printable(const struct fonts *fonts, void *ctx, const char *text, struct missing *missing)
{
	return text != NULL ? fonts_replace(fonts, ctx, text, missing) : NULL;
}

struct opinion_text *
sheet_printable(void *ctx, const struct fonts *fonts, const struct opinion_text *text, char **lacking_out)
{
	struct opinion_text *copy = memory_new(ctx, sizeof *copy);
	struct sheet_field *person = memory_new(copy, (text->person_count + 1) * sizeof *person);
	struct sheet_event *events = memory_new(copy, (text->event_count + 1) * sizeof *events);
	struct missing missing = { 0 };
	const char **const texts[] = { &copy->office, &copy->number, &copy->channel, &copy->purpose, &copy->department,
		&copy->state, &copy->subject, &copy->text };

	*copy = *text;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		*texts[i] = printable(fonts, copy, *texts[i], &missing);
	for (size_t i = 0; i < text->person_count; i++) {
		person[i].label = printable(fonts, copy, text->person[i].label, &missing);
		person[i].value = printable(fonts, copy, text->person[i].value, &missing);
	}
	for (size_t i = 0; i < text->event_count; i++) {
		events[i] = text->events[i];
		events[i].title = printable(fonts, copy, text->events[i].title, &missing);
		events[i].text = printable(fonts, copy, text->events[i].text, &missing);
	}
	copy->person = person;
	copy->events = events;
	*lacking_out = NULL;
	if (missing.count > 0) {
		struct buffer b = buffer_init(ctx);

		buffer_string(&b, "〓は、書体にない文字です（");
		/* the numbers only: the sign itself cannot be shown */
		for (size_t i = 0; i < missing.count; i++)
			buffer_printf(&b, "%s%.*s", i > 0 ? "、" : "", (int)(strrchr(missing.signs[i], ' ') - missing.signs[i]),
			    missing.signs[i]);
		buffer_string(&b, "）。");
		*lacking_out = must(talloc_strdup(ctx, buffer_text(&b)));
	}
	return copy;
}

struct tables {
	void *ctx;
	struct paper *paper;		/* NULL: only measured */
	struct table table;
	double y;
};

static void
put(struct tables *t, const char *const *cells)
{
	struct row *row = row_new(t->ctx, &t->table, cells);

	if (t->paper != NULL)
		row_draw(t->paper, row, t->y);
	t->y += row_height(row);
	talloc_free(row);
}

static void
put_pair(struct tables *t, const char *label, const char *value, const char *label2, const char *value2)
{
	put(t, (const char *const[]){ label, value, label2, value2 });
}

double
sheet_head(void *ctx, struct paper *paper, const struct fonts *fonts, const struct opinion_text *text, const char *title)
{
	struct tables t = { .ctx = talloc_new(ctx), .paper = paper, .y = TABLE_TOP, .table = { .fonts = fonts,
		.columns = pair_columns, .count = 4, .left = HEAD_LEFT, .size = 10.5 } };
	struct style large = { .size = 17, .leading = 1.3, .bold = true, .align = ALIGN_CENTRE };
	struct style small = { .size = 9.5, .leading = 1.3 };

	if (paper != NULL) {
		paper_words(paper, fonts, &small, HEAD_LEFT, 24.5, sheet_text(text->office));
		paper_words(paper, fonts, &large, PAGE_WIDTH / 2, 14, title);
		small.align = ALIGN_RIGHT;
		paper_words(paper, fonts, &small, HEAD_LEFT + HEAD_WIDTH, 24.5,
		    must(talloc_asprintf(t.ctx, "印刷 %s", sheet_date(t.ctx, text->printed, false, false))));
	}
	put_pair(&t, "受付番号", text->number, "受付日", sheet_date(t.ctx, text->received, false, false));
	put_pair(&t, "受付方法", text->channel, "種別", text->purpose);
	put_pair(&t, "担当", text->department, "期限", text->due != 0 ? sheet_date(t.ctx, text->due, false, false) : "");
	t.table.columns = field_columns;
	t.table.count = 2;
	put(&t, (const char *const[]){ "状況", text->state });
	if (text->person_count > 0)
		t.y += 3;
	for (size_t i = 0; i < text->person_count; i++)
		put(&t, (const char *const[]){ text->person[i].label,
		    text->person[i].value != NULL ? text->person[i].value : "〔伏せています〕" });
	talloc_free(t.ctx);
	return t.y;
}

void
sheet_next_head(void *ctx, struct paper *paper, const struct fonts *fonts, const struct opinion_text *text,
    const char *title)
{
	struct style style = { .size = 9.5, .leading = 1.3, .align = ALIGN_RIGHT };
	char *words = must(talloc_asprintf(ctx, "%s　%s", title, sheet_text(text->number)));

	paper_words(paper, fonts, &style, HEAD_LEFT + HEAD_WIDTH, 13, words);
	paper_line(paper, HEAD_LEFT, 18.5, HEAD_LEFT + HEAD_WIDTH, 18.5, 0.4);
	talloc_free(words);
}
