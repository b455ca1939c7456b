/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_resident - what residents get: receipts, questions and answers. */
#include "reply/view.h"

enum verdict
view_receipt(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	(void)r;
	(void)f;
	view_received(h, facts, facts->opinion.received, facts->language);
	return DONE;
}

enum verdict
view_answer(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	(void)r;
	(void)f;
	view_received(h, facts, facts->opinion.received, facts->language);
	view_hole(h, "name", facts->contact->name);
	view_hole(h, "text", facts->draft.text);
	view_hole(h, "correction", view_day(h->ctx, facts->language, facts->draft.corrects));
	return DONE;
}

enum verdict
view_question(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	view_hole(h, "department", view_department_name(r->ledger->settings, facts->draft.department));
	return view_answer(r, h, facts, f);
}

enum verdict
view_whole_answer(struct renderer *r, void *ctx, const struct facts *facts, bool with_name, struct rendered *out,
    struct fault *f)
{
	enum language language = strcmp(facts->opinion.language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_JA;
	struct holes h = { .ctx = ctx };
	struct contact nameless = { .name = "" };
	struct facts as_resident = *facts;
	enum verdict v;

	as_resident.language = language;
	if (!with_name)
		as_resident.contact = &nameless;
	view_common(r, &h, &as_resident, language);
	v = view_answer(r, &h, &as_resident, f);
	return v == DONE ? view_fill(r, &h, language, "answer", out, f) : v;
}
