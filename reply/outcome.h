/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outcome - what became of a mail, noted in the register: deliveries, the end of its intent, and what
 * follows for the opinion. Within the caller's transaction.
 */
#ifndef REPLY_OUTCOME_H
#define REPLY_OUTCOME_H

#include "reply/facts.h"
#include "reply/transport.h"

/* How it ended, for the log. */
struct outcome {
	enum verdict verdict;	/* DONE: sent, in part at least; LATER: postponed; NEVER: given up */
	const char *result;	/* of the recipient who decided that; lives as long as they do */
};

/* After a parcel was settled. A recipient who accepted or refused is noted; where one is left for
 * later the intent is postponed, twice as long each time, until the settings say to give up. */
enum verdict outcome_note(struct ledger *l, const struct intent *i, const struct recipient *recipients,
    size_t count, struct outcome *out, struct fault *f) MUST_USE;

/* A mail that cannot be sent at all, e.g. code "no-address". */
enum verdict outcome_give_up(struct ledger *l, const struct intent *i, const char *code, struct fault *f) MUST_USE;

/* How long a mail waits after it has failed attempts times before, in seconds. */
int64_t outcome_pause(const struct sending *s, int64_t attempts);

/* Answers that were sent and have not come back within the bounce window count as delivered. Begins
 * and commits its own transactions. */
enum verdict outcome_deliver(struct ledger *l, int64_t now, int64_t *count_out, struct fault *f) MUST_USE;

#endif
