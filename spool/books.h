/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * books - the registers that an office keeps, read off: what came in (受付簿), what left (発送簿), what left on media
 * (媒体管理簿: medium.h), what was erased (消去簿).
 *
 * Each book is read row by row, and counted by the register itself in another way: book_count(). The two agree, or the
 * register is damaged. Nothing here is personal, but that people typed why a medium left. All within one transaction of the caller's, so that rows and counts are of
 * one moment.
 */
#ifndef SPOOL_BOOKS_H
#define SPOOL_BOOKS_H

#include "spool/opinion.h"

enum book { BOOK_RECEIPTS, BOOK_DISPATCHES, BOOK_MAILS, BOOK_MEDIA, BOOK_ERASURES, BOOKS };

/* What a book is about: from .. before until, in UTC seconds, and no row with an id above last. */
struct book_span {
	int64_t from, until;
	int64_t last;			/* INT64_MAX: all there are */
};

/* Arrays owned by ctx, in the order of time. */

struct book_receipt {
	int64_t id, received;
	const char *number, *channel, *purpose, *department;
	enum state state;
	int64_t due, answered;		/* 0: none, not yet */
	const char *way;		/* of the answer: mail, letter, page, "" */
	const char *reason;		/* why it was not processed; "" */
};
enum verdict book_receipts(struct ledger *l, void *ctx, const struct book_span *span, struct book_receipt **out,
    size_t *count_out, struct fault *f) MUST_USE;

/* Letters of the runs that were made in the time, in whatever state they are now; of a run that is still being made none. */
struct book_letter {
	int64_t id, run, made, place;
	const char *document, *number;
	int64_t sheets;
	const char *state;		/* printed, posted, kept, returned */
	int64_t changed;
	bool reprint;
};
enum verdict book_letters(struct ledger *l, void *ctx, const struct book_span *span, struct book_letter **out,
    size_t *count_out, struct fault *f) MUST_USE;

/* Mails to residents that left, by the day in Tokyo and by kind (intent.h). */
struct book_mail {
	int64_t day;			/* UTC second that it begins at */
	const char *kind;
	int64_t count;
};
enum verdict book_mails(struct ledger *l, void *ctx, const struct book_span *span, struct book_mail **out,
    size_t *count_out, struct fault *f) MUST_USE;

/* What left on a medium: medium_list(). */

struct book_erasure {
	int64_t id, made;
	const char *who, *state;
	const char *released;		/* who, and when: names and days, a line each */
	int64_t began, changed;
	int64_t opinions, kept;		/* of those that were to be erased */
	int64_t arrivals, loose, keys, files;
	bool reported;
};
enum verdict book_erasures(struct ledger *l, void *ctx, const struct book_span *span, struct book_erasure **out,
    size_t *count_out, struct fault *f) MUST_USE;

/* What the register counts by itself, over its tables and not over what the rows are found by: of receipts by channel, of
 * letters and media and erasures by state, of mails by kind. more: sheets of letters, opinions on media, opinions erased. */
struct book_sum {
	const char *key;
	int64_t count, more;
};
enum verdict book_count(struct ledger *l, void *ctx, enum book book, const struct book_span *span, struct book_sum **out,
    size_t *count_out, struct fault *f) MUST_USE;

#endif
