/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book - a register of an office as a table, and whether its sums are the register's. */
#include "report/book.h"

#include "config/clock.h"
#include "config/memory.h"

const char *
book_kind_name(enum book_kind kind)
{
	static const char *const names[BOOK_KINDS] = { "receipts", "dispatches", "media", "erasures" };

	return names[kind];
}

char *
book_name(void *ctx, enum book_kind kind, const struct period *period)
{
	struct day from = clock_tokyo(period->from), to = clock_tokyo(period_last_day(period));

	return must(talloc_asprintf(ctx, "%s-%04d%02d%02d-%04d%02d%02d", book_kind_name(kind), from.year, from.month, from.day,
	    to.year, to.month, to.day));
}


const char *
book_say(const struct book_work *w, const char *ja, const char *en)
{
	return w->language == LANGUAGE_EN ? en : ja;
}

/* ---- sums ------------------------------------------------------------------------------------------------------------ */

static struct book_sum *
sum_of(const struct book_totals *t, const char *key)
{
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->sum[i].key, key) == 0)
			return &t->sum[i];
	return NULL;
}

void
totals_add(void *ctx, struct book_totals *t, const char *key, int64_t count, int64_t more)
{
	struct book_sum *sum = sum_of(t, key);

	if (sum == NULL) {
		t->sum = must(talloc_realloc(ctx, t->sum, struct book_sum, t->count + 1));
		sum = &t->sum[t->count++];
		*sum = (struct book_sum){ .key = key };
	}
	sum->count += count;
	sum->more += more;
}

int64_t
totals_count(const struct book_totals *t)
{
	int64_t count = 0;

	for (size_t i = 0; i < t->count; i++)
		count += t->sum[i].count;
	return count;
}

enum verdict
totals_balance(struct book_work *w, const struct book_totals *t, enum book book, struct fault *f)
{
	static const char *const names[BOOKS] = { "receipts", "letters", "mails", "media", "erasures" };
	struct book_sum *counted;
	size_t count;
	enum verdict v = book_count(w->l, w->ctx, book, &w->span, &counted, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		const struct book_sum *read = sum_of(t, counted[i].key);

		w->unbalanced = read == NULL || read->count != counted[i].count || read->more != counted[i].more;
		if (w->unbalanced)
			v = fail(f, HALT, "the books do not balance: %s '%s': %lld are listed (%lld), and the register counts %lld (%lld)",
			    names[book], counted[i].key, read != NULL ? (long long)read->count : 0,
			    read != NULL ? (long long)read->more : 0, (long long)counted[i].count, (long long)counted[i].more);
	}
	if (v == DONE && count != t->count) {
		w->unbalanced = true;
		v = fail(f, HALT, "the books do not balance: %s of %zu kinds are listed, and the register counts %zu", names[book],
		    t->count, count);
	}
	return v;
}

/* state NULL: of all. */
static void
add_sum(struct book_work *w, struct grid *g, const struct book_sums *sums, const char *state, int64_t count, int64_t more)
{
	size_t last = sums->state > sums->more ? sums->state : sums->more;

	grid_row(g, true);
	for (size_t column = 0; column <= last; column++)
		if (column == sums->count)
			grid_number(g, count);
		else if (column == sums->more)
			grid_number(g, more);
		else if (column == sums->title)
			grid_text(g, state == NULL ? book_say(w, "合計", "Total") : book_say(w, "計", "Sum"));
		else if (column == sums->state && state != NULL)
			grid_text(g, sums->word(w->language, state));
		else
			grid_text(g, column == sums->count + 1 ? sums->unit : "");
}

enum verdict
totals_by_state(struct book_work *w, struct grid *g, const struct book_totals *t, const struct book_sums *sums, struct fault *f)
{
	int64_t more = 0;
	enum verdict v = totals_balance(w, t, sums->book, f);

	if (v != DONE)
		return v;
	for (size_t i = 0; i < t->count; i++) {
		add_sum(w, g, sums, t->sum[i].key, t->sum[i].count, t->sum[i].more);
		more += t->sum[i].more;
	}
	add_sum(w, g, sums, NULL, totals_count(t), more);
	return DONE;
}

/* ---- a whole book ---------------------------------------------------------------------------------------------------- */

static const char *
title_of(const struct book_work *w, enum book_kind kind)
{
	static const char *const titles[BOOK_KINDS][2] = { { "受付簿", "Register of receipts" },
		{ "発送簿", "Register of dispatches" }, { "媒体管理簿", "Register of media" }, { "消去簿", "Register of erasures" } };

	return book_say(w, titles[kind][0], titles[kind][1]);
}

/* The days, when it was made, what it was compared with, and its mark. */
static void
add_notes(struct book_work *w, enum book_kind kind, const struct period *period, const char *mark)
{
	const char *days = must(talloc_asprintf(w->ctx, "%s%s%s%s", book_say(w, "期間　", "Period: "),
	    clock_japanese_date(w->ctx, period->from), book_say(w, "から", " to "), clock_japanese_date(w->ctx, period_last_day(period))));

	if (w->language == LANGUAGE_EN)
		days = must(talloc_asprintf(w->ctx, "Period: %.10s to %.10s", clock_local(w->ctx, period->from),
		    clock_local(w->ctx, period_last_day(period))));
	for (size_t i = 0; i < w->grids; i++) {
		grid_note(w->grid[i], days);
		grid_note(w->grid[i], book_say(w, "合計は、登録簿が別の方法で数えた件数と一致しています。",
		    "The totals are those that the register counts in another way."));
	}
	grid_note(w->grid[0], must(talloc_asprintf(w->ctx, "%s%s", book_say(w, "照合番号　", "Mark: "), mark)));
	w->grid[0]->title = title_of(w, kind);
}

static enum verdict
make(struct book_work *w, enum book_kind kind, struct fault *f)
{
	switch (kind) {
	case RECEIPTS:
		return book_of_receipts(w, f);
	case DISPATCHES:
		return book_of_dispatches(w, f);
	case MEDIA:
		return book_of_media(w, f);
	default:
		return book_of_erasures(w, f);
	}
}

enum verdict
book_make(struct ledger *l, void *ctx, enum book_kind kind, const struct period *period, int64_t last,
    const char *names, struct book_made *out, struct fault *f)
{
	struct book_mark mark;
	struct book_work w = { .l = l, .ctx = ctx, .language = l->settings->office.language, .names = names,
		.span = { period->from, period->until, last }, .mark = &mark };
	enum verdict v;

	*out = (struct book_made){ .grids = 0 };
	book_mark_begin(&mark, l, ctx, kind, &w.span);
	v = make(&w, kind, f);
	out->unbalanced = w.unbalanced;
	if (v != DONE)
		return v;
	out->rows = mark.rows;
	out->mark = book_mark_end(&mark, ctx, kind, &w.span);
	add_notes(&w, kind, period, out->mark);
	out->grids = w.grids;
	for (size_t i = 0; i < w.grids; i++)
		out->grid[i] = w.grid[i];
	return DONE;
}
