/* SPDX-License-Identifier: GPL-3.0-or-later */
/* facts - what the register says about an intent: opinion, person, arrival, draft, and who gets the mail. */
#ifndef REPLY_FACTS_H
#define REPLY_FACTS_H

#include "spool/draft.h"
#include "spool/entry.h"
#include "spool/intent.h"
#include "spool/webcase.h"

struct digest;

struct facts {
	const struct intent *intent;
	bool has_opinion;
	struct opinion opinion;
	const struct contact *contact;		/* NULL without an opinion */
	const struct department *department;	/* the party, or the desk's; NULL for others */
	const struct approver *approver;	/* the party; NULL for others */
	const struct staff *staff;		/* the party, or whose command it answers; NULL for others */
	int64_t staff_generation;		/* of their signed address (spool/staff.h) */
	enum language language;			/* the mail's */

	bool has_entry;				/* the arrival that the mail is about */
	struct entry entry;
	const struct reading *reading;		/* NULL when it could not be read */

	const struct reading *opinion_reading;	/* the opinion's own arrival; NULL: none, or not readable */
	struct entry opinion_entry;

	bool has_draft;
	struct draft draft;
	const struct reading *draft_reading;	/* the arrival it came with; NULL: none, or not readable */
	struct entry draft_entry;

	const struct digest *digest;		/* of a reminder; NULL for others */

	bool opinion_is_paper, entry_is_paper;	/* the arrivals' files are scans: handwriting, which nobody can mask */
	size_t pages_left;			/* of a scan whose pages go along as pictures: those that do not */

	bool on_page;				/* an answer is read on the residents' page, and is not in the mail */
	bool has_link;				/* the mail has a one-time link for a password */
	struct weblink link;

	const struct address *to;
	size_t to_count;
};

/* Everything is owned by ctx. *gone_out: why the mail must not be sent any more ("gone": erased or no
 * longer there, "no-address": there is nobody to send it to, "out-of-hours": a reminder whose morning has
 * passed, "expired": its link opens nothing any more), NULL when it can be. */
enum verdict facts_gather(struct ledger *l, void *ctx, const struct intent *i, struct facts *out,
    const char **gone_out, struct fault *f) MUST_USE;

/* Whether a mail may leave at now: a reminder only on its morning. */
enum verdict facts_in_hours(struct ledger *l, const struct facts *facts, int64_t now, bool *out, struct fault *f) MUST_USE;

#endif
