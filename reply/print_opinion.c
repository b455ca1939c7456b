/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_opinion - an opinion on paper, and the sheet on which a department notes what it did. */
#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/print_scans.h"
#include "reply/print_sheets.h"
#include "reply/reason.h"
#include "reply/sheet_opinion.h"
#include "reply/view.h"
#include "spool/access.h"
#include "spool/number.h"
#include "spool/sheet.h"

enum { ENTRIES_SHOWN = 100, FIELDS = 6 };

struct showing {
	struct run *run;
	struct ledger *l;
	void *ctx;
	struct facts facts;		/* opinion, contact, opinion_reading; department NULL: masked */
	struct opinion_text text;
	struct sheet_event *events;
	size_t event_count;
	enum sheet_kind kind;
};

/* Who has a reason sees what was written; protected addresses nobody does. */
static const struct department whoever_has_a_reason = { .masked = false };

static char *
code_of_page(void *ctx, void *state, size_t page, size_t pages)
{
	const struct showing *s = state;
	const struct sheet sheet = { .kind = s->kind, .number = s->facts.opinion.number, .page = (int64_t)page,
		.pages = (int64_t)pages };

	return sheet_write(ctx, s->l->keys->token, &sheet);
}

/* The words of "prefix code"; the code where there are none. */
static enum verdict
words_of(struct showing *s, const char *prefix, const char *code, const char **out, struct fault *f)
{
	const char *whole = must(talloc_asprintf(s->ctx, "%s%s", prefix, code));
	enum verdict v = reason_words(s->ctx, &s->l->settings->office, LANGUAGE_JA, whole, out, f);

	if (v == DONE && strcmp(*out, whole) == 0)
		*out = code;
	return v;
}

/* ---- what the register says ---------------------------------------------------------------------- */

static enum verdict
find(struct showing *s, const char *typed, struct fault *f)
{
	char *number = number_read(s->ctx, typed);
	struct contact *contact;
	bool found = false;
	enum verdict v;

	if (number == NULL)
		return fail(f, NEVER, "%s is not a number: a digit is missing or wrong", typed);
	v = opinion_by_number(s->l, s->ctx, number, &s->facts.opinion, &found, f);
	if (v == DONE && !found)
		v = fail(f, NEVER, "there is no opinion %s", number);
	if (v == DONE)
		v = opinion_contact(s->l, s->ctx, &s->facts.opinion, &contact, f);
	if (v != DONE)
		return v;
	s->facts.has_opinion = true;
	s->facts.contact = contact;
	return DONE;
}

static enum verdict
read_arrival(struct showing *s, struct fault *f)
{
	struct facts *facts = &s->facts;
	struct reading *reading = NULL;
	bool found = false;
	enum verdict v = entry_by_seq(s->l, s->ctx, facts->opinion.arrival, &facts->opinion_entry, &found, f);

	if (v == DONE && found)
		v = entry_reading(s->l, s->ctx, &facts->opinion_entry, &reading, f);
	facts->opinion_reading = reading;
	return v == NEVER ? DONE : v;
}

static void
add_event(struct showing *s, int64_t when, const char *title, const char *text)
{
	size_t at = s->event_count++;

	s->events = must(talloc_realloc(s->ctx, s->events, struct sheet_event, s->event_count));
	/* In order of time; what happened at the same time in the order in which it was added. */
	for (; at > 0 && s->events[at - 1].when > when; at--)
		s->events[at] = s->events[at - 1];
	s->events[at] = (struct sheet_event){ when, title, text };
}

static enum verdict
add_steps(struct showing *s, struct fault *f)
{
	struct event *events;
	size_t count;
	enum verdict v = opinion_events(s->l, s->ctx, s->facts.opinion.id, &events, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		const char *words = "";

		v = words_of(s, "step ", events[i].step, &words, f);
		add_event(s, events[i].at, words, "");
	}
	return v;
}

static enum verdict
add_follow_ups(struct showing *s, struct fault *f)
{
	struct entry *entries;
	size_t count;
	enum verdict v = entry_list(s->l, s->ctx, s->facts.opinion.id, ENTRIES_SHOWN, &entries, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		struct reading *reading;

		if (entries[i].kind != ENTRY_FOLLOW_UP)
			continue;
		v = entry_reading(s->l, s->ctx, &entries[i], &reading, f);
		if (v == DONE)
			add_event(s, entries[i].received, "追加のご意見", view_text(s->ctx, &s->facts, reading));
		v = v == NEVER ? DONE : v;
	}
	return v;
}

static enum verdict
add_drafts(struct showing *s, struct fault *f)
{
	const struct settings *settings = s->l->settings;
	struct draft *drafts;
	size_t count;
	enum verdict v = draft_list(s->l, s->ctx, s->facts.opinion.id, &drafts, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		const struct draft *d = &drafts[i];
		const char *kind = "", *who = text_starts(d->department, "staff:") ? view_who(settings, d->department) :
		    view_department_name(settings, d->department);

		v = words_of(s, "command-draft ", d->kind, &kind, f);
		add_event(s, d->at, must(talloc_asprintf(s->ctx, "%s（%s）", kind, who)), view_seen(s->ctx, &s->facts, d->text));
	}
	return v;
}

/* ---- what the sheet says ------------------------------------------------------------------------- */

static void
show_person(struct showing *s)
{
	const struct contact *c = s->facts.contact;
	bool masked = s->facts.department == NULL, addresses = !masked && !s->facts.opinion.is_protected;
	const struct {
		const char *label, *value;
	} lines[FIELDS] = {
		{ "氏名", c->name }, { "メールアドレス", c->mail }, { "郵便番号", c->postal_code }, { "住所", c->address },
		{ "電話番号", c->phone }, { "FAX番号", c->fax },
	};
	struct sheet_field *fields = must(talloc_zero_array(s->ctx, struct sheet_field, FIELDS));

	for (size_t i = 0; i < FIELDS; i++)
		if (lines[i].value[0] != 0)
			fields[s->text.person_count++] = (struct sheet_field){ lines[i].label,
				(i == 0 ? !masked : addresses) ? lines[i].value : NULL };
	s->text.person = fields;
}

static enum verdict
show(struct showing *s, struct fault *f)
{
	const struct settings *settings = s->l->settings;
	const struct opinion *o = &s->facts.opinion;
	const struct purpose *purpose = settings_purpose(settings, o->purpose);
	struct opinion_text *t = &s->text;
	enum verdict v = read_arrival(s, f);

	t->office = settings->office.name;
	t->number = o->number;
	t->received = o->received;
	t->purpose = purpose != NULL ? purpose->name : o->purpose;
	t->department = o->department[0] != 0 ? view_department_name(settings, o->department) : "";
	t->due = o->due;
	t->printed = clock_now();
	t->subject = s->facts.opinion_reading != NULL ? view_seen(s->ctx, &s->facts, s->facts.opinion_reading->subject) : "";
	t->text = view_text(s->ctx, &s->facts, s->facts.opinion_reading);
	t->code = code_of_page;
	t->code_state = s;
	show_person(s);
	if (v == DONE)
		v = words_of(s, "channel ", o->channel, &t->channel, f);
	return v == DONE ? words_of(s, "", state_name(o->state), &t->state, f) : v;
}

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

static enum verdict
draw(struct showing *s, struct buffer *out, struct fault *f)
{
	const struct printing *print = &s->l->settings->print;
	const struct sink sink = { out, take };
	struct fonts *fonts = NULL;
	struct paper *paper = NULL;
	enum verdict v = fonts_open(s->ctx, print->font, print->fallback_font, &fonts, f);

	if (v == DONE)
		v = paper_new(s->ctx, s->facts.opinion.number, s->text.printed, &sink, &paper, f);
	if (v == DONE)
		v = s->kind == SHEET_NOTE ? sheet_note(s->ctx, paper, fonts, &s->text, 1, f) :
		    sheet_opinion(s->ctx, paper, fonts, &s->text, f);
	if (v == DONE)
		v = paper_end(paper, f);
	talloc_free(paper);
	talloc_free(fonts);
	return v;
}

static enum verdict
print_it(struct showing *s, const char *output, struct fault *f)
{
	const char *what = s->kind == SHEET_NOTE ? "note" : "opinion";
	struct buffer pdf = buffer_init(s->ctx);
	enum verdict v = draw(s, &pdf, f);

	if (v != DONE)
		return v;
	if (s->run->dry_run) {
		printf("would print the %s sheet of %s\n", what, s->facts.opinion.number);
		return DONE;
	}
	return print_output(s->run, must(talloc_asprintf(s->ctx, "%s-%s", what, s->facts.opinion.number)), &pdf, output, f);
}

/* The look is on record before anything is shown. */
static enum verdict
note_look(struct showing *s, const char *reason, struct fault *f)
{
	const struct look look = { .what = s->kind == SHEET_NOTE ? "print note sheet" : "print", .opinion = s->facts.opinion.id,
		.items = reason != NULL ? "contact subject text answer scan" : "subject text answer", .unmasked = reason != NULL,
		.reason = reason };

	return access_look(s->l, &look, f);
}

static const struct intent nobodys = { .kind = "sheet", .party = "sheet", .code = "", .message_id = "" };

enum verdict
print_opinion(struct run *run, struct ledger *l, const struct print_opinion *what, struct fault *f)
{
	struct showing s = { .run = run, .l = l, .ctx = run->ctx, .kind = SHEET_OPINION,
		.facts = { .intent = &nobodys, .language = LANGUAGE_JA } };
	struct print_scans scans = { .count = 0 };
	enum verdict v = find(&s, what->number, f);

	s.facts.department = what->reason != NULL ? &whoever_has_a_reason : NULL;
	if (v == DONE)
		v = note_look(&s, what->reason, f);
	if (v == DONE)
		v = show(&s, f);
	if (v == DONE)
		v = add_steps(&s, f);
	if (v == DONE)
		v = add_follow_ups(&s, f);
	if (v == DONE)
		v = add_drafts(&s, f);
	/* A scan cannot be masked. */
	if (v == DONE && !view_masked(&s.facts) && what->scanner != NULL)
		v = print_scans(l, s.ctx, &s.facts, what->parser, what->scanner, &scans, f);
	s.text.scans = scans.page;
	s.text.scan_count = scans.count;
	s.text.scans_left = scans.left;
	s.text.events = s.events;
	s.text.event_count = s.event_count;
	return v == DONE ? print_it(&s, what->output, f) : v;
}

enum verdict
print_note(struct run *run, struct ledger *l, const char *number, const char *output, struct fault *f)
{
	struct showing s = { .run = run, .l = l, .ctx = run->ctx, .kind = SHEET_NOTE,
		.facts = { .intent = &nobodys, .language = LANGUAGE_JA } };
	enum verdict v = find(&s, number, f);

	if (v == DONE)
		v = note_look(&s, NULL, f);
	if (v == DONE)
		v = show(&s, f);
	return v == DONE ? print_it(&s, output, f) : v;
}
