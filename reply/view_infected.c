/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_infected - what the desk, and who wrote it, get about a mail in which a virus was found. */
#include "config/memory.h"
#include "reply/view.h"

/* The subject too, so that the desk can ask for another file; nothing of it is more than one line of text. */
enum verdict
view_infected(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const struct reading *reading = facts->reading;

	(void)r;
	if (!facts->has_entry || facts->entry.kind != ENTRY_SET_ASIDE)
		return fail(f, NEVER, "the arrival is no longer set aside");
	view_hole(h, "arrival", facts->entry.id);
	view_hole(h, "virus", facts->intent->code);
	view_hole(h, "channel", facts->entry.channel);
	view_received(h, facts, facts->entry.received, facts->language);
	view_hole(h, "bundle", facts->entry_is_paper ? "yes" : "");
	if (reading == NULL)
		return DONE;
	view_hole(h, "subject", reading->subject);
	if (reading->from.address[0] != 0)
		view_hole(h, "from", must(talloc_asprintf(h->ctx, "%s%s<%s>", reading->from.name,
		    reading->from.name[0] != 0 ? " " : "", reading->from.address)));
	return DONE;
}

/* Nothing of what was found: it would help nobody but who tries what passes. */
enum verdict
view_not_taken(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	(void)r;
	(void)f;
	view_received(h, facts, facts->has_entry ? facts->entry.received : facts->intent->created, facts->language);
	view_hole(h, "subject", facts->reading != NULL ? facts->reading->subject : "");
	return DONE;
}
