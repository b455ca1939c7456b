/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_department - what departments get: requests, follow-ups, and what was returned to them. */
#include "reply/view.h"

#include "spool/approval.h"

enum verdict
view_request(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	enum verdict v;

	view_received(h, facts, facts->opinion.received, facts->language);
	view_hole(h, "codes", r->ledger->settings->office.answers);
	view_hole(h, "department", facts->department->name);
	view_hole(h, "desk", strcmp(facts->department->code, r->ledger->settings->office.desk) == 0 ? "yes" : "");
	view_arrival(h, facts, facts->opinion_reading);
	v = view_parts(r, h, facts, f);
	if (v == DONE)
		v = view_campaign(r, h, facts, f);
	if (v == DONE)
		v = view_similar(r, h, facts, f);
	return v == DONE ? view_history(r, h, facts, f) : v;
}

enum verdict
view_follow_up(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	view_received(h, facts, facts->has_entry ? facts->entry.received : facts->opinion.received, facts->language);
	view_hole(h, "department", facts->department->name);
	view_arrival(h, facts, facts->reading);
	view_hole(h, "waiting", facts->opinion.state == STATE_DRAFTED || facts->opinion.state == STATE_RELEASED ||
	    facts->opinion.state == STATE_PRINTED ? "yes" : "");
	return view_asked(r, h, facts, f);
}

/* Who returned or stopped it by this mail, and what they wrote. */
static enum verdict
fill_decision(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct approval *list;
	struct draft *drafts;
	size_t count, draft_count;
	int64_t arrival = facts->intent->arrival;
	enum verdict v = approval_list(r->ledger, h->ctx, facts->intent->draft, &list, &count, f);

	if (v == DONE)
		v = draft_list(r->ledger, h->ctx, facts->opinion.id, &drafts, &draft_count, f);
	if (v != DONE)
		return v;
	for (size_t i = 0; arrival != 0 && i < count; i++) {
		if (list[i].arrival != arrival)
			continue;
		view_hole(h, "decided_by", view_approver_name(r->ledger->settings, list[i].approver));
		view_hole(h, "stopped", list[i].state == APPROVAL_STOPPED ? "yes" : "");
	}
	view_hole(h, "remark", view_remark(drafts, draft_count, arrival));
	return DONE;
}

enum verdict
view_returned(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	view_hole(h, "department", view_department_name(r->ledger->settings, facts->department->code));
	view_hole(h, "text", facts->has_draft ? facts->draft.text : "");
	view_hole(h, "opinion", view_text(h->ctx, facts, facts->opinion_reading));
	return fill_decision(r, h, facts, f);
}
