/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest - what somebody is reminded of in the morning, and when that may be.
 *
 * process asks it whether there is something to say, reply what to say: so that nobody is reminded of
 * what was done meanwhile. Nothing personal is in it.
 */
#ifndef SPOOL_DIGEST_H
#define SPOOL_DIGEST_H

#include "spool/entry.h"
#include "spool/transcription.h"
#include "spool/worklist.h"

/* The ladder: the clerks, then the chief, then the head; and who has to agree to drafts. */
enum digest_rung { DIGEST_CLERKS, DIGEST_CHIEF, DIGEST_HEAD, DIGEST_APPROVER };

struct digest {
	enum digest_rung rung;
	const char *code;			/* of the department or approver */
	int64_t now;				/* it is of this moment */
	struct worklist opinions, parts;	/* of chief and head: what is late enough */
	struct worklist approvals;		/* the desk's, or the approver's: asked for before today */
	struct worklist undeliverable, undated;	/* the desk's */
	struct entry *held;			/* the desk's: mails in the pen, the oldest first */
	size_t held_count;
	struct scan_waiting *typing;		/* the desk's: scans that somebody was asked to type in more than two open
						 * days ago, the oldest first */
	size_t typing_count;
};

/* Whether reminders may leave at now: on an open day, between calendar.remind_from and remind_until. What
 * is not known is not open. */
bool digest_hours(const struct calendar *cal, const struct calendar_settings *s, int64_t now);

/* What a party ("department:CODE", "chief:CODE", "head:CODE", "approver:CODE") has to be reminded of at now.
 * Owned by ctx. */
enum verdict digest_gather(struct ledger *l, void *ctx, const char *party, int64_t now, struct digest *out,
    struct fault *f) MUST_USE;

bool digest_is_empty(const struct digest *d);

/* Whether something of it has been so since before its day: what came in today needs no reminder yet. */
bool digest_is_needed(const struct digest *d);

#endif
