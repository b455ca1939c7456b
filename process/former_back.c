/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_back - what the register says of an opinion that was taken over, read back from it to be compared. */
#include "process/former_back.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/calendar.h"
#include "spool/former.h"

enum state
former_state_of(const struct former_opinion *says)
{
	switch (says->state) {
	case FORMER_ANSWERED_ALL:
		return STATE_DELIVERED;
	case FORMER_NO_ANSWER:
		return STATE_CLOSED;
	default:
		return says->department[0] != 0 ? STATE_REQUESTED : STATE_RECEIVED;
	}
}

static enum verdict
has_moved(struct ledger *l, void *ctx, const struct opinion *o, bool *moved_out, struct fault *f)
{
	struct event *events;
	size_t count;
	enum verdict v = opinion_events(l, ctx, o->id, &events, &count, f);

	*moved_out = o->state == STATE_ERASED;
	for (size_t i = 0; v == DONE && i < count; i++)
		*moved_out |= strcmp(events[i].who, "iken-import") != 0;
	return v;
}

enum verdict
former_back_read(struct ledger *l, void *ctx, int64_t opinion, struct former_back *out, struct fault *f)
{
	struct entry entry;
	char *origin;
	bool found = false;
	enum verdict v;

	*out = (struct former_back){ .moved = false };
	v = opinion_by_id(l, ctx, opinion, &out->o, &found, f);
	if (v == DONE && found)
		v = has_moved(l, ctx, &out->o, &out->moved, f);
	if (v != DONE || !found || out->moved) {
		out->moved = true;
		return v;
	}
	v = opinion_contact(l, ctx, &out->o, &out->contact, f);
	if (v == DONE)
		v = entry_by_seq(l, ctx, out->o.arrival, &entry, &found, f);
	if (v == DONE)
		v = entry_reading(l, ctx, &entry, &out->reading, f);
	if (v == DONE)
		v = draft_list(l, ctx, opinion, &out->draft, &out->draft_count, f);
	return v == DONE ? former_number(l, ctx, &out->o, &out->number, &origin, f) : v;
}

/* ---- the register's side ---- */

static const struct draft *
draft_of(const struct former_back *back, const char *kind, size_t nth)
{
	for (size_t i = 0; i < back->draft_count; i++)
		if (strcmp(back->draft[i].kind, kind) == 0 && nth-- == 0)
			return &back->draft[i];
	return NULL;
}

/* An answer of one that was closed without one is a note; one without a text is no draft. */
static const struct draft *
answer_of(const struct former_back *back, const struct former_item *item, size_t place)
{
	size_t nth = 0;

	if (place >= item->says.answer_count || item->says.answer[place].text[0] == 0)
		return NULL;
	for (size_t i = 0; i < place; i++)
		nth += item->says.answer[i].text[0] != 0;
	if (item->says.state != FORMER_NO_ANSWER)
		return draft_of(back, "answer", nth);
	return draft_of(back, "note", nth + (item->says.note[0] != 0));
}

static const char *
date_text(void *ctx, int64_t at)
{
	return at != 0 ? clock_local(ctx, at) : "";
}

static const char *
names_of(void *ctx, const struct reading *r)
{
	struct buffer out = buffer_init(ctx);

	for (size_t i = 0; i < r->part_count; i++)
		buffer_printf(&out, "%s%s", i != 0 ? "\n" : "", r->parts[i].name);
	return buffer_text(&out);
}

static const char *
contact_text(const struct contact *c, enum former_field field)
{
	static const char *const ways[] = { "mail", "post", "none" };

	switch (field) {
	case FORMER_NAME: return c->name;
	case FORMER_MAIL: return c->mail;
	case FORMER_POSTAL: return c->postal_code;
	case FORMER_ADDRESS: return c->address;
	case FORMER_PHONE: return c->phone;
	case FORMER_FAX: return c->fax;
	default: return ways[c->reply];
	}
}

const char *
former_back_text(void *ctx, const struct former_back *back, const struct former_item *item, enum former_field field, size_t nth)
{
	const struct draft *draft;

	switch (field) {
	case FORMER_NUMBER: return back->number != NULL ? back->number : "";
	case FORMER_RECEIVED: return date_text(ctx, back->o.received);
	case FORMER_CHANNEL: return back->o.channel;
	case FORMER_PURPOSE: return back->o.purpose;
	case FORMER_DEPARTMENT: return back->o.department;
	case FORMER_STATE: return state_name(back->o.state);
	case FORMER_PROTECTED: return back->o.is_protected ? "yes" : "no";
	case FORMER_DUE: return item->says.due != 0 ? date_text(ctx, back->o.due) : "";
	case FORMER_SUBJECT: return back->reading->subject;
	case FORMER_TEXT: return back->reading->text;
	case FORMER_FILES: return names_of(ctx, back->reading);
	case FORMER_NOTE:
		draft = item->says.note[0] != 0 ? draft_of(back, "note", 0) : NULL;
		return draft != NULL ? draft->text : "";
	case FORMER_ANSWER:
		draft = answer_of(back, item, nth);
		return draft != NULL ? draft->text : "";
	case FORMER_ANSWERED:
		draft = answer_of(back, item, nth);
		return draft != NULL ? date_text(ctx, draft->at) : "";
	default: return contact_text(back->contact, field);
	}
}

/* ---- the row's side ---- */

static const char *
cell_of(const struct former_head *head, const struct former_item *item, enum former_field field)
{
	for (size_t i = 0; i < head->count && i < item->row.count; i++)
		if (head->column[i]->field == field)
			return item->row.cell[i].text;
	return "";
}

static const char *
file_names(void *ctx, const struct former_opinion *says)
{
	struct buffer out = buffer_init(ctx);

	for (size_t i = 0; i < says->files.count; i++) {
		const char *name = says->files.item[i], *slash = strrchr(name, '/');

		buffer_printf(&out, "%s%s", i != 0 ? "\n" : "", slash != NULL ? slash + 1 : name);
	}
	return buffer_text(&out);
}

const char *
former_said_text(void *ctx, const struct former_head *head, const struct former_item *item, enum former_field field, size_t nth)
{
	static const char *const ways[] = { "mail", "post", "none" };
	const struct former_opinion *says = &item->says;

	switch (field) {
	case FORMER_RECEIVED: return date_text(ctx, says->received);
	case FORMER_CHANNEL: return says->channel;
	case FORMER_PURPOSE: return says->purpose;
	case FORMER_DEPARTMENT: return says->department;
	case FORMER_STATE: return state_name(former_state_of(says));
	case FORMER_REPLY: return ways[says->contact.reply];
	case FORMER_PROTECTED: return says->is_protected ? "yes" : "no";
	case FORMER_DUE: return says->due != 0 ? date_text(ctx, calendar_begin(calendar_day_of(says->due) + 1) - 1) : "";
	case FORMER_ANSWERED:
		/* Without a text there is no answer to keep it with: the history says when. */
		return nth < says->answer_count && says->answer[nth].text[0] != 0 ? date_text(ctx, says->answer[nth].at) : "";
	case FORMER_ANSWER: return nth < says->answer_count ? says->answer[nth].text : "";
	case FORMER_FILES: return file_names(ctx, says);
	default: return cell_of(head, item, field);
	}
}
