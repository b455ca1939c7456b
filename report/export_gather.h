/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export_gather - all that the register has of one opinion, as far as it may leave.
 *
 * Of a protected opinion no address leaves: neither as a field nor in a text, and no octets of what came in, because
 * nobody can take them out of those.
 */
#ifndef REPORT_EXPORT_GATHER_H
#define REPORT_EXPORT_GATHER_H

#include "spool/approval.h"
#include "spool/draft.h"
#include "spool/entry.h"
#include "spool/mask.h"
#include "spool/part.h"
#include "spool/pick.h"

enum export_seen {
	SEEN_ALL,
	SEEN_PROTECTED,		/* without addresses */
	SEEN_MASKED,		/* without who wrote it */
	SEEN_ERASED		/* there is nothing but its number */
};

struct export_arrival {
	struct entry entry;
	const struct reading *reading;	/* NULL: it could not be read */
	const char *infected;		/* name of a pattern; "" none */
};

struct export_draft {
	struct draft draft;
	struct approval *approvals;
	size_t approval_count;
};

struct export_case {
	struct opinion o;
	enum export_seen seen;
	struct contact contact;		/* as it may leave */
	struct mask *mask;
	struct export_arrival *arrivals;
	size_t arrival_count;
	struct export_draft *drafts;
	size_t draft_count;
	struct event *events;
	size_t event_count;
	struct opinion_part *parts;
	size_t part_count;
};

enum export_seen export_seen_of(const struct opinion *o, bool masked);
/* What the access log calls it; NULL: nothing personal. */
const char *export_items_of(enum export_seen seen, bool cases);

/* *out is owned by ctx. */
enum verdict export_gather(struct ledger *l, void *ctx, const struct opinion *o, bool masked, struct export_case **out,
    struct fault *f) MUST_USE;

/* What somebody wrote, as it may leave: a resident, or somebody of the office. Owned by ctx, or text itself. */
const char *export_text_of(void *ctx, const struct export_case *c, bool of_resident, const char *text);

#endif
