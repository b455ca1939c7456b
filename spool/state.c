/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state - the life of an opinion: states, steps, what each causes, and what time does. */
#include "spool/state.h"

#include <stddef.h>

static const char *const state_names[STATES] = {
	[STATE_NONE] = "", [STATE_RECEIVED] = "received", [STATE_REQUESTED] = "requested",
	[STATE_DRAFTED] = "drafted", [STATE_RELEASED] = "released", [STATE_SENT] = "sent",
	[STATE_DELIVERED] = "delivered", [STATE_UNDELIVERABLE] = "undeliverable",
	[STATE_CLOSED] = "closed", [STATE_ERASED] = "erased",
};

static const char *const step_names[STEPS] = {
	[STEP_RECEIVE] = "receive", [STEP_ROUTE] = "route", [STEP_PASS_ON] = "pass-on",
	[STEP_NOTE] = "note", [STEP_DRAFT] = "draft", [STEP_RELEASE] = "release",
	[STEP_APPROVE] = "approve", [STEP_RETURN] = "return", [STEP_NO_ANSWER] = "no-answer",
	[STEP_SEND] = "send", [STEP_DELIVER] = "deliver", [STEP_FAIL] = "fail",
	[STEP_FOLLOW_UP] = "follow-up", [STEP_PURPOSE] = "purpose",
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
	{ STEP_NOTE, STATE_RECEIVED, STATE_RECEIVED },
	{ STEP_NOTE, STATE_REQUESTED, STATE_REQUESTED },
	{ STEP_NOTE, STATE_DRAFTED, STATE_DRAFTED },
	{ STEP_NOTE, STATE_RELEASED, STATE_RELEASED },
	{ STEP_NOTE, STATE_SENT, STATE_SENT },
	{ STEP_NOTE, STATE_DELIVERED, STATE_DELIVERED },
	{ STEP_NOTE, STATE_UNDELIVERABLE, STATE_UNDELIVERABLE },
	{ STEP_NOTE, STATE_CLOSED, STATE_CLOSED },
	{ STEP_FOLLOW_UP, STATE_RECEIVED, STATE_RECEIVED },
	{ STEP_FOLLOW_UP, STATE_REQUESTED, STATE_REQUESTED },
	{ STEP_FOLLOW_UP, STATE_DRAFTED, STATE_DRAFTED },
	{ STEP_FOLLOW_UP, STATE_RELEASED, STATE_RELEASED },
	{ STEP_FOLLOW_UP, STATE_SENT, STATE_REQUESTED },
	{ STEP_FOLLOW_UP, STATE_DELIVERED, STATE_REQUESTED },
	{ STEP_FOLLOW_UP, STATE_UNDELIVERABLE, STATE_REQUESTED },
	{ STEP_FOLLOW_UP, STATE_CLOSED, STATE_REQUESTED },
	{ STEP_PURPOSE, STATE_RECEIVED, STATE_RECEIVED },
	{ STEP_PURPOSE, STATE_REQUESTED, STATE_REQUESTED },
};

static const struct cause nothing[] = { { NULL, NULL } };
static const struct cause after_receive[] = { { "receipt", "resident" }, { NULL, NULL } };
static const struct cause after_request[] = { { "request", "department" }, { NULL, NULL } };
static const struct cause after_draft[] = { { "approval", "desk" }, { NULL, NULL } };
static const struct cause after_release[] = { { "answer", "resident" }, { NULL, NULL } };
static const struct cause after_return[] = { { "returned", "department" }, { NULL, NULL } };
static const struct cause after_fail[] = { { "undeliverable", "desk" }, { NULL, NULL } };
static const struct cause after_follow_up[] = { { "follow-up", "department" }, { NULL, NULL } };

static const struct cause *const causes[STEPS] = {
	[STEP_RECEIVE] = after_receive, [STEP_ROUTE] = after_request, [STEP_PASS_ON] = after_request,
	[STEP_NOTE] = nothing, [STEP_DRAFT] = after_draft, [STEP_RELEASE] = after_release,
	[STEP_APPROVE] = after_release, [STEP_RETURN] = after_return, [STEP_NO_ANSWER] = nothing,
	[STEP_SEND] = nothing, [STEP_DELIVER] = nothing, [STEP_FAIL] = after_fail,
	[STEP_FOLLOW_UP] = after_follow_up, [STEP_PURPOSE] = nothing,
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
	return false;
}

const struct cause *
step_causes(enum step step)
{
	return causes[step];
}

bool
state_time_limit(enum state state, const struct settings *s, enum step *step_out, int64_t *seconds_out)
{
	if (state != STATE_SENT)
		return false;
	*step_out = STEP_DELIVER;
	*seconds_out = s->send.bounce_window;
	return true;
}
