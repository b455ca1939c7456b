/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * access_month - what the access log and the register say about one month: who looked at what how often, and what was
 * out of the ordinary.
 *
 * A look is a line that somebody caused who saw an opinion, a held arrival or a list; mails of ours to the office
 * ("mailed ...") are counted apart, looks at the log itself ("audit ...") not at all.
 */
#ifndef SPOOL_ACCESS_MONTH_H
#define SPOOL_ACCESS_MONTH_H

#include "spool/ledger.h"

enum { MONTHS_BEFORE = 3, UNUSUAL_MAX = 1000 };

struct month_person {
	const char *who;
	int64_t looks, opinions, unmasked;	/* opinions: different ones */
	int64_t mails;				/* that showed an opinion */
	int64_t out_of_hours, guarded, without_case;
	int64_t before[MONTHS_BEFORE];		/* looks; [0] in the month before */
};

enum unusual {
	UNUSUAL_HOURS,		/* a look outside [audit] hours_from to hours_until, or on a closed day */
	UNUSUAL_MANY,		/* so many different opinions in so much time; detail: how many */
	UNUSUAL_GUARDED,	/* a look at a protected opinion (支援措置) */
	UNUSUAL_WITHOUT_CASE,	/* who wrote an opinion was seen when it was delivered, closed or erased already */
	UNUSUAL_DISCLOSED,	/* 開示 */
	UNUSUAL_REPRINT,	/* a letter was printed again */
	UNUSUAL_REFUSED,	/* a command without the right to it, a number that does not exist, a wrong password */
	UNUSUAL_FORGED,		/* an arrival held as forged or not proved; what: why */
	UNUSUAL_OVERRIDE,	/* a person decided otherwise than the programs: held mails let in, protection, addresses, ... */
	UNUSUALS
};

struct unusual_item {
	enum unusual kind;
	int64_t at;
	const char *who, *what;
	const char *number;	/* of the opinion; "" none */
	int64_t count;		/* UNUSUAL_MANY: different opinions; else 1 */
};

struct access_month {
	int64_t from, until;		/* UTC; until is the first second behind it */
	struct month_person *person;	/* by how often they looked */
	size_t persons;
	int64_t lines;
	struct unusual_item *item;	/* by kind, then by time; at most UNUSUAL_MAX of a kind */
	size_t items;
	int64_t count[UNUSUALS];	/* of all */
};

const char *unusual_name(enum unusual kind);

/* Owned by ctx. */
enum verdict access_month(struct ledger *l, void *ctx, int year, int month, struct access_month *out, struct fault *f)
    MUST_USE;

#endif
