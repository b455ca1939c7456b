/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book_erasures - 消去簿: what was erased, who proposed it, who released it, and whether it was reported. */
#include "report/book.h"

#include "config/memory.h"
#include "report/book_words.h"

static void
add_columns(struct book_work *w, struct grid *g)
{
	grid_column(g, "No.", GRID_NUMBER, 14);
	grid_column(g, book_say(w, "案の作成", "Proposed"), GRID_TIME, 30);
	grid_column(g, book_say(w, "作成者", "By"), GRID_TEXT, 32);
	grid_column(g, book_say(w, "承認", "Released by"), GRID_TEXT, 48);
	grid_column(g, book_say(w, "状態", "State"), GRID_TEXT, 28);
	grid_column(g, book_say(w, "消去の開始", "Begun"), GRID_TIME, 30);
	grid_column(g, book_say(w, "最後の変更", "Last change"), GRID_TIME, 30);
	grid_column(g, book_say(w, "消去した意見", "Opinions"), GRID_NUMBER, 22);
	grid_column(g, book_say(w, "残した意見", "Kept"), GRID_NUMBER, 20);
	grid_column(g, book_say(w, "受信", "Arrivals"), GRID_NUMBER, 18);
	grid_column(g, book_say(w, "破棄した鍵", "Keys"), GRID_NUMBER, 20);
	grid_column(g, book_say(w, "ファイル", "Files"), GRID_NUMBER, 18);
	grid_column(g, book_say(w, "報告書", "Report"), GRID_TEXT, 16);
}

static void
add_row(struct book_work *w, struct grid *g, const struct book_erasure *r)
{
	record_put_number(&w->mark->row, r->made);
	record_put_string(&w->mark->row, r->who);
	book_mark_row(w->mark, r->id);
	grid_row(g, false);
	grid_number(g, r->id);
	grid_time(g, r->made);
	grid_text(g, r->who);
	grid_text(g, r->released);
	grid_text(g, word_of_erasure(w->language, r->state));
	grid_time(g, r->began);
	grid_time(g, r->changed);
	grid_number(g, r->opinions);
	grid_number(g, r->kept);
	grid_number(g, r->arrivals + r->loose);
	grid_number(g, r->keys);
	grid_number(g, r->files);
	grid_text(g, r->reported ? book_say(w, "あり", "made") : "");
}

enum verdict
book_of_erasures(struct book_work *w, struct fault *f)
{
	const struct book_sums sums = { .book = BOOK_ERASURES, .title = 1, .count = 0, .state = 4, .more = 7, .word = word_of_erasure };
	struct grid *g = w->grid[w->grids++] = grid_new(w->ctx, "");
	struct book_totals totals = { NULL, 0 };
	struct book_erasure *rows;
	size_t count;
	enum verdict v = book_erasures(w->l, w->ctx, &w->span, &rows, &count, f);

	add_columns(w, g);
	for (size_t i = 0; v == DONE && i < count; i++) {
		add_row(w, g, &rows[i]);
		totals_add(w->ctx, &totals, rows[i].state, 1, rows[i].opinions);
	}
	return v == DONE ? totals_by_state(w, g, &totals, &sums, f) : v;
}
