/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spread - an answer that was written once is given to everybody who sent the same letter. */
#include "process/spread.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/answered.h"
#include "spool/draft.h"
#include "spool/entry.h"
#include "spool/intent.h"

#define WHO "iken-route"

/* Whether the resident has written again, which nobody has read who wrote the answer for all. */
static enum verdict
wrote_again(struct ledger *l, void *ctx, int64_t opinion, bool *out, struct fault *f)
{
	struct event *events;
	size_t count;
	enum verdict v = opinion_events(l, ctx, opinion, &events, &count, f);

	*out = false;
	for (size_t i = 0; v == DONE && i < count; i++)
		*out |= strcmp(events[i].step, step_name(STEP_FOLLOW_UP)) == 0;
	return v;
}

/* A member that has to be looked at gets a request of its own. */
static enum verdict
ask_by_itself(struct ledger *l, struct opinion *o, enum member_state state, struct fault *f)
{
	struct detail d = { .who = WHO, .note = "campaign" };
	bool asked = false;
	enum verdict v = campaign_was_asked(l, o, &asked, f);

	if (v == DONE && !asked)
		v = opinion_step(l, o, STEP_REISSUE, &d, f);
	return v == DONE ? campaign_set(l, o->id, state, f) : v;
}

/* The files of the department's mail go along; nothing else of it is the member's. */
static enum verdict
files_of(struct ledger *l, void *ctx, const struct draft *written, int64_t *arrival_out, struct fault *f)
{
	struct reading *reading = NULL;
	struct entry entry;
	bool found = false;
	enum verdict v = written->arrival != 0 ? entry_by_seq(l, ctx, written->arrival, &entry, &found, f) : DONE;

	*arrival_out = 0;
	if (v == DONE && found)
		v = entry_reading(l, ctx, &entry, &reading, f);
	if (v == DONE && reading != NULL && reading->part_count != 0)
		*arrival_out = written->arrival;
	return v == NEVER ? DONE : v;
}

static enum verdict
answer(struct ledger *l, void *ctx, const struct campaign_answer *a, struct opinion *o, bool corrects, struct spread *out,
    struct fault *f)
{
	struct draft written, own;
	struct answered before = { .at = 0 };
	struct detail d = { .who = must(talloc_asprintf(ctx, "department:%s", a->department)) };
	struct opinion lead;
	bool found, is_there;
	enum verdict v = draft_by_id(l, ctx, a->draft, &written, &found, f);

	if (v == DONE)
		v = opinion_by_id(l, ctx, a->opinion, &lead, &is_there, f);
	if (v != DONE)
		return v;
	if (!found || !is_there || written.text[0] == 0)
		return fail(f, NEVER, "%s: the answer for all is gone", o->number);
	own = written;
	if (corrects)
		v = answered_find(l, o->id, &before, f);
	own.corrects = before.at;
	own.public = false;	/* one text is published once */
	if (v == DONE)
		v = files_of(l, ctx, &written, &own.arrival, f);
	if (v == DONE)
		v = draft_insert(l, o, &own, &d.draft, f);
	d.note = must(talloc_asprintf(ctx, "campaign %s", lead.number));
	if (v == DONE)
		v = opinion_step(l, o, STEP_RELEASE, &d, f);
	if (v == DONE)
		v = intent_cancel_older_answers(l, o->id, d.draft, f);
	if (v == DONE)
		v = campaign_answered(l, o->id, a->draft, d.draft, f);
	*out = (struct spread){ o->number, must(talloc_asprintf(ctx, "answered as %s", lead.number)) };
	return v;
}

/* Nobody else would see that it has a wrong answer: its department need not have been asked about it. */
static enum verdict
leave_uncorrected(struct ledger *l, const struct opinion *o, struct fault *f)
{
	const struct new_intent n = { .kind = "notice", .party = "desk", .opinion = o->id, .code = "uncorrected" };
	enum verdict v = intent_insert(l, &n, f);

	return v == DONE ? campaign_set(l, o->id, MEMBER_APART, f) : v;
}

static enum verdict
give(struct ledger *l, void *ctx, const struct campaign_answer *a, int64_t opinion, bool corrects, struct spread *out,
    struct fault *f)
{
	struct opinion o;
	bool found, again = false;
	enum state after;
	enum verdict v = opinion_by_id(l, ctx, opinion, &o, &found, f);

	*out = (struct spread){ v == DONE && found ? o.number : "", "left for the next run" };
	if (v == DONE && found)
		v = wrote_again(l, ctx, opinion, &again, f);
	if (v != DONE || !found)
		return v;
	if (o.is_protected || o.danger || again) {
		*out = (struct spread){ o.number, "has to be looked at by itself" };
		return corrects ? leave_uncorrected(l, &o, f) : ask_by_itself(l, &o, MEMBER_APART, f);
	}
	/* Something became of it meanwhile. */
	if (!state_after(o.state, STEP_RELEASE, &after)) {
		*out = (struct spread){ "", "" };
		return campaign_set(l, o.id, MEMBER_DONE, f);
	}
	return answer(l, ctx, a, &o, corrects, out, f);
}

/* The department's name may be another one by now. */
static enum verdict
next_member(struct ledger *l, void *ctx, struct spreading *s, int64_t *opinion_out, bool *corrects_out, bool *found_out,
    struct fault *f)
{
	const struct campaign_answer *a = &s->answer;
	const struct department *now = settings_department_at(l->settings, a->department, clock_now());
	int64_t *list = NULL;
	size_t count = 0;
	enum verdict v = DONE;

	if (!s->correcting)
		v = campaign_waiting(l, ctx, a->campaign, a->department, a->opinion, s->member, 1, &list, &count, f);
	if (v == DONE && !s->correcting && count == 0 && now != NULL && strcmp(now->code, a->department) != 0)
		v = campaign_waiting(l, ctx, a->campaign, now->code, a->opinion, s->member, 1, &list, &count, f);
	if (v == DONE && count == 0 && !s->correcting) {
		s->correcting = true;
		s->member = 0;
	}
	*corrects_out = count == 0;
	if (v == DONE && count == 0)
		v = campaign_to_correct(l, ctx, a, s->member, 1, &list, &count, f);
	*found_out = v == DONE && count != 0;
	if (*found_out)
		*opinion_out = list[0];
	return v;
}

/* The next answer that can be given. */
static enum verdict
next_answer(struct ledger *l, struct spreading *s, struct fault *f)
{
	bool lets_go = false, void_now = false, found = true;
	enum verdict v = DONE;

	while (v == DONE && found && !s->going) {
		v = campaign_answer_next(l, s->ctx, s->answer.draft, &s->answer, &lets_go, &void_now, &found, f);
		if (v != DONE || !found)
			break;
		s->member = 0;
		s->correcting = s->left = false;
		s->going = lets_go && !void_now;
		if (void_now || lets_go)
			v = campaign_answer_set(l, s->answer.draft, void_now ? CAMPAIGN_VOID : CAMPAIGN_GOING, f);
	}
	return v;
}

/* Everybody has it. */
static enum verdict
end(struct ledger *l, const struct campaign_answer *a, struct fault *f)
{
	enum verdict v = campaign_answered(l, a->opinion, a->draft, a->draft, f);

	return v == DONE ? campaign_answer_set(l, a->draft, CAMPAIGN_DONE, f) : v;
}

enum verdict
spread_next(struct ledger *l, void *ctx, struct spreading *s, struct spread *out, bool *found_out, struct fault *f)
{
	int64_t opinion = 0;
	bool corrects = false, any = false;
	enum verdict v = next_answer(l, s, f);

	*found_out = v == DONE && s->going;
	if (!*found_out)
		return v;
	v = next_member(l, ctx, s, &opinion, &corrects, &any, f);
	if (v == DONE && !any) {
		*out = (struct spread){ "", "" };
		s->going = false;
		return s->left ? DONE : end(l, &s->answer, f);
	}
	if (v != DONE)
		return v;
	s->member = opinion;
	v = give(l, ctx, &s->answer, opinion, corrects, out, f);
	s->left |= v != DONE;
	return v;
}

/* ---- those that nobody is asked about ------------------------------------------------------------------------ */

/* Whether another one's answer is still expected to be theirs. */
static enum verdict
is_looked_after(struct ledger *l, const struct member *m, const struct opinion *o, bool *out, struct fault *f)
{
	int64_t lead;
	enum verdict v = campaign_lead(l, m->campaign, o->department, &lead, out, f);

	return v == DONE && !*out ? campaign_answer_runs(l, m->campaign, o->department, out, f) : v;
}

static enum verdict
look_after(struct ledger *l, struct opinion *o, const struct member *m, struct spread *out, struct fault *f)
{
	bool looked_after = false;
	enum verdict v;

	if (o->state != STATE_REQUESTED)
		return o->state == STATE_ASKED || o->state == STATE_DRAFTED ? campaign_set(l, o->id, MEMBER_OWN, f) :
		    campaign_set(l, o->id, MEMBER_DONE, f);
	v = is_looked_after(l, m, o, &looked_after, f);
	if (v != DONE || looked_after)
		return v;
	*out = (struct spread){ o->number, "asked by itself: nobody answers for it any more" };
	return ask_by_itself(l, o, MEMBER_OWN, f);
}

enum verdict
spread_ask_next(struct ledger *l, void *ctx, struct spreading *s, struct spread *out, bool *found_out, struct fault *f)
{
	struct opinion o;
	struct member m;
	bool there = false;
	enum verdict v = campaign_next_collected(l, s->collected_campaign, s->collected, &m, found_out, f);

	*out = (struct spread){ "", "" };
	if (v != DONE || !*found_out)
		return v;
	s->collected_campaign = m.campaign;
	s->collected = m.opinion;
	v = opinion_by_id(l, ctx, m.opinion, &o, &there, f);
	return v == DONE && there ? look_after(l, &o, &m, out, f) : v;
}
