/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book_media - 媒体管理簿: what left the office on a medium, and whether it came back or was destroyed. */
#include "report/book.h"

#include "config/memory.h"
#include "report/book_words.h"
#include "spool/medium.h"

static void
add_columns(struct book_work *w, struct grid *g)
{
	grid_column(g, "No.", GRID_NUMBER, 14);
	grid_column(g, book_say(w, "作成日時", "Made"), GRID_TIME, 30);
	grid_column(g, book_say(w, "ファイル", "File"), GRID_TEXT, 34);
	grid_column(g, book_say(w, "意見の件数", "Opinions"), GRID_NUMBER, 22);
	grid_column(g, book_say(w, "大きさ（バイト）", "Octets"), GRID_NUMBER, 26);
	grid_column(g, book_say(w, "理由", "Reason"), GRID_TEXT, 46);
	grid_column(g, book_say(w, "作成者", "Made by"), GRID_TEXT, 32);
	grid_column(g, book_say(w, "承認者", "Approved by"), GRID_TEXT, 32);
	grid_column(g, book_say(w, "状態", "State"), GRID_TEXT, 22);
	grid_column(g, book_say(w, "返却・廃棄の日", "Ended"), GRID_DATE, 24);
	grid_column(g, book_say(w, "要約値（SHA-256）の先頭", "SHA-256 begins"), GRID_TEXT, 32);
}

static void
add_row(struct book_work *w, struct grid *g, const struct medium *r)
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
	/* There is none without one, unless it was erased. */
	if (r->reason[0] != 0)
		grid_text(g, r->reason);
	else
		grid_none(g, book_say(w, "（消去済み）", "(erased)"));
	grid_text(g, r->who);
	grid_text(g, r->approved);
	grid_text(g, word_of_medium(w->language, r->end));
	grid_date(g, r->returned);
	grid_text(g, must(talloc_asprintf(w->ctx, "%.16s", r->digest)));
}

enum verdict
book_of_media(struct book_work *w, struct fault *f)
{
	const struct book_sums sums = { .book = BOOK_MEDIA, .title = 1, .count = 0, .more = 3, .state = 8, .word = word_of_medium };
	struct grid *g = w->grid[w->grids++] = grid_new(w->ctx, "");
	struct book_totals totals = { NULL, 0 };
	struct medium *rows;
	size_t count;
	enum verdict v = medium_list(w->l, w->ctx, w->span.from, w->span.until, w->span.last, &rows, &count, f);

	add_columns(w, g);
	for (size_t i = 0; v == DONE && i < count; i++) {
		add_row(w, g, &rows[i]);
		totals_add(w->ctx, &totals, rows[i].end, 1, rows[i].opinions);
	}
	return v == DONE ? totals_by_state(w, g, &totals, &sums, f) : v;
}
