/* SPDX-License-Identifier: GPL-3.0-or-later */
/* opinion - a resident's matter in the register; every change of state goes through here. */
#ifndef SPOOL_OPINION_H
#define SPOOL_OPINION_H

#include "spool/contact.h"
#include "spool/ledger.h"
#include "spool/state.h"

struct opinion {
	int64_t id;
	const char *number;		/* 2026-000123-7 */
	const char *channel;
	const char *purpose;		/* a code of the settings */
	const char *department;		/* a code of the settings, "" before it is routed */
	const char *language;		/* "ja" or "en" */
	enum state state;
	int64_t received, due, changed;	/* due 0: none yet */
	int64_t arrival;		/* seq of the arrival that made it */
	int64_t key;			/* id of its key */
	const char *reason;		/* why it is not processed, a code; "" none */
	bool is_protected;		/* 支援措置: its addresses appear in no request and no export */
	bool danger;			/* a person was called */
	bool address_bad;		/* a letter came back from the postal address */
	int64_t counted_from;		/* day zero of the due day: the receipt, or the newest follow-up */
	int64_t paused;			/* asked back since; 0: the clock runs */
	int64_t paused_days;		/* open days that it stood still until now */
	const char *text;		/* for opinion_enter(): what it says; else NULL */
};

enum { DUE_AS_IT_WAS = 0, DUE_NONE = -1 };

struct detail;

/* The next number of a year; nobody else gets it. running_out: what stands in it. */
enum verdict opinion_new_number(struct ledger *l, void *ctx, int64_t year, char **number_out, int64_t *running_out,
    struct fault *f) MUST_USE;

/* Enters a new opinion: number, key, state received, its event, and what that causes. Of *o the
 * caller sets channel, purpose, language, received, is_protected, danger, text (NULL: not known, it is
 * kept as a hash only), arrival (0 when not yet known) and number (NULL: the next one; else one that was given out and that
 * no opinion has); the others are set, a new number owned by ctx. */
enum verdict opinion_enter(struct ledger *l, void *ctx, struct opinion *o, const struct contact *contact,
    const char *who, struct fault *f) MUST_USE;

/* The same of one that was received and answered for elsewhere until now: it is as of d->at, and what d->past says holds. */
enum verdict opinion_take_over(struct ledger *l, void *ctx, struct opinion *o, const struct contact *contact,
    const struct detail *d, struct fault *f) MUST_USE;

/* *found_out false: there is none. Strings owned by ctx. number is in its proper form. */
enum verdict opinion_by_number(struct ledger *l, void *ctx, const char *number, struct opinion *out,
    bool *found_out, struct fault *f) MUST_USE;
enum verdict opinion_by_id(struct ledger *l, void *ctx, int64_t id, struct opinion *out, bool *found_out,
    struct fault *f) MUST_USE;
/* By the subject of a token: the number without its check digit. */
enum verdict opinion_by_token(struct ledger *l, void *ctx, const char *subject, struct opinion *out,
    bool *found_out, struct fault *f) MUST_USE;
/* The subject of a token for this opinion; owned by ctx. */
char *opinion_token_subject(void *ctx, const struct opinion *o);

/* The next opinion in an open state with an id above after; over an index on what is open. */
enum verdict opinion_next(struct ledger *l, void *ctx, enum state state, int64_t after, struct opinion *out,
    bool *found_out, struct fault *f) MUST_USE;

/* Who wrote it; owned by ctx. NEVER: erased. */
enum verdict opinion_contact(struct ledger *l, void *ctx, const struct opinion *o, struct contact **out,
    struct fault *f) MUST_USE;

/* What a step carries besides. */
struct detail {
	const char *who;		/* program, "department:CODE", "desk", "resident" */
	const char *note;		/* a code of ours or NULL; never anything personal */
	int64_t arrival;		/* the arrival that says so, 0 for none */
	int64_t draft;			/* the draft it is about, 0 for none */
	const char *department;		/* ROUTE, PASS_ON: the new department */
	const char *purpose;		/* PURPOSE, ROUTE: the new purpose or NULL */
	int64_t due;			/* DUE: the day it is due; DUE_AS_IT_WAS: as due.h counts, DUE_NONE */
	const char *reason;		/* DISMISS: why */
	int64_t not_before;		/* what the step causes leaves no sooner; 0: at once */
	int64_t counted_from;		/* FOLLOW_UP: the new day zero, 0: as it was */
	int64_t paused_days;		/* DUE: open days to add to those that the clock stood still; a pause that
					 * a step ends is counted by itself */
	bool danger;			/* a person is called */
	bool address_bad;		/* FAIL: a letter came back from the postal address */
	bool unprintable;		/* FAIL: its letter could not be printed; note says why */
	int64_t at;			/* when it happened, 0: now */
	bool past;			/* it happened elsewhere, before the register knew of it: nothing is caused */
};

/* A clerk has corrected who wrote it and where they live: the step ADDRESS, after which the postal address is not
 * known to be bad. NEVER: erased. */
enum verdict opinion_correct_contact(struct ledger *l, struct opinion *o, const struct contact *contact,
    const struct detail *d, struct fault *f) MUST_USE;

/* Whether the same sender has sent the same text before, at most days earlier: spaces, line ends, width
 * and case make no difference. False where sender or text is not known. */
enum verdict opinion_is_repeated(struct ledger *l, const struct opinion *o, int64_t days, bool *is_out,
    struct fault *f) MUST_USE;

/* Takes a step: checks that it is allowed from the state in the register, changes it, counts the due
 * day anew where the step changes what it is counted by (due.h), writes the event and inserts the intents
 * that the step causes. What leaves the state closed has no reason any more. *o is brought up to date. NEVER:
 * the step is not allowed; nothing is changed. */
enum verdict opinion_step(struct ledger *l, struct opinion *o, enum step step, const struct detail *d,
    struct fault *f) MUST_USE;

struct event {
	int64_t at;
	const char *step, *before, *after, *who, *note;
	int64_t arrival;
};

/* All events of an opinion, oldest first; an array owned by ctx. */
enum verdict opinion_events(struct ledger *l, void *ctx, int64_t opinion, struct event **out, size_t *count_out,
    struct fault *f) MUST_USE;

#endif
