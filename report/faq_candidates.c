/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_candidates - what was asked often and answered for everybody, as proposals for entries. */
#include <stdlib.h>

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "report/faq.h"
#include "report/faq_clean.h"
#include "spool/access.h"
#include "spool/draft.h"

enum { OPINIONS_MAX = 100000, DAY = 86400, ANSWER_MAX = 3000 };

struct looking {
	struct ledger *l;
	void *ctx;
	struct faq_asked *asked;
	size_t count;
	size_t *group;
	struct faq_known known;
};

/* The newest answer of an opinion, if it reached somebody and may be published. */
static enum verdict
public_answer(struct looking *x, void *ctx, int64_t opinion, struct opinion *o, struct draft *out, bool *any_out, struct fault *f)
{
	bool found = false;
	enum verdict v = opinion_by_id(x->l, ctx, opinion, o, &found, f);

	*any_out = false;
	if (v != DONE || !found || (o->state != STATE_SENT && o->state != STATE_POSTED && o->state != STATE_DELIVERED) || o->is_protected)
		return v;
	v = draft_newest(x->l, ctx, opinion, out, &found, f);
	*any_out = v == DONE && found && out->public && out->text[0] != 0;
	return v;
}

/* Whether an entry has it already, in whatever state: what its department did not want is not proposed again. */
static enum verdict
is_covered(struct looking *x, size_t first, bool *out, struct fault *f)
{
	enum verdict v = DONE;

	*out = false;
	for (size_t i = first; v == DONE && !*out && i < x->count; i++) {
		if (x->group[i] != first)
			continue;
		v = faq_is_source(x->l, 0, x->asked[i].opinion, out, f);
		*out = *out || faq_known_like(&x->known, &x->asked[i].shape, false) != SIZE_MAX;
	}
	return v;
}

static size_t
size_of(const struct looking *x, size_t first)
{
	size_t n = 0;

	for (size_t i = first; i < x->count; i++)
		n += x->group[i] == first;
	return n;
}

static enum verdict
fill(struct looking *x, const struct opinion *o, const struct draft *answer, struct faq_candidate *c, struct fault *f)
{
	const struct settings *s = x->l->settings;
	const struct department *d = settings_department_at(s, answer->department, clock_now());
	struct contact *contact;
	const char *text = NULL;
	enum verdict v = faq_read_opinion(x->l, x->ctx, o, &text, &contact, f);

	if (v != DONE || text == NULL)
		return v;
	c->from = o->number;
	c->opinion = o->id;
	c->draft.department = d != NULL ? d->code : s->office.desk;
	c->draft.purpose = o->purpose;
	c->draft.draft = (struct faq_text){ .easy = "", .words = "",
		.question = faq_clean(x->ctx, s, contact, text, faq_question_of(x->ctx, text)),
		.answer = text_cut(x->ctx, faq_clean(x->ctx, s, contact, text, faq_matter(x->ctx, answer->text)), ANSWER_MAX) };
	c->draft.draft.words = faq_words_of(x->ctx, c->draft.draft.question);
	return DONE;
}

/* The newest of the group whose answer may be published. */
static enum verdict
make(struct looking *x, size_t first, struct faq_candidate *c, bool *any_out, struct fault *f)
{
	enum verdict v = DONE;

	*any_out = false;
	for (size_t i = x->count; v == DONE && !*any_out && i-- > first;) {
		struct opinion o;
		struct draft answer;

		if (x->group[i] != first)
			continue;
		v = public_answer(x, x->ctx, x->asked[i].opinion, &o, &answer, any_out, f);
		if (v == DONE && *any_out)
			v = fill(x, &o, &answer, c, f);
	}
	*any_out = *any_out && c->from != NULL && c->draft.draft.question[0] != 0 && c->draft.draft.answer[0] != 0;
	if (v != DONE || !*any_out)
		return v;
	c->draft.asked = (int64_t)size_of(x, first);
	c->sources = must(talloc_array(x->ctx, int64_t, (size_t)c->draft.asked));
	for (size_t i = first; i < x->count; i++)
		if (x->group[i] == first)
			c->sources[c->count++] = x->asked[i].opinion;
	return DONE;
}

static int
by_asked(const void *a, const void *b)
{
	const struct faq_candidate *x = a, *y = b;

	if (x->draft.asked != y->draft.asked)
		return x->draft.asked > y->draft.asked ? -1 : 1;
	return x->opinion < y->opinion ? -1 : x->opinion > y->opinion;
}

/* How many belong to each group, counted once for all. */
static size_t *
sizes(struct looking *x)
{
	size_t *n = memory_new(x->ctx, (x->count + 1) * sizeof *n);

	for (size_t i = 0; i < x->count; i++)
		n[x->group[i]]++;
	return n;
}

enum verdict
faq_candidates(struct run *run, struct ledger *l, void *ctx, struct faq_candidate **out, size_t *count_out, size_t *opinions_out,
    struct fault *f)
{
	struct looking x = { .l = l, .ctx = ctx };
	const struct faq_settings *s = &run->settings->faq;
	struct faq_shape *shapes;
	size_t room = 0, *size;
	int64_t last;
	enum verdict v = faq_known(l, ctx, &x.known, f);

	*out = NULL;
	*count_out = 0;
	if (v == DONE)
		v = faq_gather(run, l, ctx, 0, clock_now() - s->period * DAY, OPINIONS_MAX, &x.asked, &x.count, &last, f);
	*opinions_out = x.count;
	if (v != DONE)
		return v;
	shapes = must(talloc_array(ctx, struct faq_shape, x.count + 1));
	for (size_t i = 0; i < x.count; i++)
		shapes[i] = x.asked[i].shape;
	x.group = faq_group(ctx, shapes, x.count);
	size = sizes(&x);
	for (size_t i = 0; v == DONE && i < x.count; i++) {
		struct faq_candidate c = { .from = NULL };
		bool covered = true, any = false;

		if (size[i] < (size_t)s->asked)
			continue;
		v = is_covered(&x, i, &covered, f);
		if (v == DONE && !covered)
			v = make(&x, i, &c, &any, f);
		if (v != DONE || !any)
			continue;
		if (*count_out == room) {
			room = room * 2 + 8;
			*out = must(talloc_realloc(ctx, *out, struct faq_candidate, room));
		}
		(*out)[(*count_out)++] = c;
	}
	if (*count_out > 1)
		qsort(*out, *count_out, sizeof **out, by_asked);
	return v;
}

/* ---- shown, and proposed -------------------------------------------------------------------------------------------- */

static enum verdict
show(struct run *run, struct ledger *l, const struct faq_candidate *c, struct fault *f)
{
	const struct look look = { .what = "faq candidates", .opinion = c->opinion, .items = "text answer" };
	struct buffer text = buffer_init(run->ctx);
	enum verdict v = access_look(l, &look, f);

	if (v != DONE)
		return v;
	faq_text_write(&c->draft.draft, run->settings->office.language, &text);
	printf("%lld times, %s, %s, answer of %s%s\n%s\n", (long long)c->draft.asked, c->draft.department, c->draft.purpose, c->from,
	    faq_text_is_masked(&c->draft.draft) ? ", masked" : "", buffer_text(&text));
	return DONE;
}

enum verdict
faq_show_candidates(struct run *run, struct ledger *l, struct fault *f)
{
	struct faq_candidate *all;
	size_t count = 0, opinions = 0;
	enum verdict v = faq_candidates(run, l, run->ctx, &all, &count, &opinions, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		v = show(run, l, &all[i], f);
	if (v == DONE)
		printf("%zu candidates among %zu opinions of %lld days\n", count, opinions, (long long)run->settings->faq.period);
	return v;
}

/* In one transaction: found, written and asked about, or nothing of it. */
enum verdict
faq_propose_all(struct run *run, struct ledger *l, struct fault *f)
{
	struct faq_candidate *all = NULL;
	size_t count = 0, opinions = 0;
	enum verdict v = faq_candidates(run, l, run->ctx, &all, &count, &opinions, f);

	for (size_t i = 0; v == DONE && i < count && run_goes_on(run); i++) {
		int64_t id = 0;
		bool covered = false;

		v = db_begin(l->db, f);
		if (v != DONE)
			return v;
		/* Somebody else may have proposed it meanwhile. */
		for (size_t k = 0; v == DONE && !covered && k < all[i].count; k++)
			v = faq_is_source(l, 0, all[i].sources[k], &covered, f);
		if (v == DONE && !covered)
			v = faq_propose(l, &all[i].draft, all[i].sources, all[i].count, &id, f);
		if (v == DONE && !covered)
			v = access_note_within(l, "iken-faq", must(talloc_asprintf(run->ctx, "propose faq %lld", (long long)id)), all[i].opinion, f);
		v = db_end(l->db, v, !run->dry_run, f);
		if (v == DONE && !covered && run->dry_run)
			printf("would ask %s about an answer to %lld opinions\n", all[i].draft.department, (long long)all[i].draft.asked);
		else if (v == DONE && !covered)
			log_line(LOG_NOTE, "faq %lld: proposed to %s, of %lld opinions", (long long)id, all[i].draft.department,
			    (long long)all[i].draft.asked);
	}
	return v;
}
