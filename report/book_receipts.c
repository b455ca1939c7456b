/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book_receipts - 受付簿: every opinion that came in. */
#include "report/book.h"

#include "config/memory.h"
#include "report/book_words.h"
#include "report/stats_words.h"
#include "spool/access.h"

static void
add_columns(struct book_work *w, struct grid *g)
{
	grid_column(g, book_say(w, "受付番号", "Number"), GRID_TEXT, 30);
	if (w->names != NULL)
		grid_column(g, book_say(w, "氏名", "Name"), GRID_TEXT, 30);
	grid_column(g, book_say(w, "受付日時", "Received"), GRID_TIME, 30);
	grid_column(g, book_say(w, "受付方法", "Channel"), GRID_TEXT, 24);
	grid_column(g, book_say(w, "投稿目的", "Purpose"), GRID_TEXT, 30);
	grid_column(g, book_say(w, "担当課", "Department"), GRID_TEXT, 32);
	grid_column(g, book_say(w, "状態", "State"), GRID_TEXT, 28);
	grid_column(g, book_say(w, "回答期限", "Due"), GRID_DATE, 21);
	grid_column(g, book_say(w, "回答日", "Answered"), GRID_DATE, 21);
	grid_column(g, book_say(w, "回答方法", "By"), GRID_TEXT, 22);
	grid_column(g, book_say(w, "備考", "Remarks"), GRID_TEXT, 28);
}

static enum verdict
add_name(struct book_work *w, struct grid *g, const struct book_receipt *r, struct fault *f)
{
	const struct look look = { .what = "books receipts", .opinion = r->id, .items = "name", .unmasked = true,
		.reason = w->names };
	struct contact *contact;
	struct opinion o;
	bool found;
	void *ctx;
	enum verdict v;

	if (r->state == STATE_ERASED) {
		grid_none(g, book_say(w, "（消去済み）", "(erased)"));
		return DONE;
	}
	ctx = must(talloc_new(w->ctx));
	v = access_look_within(w->l, &look, f);
	if (v == DONE)
		v = opinion_by_id(w->l, ctx, r->id, &o, &found, f);
	if (v == DONE && !found)
		v = fail(f, HALT, "opinion %lld is gone while it is read", (long long)r->id);
	if (v == DONE)
		v = opinion_contact(w->l, ctx, &o, &contact, f);
	if (v == DONE)
		grid_text(g, contact->name);
	talloc_free(ctx);
	return v;
}

static enum verdict
add_row(struct book_work *w, struct grid *g, const struct book_receipt *r, struct fault *f)
{
	const struct settings *s = w->l->settings;
	enum verdict v = DONE;

	record_put_string(&w->mark->row, r->number);
	record_put_number(&w->mark->row, r->received);
	record_put_string(&w->mark->row, r->channel);
	book_mark_row(w->mark, r->id);
	grid_row(g, false);
	grid_text(g, r->number);
	if (w->names != NULL)
		v = add_name(w, g, r, f);
	grid_time(g, r->received);
	grid_text(g, stats_channel(w->language, r->channel));
	grid_text(g, name_of_purpose(s, r->purpose));
	grid_text(g, name_of_department(s, r->department));
	grid_text(g, word_of_state(w->language, r->state));
	grid_date(g, r->due);
	grid_date(g, r->answered);
	grid_text(g, word_of_way(w->language, r->way));
	grid_text(g, r->reason[0] != 0 ? name_of_reason(s, r->reason) : "");
	return v;
}

/* How many of each channel, and of all, and how many of them are answered. */
static void
add_totals(struct book_work *w, struct grid *g, const struct book_totals *totals, int64_t answered)
{
	for (size_t i = 0; i < totals->count; i++) {
		grid_row(g, true);
		grid_text(g, book_say(w, "計", "Sum"));
		if (w->names != NULL)
			grid_text(g, "");
		grid_number(g, totals->sum[i].count);
		grid_text(g, stats_channel(w->language, totals->sum[i].key));
	}
	grid_row(g, true);
	grid_text(g, book_say(w, "合計", "Total"));
	if (w->names != NULL)
		grid_text(g, "");
	grid_number(g, totals_count(totals));
	grid_note(g, must(talloc_asprintf(w->ctx, "%s%lld%s", book_say(w, "うち回答済み　", "Answered of these: "), (long long)answered,
	    book_say(w, "件", ""))));
}

enum verdict
book_of_receipts(struct book_work *w, struct fault *f)
{
	struct grid *g = w->grid[w->grids++] = grid_new(w->ctx, "");
	struct book_totals totals = { NULL, 0 };
	struct book_receipt *rows;
	int64_t answered = 0;
	size_t count;
	enum verdict v = book_receipts(w->l, w->ctx, &w->span, &rows, &count, f);

	add_columns(w, g);
	for (size_t i = 0; v == DONE && i < count; i++) {
		v = add_row(w, g, &rows[i], f);
		totals_add(w->ctx, &totals, rows[i].channel, 1, 0);
		answered += rows[i].answered != 0;
	}
	if (v == DONE)
		v = totals_balance(w, &totals, BOOK_RECEIPTS, f);
	if (v == DONE)
		add_totals(w, g, &totals, answered);
	return v;
}
