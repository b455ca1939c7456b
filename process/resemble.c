/* SPDX-License-Identifier: GPL-3.0-or-later */
/* resemble - which answered opinions a new one is like. */
#include "process/resemble.h"

#include "config/log.h"
#include "config/memory.h"
#include "process/alike.h"
#include "spool/campaign.h"
#include "spool/index.h"
#include "spool/similar.h"

enum { PROPOSED = 24, KEPT_MAX = 10, PER_MILLE = 1000 };

/* How much of the telling words an opinion must share, and of all groups of three letters: below that, two letters have the same
 * way of speaking and not the same subject. */
#define SCORE_LEAST 0.25
#define LIKENESS_LEAST 0.05

struct resemble {
	struct index *index;
	const struct settings *settings;
};

struct resemble *
resemble_begin(void *ctx, struct ledger *l)
{
	struct resemble *x = memory_new(ctx, sizeof *x);
	struct fault fault = { .text = "" };
	enum verdict v;

	x->settings = l->settings;
	if (l->settings->request.similar == 0)
		return NULL;
	v = index_open(x, l, INDEX_READ, &x->index, &fault);
	if (v == DONE)
		return x;
	/* There is none before the first iken-index has run. */
	if (v != NEVER)
		log_line(LOG_NOTE, "no similar opinions are looked for: %s", fault.text);
	return NULL;
}

/* Of the same campaign are those whose answer is shown besides. */
static enum verdict
is_same_campaign(struct ledger *l, int64_t a, int64_t b, bool *out, struct fault *f)
{
	struct member of_a = { .campaign = 0 }, of_b = of_a;
	bool a_in, b_in = false;
	enum verdict v = campaign_member(l, a, &of_a, &a_in, f);

	if (v == DONE && a_in)
		v = campaign_member(l, b, &of_b, &b_in, f);
	*out = a_in && b_in && of_a.campaign == of_b.campaign;
	return v;
}

/* Whether one that was proposed is answered, may be shown, and says something like it. */
static enum verdict
judge(struct ledger *l, void *ctx, const struct opinion *o, const struct grams *text, int64_t other, bool *fits_out, struct fault *f)
{
	struct similar_answer answer;
	struct grams there;
	bool same = false, known = false;
	enum verdict v = similar_answer(l, ctx, other, SIMILAR_WITHOUT_TEXT, &answer, fits_out, f);

	if (v == DONE && *fits_out)
		v = is_same_campaign(l, o->id, other, &same, f);
	if (v == DONE && *fits_out && !same)
		v = alike_of(l, ctx, &answer.opinion, &there, &known, f);
	*fits_out = v == DONE && *fits_out && !same && known && grams_likeness(text, &there) >= LIKENESS_LEAST;
	return v == NEVER ? DONE : v;
}

static enum verdict
choose(struct resemble *x, struct ledger *l, void *ctx, const struct opinion *o, const char *words, struct similar *out,
    size_t *count_out, struct fault *f)
{
	struct grams text = grams_of(ctx, words);
	struct index_score *proposed;
	struct fault fault = { .text = "" };
	size_t count, max = (size_t)x->settings->request.similar;
	enum verdict v = index_similar(x->index, ctx, words, o->id, PROPOSED, &proposed, &count, &fault);

	*count_out = 0;
	if (v != DONE) {
		log_line(LOG_NOTE, "%s: no similar opinions are looked for: %s", o->number, fault.text);
		if (v == HALT)
			index_report_damage(x->settings);
		return DONE;
	}
	v = DONE;
	for (size_t i = 0; v == DONE && i < count && *count_out < max && *count_out < KEPT_MAX; i++) {
		void *own = must(talloc_new(ctx));
		bool fits = false;

		if (proposed[i].score >= SCORE_LEAST)
			v = judge(l, own, o, &text, proposed[i].opinion, &fits, f);
		if (fits)
			out[(*count_out)++] = (struct similar){ proposed[i].opinion, (int64_t)(proposed[i].score * PER_MILLE) };
		talloc_free(own);
	}
	return v;
}

enum verdict
resemble_note(struct resemble *x, struct ledger *l, void *ctx, const struct opinion *o, const struct reading *r, struct fault *f)
{
	struct similar list[KEPT_MAX];
	struct contact *contact;
	size_t count = 0;
	enum verdict v;

	if (x == NULL || r == NULL)
		return DONE;
	v = opinion_contact(l, ctx, o, &contact, f);
	if (v == DONE)
		v = choose(x, l, ctx, o, alike_words(ctx, r, contact), list, &count, f);
	return v == DONE && count != 0 ? similar_keep(l, o->id, list, count, f) : v;
}
