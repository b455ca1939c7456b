/* SPDX-License-Identifier: GPL-3.0-or-later */
/* known - what register and settings know about an arrival: the facts that classify.h judges. */
#ifndef PROCESS_KNOWN_H
#define PROCESS_KNOWN_H

#include "process/classify.h"
#include "process/take.h"
#include "spool/intent.h"

/* What is needed once it is decided. */
struct known_more {
	int64_t same_opinion;		/* of the earlier arrival with the same octets, 0 none */
	struct intent bounced;		/* where known.bounced_intent is set */
};

enum verdict known_gather(struct ledger *l, void *ctx, const struct taken *t, struct known *out,
    struct known_more *more_out, struct fault *f) MUST_USE;

/* Whether mail from an address is a department's (or NULL's: never). */
bool known_is_of_department(const struct department *d, const char *address);

/* Whether an address is in a list of addresses; entries *@domain take all of the domain. */
bool known_in_list(const struct list *list, const char *address);

#endif
