/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book_dispatches - 発送簿: the letters of all runs, and the mails to residents of each day. */
#include "report/book.h"

#include "config/memory.h"
#include "report/book_words.h"

/* ---- letters --------------------------------------------------------------------------------------------------------- */

static void
add_letter(struct book_work *w, struct grid *g, const struct book_letter *r)
{
	record_put_number(&w->mark->row, r->run);
	record_put_number(&w->mark->row, r->place);
	record_put_string(&w->mark->row, r->number);
	record_put_string(&w->mark->row, r->document);
	book_mark_row(w->mark, r->id);
	grid_row(g, false);
	grid_text(g, must(talloc_asprintf(w->ctx, "%s%lld%s", book_say(w, "第", ""), (long long)r->run, book_say(w, "回", ""))));
	grid_time(g, r->made);
	grid_number(g, r->place);
	grid_text(g, r->number);
	grid_text(g, r->document);
	grid_number(g, r->sheets);
	grid_text(g, word_of_letter(w->language, r->state));
	grid_date(g, strcmp(r->state, "printed") == 0 ? 0 : r->changed);
	grid_text(g, r->reprint ? book_say(w, "再発行", "printed again") : "");
}

static enum verdict
letters(struct book_work *w, struct fault *f)
{
	const struct book_sums sums = { .book = BOOK_DISPATCHES, .title = 0, .count = 2, .unit = book_say(w, "通", "letters"), .more = 5,
		.state = 6, .word = word_of_letter };
	struct grid *g = w->grid[w->grids++] = grid_new(w->ctx, "");
	struct book_totals totals = { NULL, 0 };
	struct book_letter *rows;
	size_t count;
	enum verdict v = book_letters(w->l, w->ctx, &w->span, &rows, &count, f);

	grid_column(g, book_say(w, "印刷", "Run"), GRID_TEXT, 20);
	grid_column(g, book_say(w, "印刷日時", "Printed"), GRID_TIME, 32);
	grid_column(g, "No.", GRID_NUMBER, 16);
	grid_column(g, book_say(w, "受付番号", "Number"), GRID_TEXT, 34);
	grid_column(g, book_say(w, "文書番号", "Document"), GRID_TEXT, 42);
	grid_column(g, book_say(w, "枚数", "Sheets"), GRID_NUMBER, 16);
	grid_column(g, book_say(w, "状態", "State"), GRID_TEXT, 36);
	grid_column(g, book_say(w, "差出し・返戻の日", "Since"), GRID_DATE, 28);
	grid_column(g, book_say(w, "備考", "Remarks"), GRID_TEXT, 24);
	for (size_t i = 0; v == DONE && i < count; i++) {
		add_letter(w, g, &rows[i]);
		totals_add(w->ctx, &totals, rows[i].state, 1, rows[i].sheets);
	}
	return v == DONE ? totals_by_state(w, g, &totals, &sums, f) : v;
}

/* ---- mails ----------------------------------------------------------------------------------------------------------- */

/* A column for each kind that there is, answers first. */
static void
add_kinds(struct book_work *w, struct grid *g, const struct book_totals *kinds)
{
	grid_column(g, book_say(w, "日", "Day"), GRID_DATE, 30);
	for (size_t i = 0; i < kinds->count; i++)
		grid_column(g, word_of_mail(w->language, kinds->sum[i].key), GRID_NUMBER, 30);
	grid_column(g, book_say(w, "計", "Sum"), GRID_NUMBER, 30);
}

static void
add_day(struct grid *g, const struct book_totals *kinds, const struct book_mail *rows, size_t count)
{
	int64_t sum = 0;

	grid_row(g, false);
	grid_date(g, rows[0].day);
	for (size_t k = 0; k < kinds->count; k++) {
		int64_t number = 0;

		for (size_t i = 0; i < count; i++)
			if (strcmp(rows[i].kind, kinds->sum[k].key) == 0)
				number += rows[i].count;
		grid_number(g, number);
		sum += number;
	}
	grid_number(g, sum);
}

static void
add_mail_totals(struct book_work *w, struct grid *g, const struct book_totals *kinds)
{
	grid_row(g, true);
	grid_text(g, book_say(w, "合計", "Total"));
	for (size_t k = 0; k < kinds->count; k++)
		grid_number(g, kinds->sum[k].count);
	grid_number(g, totals_count(kinds));
}

static enum verdict
mails(struct book_work *w, struct fault *f)
{
	struct grid *g = w->grid[w->grids++] = grid_new(w->ctx, book_say(w, "発送簿（区民へのメール、日ごと）",
	    "Mails to residents, by day"));
	struct book_totals kinds = { NULL, 0 };
	struct book_mail *rows;
	size_t count;
	enum verdict v = book_mails(w->l, w->ctx, &w->span, &rows, &count, f);

	totals_add(w->ctx, &kinds, "answer", 0, 0);
	for (size_t i = 0; v == DONE && i < count; i++)
		totals_add(w->ctx, &kinds, rows[i].kind, rows[i].count, 0);
	add_kinds(w, g, &kinds);
	for (size_t i = 0, n; v == DONE && i < count; i += n) {
		for (n = 1; i + n < count && rows[i + n].day == rows[i].day; n++)
			continue;
		add_day(g, &kinds, rows + i, n);
	}
	add_mail_totals(w, g, &kinds);
	/* A kind of which there is none is none to the register. */
	if (kinds.sum[0].count == 0) {
		kinds.sum++;
		kinds.count--;
	}
	return v == DONE ? totals_balance(w, &kinds, BOOK_MAILS, f) : v;
}

enum verdict
book_of_dispatches(struct book_work *w, struct fault *f)
{
	struct book_span span = w->span;
	enum verdict v = letters(w, f);

	/* The mark's last is a letter's. */
	w->span.last = INT64_MAX;
	if (v == DONE)
		v = mails(w, f);
	w->span = span;
	return v;
}
