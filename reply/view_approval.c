/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_approval - what approvers get: the draft as it will reach the resident. */
#include "reply/view.h"

/* The answer as the resident will get it, and what it answers. */
enum verdict
view_approval(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct rendered answer;
	enum verdict v = view_whole_answer(r, h->ctx, facts, !view_masked(facts), &answer, f);

	if (v != DONE)
		return v;
	view_received(h, facts, facts->opinion.received, facts->language);
	view_hole(h, "department", view_department_name(r->ledger->settings, facts->draft.department));
	view_hole(h, "text", answer.text);
	view_hole(h, "answer_subject", answer.subject);
	view_hole(h, "opinion", view_text(h->ctx, facts, facts->opinion_reading));
	return DONE;
}
