/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_opinion - an opinion as clerks see it who look it up, read it or have entered it. */
#include "reply/view.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/reason.h"

struct shown {
	struct renderer *r;
	struct holes h;
	enum language language;
	enum view_depth depth;
	struct facts facts;		/* opinion, and from VIEW_TEXT on contact and opinion_reading */
};

/* Who has entered it sees what they typed; others see nothing of who wrote. */
static const struct department whoever_entered = { .masked = false };

/* The words of "prefix code"; the code where there are none. */
static enum verdict
words_of(struct shown *s, const char *prefix, const char *code, const char **out, struct fault *f)
{
	const char *whole = must(talloc_asprintf(s->h.ctx, "%s%s", prefix, code));
	enum verdict v = reason_words(s->h.ctx, &s->r->ledger->settings->office, s->language, whole, out, f);

	if (v == DONE && strcmp(*out, whole) == 0)
		*out = code;
	return v;
}

static enum verdict
hole_of(struct shown *s, const char *name, const char *prefix, const char *code, struct fault *f)
{
	const char *words = "";
	enum verdict v = *code != 0 ? words_of(s, prefix, code, &words, f) : DONE;

	view_hole(&s->h, name, words);
	return v;
}

/* Whether somebody still has to answer. */
static bool
is_waited_for(enum state state)
{
	return state == STATE_RECEIVED || state == STATE_REQUESTED || state == STATE_DRAFTED ||
	    state == STATE_UNDELIVERABLE;
}

static enum verdict
show_state(struct shown *s, struct fault *f)
{
	const struct settings *settings = s->r->ledger->settings;
	const struct purpose *purpose = settings_purpose(settings, s->facts.opinion.purpose);
	bool late = s->facts.opinion.due != 0 && is_waited_for(s->facts.opinion.state) && clock_now() > s->facts.opinion.due;
	enum verdict v;

	view_hole(&s->h, "number", s->facts.opinion.number);
	view_hole(&s->h, "received", view_day(s->h.ctx, s->language, s->facts.opinion.received));
	view_hole(&s->h, "purpose", purpose != NULL ? purpose->name : s->facts.opinion.purpose);
	view_hole(&s->h, "due", view_day(s->h.ctx, s->language, s->facts.opinion.due));
	if (s->facts.opinion.department[0] != 0)
		view_hole(&s->h, "department", view_department_name(settings, s->facts.opinion.department));
	v = hole_of(s, "channel", "channel ", s->facts.opinion.channel, f);
	if (v == DONE)
		v = hole_of(s, "state", "", state_name(s->facts.opinion.state), f);
	if (v == DONE)
		v = hole_of(s, "late", "command ", late ? "late" : "", f);
	return v;
}

static enum verdict
show_events(struct shown *s, struct fault *f)
{
	struct buffer out = buffer_init(s->h.ctx);
	struct event *events;
	size_t count;
	enum verdict v = opinion_events(s->r->ledger, s->h.ctx, s->facts.opinion.id, &events, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		const char *words = "";

		v = words_of(s, "step ", events[i].step, &words, f);
		buffer_printf(&out, "%s%s%s%s", out.len != 0 ? "\n" : "", view_day(s->h.ctx, s->language, events[i].at),
		    s->language == LANGUAGE_JA ? "　" : "  ", words);
	}
	view_hole(&s->h, "events", buffer_text(&out));
	return v;
}

static enum verdict
read_arrival(struct shown *s, struct fault *f)
{
	struct ledger *l = s->r->ledger;
	struct facts *facts = &s->facts;
	struct reading *reading = NULL;
	bool found = false;
	enum verdict v = entry_by_seq(l, s->h.ctx, facts->opinion.arrival, &facts->opinion_entry, &found, f);

	if (v == DONE && found)
		v = entry_reading(l, s->h.ctx, &facts->opinion_entry, &reading, f);
	facts->opinion_reading = reading;
	return v == NEVER ? DONE : v;
}

static enum verdict
show_text(struct shown *s, struct fault *f)
{
	struct contact *contact;
	const struct reading *reading;
	enum verdict v = opinion_contact(s->r->ledger, s->h.ctx, &s->facts.opinion, &contact, f);

	if (v != DONE)
		return v;
	s->facts.contact = contact;
	v = read_arrival(s, f);
	reading = s->facts.opinion_reading;
	view_hole(&s->h, "subject", reading != NULL ? view_seen(s->h.ctx, &s->facts, reading->subject) : "");
	view_hole(&s->h, "text", view_text(s->h.ctx, &s->facts, reading));
	view_files(&s->h, &s->facts, reading);
	return v;
}

static enum verdict
show_sender(struct shown *s, struct fault *f)
{
	static const char *const ways[] = { [REPLY_MAIL] = "mail", [REPLY_POST] = "post", [REPLY_NONE] = "none" };

	view_hole(&s->h, "sender", view_sender(s->h.ctx, &s->facts));
	return hole_of(s, "reply", "reply ", ways[s->facts.contact->reply], f);
}

/* What departments and clerks wrote, each under who did and when. */
static enum verdict
show_answers(struct shown *s, struct fault *f)
{
	const struct settings *settings = s->r->ledger->settings;
	struct buffer out = buffer_init(s->h.ctx);
	struct draft *drafts;
	size_t count;
	enum verdict v = draft_list(s->r->ledger, s->h.ctx, s->facts.opinion.id, &drafts, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		const struct draft *d = &drafts[i];
		const char *kind, *who = text_starts(d->department, "staff:") ? view_who(settings, d->department) :
		    view_department_name(settings, d->department);

		v = words_of(s, "command-draft ", d->kind, &kind, f);
		if (v == DONE)
			buffer_printf(&out, s->language == LANGUAGE_JA ? "%s%s（%s、%s）\n%s\n" : "%s%s (%s, %s)\n%s\n",
			    out.len != 0 ? "\n" : "", kind, who, view_day(s->h.ctx, s->language, d->at), view_seen(s->h.ctx, &s->facts, d->text));
	}
	view_hole(&s->h, "answers", text_trim(s->h.ctx, buffer_text(&out)));
	return v;
}

static enum verdict
show_all(struct shown *s, struct fault *f)
{
	enum verdict v = show_state(s, f);

	if (v == DONE && s->depth != VIEW_ENTERED)
		v = show_events(s, f);
	if (v == DONE && s->depth != VIEW_STATE)
		v = show_text(s, f);
	if (v == DONE && s->depth == VIEW_ENTERED)
		v = show_sender(s, f);
	if (v == DONE && s->depth == VIEW_TEXT)
		v = show_answers(s, f);
	return v;
}

enum verdict
view_opinion(struct renderer *r, void *ctx, const struct facts *facts, const char *number, enum view_depth depth,
    const char **out, bool *found_out, struct fault *f)
{
	struct shown s = { .r = r, .h = { .ctx = ctx, .attached = NOT_ATTACHED }, .language = facts->language,
		.depth = depth, .facts = { .intent = facts->intent, .language = facts->language } };
	struct rendered words;
	enum verdict v = opinion_by_number(r->ledger, ctx, number, &s.facts.opinion, found_out, f);

	if (v != DONE || !*found_out)
		return v;
	*found_out = s.facts.opinion.state != STATE_ERASED;
	if (!*found_out)
		return DONE;
	s.facts.has_opinion = true;
	s.facts.department = depth == VIEW_ENTERED ? &whoever_entered : NULL;
	v = show_all(&s, f);
	view_conceal(&s.h, &s.facts);
	if (v == DONE)
		v = view_fill(r, &s.h, facts->language, "command-opinion", &words, f);
	if (v == DONE)
		*out = must(talloc_asprintf(ctx, "%s\n%s", words.subject, words.text));
	return v;
}
