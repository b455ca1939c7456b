/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_doc - one opinion as a document. */
#include "report/export_doc.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"

struct building {
	struct export_doc *d;
	const struct settings *s;
	const struct export_words *w;
	const struct export_case *c;
	size_t room;
};

static void
add(struct building *b, enum export_item_kind kind, const char *label, const char *text)
{
	struct export_doc *d = b->d;

	if (d->count == b->room) {
		b->room = b->room * 2 + 32;
		d->item = must(talloc_realloc(d, d->item, struct export_item, b->room));
	}
	d->item[d->count++] = (struct export_item){ kind, label, text };
}

static const char *
say(const struct building *b, enum export_word word)
{
	return export_word(b->w, word);
}

static void
field(struct building *b, enum export_word label, const char *value)
{
	if (value != NULL && value[0] != 0)
		add(b, ITEM_FIELD, say(b, label), value);
}

static const char *
moment(struct building *b, int64_t utc)
{
	return utc != 0 ? clock_local(b->d, utc) : "";
}

const char *
export_department(const struct settings *s, const char *code)
{
	const struct department *d = settings_department(s, code);

	return d != NULL ? d->name : code;
}

/* "department:CODE" by its name; our programs and clerks as they are. */
static const char *
who_of(const struct building *b, const char *who)
{
	return text_starts(who, "department:") ? export_department(b->s, who + strlen("department:")) : who;
}

/* ---- the parts ------------------------------------------------------------------------------------------------------ */

static void
add_head(struct building *b)
{
	const struct opinion *o = &b->c->o;
	const struct purpose *purpose = settings_purpose(b->s, o->purpose);
	const struct reason *reason = settings_reason(b->s, o->reason);

	field(b, WORD_NUMBER, o->number);
	field(b, WORD_RECEIVED, moment(b, o->received));
	field(b, WORD_CHANNEL, export_code(b->w, "channel ", o->channel));
	field(b, WORD_PURPOSE, purpose != NULL ? purpose->name : o->purpose);
	field(b, WORD_DEPARTMENT, export_department(b->s, o->department));
	field(b, WORD_STATE, export_code(b->w, "", state_name(o->state)));
	field(b, WORD_DUE, moment(b, o->due));
	field(b, WORD_REASON, reason != NULL ? reason->name : o->reason);
	if (b->c->seen == SEEN_PROTECTED)
		field(b, WORD_PROTECTED, say(b, WORD_IS_PROTECTED));
	if (b->c->seen == SEEN_MASKED)
		field(b, WORD_PERSON, say(b, WORD_IS_MASKED));
	if (b->c->seen == SEEN_ERASED)
		add(b, ITEM_TEXT, NULL, say(b, WORD_ERASED));
}

static void
add_person(struct building *b)
{
	static const enum export_word ways[] = { WORD_REPLY_MAIL, WORD_REPLY_POST, WORD_REPLY_NONE };
	const struct contact *c = &b->c->contact;

	if (b->c->seen == SEEN_MASKED)
		return;
	add(b, ITEM_HEADING, NULL, say(b, WORD_PERSON));
	field(b, WORD_NAME, c->name);
	field(b, WORD_MAIL, c->mail);
	field(b, WORD_POSTAL, c->postal_code);
	field(b, WORD_ADDRESS, c->address);
	field(b, WORD_PHONE, c->phone);
	field(b, WORD_FAX, c->fax);
	field(b, WORD_REPLY, say(b, ways[c->reply]));
}

static void
add_files(struct building *b, const struct reading *r)
{
	for (size_t i = 0; i < r->part_count; i++)
		field(b, WORD_FILE, must(talloc_asprintf(b->d, "%zu: %s (%s, %lld)", i + 1,
		    export_text_of(b->d, b->c, true, r->parts[i].name), r->parts[i].sniffed, (long long)r->parts[i].size)));
}

static void
add_arrival(struct building *b, size_t i)
{
	const struct export_arrival *a = &b->c->arrivals[i];
	const struct reading *r = a->reading;
	bool of_resident = a->entry.kind != ENTRY_ANSWER && a->entry.kind != ENTRY_APPROVAL;

	add(b, ITEM_HEADING, NULL, must(talloc_asprintf(b->d, "%s %zu: %s %s (%s)", say(b, WORD_ARRIVED), i + 1,
	    moment(b, a->entry.received), export_code(b->w, "entry ", entry_kind_name(a->entry.kind)),
	    export_code(b->w, "channel ", a->entry.channel))));
	if (r == NULL) {
		add(b, ITEM_TEXT, NULL, say(b, WORD_UNREADABLE));
		return;
	}
	if (b->c->seen == SEEN_ALL && r->from.address[0] != 0)
		field(b, WORD_SENDER, must(talloc_asprintf(b->d, "%s <%s>", r->from.name, r->from.address)));
	field(b, WORD_SUBJECT, export_text_of(b->d, b->c, of_resident, r->subject));
	add_files(b, r);
	add(b, ITEM_TEXT, NULL, reading_words(r)[0] != 0 ? export_text_of(b->d, b->c, of_resident, reading_words(r)) :
	    say(b, WORD_NO_TEXT));
}

static void
add_draft(struct building *b, const struct export_draft *x)
{
	add(b, ITEM_HEADING, NULL, must(talloc_asprintf(b->d, "%s: %s %s (%s)", say(b, WORD_DRAFTS), moment(b, x->draft.at),
	    export_code(b->w, "command-draft ", x->draft.kind), export_department(b->s, x->draft.department))));
	add(b, ITEM_TEXT, NULL, export_text_of(b->d, b->c, false, x->draft.text));
	for (size_t i = 0; i < x->approval_count; i++) {
		const struct approval *a = &x->approvals[i];
		const struct approver *known = settings_approver(b->s, a->approver);

		add(b, ITEM_LINE, NULL, must(talloc_asprintf(b->d, "%s  %s: %s", moment(b, a->at),
		    known != NULL ? known->name : a->approver,
		    export_code(b->w, "approval-", approval_state_name(a->state)))));
	}
}

static void
add_parts(struct building *b)
{
	if (b->c->part_count != 0)
		add(b, ITEM_HEADING, NULL, say(b, WORD_PARTS));
	for (size_t i = 0; i < b->c->part_count; i++) {
		const struct opinion_part *p = &b->c->parts[i];

		add(b, ITEM_LINE, NULL, must(talloc_asprintf(b->d, "%s  %s: %s", moment(b, p->changed),
		    export_department(b->s, p->department), export_code(b->w, "part-state ", part_state_name(p->state)))));
	}
}

static void
add_events(struct building *b)
{
	if (b->c->event_count != 0)
		add(b, ITEM_HEADING, NULL, say(b, WORD_EVENTS));
	for (size_t i = 0; i < b->c->event_count; i++) {
		const struct event *e = &b->c->events[i];

		add(b, ITEM_LINE, NULL, must(talloc_asprintf(b->d, "%s  %s (%s)%s%s", moment(b, e->at),
		    export_code(b->w, "step ", e->step), who_of(b, e->who), e->note[0] != 0 ? " " : "", e->note)));
	}
}

struct export_doc *
export_doc_of(void *ctx, const struct settings *s, const struct export_words *w, const struct export_case *c)
{
	struct building b = { .d = memory_new(ctx, sizeof *b.d), .s = s, .w = w, .c = c };

	b.d->title = must(talloc_asprintf(b.d, "%s %s", export_word(w, WORD_TITLE), c->o.number));
	b.d->office = s->office.name;
	b.d->made = clock_now();
	add_head(&b);
	if (c->seen == SEEN_ERASED)
		return b.d;
	add_person(&b);
	for (size_t i = 0; i < c->arrival_count; i++)
		add_arrival(&b, i);
	for (size_t i = 0; i < c->draft_count; i++)
		add_draft(&b, &c->drafts[i]);
	add_parts(&b);
	add_events(&b);
	return b.d;
}

/* ---- as text -------------------------------------------------------------------------------------------------------- */

void
export_doc_text(const struct export_doc *d, struct buffer *out)
{
	buffer_printf(out, "%s\n%s  %s\n\n", d->title, d->office, clock_local(out->ctx, d->made));
	for (size_t i = 0; i < d->count; i++) {
		const struct export_item *x = &d->item[i];

		switch (x->kind) {
		case ITEM_HEADING:
			buffer_printf(out, "\n■ %s\n", x->text);
			break;
		case ITEM_FIELD:
			buffer_printf(out, "%s: %s\n", x->label, x->text);
			break;
		case ITEM_LINE:
			buffer_printf(out, "%s\n", x->text);
			break;
		case ITEM_TEXT:
			buffer_printf(out, "\n%s\n", x->text);
			break;
		}
	}
}
