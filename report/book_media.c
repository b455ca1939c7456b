/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book_media - 媒体管理簿: what left the office on a medium, and whether it came back or was destroyed. */
#include "report/book.h"

#include "config/memory.h"
#include "report/book_words.h"

static void
add_columns(struct book_work *w, struct grid *g)
{
	grid_column(g, "No.", GRID_NUMBER, 14);
	grid_column(g, book_say(w, "作成日時", "Made"), GRID_TIME, 30);
	grid_column(g, book_say(w, "ファイル", "File"), GRID_TEXT, 34);
	grid_column(g, book_say(w, "意見の件数", "Opinions"), GRID_NUMBER, 22);
	grid_column(g, book_say(w, "大きさ（バイト）", "Octets"), GRID_NUMBER, 26);
	grid_column(g, book_say(w, "作成者", "Made by"), GRID_TEXT, 32);
	grid_column(g, book_say(w, "承認者", "Approved by"), GRID_TEXT, 32);
	grid_column(g, book_say(w, "状態", "State"), GRID_TEXT, 22);
	grid_column(g, book_say(w, "返却・廃棄の日", "Ended"), GRID_DATE, 24);
	grid_column(g, book_say(w, "要約値（SHA-256）の先頭", "SHA-256 begins"), GRID_TEXT, 32);
}

static void
add_row(struct book_work *w, struct grid *g, const struct book_medium *r)
{
	record_put_number(&w->mark->row, r->at);
	record_put_string(&w->mark->row, r->who);
	record_put_string(&w->mark->row, r->approved);
	record_put_number(&w->mark->row, r->opinions);
	book_mark_row(w->mark, r->id);
	grid_row(g, false);
	grid_number(g, r->id);
	grid_time(g, r->at);
	grid_text(g, r->name);
	grid_number(g, r->opinions);
	grid_number(g, r->size);
	grid_text(g, r->who);
	grid_text(g, r->approved);
	grid_text(g, word_of_medium(w->language, r->end));
	grid_date(g, r->returned);
	grid_text(g, must(talloc_asprintf(w->ctx, "%.16s", r->digest)));
}

static void
add_totals(struct book_work *w, struct grid *g, const struct book_totals *totals)
{
	int64_t opinions = 0;

	for (size_t i = 0; i <= totals->count; i++) {
		bool all = i == totals->count;

		grid_row(g, true);
		grid_number(g, all ? totals_count(totals) : totals->sum[i].count);
		grid_text(g, all ? book_say(w, "合計", "Total") : book_say(w, "計", "Sum"));
		grid_text(g, "");
		grid_number(g, all ? opinions : totals->sum[i].more);
		for (int k = 0; k < 3; k++)
			grid_text(g, "");
		grid_text(g, all ? "" : word_of_medium(w->language, totals->sum[i].key));
		opinions += all ? 0 : totals->sum[i].more;
	}
}

enum verdict
book_of_media(struct book_work *w, struct fault *f)
{
	struct grid *g = w->grid[w->grids++] = grid_new(w->ctx, "");
	struct book_totals totals = { NULL, 0 };
	struct book_medium *rows;
	size_t count;
	enum verdict v = book_media(w->l, w->ctx, &w->span, &rows, &count, f);

	add_columns(w, g);
	for (size_t i = 0; v == DONE && i < count; i++) {
		add_row(w, g, &rows[i]);
		totals_add(w->ctx, &totals, rows[i].end, 1, rows[i].opinions);
	}
	if (v == DONE)
		v = totals_balance(w, &totals, BOOK_MEDIA, f);
	if (v == DONE)
		add_totals(w, g, &totals);
	return v;
}
