/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state - the life of an opinion: states, steps, what each causes, and what time does. */
#include "spool/state.h"

#include <stddef.h>

static const char *const state_names[STATES] = {
	[STATE_NONE] = "", [STATE_RECEIVED] = "received", [STATE_REQUESTED] = "requested",
	[STATE_DRAFTED] = "drafted", [STATE_RELEASED] = "released", [STATE_SENT] = "sent",
	[STATE_DELIVERED] = "delivered", [STATE_UNDELIVERABLE] = "undeliverable",
	[STATE_CLOSED] = "closed", [STATE_ERASED] = "erased", [STATE_ASKED] = "asked",
	[STATE_PRINTED] = "printed", [STATE_POSTED] = "posted",
};

static const char *const step_names[STEPS] = {
	[STEP_RECEIVE] = "receive", [STEP_ROUTE] = "route", [STEP_PASS_ON] = "pass-on",
	[STEP_NOTE] = "note", [STEP_DRAFT] = "draft", [STEP_RELEASE] = "release",
	[STEP_APPROVE] = "approve", [STEP_RETURN] = "return", [STEP_NO_ANSWER] = "no-answer",
	[STEP_SEND] = "send", [STEP_DELIVER] = "deliver", [STEP_FAIL] = "fail",
	[STEP_FOLLOW_UP] = "follow-up", [STEP_PURPOSE] = "purpose", [STEP_ASK] = "ask",
	[STEP_AGREE] = "agree", [STEP_STOP] = "stop", [STEP_DISMISS] = "dismiss",
	[STEP_HAND_OVER] = "hand-over", [STEP_REISSUE] = "reissue", [STEP_DISCLOSE] = "disclose",
	[STEP_PROTECT] = "protect", [STEP_PART] = "part", [STEP_PART_ANSWER] = "part-answer",
	[STEP_DUE] = "due", [STEP_ASK_FAIL] = "ask-fail", [STEP_REOPEN] = "reopen",
	[STEP_PRINT] = "print", [STEP_POST] = "post", [STEP_KEEP] = "keep", [STEP_REPRINT] = "reprint",
	[STEP_ADDRESS] = "address", [STEP_RESEND] = "resend",
	[STEP_LINK] = "link", [STEP_PASSWORD] = "password", [STEP_READ] = "read",
	[STEP_ERASE] = "erase",
};

/* Where a step may be taken, and where it leads. */
static const struct {
	enum step step;
	enum state from;
	enum state to;
} transitions[] = {
	{ STEP_RECEIVE, STATE_NONE, STATE_RECEIVED },
	{ STEP_ROUTE, STATE_RECEIVED, STATE_REQUESTED },
	{ STEP_PASS_ON, STATE_REQUESTED, STATE_REQUESTED },
	{ STEP_PASS_ON, STATE_UNDELIVERABLE, STATE_REQUESTED },
	{ STEP_DRAFT, STATE_REQUESTED, STATE_DRAFTED },
	{ STEP_DRAFT, STATE_DRAFTED, STATE_DRAFTED },
	{ STEP_DRAFT, STATE_SENT, STATE_DRAFTED },
	{ STEP_DRAFT, STATE_DELIVERED, STATE_DRAFTED },
	{ STEP_DRAFT, STATE_UNDELIVERABLE, STATE_DRAFTED },
	{ STEP_DRAFT, STATE_CLOSED, STATE_DRAFTED },
	{ STEP_DRAFT, STATE_RELEASED, STATE_DRAFTED },
	{ STEP_RELEASE, STATE_REQUESTED, STATE_RELEASED },
	{ STEP_RELEASE, STATE_RELEASED, STATE_RELEASED },
	{ STEP_RELEASE, STATE_SENT, STATE_RELEASED },
	{ STEP_RELEASE, STATE_DELIVERED, STATE_RELEASED },
	{ STEP_RELEASE, STATE_UNDELIVERABLE, STATE_RELEASED },
	{ STEP_RELEASE, STATE_CLOSED, STATE_RELEASED },
	{ STEP_APPROVE, STATE_DRAFTED, STATE_RELEASED },
	{ STEP_RETURN, STATE_DRAFTED, STATE_REQUESTED },
	{ STEP_NO_ANSWER, STATE_REQUESTED, STATE_CLOSED },
	{ STEP_NO_ANSWER, STATE_UNDELIVERABLE, STATE_CLOSED },
	{ STEP_SEND, STATE_RELEASED, STATE_SENT },
	{ STEP_DELIVER, STATE_SENT, STATE_DELIVERED },
	{ STEP_FAIL, STATE_RELEASED, STATE_UNDELIVERABLE },
	{ STEP_FAIL, STATE_SENT, STATE_UNDELIVERABLE },
	{ STEP_FAIL, STATE_DELIVERED, STATE_UNDELIVERABLE },
	{ STEP_ASK, STATE_REQUESTED, STATE_ASKED },
	{ STEP_ASK, STATE_ASKED, STATE_ASKED },
	{ STEP_ASK_FAIL, STATE_ASKED, STATE_REQUESTED },
	{ STEP_PASS_ON, STATE_ASKED, STATE_REQUESTED },
	{ STEP_DRAFT, STATE_ASKED, STATE_DRAFTED },
	{ STEP_RELEASE, STATE_ASKED, STATE_RELEASED },
	{ STEP_NO_ANSWER, STATE_ASKED, STATE_CLOSED },
	{ STEP_STOP, STATE_RELEASED, STATE_REQUESTED },
	{ STEP_STOP, STATE_SENT, STATE_REQUESTED },
	{ STEP_STOP, STATE_DELIVERED, STATE_REQUESTED },
	{ STEP_STOP, STATE_UNDELIVERABLE, STATE_REQUESTED },
	{ STEP_DISMISS, STATE_RECEIVED, STATE_CLOSED },
	{ STEP_DISMISS, STATE_REQUESTED, STATE_CLOSED },
	{ STEP_DISMISS, STATE_ASKED, STATE_CLOSED },
	{ STEP_DISMISS, STATE_UNDELIVERABLE, STATE_CLOSED },
	{ STEP_FOLLOW_UP, STATE_ASKED, STATE_REQUESTED },
	{ STEP_FOLLOW_UP, STATE_SENT, STATE_REQUESTED },
	{ STEP_FOLLOW_UP, STATE_DELIVERED, STATE_REQUESTED },
	{ STEP_FOLLOW_UP, STATE_UNDELIVERABLE, STATE_REQUESTED },
	{ STEP_FOLLOW_UP, STATE_CLOSED, STATE_REQUESTED },
	{ STEP_PASS_ON, STATE_DRAFTED, STATE_REQUESTED },
	{ STEP_REOPEN, STATE_CLOSED, STATE_REQUESTED },
	{ STEP_PRINT, STATE_RELEASED, STATE_PRINTED },
	{ STEP_POST, STATE_PRINTED, STATE_POSTED },
	{ STEP_KEEP, STATE_PRINTED, STATE_RELEASED },
	{ STEP_DELIVER, STATE_POSTED, STATE_DELIVERED },
	{ STEP_FAIL, STATE_PRINTED, STATE_UNDELIVERABLE },
	{ STEP_FAIL, STATE_POSTED, STATE_UNDELIVERABLE },
	{ STEP_DRAFT, STATE_PRINTED, STATE_DRAFTED },
	{ STEP_DRAFT, STATE_POSTED, STATE_DRAFTED },
	{ STEP_RELEASE, STATE_PRINTED, STATE_RELEASED },
	{ STEP_RELEASE, STATE_POSTED, STATE_RELEASED },
	{ STEP_STOP, STATE_PRINTED, STATE_REQUESTED },
	{ STEP_STOP, STATE_POSTED, STATE_REQUESTED },
	{ STEP_FOLLOW_UP, STATE_POSTED, STATE_REQUESTED },
	{ STEP_RESEND, STATE_UNDELIVERABLE, STATE_RELEASED },
	{ STEP_ERASE, STATE_DELIVERED, STATE_ERASED },
	{ STEP_ERASE, STATE_CLOSED, STATE_ERASED },
	{ STEP_ERASE, STATE_UNDELIVERABLE, STATE_ERASED },
};

#define IN(state) (1u << STATE_ ## state)
#define WITH_DEPARTMENT (IN(REQUESTED) | IN(ASKED) | IN(DRAFTED) | IN(UNDELIVERABLE))
#define ON_PAPER (IN(PRINTED) | IN(POSTED))
#define REGISTERED (WITH_DEPARTMENT | IN(RECEIVED) | IN(RELEASED) | IN(SENT) | ON_PAPER | IN(DELIVERED) | IN(CLOSED))

/* Where a step may be taken that leaves the state as it is. */
static const unsigned keeping[STEPS] = {
	[STEP_NOTE] = REGISTERED,
	[STEP_FOLLOW_UP] = IN(RECEIVED) | IN(REQUESTED) | IN(DRAFTED) | IN(RELEASED) | IN(PRINTED),
	[STEP_PURPOSE] = REGISTERED,
	[STEP_AGREE] = IN(DRAFTED),
	[STEP_STOP] = IN(REQUESTED),
	[STEP_HAND_OVER] = WITH_DEPARTMENT,
	[STEP_REISSUE] = IN(REQUESTED) | IN(ASKED) | IN(DRAFTED) | IN(UNDELIVERABLE),
	[STEP_DISCLOSE] = REGISTERED & ~IN(RECEIVED),
	[STEP_PROTECT] = REGISTERED,
	[STEP_PART] = WITH_DEPARTMENT,
	[STEP_PART_ANSWER] = REGISTERED & ~IN(RECEIVED),
	[STEP_DUE] = WITH_DEPARTMENT,
	[STEP_REPRINT] = ON_PAPER | IN(DELIVERED) | IN(UNDELIVERABLE),
	[STEP_ADDRESS] = REGISTERED,
	[STEP_LINK] = REGISTERED,
	[STEP_PASSWORD] = REGISTERED,
	[STEP_READ] = REGISTERED,
};

static const struct cause nothing[] = { { NULL, NULL } };
static const struct cause after_receive[] = { { "receipt", "resident" }, { NULL, NULL } };
static const struct cause after_request[] = { { "request", "department" }, { NULL, NULL } };
static const struct cause after_release[] = { { "answer", "resident" }, { NULL, NULL } };
static const struct cause after_return[] = { { "returned", "department" }, { NULL, NULL } };
static const struct cause after_fail[] = { { "undeliverable", "desk" }, { NULL, NULL } };
static const struct cause after_ask_fail[] = { { "undeliverable", "department" }, { NULL, NULL } };
static const struct cause after_ask[] = { { "question", "resident" }, { NULL, NULL } };
static const struct cause after_dismiss[] = { { "not-processed", "resident" }, { NULL, NULL } };
static const struct cause after_part_answer[] = { { "part-answer", "department" }, { NULL, NULL } };
static const struct cause after_follow_up[] = { { "follow-up", "department" }, { NULL, NULL } };

static const struct cause *const causes[STEPS] = {
	[STEP_RECEIVE] = after_receive, [STEP_ROUTE] = after_request, [STEP_PASS_ON] = after_request,
	[STEP_NOTE] = nothing, [STEP_DRAFT] = nothing, [STEP_RELEASE] = after_release,
	[STEP_APPROVE] = after_release, [STEP_RETURN] = after_return, [STEP_NO_ANSWER] = nothing,
	[STEP_SEND] = nothing, [STEP_DELIVER] = nothing, [STEP_FAIL] = after_fail,
	[STEP_FOLLOW_UP] = after_follow_up, [STEP_PURPOSE] = nothing, [STEP_ASK] = after_ask,
	[STEP_AGREE] = nothing, [STEP_STOP] = after_return, [STEP_DISMISS] = after_dismiss,
	[STEP_HAND_OVER] = after_request, [STEP_REISSUE] = after_request, [STEP_DISCLOSE] = nothing,
	[STEP_PROTECT] = nothing, [STEP_PART] = nothing, [STEP_PART_ANSWER] = after_part_answer,
	[STEP_DUE] = nothing, [STEP_ASK_FAIL] = after_ask_fail, [STEP_REOPEN] = after_request,
	[STEP_PRINT] = nothing, [STEP_POST] = nothing, [STEP_KEEP] = nothing, [STEP_REPRINT] = nothing,
	[STEP_ADDRESS] = nothing, [STEP_RESEND] = after_release,
	[STEP_LINK] = nothing, [STEP_PASSWORD] = nothing, [STEP_READ] = nothing,
	[STEP_ERASE] = nothing,
};

const char *
state_name(enum state state)
{
	return state_names[state];
}

const char *
step_name(enum step step)
{
	return step_names[step];
}

enum state
state_from_name(const char *name)
{
	for (int i = 0; i < STATES; i++)
		if (strcmp(state_names[i], name) == 0)
			return (enum state)i;
	return STATES;
}

bool
state_after(enum state from, enum step step, enum state *to_out)
{
	for (size_t i = 0; i < sizeof transitions / sizeof transitions[0]; i++) {
		if (transitions[i].step == step && transitions[i].from == from) {
			*to_out = transitions[i].to;
			return true;
		}
	}
	if ((keeping[step] & 1u << from) == 0)
		return false;
	*to_out = from;
	return true;
}

const struct cause *
step_causes(enum step step)
{
	return causes[step];
}

bool
state_time_limit(enum state state, const struct settings *s, enum step *step_out, int64_t *seconds_out)
{
	if (state != STATE_SENT && state != STATE_POSTED)
		return false;
	*step_out = STEP_DELIVER;
	*seconds_out = state == STATE_SENT ? s->send.bounce_window : s->print.return_window;
	return true;
}
