/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_campaign - the same letter from many: what a department, and who approves its answer, is told of the others. */
#include "reply/view.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/campaign.h"
#include "spool/mask.h"

enum { NUMBERS_MAX = 100, WORDS_MAX = 60 };

static const char *
number_of(void *ctx, int64_t number)
{
	return must(talloc_asprintf(ctx, "%lld", (long long)number));
}

/* What an opinion says; "" where it is not known. Of names and addresses, their marks. */
static enum verdict
words_of(struct renderer *r, void *ctx, const struct opinion *o, const char **out, struct fault *f)
{
	struct ledger *l = r->ledger;
	struct reading *reading;
	struct contact *contact;
	struct entry entry;
	bool found = false;
	enum verdict v = entry_by_seq(l, ctx, o->arrival, &entry, &found, f);

	*out = "";
	if (v != DONE || !found)
		return v;
	v = entry_reading(l, ctx, &entry, &reading, f);
	if (v == DONE)
		v = opinion_contact(l, ctx, o, &contact, f);
	if (v == DONE)
		*out = mask_apply(ctx, mask_new(ctx, contact), MASK_STRICT, reading_words(reading), NULL);
	return v == NEVER ? DONE : v;
}

/* A line for each: its number, and in which words it differs from the one that is shown. */
static enum verdict
add_member(struct renderer *r, void *ctx, const struct facts *facts, int64_t id, const struct grams *shown, struct buffer *out,
    struct fault *f)
{
	const char *words = "", *differs;
	struct opinion o;
	bool found;
	enum verdict v = opinion_by_id(r->ledger, ctx, id, &o, &found, f);

	if (v == DONE && found)
		v = words_of(r, ctx, &o, &words, f);
	if (v != DONE || !found)
		return v;
	differs = text_from(ctx, bytes_of(grams_differences(ctx, words, shown, WORDS_MAX)), TEXT_LINE, NULL);
	buffer_printf(out, "%s%s%s\n", o.number, differs[0] == 0 ? "" : facts->language == LANGUAGE_JA ? "　違うことば：" :
	    "  other words: ", differs);
	return DONE;
}

/* Those who wait for the same answer. */
static enum verdict
view_together(struct renderer *r, struct holes *h, const struct facts *facts, const struct campaign *c, struct fault *f)
{
	struct ledger *l = r->ledger;
	const char *department = facts->opinion.department;
	struct buffer out = buffer_init(h->ctx);
	const char *words = "";
	struct grams shown;
	int64_t *waiting, total = 0;
	size_t count;
	enum verdict v = campaign_waiting(l, h->ctx, c->id, department, facts->opinion.id, 0, NUMBERS_MAX, &waiting, &count, f);

	if (v == DONE)
		v = campaign_count_waiting(l, c->id, department, facts->opinion.id, &total, f);
	if (v == DONE)
		v = words_of(r, h->ctx, &facts->opinion, &words, f);
	shown = grams_of(h->ctx, words);
	for (size_t i = 0; v == DONE && i < count; i++) {
		void *own = must(talloc_new(NULL));

		v = add_member(r, own, facts, waiting[i], &shown, &out, f);
		talloc_free(own);
	}
	if (v == DONE && total > (int64_t)count)
		buffer_printf(&out, facts->language == LANGUAGE_JA ? "ほか%lld通\n" : "and %lld more\n", (long long)(total - (int64_t)count));
	view_hole(h, "together", buffer_text(&out));
	view_hole(h, "together_count", total != 0 ? number_of(h->ctx, total) : "");
	return v;
}

/* What the others got, without who got it. */
static enum verdict
view_given(struct renderer *r, struct holes *h, const struct facts *facts, const struct campaign *c, struct fault *f)
{
	struct ledger *l = r->ledger;
	struct contact *contact;
	struct opinion o;
	struct draft given = { .opinion = 0 };
	int64_t id;
	bool found;
	enum verdict v = campaign_given(l, c->id, facts->opinion.department, &id, &found, f);

	if (v == DONE && found)
		v = draft_by_id(l, h->ctx, id, &given, &found, f);
	if (v == DONE && found)
		v = opinion_by_id(l, h->ctx, given.opinion, &o, &found, f);
	if (v != DONE || !found || given.text[0] == 0)
		return v;
	v = opinion_contact(l, h->ctx, &o, &contact, f);
	if (v == DONE) {
		view_hole(h, "given", mask_apply(h->ctx, mask_new(h->ctx, contact), MASK_KNOWN, given.text, NULL));
		view_hole(h, "given_day", view_day(h->ctx, facts->language, given.at));
	}
	return v == NEVER ? DONE : v;
}

enum verdict
view_campaign(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct campaign c = { .letters = 0 };
	struct member m;
	bool found;
	int64_t size = r->ledger->settings->campaign.size;
	enum verdict v = campaign_member(r->ledger, facts->opinion.id, &m, &found, f);

	if (v == DONE && found && m.state != MEMBER_OUT)
		v = campaign_by_id(r->ledger, m.campaign, &c, &found, f);
	else
		found = false;
	if (v != DONE || !found || size == 0 || c.letters < size)
		return v;
	view_hole(h, "campaign", number_of(h->ctx, c.letters));
	view_hole(h, "people", number_of(h->ctx, c.people));
	view_hole(h, "apart", m.state == MEMBER_APART ? "yes" : "");
	if (m.state != MEMBER_APART)
		v = view_together(r, h, facts, &c, f);
	return v == DONE ? view_given(r, h, facts, &c, f) : v;
}

enum verdict
view_for_all(struct renderer *r, struct holes *h, const struct facts *facts, int64_t draft, struct fault *f)
{
	struct campaign_answer a;
	int64_t count = 0, corrected = 0;
	bool is = false;
	enum verdict v = campaign_answer_is(r->ledger, draft, &a, &is, f);

	if (v == DONE && is)
		v = campaign_count_waiting(r->ledger, a.campaign, facts->opinion.department, a.opinion, &count, f);
	if (v == DONE && is)
		v = campaign_count_to_correct(r->ledger, &a, &corrected, f);
	count += corrected;
	view_hole(h, "for_all", is && count != 0 ? number_of(h->ctx, count) : "");
	return v;
}
