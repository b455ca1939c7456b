/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book_balance - the administrator hears of a book that does not balance, and when it does again. */
#include "report/book.h"

#include "config/memory.h"
#include "spool/trouble.h"

enum { DATE = 8 };			/* "20261101" */

/* "receipts-20261101-20261130": whether the days of one are all among those of the other, of the same book. */
static bool
is_within(const char *inner, const char *outer)
{
	size_t book = strcspn(outer, "-") + 1, end = book + DATE + 1;

	return strlen(inner) == strlen(outer) && strlen(outer) == end + DATE && strncmp(inner, outer, book) == 0 &&
	    strncmp(inner + book, outer + book, DATE) >= 0 && strncmp(inner + end, outer + end, DATE) <= 0;
}

static enum verdict
tell(struct ledger *l, void *ctx, const char *book, bool unbalanced, struct fault *f)
{
	struct trouble *all;
	size_t count;
	enum verdict v = trouble_list(l, ctx, &all, &count, f);

	if (v == DONE && unbalanced)
		return trouble_is(l, must(talloc_asprintf(ctx, "books %s", book)), TROUBLE_BOOKS, book, NULL, f);
	for (size_t i = 0; v == DONE && i < count; i++)
		if (all[i].kind == TROUBLE_BOOKS && is_within(all[i].about, book))
			v = trouble_is_over(l, all[i].name, must(talloc_asprintf(ctx, "books-balanced %s", all[i].about)), NULL, f);
	return v;
}

enum verdict
book_tell(struct ledger *l, void *ctx, enum book_kind kind, const struct period *period, bool unbalanced, struct fault *f)
{
	enum verdict v = db_begin(l->db, f);

	if (v == DONE)
		v = tell(l, ctx, book_name(ctx, kind, period), unbalanced, f);
	return db_end(l->db, v, true, f);
}
