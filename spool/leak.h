/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leak - everything that is known of a mail that has gone astray: whose data, which items, to whom, when, how.
 *
 * Asked for by the Message-ID of a mail that we sent or that came in, by the id of an arrival, or by the number of an
 * opinion. What a mail showed was noted when it left (reply/exposure.h); mails that left before that have no items.
 */
#ifndef SPOOL_LEAK_H
#define SPOOL_LEAK_H

#include "spool/contact.h"
#include "spool/entry.h"
#include "spool/intent.h"
#include "spool/opinion.h"

struct leak_recipient {
	const char *address;	/* NULL: the register has its hash alone, and nobody of the settings has it */
	const char *who;	/* "department:CODE", "resident", ...; "" not known */
	const char *result;
	int64_t at;
};

struct leak_mail {
	struct intent intent;
	const char *state, *result;	/* of the intent */
	int64_t done;
	bool is_letter;
	const char *items, *link, *said;
	bool unmasked;
	struct leak_recipient *recipient;
	size_t recipients;
};

struct leak_letter {
	int64_t run, made, reprints;
	const char *state, *document;
};

struct leak_looker {
	const char *who;
	int64_t looks, unmasked, last;
};

enum leak_of { LEAK_SENT, LEAK_RECEIVED, LEAK_OPINION };

struct leak {
	enum leak_of of;
	bool has_opinion;
	struct opinion opinion;
	const struct contact *contact;		/* NULL: there is none, or it was erased */
	struct entry entry;			/* LEAK_RECEIVED */
	const struct reading *reading;		/* of that; NULL: erased or not readable */
	struct leak_mail *mail;			/* all that was decided about the opinion; without one: the mail alone */
	size_t mails;
	const struct leak_mail *asked;		/* LEAK_SENT; NULL for others */
	struct leak_letter *letter;
	size_t letters;
	struct leak_looker *looker;		/* who looked at it, the newest first; mails of ours to the office are not looks */
	size_t lookers;
};

/* Owned by ctx. NEVER: there is neither such a mail nor such an opinion. */
enum verdict leak_gather(struct ledger *l, void *ctx, const char *asked, struct leak *out, struct fault *f) MUST_USE;

#endif
