/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_part - what other departments than the lead get, and what the lead gets of them. */
#include "reply/view.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/part.h"

/* How a department stands, in Japanese and English. */
static const char *const standings[][2] = {
	[PART_OPEN] = { "分担の回答待ち", "asked for its part" },
	[PART_ANSWERED] = { "分担の回答あり", "has given its part" },
	[PART_DECLINED] = { "分担の回答なし", "has no part to give" },
	[PART_INFORMED] = { "参考送付", "has a copy for information" },
	[PART_VOID] = { "分担の回答は不要になりました", "its part is not needed any more" },
};

/* ---- all of them ------------------------------------------------------------------------------- */

static enum verdict
add_text(struct renderer *r, struct holes *h, const struct facts *facts, const struct opinion_part *part,
    struct buffer *out, struct fault *f)
{
	const char *name = view_department_name(r->ledger->settings, part->department);
	struct draft draft;
	bool found;
	enum verdict v = draft_by_id(r->ledger, h->ctx, part->draft, &draft, &found, f);

	if (v == DONE && found)
		buffer_printf(out, "%s【%s】\n%s\n", out->len != 0 ? "\n" : "", name,
		    text_trim(h->ctx, view_clerk_words(h->ctx, facts, draft.text)));
	return v;
}

static void
add_standing(struct holes *h, const struct facts *facts, const struct opinion_part *part, const char *name,
    struct buffer *out)
{
	bool en = facts->language == LANGUAGE_EN;
	bool is_due = part->state == PART_OPEN && part->due != 0;

	buffer_printf(out, "%s%s%s", name, en ? ": " : "：", standings[part->state][en]);
	if (is_due)
		buffer_printf(out, en ? " (due %s)" : "（期限 %s）", view_day(h->ctx, facts->language, part->due));
	buffer_char(out, '\n');
}

enum verdict
view_parts(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct buffer all = buffer_init(h->ctx), open = buffer_init(h->ctx), texts = buffer_init(h->ctx);
	const char *comma = facts->language == LANGUAGE_EN ? ", " : "、";
	struct opinion_part *parts;
	size_t count;
	enum verdict v = part_list(r->ledger, h->ctx, facts->opinion.id, &parts, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		const char *name = view_department_name(r->ledger->settings, parts[i].department);

		/* The lead may have had a part before it led. */
		if (strcmp(parts[i].department, facts->opinion.department) != 0)
			add_standing(h, facts, &parts[i], name, &all);
		if (parts[i].state == PART_OPEN)
			buffer_printf(&open, "%s%s", open.len != 0 ? comma : "", name);
		if (parts[i].state == PART_ANSWERED)
			v = add_text(r, h, facts, &parts[i], &texts, f);
	}
	view_hole(h, "parts", buffer_text(&all));
	view_hole(h, "open", buffer_text(&open));
	view_hole(h, "compiled", buffer_text(&texts));
	return v;
}

/* ---- the mails --------------------------------------------------------------------------------- */

static void
show_opinion(struct renderer *r, struct holes *h, const struct facts *facts)
{
	view_received(h, facts, facts->opinion.received, facts->language);
	view_hole(h, "department", facts->department->name);
	view_hole(h, "lead", view_department_name(r->ledger->settings, facts->opinion.department));
	view_arrival(h, facts, facts->opinion_reading);
}

enum verdict
view_part_request(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct opinion_part part;
	bool found;
	enum verdict v = part_find(r->ledger, h->ctx, facts->opinion.id, facts->department->code, &part, &found, f);

	show_opinion(r, h, facts);
	if (v == DONE && found)
		view_hole(h, "part_due", view_day(h->ctx, facts->language, part.due));
	if (v == DONE)
		v = view_parts(r, h, facts, f);
	return v == DONE ? view_history(r, h, facts, f) : v;
}

enum verdict
view_copy(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const struct reason *reason = settings_reason(r->ledger->settings, facts->intent->code);

	(void)f;
	show_opinion(r, h, facts);
	if (reason != NULL)
		view_hole(h, "reason", reason->name);
	return DONE;
}

/* Whether the department had sent its part before this one. */
static enum verdict
is_replacing(struct renderer *r, struct holes *h, const struct draft *draft, bool *out, struct fault *f)
{
	struct draft *drafts;
	size_t count;
	enum verdict v = draft_list(r->ledger, h->ctx, draft->opinion, &drafts, &count, f);

	*out = false;
	for (size_t i = 0; v == DONE && i < count; i++)
		*out |= drafts[i].id < draft->id && strcmp(drafts[i].kind, "part") == 0 &&
		    strcmp(drafts[i].department, draft->department) == 0;
	return v;
}

/* The event that the mail tells of; NULL when it is no longer there. */
static enum verdict
find_event(struct renderer *r, struct holes *h, const struct facts *facts, const struct event **out, struct fault *f)
{
	struct event *events;
	size_t count;
	enum verdict v = opinion_events(r->ledger, h->ctx, facts->opinion.id, &events, &count, f);

	*out = NULL;
	for (size_t i = 0; v == DONE && i < count; i++)
		if (events[i].arrival == facts->intent->arrival &&
		    strcmp(events[i].step, step_name(STEP_PART_ANSWER)) == 0)
			*out = &events[i];
	return v;
}

static bool
is_waiting(const struct opinion *o)
{
	return o->state == STATE_REQUESTED || o->state == STATE_ASKED || o->state == STATE_DRAFTED;
}

enum verdict
view_part_answer(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const struct settings *s = r->ledger->settings;
	const struct event *e;
	bool replaces = false;
	enum verdict v = find_event(r, h, facts, &e, f);

	if (v != DONE)
		return v;
	if (e == NULL)
		return fail(f, NEVER, "%s: nothing says which part came", facts->opinion.number);
	view_received(h, facts, facts->opinion.received, facts->language);
	view_hole(h, "department", facts->department->name);
	view_hole(h, "from", view_who(s, e->who));
	view_hole(h, "text", facts->has_draft ? view_clerk_words(h->ctx, facts, facts->draft.text) : "");
	if (strcmp(e->note, "answered") != 0)
		view_hole(h, "none", "yes");
	if (text_starts(e->note, "to "))
		view_hole(h, "moved_to", view_department_name(s, e->note + strlen("to ")));
	view_hole(h, "late", is_waiting(&facts->opinion) ? "" : "yes");
	view_hole(h, "opinion", view_text(h->ctx, facts, facts->opinion_reading));
	view_files(h, facts, facts->reading);
	if (facts->has_draft && strcmp(facts->draft.kind, "part") == 0)
		v = is_replacing(r, h, &facts->draft, &replaces, f);
	view_hole(h, "replaces", replaces ? "yes" : "");
	return v == DONE ? view_parts(r, h, facts, f) : v;
}
