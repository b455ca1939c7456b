/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet_dispatch - the dispatch list (発送簿) of a run of letters.
 *
 * A row for each letter that was printed, what was not printed and why, and totals that balance: decided = printed +
 * not printed; the sheets are the sum of the rows. Places for the seals of those who printed, checked and posted.
 */
#ifndef REPLY_SHEET_DISPATCH_H
#define REPLY_SHEET_DISPATCH_H

#include "spool/paper.h"

struct dispatch_row {
	const char *number;		/* 受付番号 */
	const char *document_number;	/* 文書番号; "" none */
	const char *name;		/* 宛名, with its title */
	size_t sheets;			/* of paper */
	bool reprint, large;
	const char *note;		/* besides; may be NULL */
};

struct dispatch_stopped {
	const char *number;
	const char *reason;		/* in Japanese */
};

struct dispatch_text {
	const char *office;
	int64_t run;
	int64_t date;			/* UTC seconds */
	size_t decided;			/* letters that the run should have printed */
	const struct dispatch_row *rows;
	size_t row_count;
	const struct dispatch_stopped *stopped;
	size_t stopped_count;
};

/* Draws the list on new pages. HALT: decided is not the rows and the stopped ones together. NEVER: the fonts lack
 * signs, which are added to missing; nothing is drawn. */
enum verdict sheet_dispatch(void *ctx, struct paper *paper, const struct fonts *fonts, const struct dispatch_text *text,
    struct missing *missing, struct fault *f) MUST_USE;

#endif
