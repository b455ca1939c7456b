/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quota - how many mails may go, so that no loop and no flood grows (law 10). */
#ifndef REPLY_QUOTA_H
#define REPLY_QUOTA_H

#include "reply/facts.h"

enum quota {
	QUOTA_GRANTED,
	QUOTA_REFUSED,		/* too many automatic answers to this address or domain today */
	QUOTA_TOMORROW		/* the breaker: too many mails today; a person was told */
};

/* Counts the mail. What answers a mail by itself (receipt, understood, not-understood, command) counts for its
 * address and domain (answers to clerks, for ten times the domain's cap and no address's), the first time it is tried; what tells the desk or the administrator of a mail or a
 * failure counts for that party, as for a domain; every try counts for the day, but for mails to the
 * administrator. Within the caller's transaction. */
enum verdict quota_ask(struct ledger *l, const struct facts *facts, enum quota *out, struct fault *f) MUST_USE;

/* The next midnight in Tokyo, when a new day's count begins. */
int64_t quota_tomorrow(int64_t now);

#endif
