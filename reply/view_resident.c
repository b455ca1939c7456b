/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_resident - what residents get: receipts, questions and answers. */
#include "reply/view.h"

enum verdict
view_receipt(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	(void)f;
	view_received(h, facts, facts->opinion.received, facts->language);
	view_page(r, h, facts);
	return DONE;
}

/* Clerks write 〔氏名〕 where the name is to stand: they see it so in what they get, and standard answers have it. */
const char *
view_answer_text(void *ctx, const struct facts *facts)
{
	const char *mark = "〔氏名〕", *text = facts->draft.text, *p;
	const char *name = facts->contact->name[0] != 0 ? facts->contact->name :
	    facts->language == LANGUAGE_JA ? "ご投稿者" : "Sir or Madam";
	struct buffer out = buffer_init(ctx);

	for (; (p = strstr(text, mark)) != NULL; text = p + strlen(mark)) {
		buffer_add(&out, text, (size_t)(p - text));
		buffer_string(&out, name);
	}
	buffer_string(&out, text);
	return buffer_text(&out);
}

enum verdict
view_answer(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	(void)f;
	view_received(h, facts, facts->opinion.received, facts->language);
	view_hole(h, "name", facts->contact->name);
	/* Where it is read on the page it is in no mail, whatever a template says. */
	if (facts->on_page)
		view_page(r, h, facts);
	else
		view_hole(h, "text", view_answer_text(h->ctx, facts));
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
view_whole_answer(struct renderer *r, void *ctx, const struct facts *facts, bool named, struct rendered *out,
    struct fault *f)
{
	enum language language = strcmp(facts->opinion.language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_JA;
	struct holes h = { .ctx = ctx };
	struct contact nameless = { .name = "〔氏名〕" };
	struct facts as_resident = *facts;
	enum verdict v;

	as_resident.language = language;
	if (!named && facts->contact->name[0] != 0)
		as_resident.contact = &nameless;
	view_common(r, &h, &as_resident, language);
	v = view_answer(r, &h, &as_resident, f);
	return v == DONE ? view_fill(r, &h, language, "answer", out, f) : v;
}
