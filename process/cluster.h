/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cluster - whether a new opinion is the same letter as others (spool/campaign.h), and who is asked about it then.
 *
 * Candidates are looked up by a few keyed numbers of the text, a bounded number of them whatever the register
 * holds; the texts themselves are compared before anything is joined, with the candidate's and, where that is in a
 * campaign already, with the campaign's first: nothing comes in by way of a letter in between. Everything happens
 * within the caller's transaction.
 */
#ifndef PROCESS_CLUSTER_H
#define PROCESS_CLUSTER_H

#include "spool/campaign.h"
#include "spool/reading.h"

struct cluster {
	bool sketched;			/* its text is long enough to be compared */
	struct sketch sketch;
	int64_t campaign;		/* it belongs to this one, ... */
	int64_t with;			/* ... or to a new one with this opinion; 0 and 0: it is like no other */
	bool own_words;			/* it says something besides, too */
	struct campaign known;		/* as the campaign is before the opinion is in it */
	int64_t lead;			/* collected: by whose request it is answered; 0: it is not */
};

/* What the opinion o, which says r, is like. Changes nothing. */
enum verdict cluster_find(struct ledger *l, void *ctx, const struct opinion *o, const struct reading *r, struct cluster *out,
    struct fault *f) MUST_USE;

/* Whether o, which is to go to a department, is answered with the others there: sets c->lead. */
enum verdict cluster_choose(struct ledger *l, const struct opinion *o, const char *department, struct cluster *c,
    struct fault *f) MUST_USE;

/* o was routed (or closed: done): it is entered, and what it decided about others follows. A request that waits for o
 * (c->lead is not 0) does not leave. */
enum verdict cluster_enter(struct ledger *l, void *ctx, struct opinion *o, const struct cluster *c, bool done,
    struct fault *f) MUST_USE;

/* What was sketched with a former lookup.key is sketched anew; *opinion: the one that was looked at last, 0 at first. */
enum verdict cluster_renew(struct ledger *l, void *ctx, int64_t *opinion, bool *found_out, struct fault *f) MUST_USE;

#endif
