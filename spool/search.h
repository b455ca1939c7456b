/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search - opinions that have words, were written by somebody, came in some time ago.
 *
 * Candidates come from the index, the newest first (index.h), or by the keyed hash of a mail address from the register; each
 * is opened, and is a hit only when every word is a part of its text (index_token.h says how texts are folded) and who
 * wrote it is who was asked for. Without all only so many of the newest are opened, and the count is what was found among
 * those.
 *
 * Hits are ordered by points: one for each place of a word, five of a word at most; four when it stands in a subject; six when
 * several words stand behind each other as they were typed; and two for an opinion of today, less by one for every three
 * years. The newer of two with the same points is first.
 */
#ifndef SPOOL_SEARCH_H
#define SPOOL_SEARCH_H

#include "spool/index.h"

enum search_in { SEARCH_ANYWHERE, SEARCH_OPINION, SEARCH_ANSWER };

struct search {
	const char *words;		/* as typed: words, "phrases" and 「phrases」; "" none */
	const char *person;		/* a mail address, a telephone number, or a part of a name; "" anybody */
	const char *channel, *purpose, *department, *state;	/* "" any */
	int64_t from, until;		/* received, UTC; until is the first second behind; 0: any */
	enum search_in in;
	bool all;			/* open every candidate */
	struct index *index;		/* open to read; NULL: it is opened for this search */
};

struct hit {
	struct opinion o;
	double points;
	const char *kind;		/* of the piece that the snippet is of: "subject", "opinion", "answer", ...; "" none */
	const char *snippet;		/* one line of the text around the first place, as it was written */
};

struct search_result {
	struct hit *hit;		/* the best first */
	size_t count;
	bool exact;			/* false: there may be more */
	size_t words;			/* that were looked for */
	size_t opened;
	struct index_cover cover;	/* highest 0: the index was not needed */
};

/* Owned by ctx. Nothing is logged: that is for whoever shows it. NEVER: there are no words, or too many, or the index is
 * switched off or missing. LATER: the index is damaged. */
enum verdict search_run(struct ledger *l, void *ctx, const struct search *s, struct search_result *out, struct fault *f)
    MUST_USE;

#endif
