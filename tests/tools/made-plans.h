/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * made-plans - what happens to a made-up opinion from the receipt on, step by step, until a given end.
 *
 * A plan takes the steps of spool/state.h, so that no opinion is where the programs could not have brought it; what
 * would come after the end is left out.
 */
#ifndef TESTS_MADE_PLANS_H
#define TESTS_MADE_PLANS_H

#include <stdlib.h>

#include "config/clock.h"
#include "made-texts.h"
#include "spool/calendar.h"
#include "spool/due.h"
#include "spool/entry.h"

enum { DAY = 86400, ACTIONS_MAX = 32 };

enum written { WRITTEN_NOTHING, WRITTEN_ANSWER, WRITTEN_QUESTION };

struct action {
	int64_t at;
	enum step step;
	enum state before, after;
	const char *who;		/* program, desk or resident; NULL: department:CODE */
	const char *department;		/* that has it afterwards; of an answer: that wrote it */
	const char *note;
	bool came;			/* something came in with it: */
	enum entry_kind entry;
	enum written written;
};

struct plan {
	struct opinion o;		/* as it is at the end */
	/* the first answer that left and did not come back, and what its days are counted by */
	int64_t first_answer, first_from, first_due, first_paused;
	bool ended;			/* the end came before this step */
	bool by_post, erased, english, may_fail;
	struct action action[ACTIONS_MAX];
	int count, next;
	/* of whoever writes it into the register */
	struct seal_key key;
	size_t person;
	int64_t last_answer;		/* when the newest one left, in the plan */
	int64_t draft, answer, answered;	/* the newest draft, the intent of the newest answer, and when it left */
	struct buffer text;		/* all that was written, as option -text wants it */
};

struct world {
	const struct settings *s;
	const struct calendar *cal;
	struct chance chance;
	int64_t until;			/* the end */
	int64_t erase_before, erase_at;	/* what came in before is erased then */
	int64_t ended_before;		/* what came in before is not left open; 0: some of it */
};

/* So many seconds after at, on the next open day between 9 and 17 o'clock when that is at night. */
static inline int64_t
office_hours(const struct world *w, int64_t at)
{
	daynum day = calendar_day_of(at);
	int64_t hour = (at - calendar_begin(day)) / 3600;

	if (hour >= 17 || calendar_at(w->cal, day) == CALENDAR_CLOSED)
		while (calendar_at(w->cal, ++day) == CALENDAR_CLOSED)
			continue;
	return day == calendar_day_of(at) && hour >= 9 ? at : calendar_begin(day) + 9 * 3600 + at % 3600;
}

static inline int64_t
after_open_days(struct world *w, int64_t at, int64_t days)
{
	daynum day = calendar_day_of(at);

	if (!calendar_add(w->cal, day, days, &day))
		day += (daynum)days;
	return calendar_begin(day) + 9 * 3600 + (int64_t)chance_below(&w->chance, 8 * 3600);
}

/* Days that a department takes: half of them within 5, a few of them very long. */
static inline int64_t
days_to_answer(struct chance *c)
{
	double days = 1 + 6 * pow(-log(1 - chance_unit(c)), 1.4);

	return days > 150 ? 150 : (int64_t)days;
}

static inline void
count_due(struct world *w, struct plan *p, bool resumed, int64_t at)
{
	int64_t days = 0;

	if (resumed && calendar_count(w->cal, calendar_day_of(p->o.paused), calendar_day_of(at), &days))
		p->o.paused_days += days;
	p->o.due = due_of(w->cal, w->s, &p->o);
}

/* The register keeps when an opinion was first answered (schema_6.c). */
static inline void
note_first_answer(struct plan *p, const struct action *a)
{
	if (a->step == STEP_FAIL && a->before != STATE_RELEASED && p->first_answer == p->last_answer)
		p->first_answer = p->first_from = p->first_due = p->first_paused = 0;
	if (a->step != STEP_SEND && a->step != STEP_POST)
		return;
	p->last_answer = a->at;
	if (p->first_answer == 0) {
		p->first_answer = a->at;
		p->first_from = p->o.counted_from;
		p->first_due = p->o.due;
		p->first_paused = p->o.paused_days;
	}
}

/* Takes a step as opinion_step() does. False: the end has come. */
static inline bool
act(struct world *w, struct plan *p, int64_t at, enum step step, struct action a)
{
	struct opinion *o = &p->o;
	bool begins = step == STEP_FOLLOW_UP && o->state != STATE_ASKED;

	if (p->ended || p->count == ACTIONS_MAX || at > w->until) {
		p->ended = true;
		return false;
	}
	a.at = p->count > 0 && at <= p->action[p->count - 1].at ? p->action[p->count - 1].at + 1 : at;
	a.step = step;
	a.before = o->state;
	if (!state_after(o->state, step, &a.after)) {
		fprintf(stderr, "make-register: no %s from %s\n", step_name(step), state_name(o->state));
		exit(1);
	}
	if (a.department != NULL && a.written == WRITTEN_NOTHING)
		o->department = a.department;
	a.department = o->department;
	o->state = a.after;
	if (begins) {
		o->counted_from = at;
		o->paused_days = 0;
	}
	count_due(w, p, a.before == STATE_ASKED && a.after != STATE_ASKED, at);
	if (a.before != a.after)
		o->changed = a.at;
	o->paused = a.after == STATE_ASKED ? o->changed : 0;
	note_first_answer(p, &a);
	p->action[p->count++] = a;
	return true;
}

#define CAME(kind) .came = true, .entry = ENTRY_ ## kind
#define ACT(at, step, ...) act(w, p, at, step, (struct action){ __VA_ARGS__ })

static inline const char *
any_department(struct world *w)
{
	return w->s->departments[chance_zipf(&w->chance, w->s->department_count)].code;
}

static inline bool
wants_approval(const struct world *w, const char *department)
{
	const struct department *d = settings_department(w->s, department);

	return d != NULL && d->approval;
}

/* How an answer that may leave leaves. Returns when it has arrived. */
static inline int64_t
plan_delivery(struct world *w, struct plan *p, int64_t at)
{
	const struct settings *s = w->s;
	int64_t sent = at + 60 + (int64_t)chance_below(&w->chance, 600);

	if (p->by_post) {
		ACT(sent, STEP_PRINT, .who = "iken-print");
		sent = after_open_days(w, sent, 1);
		ACT(sent, STEP_POST, .who = "desk");
	} else {
		ACT(sent, STEP_SEND, .who = "iken-send");
	}
	if (p->may_fail && chance_percent(&w->chance, 1.2)) {
		sent += p->by_post ? 5 * DAY : 3600;
		ACT(sent, STEP_FAIL, .who = p->by_post ? "desk" : "iken-register", .note = p->by_post ? "returned" : "refused answer 550 5.1.1");
		return 0;
	}
	sent += p->by_post ? s->print.return_window : s->send.bounce_window;
	ACT(sent, STEP_DELIVER, .who = "iken-send");
	return sent;
}

/* The department answers, the desk approves where it has to. Returns when the answer has arrived; 0 never. */
static inline int64_t
plan_answer(struct world *w, struct plan *p, int64_t at, const char *note)
{
	if (!wants_approval(w, p->o.department)) {
		ACT(at, STEP_RELEASE, .who = NULL, .note = note, CAME(ANSWER), .written = WRITTEN_ANSWER);
		return plan_delivery(w, p, at);
	}
	for (;;) {
		ACT(at, STEP_DRAFT, .who = NULL, .note = note, CAME(ANSWER), .written = WRITTEN_ANSWER);
		at = after_open_days(w, at, (int64_t)chance_below(&w->chance, 3));
		if (p->count > ACTIONS_MAX / 2 || !chance_percent(&w->chance, 6))
			break;
		ACT(at, STEP_RETURN, .who = "desk", CAME(APPROVAL));
		at = after_open_days(w, at, 2);
	}
	ACT(at, STEP_APPROVE, .who = "desk", CAME(APPROVAL));
	return plan_delivery(w, p, at + 1);
}

static inline int64_t
plan_pause(struct world *w, struct plan *p, int64_t at)
{
	ACT(at, STEP_ASK, .who = NULL, CAME(ANSWER), .written = WRITTEN_QUESTION);
	at = after_open_days(w, at, 1 + (int64_t)chance_below(&w->chance, 15));
	if (chance_percent(&w->chance, 80))
		ACT(at, STEP_FOLLOW_UP, .who = "resident", CAME(FOLLOW_UP));
	return after_open_days(w, at, 1 + (int64_t)chance_below(&w->chance, 5));
}

/* What comes after an answer that has arrived, or has not. */
static inline void
plan_end(struct world *w, struct plan *p, int64_t arrived)
{
	struct chance *c = &w->chance;
	int64_t at;

	if (arrived == 0) {
		if (chance_percent(c, 95) && p->o.state == STATE_UNDELIVERABLE)
			ACT(after_open_days(w, p->o.changed, 1 + (int64_t)chance_below(c, 9)), STEP_NO_ANSWER, .who = "desk");
		return;
	}
	if (chance_percent(c, 5)) {
		at = arrived + (int64_t)chance_below(c, 40 * DAY);
		ACT(at, STEP_FOLLOW_UP, .who = "resident", CAME(FOLLOW_UP));
		plan_answer(w, p, after_open_days(w, at, days_to_answer(c)), NULL);
	} else if (chance_percent(c, 0.7)) {
		plan_answer(w, p, after_open_days(w, arrived, 1 + (int64_t)chance_below(c, 9)), "correction");
	}
}

static inline bool
is_erased(const struct world *w, const struct plan *p)
{
	return p->o.received < w->erase_before && p->o.changed < w->erase_at && (p->o.state == STATE_DELIVERED ||
	    p->o.state == STATE_CLOSED || p->o.state == STATE_UNDELIVERABLE);
}

/* The opinion's whole life. reason: why it is not processed; "" it is. Of p->o channel, purpose, language and received
 * are set. */
static inline void
plan_life(struct world *w, struct plan *p, const char *reason, const char *department)
{
	struct chance *c = &w->chance;
	int64_t registered = p->o.received + 20 + (int64_t)chance_below(c, 280), at, arrived = 0;
	bool thanks = strcmp(p->o.purpose, "thanks") == 0;

	p->o.department = p->o.reason = "";
	p->o.state = STATE_NONE;
	p->o.counted_from = p->o.received;
	p->may_fail = !p->by_post || chance_percent(c, 60);
	ACT(registered, STEP_RECEIVE, .who = "iken-register", CAME(OPINION));
	if (reason[0] != 0) {
		if (ACT(registered + 5, STEP_DISMISS, .who = "iken-route", .department = department, .note = reason))
			p->o.reason = reason;
	} else {
		ACT(registered + 5, STEP_ROUTE, .who = "iken-route", .department = department,
		    .note = chance_percent(c, 70) ? "rule of line 70" : "no rule: the desk");
		at = office_hours(w, registered + 3600);
		if (chance_percent(c, 8)) {
			ACT(at, STEP_PASS_ON, .who = NULL, .department = any_department(w));
			at += 3600;
		}
		at = after_open_days(w, at, days_to_answer(c));
		if (chance_percent(c, 5))
			at = plan_pause(w, p, at);
		if (chance_percent(c, thanks ? 60 : 3))
			ACT(at, STEP_NO_ANSWER, .who = NULL, CAME(ANSWER));
		else
			arrived = plan_answer(w, p, at, NULL);
		if (p->o.state != STATE_CLOSED)
			plan_end(w, p, arrived);
	}
	if (p->o.received < w->ended_before && (p->o.state == STATE_REQUESTED || p->o.state == STATE_ASKED || p->o.state == STATE_UNDELIVERABLE)) {
		/* The desk tidied up. */
		p->ended = false;
		ACT(p->o.changed + DAY > w->until - DAY ? w->until - DAY : p->o.changed + DAY, STEP_NO_ANSWER, .who = "desk");
		p->ended = true;
	}
	if (!p->ended && is_erased(w, p)) {
		p->erased = true;
		ACT(w->erase_at, STEP_ERASE, .who = "iken-erase", .note = "erasure 1");
	}
}

#endif
