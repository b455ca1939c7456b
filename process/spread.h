/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spread - an answer that a department wrote once is given to everybody who sent the same letter (一括回答), each by their
 * own opinion: its own draft, step, event and mail or letter. And nobody of them is left without somebody who is asked.
 *
 * Each member is one transaction: what was killed goes on with the next one. The caller begins and ends them.
 */
#ifndef PROCESS_SPREAD_H
#define PROCESS_SPREAD_H

#include "spool/campaign.h"

/* Where the work stands; all but ctx is 0 at the beginning. */
struct spreading {
	void *ctx;			/* lives as long */
	struct campaign_answer answer;	/* the one that is given; draft 0: none yet */
	bool going;			/* there may be more members */
	bool correcting;		/* those who wait have it; now those who got an earlier one */
	bool left;			/* one could not be given: the next run goes on */
	int64_t member;			/* the last one that was looked at */
	int64_t collected_campaign, collected;	/* the last collected one that was looked at */
};

/* What was done in one transaction, for the log; strings owned by ctx. */
struct spread {
	const char *number;		/* of an opinion; "" none */
	const char *what;		/* "answered as 2026-000001-5", "asked by itself", ... */
};

/* Gives an answer to the next member that waits for it. *found_out false: nobody waits any more. */
enum verdict spread_next(struct ledger *l, void *ctx, struct spreading *s, struct spread *out, bool *found_out,
    struct fault *f) MUST_USE;

/* The next of those that no request was sent for, and nobody is asked about by another's any more: a request for it. */
enum verdict spread_ask_next(struct ledger *l, void *ctx, struct spreading *s, struct spread *out, bool *found_out,
    struct fault *f) MUST_USE;

#endif
