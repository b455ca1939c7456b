/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_staff - what groups of clerks are told about their address, and what they may write to it. */
#include "reply/view.h"

#include "spool/staff.h"

enum verdict
view_help(struct renderer *r, void *ctx, const struct facts *facts, const char **out, struct fault *f)
{
	static const struct {
		const char *hole;
		enum staff_right right;
	} holes[] = {
		{ "may_enter", STAFF_ENTER }, { "may_look_up", STAFF_LOOK_UP }, { "may_read", STAFF_READ },
		{ "may_list", STAFF_LIST }, { "may_reissue", STAFF_REISSUE }, { "may_correct", STAFF_CORRECT },
		{ "may_note", STAFF_NOTE },
	};
	struct holes h = { .ctx = ctx };
	struct rendered words;
	enum verdict v;

	*out = "";
	if (facts->staff == NULL)
		return DONE;
	view_hole(&h, "name", facts->staff->name);
	for (size_t i = 0; i < sizeof holes / sizeof holes[0]; i++)
		view_hole(&h, holes[i].hole, staff_may(facts->staff, holes[i].right) ? "yes" : "");
	v = view_fill(r, &h, facts->language, "command-help", &words, f);
	if (v == DONE)
		*out = words.text;
	return v;
}

enum verdict
view_welcome(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const char *help;
	enum verdict v = view_help(r, h->ctx, facts, &help, f);

	if (v != DONE)
		return v;
	view_hole(h, "name", facts->staff != NULL ? facts->staff->name : "");
	view_hole(h, "address", facts->staff != NULL ? staff_address(h->ctx, r->ledger, facts->staff,
	    facts->staff_generation) : "");
	view_hole(h, "help", help);
	return DONE;
}
