/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * book - the registers of an office (受付簿, 発送簿, 媒体管理簿, 消去簿) as tables, their totals, and the mark by which a
 * printed one is found to be of this register.
 *
 * The rows of a book are added up as they are read, and compared with what the register counts in another way
 * (spool/books.h): what differs is HALT, and nothing is given out.
 *
 * The mark is a keyed digest of what never changes of the rows: numbers, moments, channels, who. With it stand the days, the
 * highest id and the count, so that the same rows are found again when others have come in late; what does change, the state
 * of an opinion or a letter, is not in it.
 */
#ifndef REPORT_BOOK_H
#define REPORT_BOOK_H

#include "spool/books.h"
#include "spool/grid.h"
#include "spool/period.h"
#include "spool/seal.h"

enum { BOOK_GRIDS = 2 };			/* tables of a book, at most */

enum book_kind { RECEIPTS, DISPATCHES, MEDIA, ERASURES, BOOK_KINDS };

/* "receipts", ...; static. */
const char *book_kind_name(enum book_kind kind);

/* ---- what all of them need ----------------------------------------------------------------------------------------- */

/* A book in the making. */
struct book_work {
	struct ledger *l;
	void *ctx;			/* owns what is made */
	enum language language;
	struct book_span span;
	const char *names;		/* of receipts: why who wrote is to be told; NULL: it is not */
	struct book_mark *mark;
	struct grid *grid[BOOK_GRIDS];
	size_t grids;
	bool unbalanced;		/* totals_balance() found that */
};

/* "ja" or its English, by the office's language. */
const char *book_say(const struct book_work *w, const char *ja, const char *en);

/* Sums of rows, by a key in the order of their coming. */
struct book_totals {
	struct book_sum *sum;
	size_t count;
};
void totals_add(void *ctx, struct book_totals *t, const char *key, int64_t count, int64_t more);
int64_t totals_count(const struct book_totals *t);
/* HALT: the register counts otherwise. */
enum verdict totals_balance(struct book_work *w, const struct book_totals *t, enum book book, struct fault *f) MUST_USE;

/* Of a book that is added up by state: the columns in which its sums stand. */
struct book_sums {
	enum book book;
	size_t title, count, state, more;
	const char *unit;		/* in the column behind the count; NULL: none */
	const char *(*word)(enum language language, const char *state);
};
/* Compares the totals with the register's, then adds a row for each state and one for all. HALT: as totals_balance(). */
enum verdict totals_by_state(struct book_work *w, struct grid *g, const struct book_totals *t, const struct book_sums *sums,
    struct fault *f) MUST_USE;

/* ---- the mark (book_mark.c) ------------------------------------------------------------------------------------------ */

struct book_mark {
	struct seal_digest digest;
	struct buffer row;
	int64_t rows, last;
};

void book_mark_begin(struct book_mark *m, const struct ledger *l, void *ctx, enum book_kind kind, const struct book_span *span);
/* A row: its fields go into m->row by record_put_...(), then it is added. */
void book_mark_row(struct book_mark *m, int64_t id);
/* "R-20261101-20261130-48213-3391-1f3c9a02b7d4e5f6a1b2"; owned by ctx. */
const char *book_mark_end(struct book_mark *m, void *ctx, enum book_kind kind, const struct book_span *span);
/* Whether the rows of a printed mark are in the register as they were; prints what it found. NEVER: they are not, or that is
 * no mark. */
enum verdict book_verify(struct ledger *l, void *ctx, const char *typed, struct fault *f) MUST_USE;

/* ---- the books (book_receipts.c, book_dispatches.c, book_media.c, book_erasures.c) ------------------------------------ */

/* Read the rows of w->span, add them to w->mark, make w->grid and compare the sums. */
enum verdict book_of_receipts(struct book_work *w, struct fault *f) MUST_USE;
enum verdict book_of_dispatches(struct book_work *w, struct fault *f) MUST_USE;
enum verdict book_of_media(struct book_work *w, struct fault *f) MUST_USE;
enum verdict book_of_erasures(struct book_work *w, struct fault *f) MUST_USE;

/* ---- a whole book (book.c) -------------------------------------------------------------------------------------------- */

struct book_made {
	const struct grid *grid[BOOK_GRIDS];
	size_t grids;
	int64_t rows;			/* of the first */
	const char *mark;
	bool unbalanced;		/* that is why it was not made */
};

/* Within the caller's transaction. last: of book_span. names: why the names of those who wrote are wanted, of receipts; the
 * looks are logged, not yet committed; NULL: no names. HALT: the books do not balance. */
enum verdict book_make(struct ledger *l, void *ctx, enum book_kind kind, const struct period *period, int64_t last,
    const char *names, struct book_made *out, struct fault *f) MUST_USE;

/* "receipts-20261101-20261130"; owned by ctx. */
char *book_name(void *ctx, enum book_kind kind, const struct period *period);

/* ---- what does not balance (book_balance.c) ---------------------------------------------------------------------------- */

/* Tells the administrator that a book does not balance, once, and once that it does again: also when a book of more days does.
 * A transaction of its own. */
enum verdict book_tell(struct ledger *l, void *ctx, enum book_kind kind, const struct period *period, bool unbalanced,
    struct fault *f) MUST_USE;

/* ---- files (book_files.c) ----------------------------------------------------------------------------------------------- */

enum book_format { FORMAT_PDF, FORMAT_CSV, FORMAT_CP932, FORMAT_XLSX, FORMAT_HTML, FORMATS };
enum book_format book_format_named(const char *name);	/* FORMATS: none */

/* Writes the files of a book into a folder, and prints their names. What does not fit a format is told there. */
enum verdict book_write(const struct settings *s, void *ctx, enum book_kind kind, const struct period *period,
    const struct book_made *made, enum book_format format, const char *folder, struct fault *f) MUST_USE;

#endif
