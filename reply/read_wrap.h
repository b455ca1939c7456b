/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_wrap - which password opens an opinion now: that of out/cases, or a newer one that the spool does not know yet. */
#ifndef REPLY_READ_WRAP_H
#define REPLY_READ_WRAP_H

#include "spool/page_case.h"
#include "spool/page_view.h"

struct standing_case {
	bool published;			/* there is a case in out/cases */
	struct page_case file;		/* then this is it */
	int64_t generation;		/* of the newest password; 0 none */
	const struct page_wrap *wrap;	/* which opens it; NULL: none does */
};

/* number in its proper form. It belongs to page; an unknown number has nothing. */
struct standing_case *standing_case(struct page *page, const char *number);

/* Tries the password. An unknown number takes the same time. */
bool standing_case_opens(struct page *page, const struct standing_case *c, const char *number, const char *password,
    unsigned char secret_out[SEAL_SECRET]) MUST_USE;

#endif
