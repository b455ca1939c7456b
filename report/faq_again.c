/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_again - which new opinions ask what is published already. */
#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "report/faq.h"

enum { AT_ONCE = 200 };

static enum verdict
count_one(struct ledger *l, void *ctx, const struct faq_known *known, const struct faq_asked *asked, struct fault *f)
{
	size_t at = faq_known_like(known, &asked->shape, true);
	bool source = false;
	enum verdict v = DONE;

	if (at == SIZE_MAX)
		return DONE;
	v = faq_is_source(l, known->item[at].id, asked->opinion, &source, f);
	if (v == DONE && !source)
		v = faq_count(l, known->item[at].id, text_cut(ctx, clock_local(ctx, asked->received), strlen("2026-11")), f);
	return v;
}

/* Some of them, in one transaction with the mark of how far it is. */
static enum verdict
count_some(struct run *run, struct ledger *l, void *ctx, bool *more_out, struct fault *f)
{
	struct faq_known known;
	struct faq_asked *asked;
	size_t count = 0, published = 0;
	int64_t after = 0, last = 0;
	enum verdict v = faq_known(l, ctx, &known, f);

	*more_out = false;
	for (size_t i = 0; v == DONE && i < known.count; i++)
		published += known.item[i].state == FAQ_PUBLISHED;
	if (v == DONE)
		v = faq_cursor(l, &after, f);
	/* Those that come after this moment are compared: nothing is published yet. */
	if (v == DONE && published == 0) {
		v = faq_newest_opinion(l, &last, f);
		return v == DONE && last != after ? faq_put_cursor(l, last, f) : v;
	}
	if (v == DONE)
		v = faq_gather(run, l, ctx, after, 0, AT_ONCE, &asked, &count, &last, f);
	for (size_t i = 0; v == DONE && i < count; i++)
		v = count_one(l, ctx, &known, &asked[i], f);
	*more_out = last != after;
	return v == DONE && last != after ? faq_put_cursor(l, last, f) : v;
}

enum verdict
faq_count_again(struct run *run, struct ledger *l, struct fault *f)
{
	bool more = true;
	enum verdict v = DONE;

	while (v == DONE && more && run_goes_on(run)) {
		void *ctx = must(talloc_new(NULL));

		v = db_begin(l->db, f);
		if (v == DONE) {
			v = count_some(run, l, ctx, &more, f);
			v = db_end(l->db, v, !run->dry_run, f);
		}
		more = more && !run->dry_run;
		talloc_free(ctx);
	}
	return v;
}
