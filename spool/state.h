/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state - the life of an opinion: states, the steps between them, what each step causes, and what
 * time does.
 *
 *	            route            draft             approve            send           deliver
 *	received ─────────▶ requested ─────▶ drafted ─────────▶ released ─────▶ sent ─────────▶ delivered
 *	                     │  ▲  ▲ │ ◀────────┘ return           ▲ │           │
 *	                     │  └──┘ │    (no approval set) release │ │ fail      │ fail
 *	                     │ pass  └──────────────────────────────┘ ▼           ▼
 *	                     │ no-answer                             undeliverable
 *	                     └─────────▶ closed
 *
 * On paper the middle of the way is longer:
 *
 *	            print             post             deliver
 *	released ─────────▶ printed ─────────▶ posted ─────────▶ delivered
 *	          ◀───────── keep (not posted after all)
 *
 * A letter that comes back (fail) leaves its opinion undeliverable; once its address is corrected
 * (address) its answer can go out again (resend).
 *
 * A resident who writes again (follow-up) brings what was answered back to requested; a further
 * answer after the first (correction) goes through drafted or released again; one that comes while an
 * approved answer still waits replaces it. A department that asks the resident back (ask) leaves it
 * asked, and the clock of its due day pauses, until the resident has written (follow-up), the
 * question did not arrive, or the department answers all the same. An approved answer that is stopped
 * before it left (stop) goes back to requested, also where an earlier answer of the same opinion has
 * moved the state on meanwhile. What is not processed (dismiss) is closed with a reason; a clerk can
 * take up again what is closed (reopen), and correct the department while a draft still waits (pass
 * on), which ends its approval. What has ended, well or not, is erased when its time has come (erase), and no
 * step leads out of that. The other steps leave the state as it is.
 */
#ifndef SPOOL_STATE_H
#define SPOOL_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "config/settings.h"

enum state {
	STATE_NONE,		/* before it was registered */
	STATE_RECEIVED,		/* registered; 1-① */
	STATE_REQUESTED,	/* with a department; 1-④ */
	STATE_DRAFTED,		/* an answer waits for approval; 1-⑥ */
	STATE_RELEASED,		/* the answer may go; 1-⑦ */
	STATE_SENT,		/* accepted by the resident's side, may still bounce; 1-⑧ */
	STATE_DELIVERED,	/* its bounce window has passed */
	STATE_UNDELIVERABLE,	/* refused or bounced: a person decides */
	STATE_CLOSED,		/* no answer needed, or not processed */
	STATE_ERASED,
	STATE_ASKED,		/* the resident was asked back (照会中) */
	STATE_PRINTED,		/* a letter is printed, and nobody has said that it was posted */
	STATE_POSTED,		/* it is with the post, and may still come back; 2-⑥, 3-⑤ */
	STATES
};

enum step {
	STEP_RECEIVE, STEP_ROUTE, STEP_PASS_ON, STEP_NOTE, STEP_DRAFT, STEP_RELEASE, STEP_APPROVE,
	STEP_RETURN, STEP_NO_ANSWER, STEP_SEND, STEP_DELIVER, STEP_FAIL, STEP_FOLLOW_UP, STEP_PURPOSE,
	STEP_ASK,		/* a question to the resident */
	STEP_AGREE,		/* one of several approvers has agreed */
	STEP_STOP,		/* an approved answer was stopped before it left */
	STEP_DISMISS,		/* not processed, for a reason */
	STEP_HAND_OVER,		/* the department has ended: to its successor */
	STEP_REISSUE,		/* the request goes out again */
	STEP_DISCLOSE,		/* the department gets the personal data */
	STEP_PROTECT,		/* addresses are protected from here on (支援措置) */
	STEP_PART,		/* another department was asked for its part, or got a copy */
	STEP_PART_ANSWER,	/* another department has given its part, or has none to give */
	STEP_DUE,		/* another due day, for no other reason */
	STEP_ASK_FAIL,		/* the question did not reach the resident */
	STEP_REOPEN,		/* what was closed or not processed is with a department again */
	STEP_PRINT,		/* its letter is printed */
	STEP_POST,		/* a clerk says that it was posted */
	STEP_KEEP,		/* a printed letter was not posted: it is printed again */
	STEP_REPRINT,		/* printed again as it was */
	STEP_ADDRESS,		/* a clerk corrected name or addresses of who wrote it */
	STEP_RESEND,		/* an answer that could not be delivered goes out again */
	STEP_LINK,		/* a link for a new password was asked for on the page, and goes out */
	STEP_PASSWORD,		/* a link was spent: it has a new password */
	STEP_READ,		/* an answer was read there for the first time; 1-⑨ */
	STEP_ERASE,		/* its key is destroyed (spool/erasure.h) */
	STEPS
};

/* The words in the register and on the screen; static strings. */
const char *state_name(enum state state);
const char *step_name(enum step step);
/* STATES when there is no such state. */
enum state state_from_name(const char *name);

/* The state that a step leads to; false when it is not allowed from there. */
bool state_after(enum state from, enum step step, enum state *to_out);

/* What a step causes to be sent, in the same transaction: pairs of kind and party, ended by a NULL
 * kind. party "department" stands for the opinion's department. */
struct cause {
	const char *kind;
	const char *party;
};
const struct cause *step_causes(enum step step);

/* What time does to an opinion that stays in a state: the step, and after how many seconds. */
bool state_time_limit(enum state state, const struct settings *s, enum step *step_out, int64_t *seconds_out);

#endif
