/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wording - all that was written about an opinion, its words alone: what the resident sent, and what the departments drafted.
 *
 * For whoever goes through many opinions: of an arrival only subject and text are taken apart (reading.h has the rest), and a
 * key is unwrapped once where several rows are sealed by it.
 */
#ifndef SPOOL_WORDING_H
#define SPOOL_WORDING_H

#include "spool/entry.h"
#include "spool/opinion.h"

struct wording {
	bool by_office;			/* a draft */
	int64_t id;			/* of the draft, or the arrival's seq */
	const char *kind;		/* of the draft, or the name of the arrival's kind */
	const char *subject;		/* "" none */
	const char *text;
};

/*
 * Its arrivals that are an opinion or a follow-up, oldest first, also those that were filed into it besides another one; then
 * its drafts, oldest first. An array owned by ctx. What does not open is left out. NEVER: it was erased.
 */
enum verdict wording_of(struct ledger *l, void *ctx, const struct opinion *o, struct wording **out, size_t *count_out,
    struct fault *f) MUST_USE;

#endif
