/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_department - what departments get: requests, follow-ups, and what was returned to them. */
#include "reply/view.h"

#include "config/text.h"
#include "spool/block.h"

enum verdict
view_request(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	enum verdict v;

	view_received(h, facts, facts->opinion.received, facts->language);
	view_hole(h, "codes", r->ledger->settings->office.answers);
	view_hole(h, "department", facts->department->name);
	view_arrival(h, facts, facts->opinion_reading);
	v = view_parts(r, h, facts, f);
	return v == DONE ? view_history(r, h, facts, f) : v;
}

enum verdict
view_follow_up(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	view_received(h, facts, facts->has_entry ? facts->entry.received : facts->opinion.received, facts->language);
	view_hole(h, "department", facts->department->name);
	view_arrival(h, facts, facts->reading);
	return view_asked(r, h, facts, f);
}

/* What the desk wrote when it returned an answer: in the block, or else what is not quoted. */
static const char *
remark_of(void *ctx, const char *text)
{
	struct lines lines = lines_split(ctx, text);
	struct buffer out = buffer_init(ctx);
	struct block block;

	if (block_find(ctx, &lines, 0, &block) && block.filled)
		return block.text[0] != 0 ? block.text : block.remark;
	for (size_t i = 0; i < lines.count; i++) {
		if (lines.item[i].depth != 0)
			break;
		buffer_add(&out, lines.item[i].raw, lines.item[i].raw_len);
		buffer_char(&out, '\n');
	}
	return text_trim(ctx, buffer_text(&out));
}

enum verdict
view_returned(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	(void)f;
	view_hole(h, "department", view_department_name(r->ledger->settings, facts->department->code));
	view_hole(h, "remark", facts->reading != NULL ? remark_of(h->ctx, facts->reading->text) : "");
	view_hole(h, "text", facts->has_draft ? facts->draft.text : "");
	view_hole(h, "opinion", view_text(h->ctx, facts, facts->opinion_reading));
	return DONE;
}
