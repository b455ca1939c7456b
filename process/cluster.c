/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cluster - whether a new opinion is the same letter as others, and who is asked about it then. */
#include "process/cluster.h"

#include "config/memory.h"
#include "process/alike.h"
#include "spool/intent.h"

enum {
	CANDIDATES = 6,		/* texts that are opened and compared */
	OWN_WORDS = 30,		/* groups of characters together that the others do not have: a sentence of its own */
	COLLECTED_AT_ONCE = 200
};

/* The text of the opinion with an id. *known_out false: it is not there any more. */
static enum verdict
grams_by_id(struct ledger *l, void *ctx, int64_t id, struct opinion *o, struct grams *out, bool *known_out, struct fault *f)
{
	bool found;
	enum verdict v = opinion_by_id(l, ctx, id, o, &found, f);

	*known_out = false;
	return v == DONE && found && o->state != STATE_ERASED ? alike_of(l, ctx, o, out, known_out, f) : v;
}

/* What there is to compare with, and what is the opinion's own in it. */
struct comparing {
	struct ledger *l;
	void *ctx;
	const struct grams *text;
	struct cluster *out;
};

/* A candidate that is in a campaign: the campaign's first letter decides, as long as it is there. */
static enum verdict
compare_with_first(struct comparing *x, const struct member *m, const struct grams *candidate, struct fault *f)
{
	struct opinion first;
	struct grams text;
	bool found, known = false;
	enum verdict v = campaign_by_id(x->l, m->campaign, &x->out->known, &found, f);

	if (v == DONE && found && x->out->known.first != m->opinion)
		v = grams_by_id(x->l, x->ctx, x->out->known.first, &first, &text, &known, f);
	if (v != DONE || !found)
		return v;
	if (!known)
		text = *candidate;
	if (!grams_same_letter(x->text, &text))
		return DONE;
	x->out->campaign = m->campaign;
	x->out->own_words = grams_own_words(x->text, &text) >= OWN_WORDS;
	return DONE;
}

static enum verdict
compare(struct comparing *x, int64_t candidate, struct fault *f)
{
	struct opinion o;
	struct grams text;
	struct member m;
	bool known, is_member = false;
	enum verdict v = grams_by_id(x->l, x->ctx, candidate, &o, &text, &known, f);

	if (v != DONE || !known || !grams_same_letter(x->text, &text))
		return v;
	v = campaign_member(x->l, candidate, &m, &is_member, f);
	if (v != DONE || (is_member && m.state == MEMBER_OUT))
		return v;
	if (is_member)
		return compare_with_first(x, &m, &text, f);
	x->out->with = candidate;
	x->out->own_words = grams_own_words(x->text, &text) >= OWN_WORDS;
	return DONE;
}

enum verdict
cluster_find(struct ledger *l, void *ctx, const struct opinion *o, const struct reading *r, struct cluster *out, struct fault *f)
{
	struct comparing x = { .l = l, .ctx = must(talloc_new(ctx)), .out = out };
	int64_t candidates[CANDIDATES];
	struct contact *contact;
	struct grams text;
	size_t count = 0;
	enum verdict v;

	*out = (struct cluster){ .campaign = 0 };
	if (l->settings->campaign.size == 0 || r == NULL) {
		talloc_free(x.ctx);
		return DONE;
	}
	v = opinion_contact(l, x.ctx, o, &contact, f);
	if (v == DONE) {
		text = grams_of(x.ctx, alike_words(x.ctx, r, contact));
		x.text = &text;
		out->sketched = sketch_of(l->keys->lookup, &text, &out->sketch);
	}
	if (v == DONE && out->sketched)
		v = sketch_find(l, &out->sketch, o->id, CANDIDATES, candidates, &count, f);
	for (size_t i = 0; v == DONE && i < count && out->campaign == 0 && out->with == 0; i++)
		v = compare(&x, candidates[i], f);
	talloc_free(x.ctx);
	return v;
}

/* What somebody has to look at by itself. */
static bool
is_apart(const struct opinion *o, const struct cluster *c)
{
	return o->is_protected || o->danger || c->own_words;
}

enum verdict
cluster_choose(struct ledger *l, const struct opinion *o, const char *department, struct cluster *c, struct fault *f)
{
	bool found = false;
	int64_t lead = 0;
	enum verdict v = DONE;

	if (c->campaign != 0 && !is_apart(o, c) && c->known.letters + 1 >= l->settings->campaign.size)
		v = campaign_lead(l, c->campaign, department, &lead, &found, f);
	c->lead = v == DONE && found ? lead : 0;
	return v;
}

/* ---- who is asked ------------------------------------------------------------------------------------------ */

/* Those whose request has not left yet are asked about by the lead's as well. */
static enum verdict
collect_waiting(struct ledger *l, void *ctx, int64_t campaign, int64_t lead, const char *department, const char *party,
    struct fault *f)
{
	int64_t *asked;
	size_t count;
	enum verdict v = campaign_asked(l, ctx, campaign, department, lead, COLLECTED_AT_ONCE, &asked, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		bool waits;

		v = intent_request_waits(l, asked[i], party, &waits, f);
		if (v != DONE || !waits)
			continue;
		v = intent_withdraw(l, asked[i], party, "collected", f);
		if (v == DONE)
			v = campaign_set(l, asked[i], MEMBER_COLLECTED, f);
	}
	return v;
}

/* The department is told, once, that the answer to the lead is for all from now on: by the lead's request where that has
 * not left yet. */
static enum verdict
tell_department(struct ledger *l, int64_t lead, const char *party, struct fault *f)
{
	struct new_intent n = { .kind = "request", .party = party, .opinion = lead, .code = "campaign" };
	bool told = false;
	enum verdict v = intent_request_had(l, lead, party, "campaign", &told, f);

	if (v == DONE && !told)
		v = intent_request_name(l, lead, party, "campaign", &told, f);
	return v == DONE && !told ? intent_insert(l, &n, f) : v;
}

static enum verdict
collect(struct ledger *l, void *ctx, struct opinion *o, const struct cluster *c, struct fault *f)
{
	const char *party = must(talloc_asprintf(ctx, "department:%s", o->department));
	enum verdict v = intent_withdraw(l, o->id, party, "collected", f);

	if (v == DONE)
		v = collect_waiting(l, ctx, c->campaign, c->lead, o->department, party, f);
	return v == DONE ? tell_department(l, c->lead, party, f) : v;
}

/* ---- who is in it -------------------------------------------------------------------------------------------- */

/* Of a campaign's letters a few are enough to find the next one by. */
static enum verdict
keep_sketch(struct ledger *l, int64_t opinion, const struct cluster *c, struct fault *f)
{
	bool enough = c->campaign != 0 && c->known.letters >= SKETCHES_OF_CAMPAIGN;

	return c->sketched && !enough ? sketch_keep(l, opinion, &c->sketch, f) : DONE;
}

static bool
is_over(enum state state)
{
	return state != STATE_RECEIVED && state != STATE_REQUESTED && state != STATE_ASKED && state != STATE_DRAFTED;
}

/* The letter that was like no other until now begins the campaign. */
static enum verdict
begin(struct ledger *l, void *ctx, int64_t first, int64_t *campaign_out, struct fault *f)
{
	struct opinion o;
	bool found;
	enum verdict v = opinion_by_id(l, ctx, first, &o, &found, f);

	if (v == DONE)
		v = campaign_begin(l, &o, campaign_out, f);
	return v == DONE ? campaign_join(l, *campaign_out, &o, is_over(o.state) ? MEMBER_DONE : o.is_protected || o.danger ?
	    MEMBER_APART : MEMBER_OWN, f) : v;
}

enum verdict
cluster_enter(struct ledger *l, void *ctx, struct opinion *o, const struct cluster *c, bool done, struct fault *f)
{
	enum member_state state = done ? MEMBER_DONE : is_apart(o, c) ? MEMBER_APART : c->lead != 0 ? MEMBER_COLLECTED : MEMBER_OWN;
	int64_t campaign = c->campaign;
	enum verdict v = keep_sketch(l, o->id, c, f);

	if (v == DONE && c->with != 0)
		v = begin(l, ctx, c->with, &campaign, f);
	if (v == DONE && campaign != 0)
		v = campaign_join(l, campaign, o, state, f);
	return v == DONE && state == MEMBER_COLLECTED ? collect(l, ctx, o, c, f) : v;
}

enum verdict
cluster_renew(struct ledger *l, void *ctx, int64_t *opinion, bool *found_out, struct fault *f)
{
	struct opinion o;
	struct grams text;
	struct sketch sketch;
	bool known = false;
	enum verdict v = sketch_next_due(l, *opinion, opinion, found_out, f);

	if (v != DONE || !*found_out)
		return v;
	v = grams_by_id(l, ctx, *opinion, &o, &text, &known, f);
	if (v == DONE && known && sketch_of(l->keys->lookup, &text, &sketch))
		v = sketch_keep(l, *opinion, &sketch, f);
	return v == DONE ? sketch_was_due(l, *opinion, f) : v;
}
