/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_personal - personal data that a department asked for, what a person has to see at once, and what is not
 * processed. */
#include "reply/view.h"

#include "config/memory.h"
#include "spool/alarm.h"

enum { SENTENCES = 5 };

/* What a request leaves out. Where the addresses are protected: the name alone. */
enum verdict
view_disclosure(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct department unmasked = *facts->department;
	struct facts all = *facts;
	const char *sender;

	(void)r;
	(void)f;
	unmasked.masked = false;
	all.department = &unmasked;
	sender = view_sender(h->ctx, &all);
	view_received(h, facts, facts->opinion.received, facts->language);
	view_hole(h, "department", facts->department->name);
	if (sender[0] == 0)
		sender = facts->language == LANGUAGE_JA ? "（分かっていません）" : "(not known)";
	view_hole(h, "sender", sender);
	view_arrival(h, &all, facts->opinion_reading);
	return DONE;
}

/* The words that were found and the sentences around them, masked. */
enum verdict
view_danger(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const struct settings *s = r->ledger->settings;
	struct facts masked = *facts;
	struct reading seen;

	masked.department = NULL;
	view_hole(h, "received", facts->has_entry ? view_moment(h->ctx, facts->language, facts->entry.received) : "");
	view_hole(h, "protected", view_protected(facts) ? "yes" : "");
	if (facts->has_opinion) {
		view_hole(h, "department", view_department_name(s, facts->opinion.department));
		if (view_reason(r, h, facts, "state", state_name(facts->opinion.state), f) != DONE)
			return HALT;
	} else if (facts->has_entry) {
		view_hole(h, "arrival", facts->entry.id);
	}
	if (facts->reading == NULL) {
		view_hole(h, "words", "?");
		return DONE;
	}
	seen = *facts->reading;
	seen.subject = view_seen(h->ctx, &masked, seen.subject);
	seen.text = view_seen(h->ctx, &masked, seen.text);
	seen.html_text = view_seen(h->ctx, &masked, seen.html_text);
	seen.part_count = 0;
	view_hole(h, "words", alarm_words(h->ctx, s, facts->reading));
	view_hole(h, "text", alarm_sentences(h->ctx, s, &seen, SENTENCES));
	return DONE;
}

enum verdict
view_not_processed(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const struct reason *reason = settings_reason(r->ledger->settings, facts->opinion.reason);

	(void)f;
	view_received(h, facts, facts->opinion.received, facts->language);
	view_hole(h, "reason", reason != NULL ? reason->name : facts->opinion.reason);
	view_hole(h, "advice", reason != NULL ? reason->advice : "");
	return DONE;
}
