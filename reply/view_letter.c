/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_letter - the answer, or the code for a new password, as it stands on paper; apart, so that who sends mails needs no fonts. */
#include "reply/sheet_words.h"
#include "reply/view.h"

enum verdict
view_letter(struct renderer *r, void *ctx, const struct facts *facts, struct rendered *out, struct fault *f)
{
	struct holes h = { .ctx = ctx };
	bool link = strcmp(facts->intent->kind, "page-link") == 0;
	struct facts on_paper = *facts;
	enum verdict v;

	view_common(r, &h, facts, facts->language);
	/* Who wished a letter reads the answer in it, wherever else it stands. */
	on_paper.on_page = false;
	v = link ? view_page_link(r, &h, facts, f) : view_answer(r, &h, &on_paper, f);
	for (size_t i = 0; facts->language == LANGUAGE_JA && i < h.count; i++)
		if (strcmp(h.item[i].name, "received") == 0 || strcmp(h.item[i].name, "correction") == 0 || strcmp(h.item[i].name, "until") == 0)
			h.item[i].value = sheet_wide_digits(ctx, h.item[i].value);
	return v == DONE ? view_fill(r, &h, facts->language, link ? "letter-page" : "letter", out, f) : v;
}
