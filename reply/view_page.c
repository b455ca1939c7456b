/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_page - what mails and letters say of the residents' page. */
#include "config/memory.h"
#include "reply/view.h"

void
view_page(struct renderer *r, struct holes *h, const struct facts *facts)
{
	const char *url = r->ledger->settings->page.url;

	if (!settings_has_page(r->ledger->settings))
		return;
	view_hole(h, "page", url);
	if (!facts->has_link)
		return;
	view_hole(h, "link", must(talloc_asprintf(h->ctx, "%sread?link=%s", url, facts->link.token)));
	view_hole(h, "code", facts->link.token);
	view_hole(h, "until", view_day(h->ctx, facts->language, facts->link.until));
}

enum verdict
view_page_link(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	(void)f;
	view_received(h, facts, facts->opinion.received, facts->language);
	view_hole(h, "name", facts->contact->name);
	view_page(r, h, facts);
	return DONE;
}
