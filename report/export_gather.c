/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_gather - all that the register has of one opinion, as far as it may leave. */
#include "report/export_gather.h"

#include "config/memory.h"
#include "spool/virus.h"

enum { ARRIVALS_MAX = 100000 };

static const struct contact nobody = { "", "", "", "", "", "", REPLY_NONE, false };

enum export_seen
export_seen_of(const struct opinion *o, bool masked)
{
	if (o->state == STATE_ERASED)
		return SEEN_ERASED;
	if (masked)
		return SEEN_MASKED;
	return o->is_protected ? SEEN_PROTECTED : SEEN_ALL;
}

const char *
export_items_of(enum export_seen seen, bool cases)
{
	switch (seen) {
	case SEEN_ALL:
		return cases ? "contact subject text answer files" : "contact subject text answer";
	case SEEN_PROTECTED:
		return "name subject text answer";
	case SEEN_MASKED:
		return "subject text answer";
	case SEEN_ERASED:
		break;
	}
	return NULL;
}

static bool
is_of_resident(enum entry_kind kind)
{
	return kind == ENTRY_OPINION || kind == ENTRY_FOLLOW_UP || kind == ENTRY_SCAN;
}

static enum verdict
add_arrivals(struct ledger *l, void *ctx, struct export_case *c, struct fault *f)
{
	struct entry *entries;
	enum verdict v = entry_list(l, ctx, c->o.id, ARRIVALS_MAX, &entries, &c->arrival_count, f);

	c->arrivals = must(talloc_zero_array(ctx, struct export_arrival, c->arrival_count + 1));
	for (size_t i = 0; v == DONE && i < c->arrival_count; i++) {
		struct reading *reading = NULL;

		c->arrivals[i].entry = entries[i];
		c->arrivals[i].infected = "";
		v = entry_reading(l, ctx, &entries[i], &reading, f);
		if (v == DONE)
			c->arrivals[i].reading = reading;
		if (v == DONE || v == NEVER)
			v = virus_name_of(l, ctx, entries[i].id, &c->arrivals[i].infected, f);
	}
	return v;
}

static enum verdict
add_drafts(struct ledger *l, void *ctx, struct export_case *c, struct fault *f)
{
	struct draft *drafts;
	enum verdict v = draft_list(l, ctx, c->o.id, &drafts, &c->draft_count, f);

	c->drafts = must(talloc_zero_array(ctx, struct export_draft, c->draft_count + 1));
	for (size_t i = 0; v == DONE && i < c->draft_count; i++) {
		c->drafts[i].draft = drafts[i];
		v = approval_list(l, ctx, drafts[i].id, &c->drafts[i].approvals, &c->drafts[i].approval_count, f);
	}
	return v;
}

/* The name of a protected person may leave, so the mask does not know it. */
static void
make_mask(void *ctx, struct export_case *c, const struct contact *contact)
{
	struct contact known = *contact;

	if (c->seen == SEEN_PROTECTED)
		known.name = "";
	c->mask = mask_new(ctx, &known);
	for (size_t i = 0; i < c->arrival_count; i++) {
		const struct reading *r = c->arrivals[i].reading;

		if (r == NULL || !is_of_resident(c->arrivals[i].entry.kind))
			continue;
		mask_learn(c->mask, r->subject);
		mask_learn(c->mask, r->text);
		mask_learn(c->mask, r->html_text);
	}
}

static enum verdict
add_contact(struct ledger *l, void *ctx, struct export_case *c, struct fault *f)
{
	struct contact *contact;
	enum verdict v = opinion_contact(l, ctx, &c->o, &contact, f);

	if (v != DONE)
		return v;
	c->contact = c->seen == SEEN_MASKED ? nobody : contact_for_export(contact, c->o.is_protected);
	c->contact.reply = contact->reply;
	if (c->seen != SEEN_ALL)
		make_mask(ctx, c, contact);
	return DONE;
}

enum verdict
export_gather(struct ledger *l, void *ctx, const struct opinion *o, bool masked, struct export_case **out, struct fault *f)
{
	struct export_case *c = memory_new(ctx, sizeof *c);
	enum verdict v = DONE;

	*out = c;
	c->o = *o;
	c->contact = nobody;
	c->seen = export_seen_of(o, masked);
	if (c->seen == SEEN_ERASED)
		return DONE;
	v = add_arrivals(l, ctx, c, f);
	if (v == DONE)
		v = add_contact(l, ctx, c, f);
	if (v == DONE)
		v = add_drafts(l, ctx, c, f);
	if (v == DONE)
		v = opinion_events(l, ctx, o->id, &c->events, &c->event_count, f);
	return v == DONE ? part_list(l, ctx, o->id, &c->parts, &c->part_count, f) : v;
}

const char *
export_text_of(void *ctx, const struct export_case *c, bool of_resident, const char *text)
{
	enum mask_how how = MASK_KNOWN;

	if (c->mask == NULL)
		return text;
	if (of_resident)
		how = c->o.is_protected ? MASK_STRICT : MASK_USUAL;
	return mask_apply(ctx, c->mask, how, text, NULL);
}
