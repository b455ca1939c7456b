/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_faq - what departments get about questions and answers: one to approve, or to confirm; and what came of a reply. */
#include "reply/view.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/faq.h"

static void
hole_number(struct holes *h, const char *name, int64_t number)
{
	if (number != 0)
		view_hole_number(h, name, number);
}

enum verdict
view_faq_find(struct ledger *l, void *ctx, const struct intent *i, struct faq *out, bool *open_out, struct fault *f)
{
	bool found = false;
	enum verdict v = faq_by_id(l, ctx, view_code_number(i->code, 0), out, &found, f);

	*open_out = v == DONE && found && out->open && out->round == view_code_number(i->code, 1) && faq_shown(out)->question[0] != 0;
	return v;
}

static enum verdict
show_asked(struct renderer *r, struct holes *h, const struct faq *q, struct fault *f)
{
	char *month = must(talloc_strndup(h->ctx, clock_local(h->ctx, clock_now()), strlen("2026-11")));
	int64_t now = 0, all = 0;
	enum verdict v = faq_counted(r->ledger, q->id, month, &now, f);

	if (v == DONE)
		v = faq_counted(r->ledger, q->id, "", &all, f);
	hole_number(h, "made_of", q->asked);
	hole_number(h, "again", all);
	hole_number(h, "month", now);
	return v;
}

enum verdict
view_faq(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const struct purpose *purpose;
	const struct faq_text *shown;
	struct faq q;
	bool open;
	enum verdict v = view_faq_find(r->ledger, h->ctx, facts->intent, &q, &open, f);

	if (v == DONE && !open)
		return fail(f, NEVER, "its question is gone");
	if (v == DONE)
		v = show_asked(r, h, &q, f);
	if (v != DONE)
		return v;
	shown = faq_shown(&q);
	purpose = settings_purpose(r->ledger->settings, q.purpose);
	hole_number(h, "faq", q.id);
	view_hole(h, "department", view_department_name(r->ledger->settings, facts->department->code));
	view_hole(h, "purpose", purpose != NULL ? purpose->name : q.purpose);
	view_hole(h, "question", shown->question);
	view_hole(h, "answer", shown->answer);
	view_hole(h, "easy", shown->easy);
	view_hole(h, "words", shown->words);
	view_hole(h, "masked", faq_text_is_masked(shown) ? "yes" : "");
	view_hole(h, "review", shown == &q.text ? "yes" : "");
	view_hole(h, "expires", shown == &q.text ? view_day(h->ctx, facts->language, q.expires) : "");
	return DONE;
}

enum verdict
view_faq_answer(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	static const char *const done[] = { "faq-published ", "faq-corrected ", "faq-withdrawn " };
	const char *code = facts->intent->code;
	bool was_done = false;
	struct faq q = { .text = { "", "", "", "" } };
	bool found = false;
	enum verdict v = faq_by_id(r->ledger, h->ctx, view_code_number(code, 1), &q, &found, f);

	for (size_t i = 0; i < sizeof done / sizeof done[0]; i++)
		was_done = was_done || text_starts(code, done[i]);
	hole_number(h, "faq", view_code_number(code, 1));
	view_hole(h, "done", was_done ? "yes" : "");
	view_hole(h, "open", v == DONE && found && q.open && !was_done ? "yes" : "");
	view_hole(h, "expires", text_starts(code, done[0]) ? view_day(h->ctx, facts->language, q.expires) : "");
	view_hole(h, "text", !was_done && facts->reading != NULL ? facts->reading->text : "");
	return v == DONE ? view_reason(r, h, facts, "reason", code, f) : v;
}

enum verdict
view_faq_address(struct renderer *r, void *ctx, const struct facts *facts, const char **out, struct fault *f)
{
	struct faq q;
	bool open;
	enum verdict v = view_faq_find(r->ledger, ctx, facts->intent, &q, &open, f);

	*out = "";
	if (v != DONE || !open || facts->department == NULL)
		return v;
	return faq_address(r->ledger, ctx, &q, facts->department->code, out, f);
}
