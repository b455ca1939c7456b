/* SPDX-License-Identifier: GPL-3.0-or-later */
/* infected - what follows when a virus was found in an arrival. */
#include "process/infected.h"

#include "config/memory.h"
#include "process/act.h"
#include "process/authres.h"
#include "process/classify.h"
#include "process/known.h"
#include "process/paper.h"
#include "spool/virus.h"

static bool
is_of_a_person(enum entry_kind kind)
{
	return kind == ENTRY_OPINION || kind == ENTRY_FOLLOW_UP || kind == ENTRY_ANSWER || kind == ENTRY_APPROVAL ||
	    kind == ENTRY_COMMAND;
}

/* Viruses forge senders: who did not write it is not to be bothered. */
static enum verdict
may_answer(struct ledger *l, void *ctx, const struct taken *t, bool *may_out, struct fault *f)
{
	const struct reading *r = t->reading;
	struct known known;
	struct known_more more;
	enum verdict v;

	*may_out = false;
	if (r == NULL || r->from.address[0] == 0 || !authres_passed(&l->settings->trust, &r->authentication, r->from.address))
		return DONE;
	v = known_gather(l, ctx, t, &known, &more, f);
	*may_out = v == DONE && is_of_a_person(classify(r, &known).kind);
	return v;
}

static enum verdict
tell(struct ledger *l, const struct taken *t, int64_t seq, bool may, struct fault *f)
{
	const struct new_intent desk = { .kind = "infected", .party = "desk", .arrival = seq, .code = t->infected };
	const struct new_intent sender = { .kind = "not-taken", .party = "sender", .arrival = seq };
	enum verdict v = intent_insert(l, &desk, f);

	return v == DONE && may ? intent_insert(l, &sender, f) : v;
}

enum verdict
infected_decide(struct ledger *l, void *ctx, const struct taken *t, struct decision *out, struct fault *f)
{
	bool first, may = false;
	int64_t seq;
	enum verdict v = virus_note(l, t->id, t->infected, &first, f);

	*out = (struct decision){ ENTRY_SET_ASIDE, must(talloc_asprintf(ctx, "infected %s", t->infected)) };
	/* Before it has a line of its own: else it would be a duplicate of itself. */
	if (v == DONE && first)
		v = may_answer(l, ctx, t, &may, f);
	if (v == DONE)
		v = act_own(l, t, ENTRY_SET_ASIDE, out->note, &seq, f);
	if (v == DONE && first)
		v = tell(l, t, seq, may, f);
	return v == DONE ? paper_outcome(l, t->id, "infected", f) : v;
}
