/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide - what an arrival is and what follows. */
#include "process/decide.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "process/act.h"
#include "process/authres.h"
#include "process/classify.h"
#include "process/known.h"
#include "process/matter.h"
#include "process/rules.h"
#include "process/writer.h"

static enum verdict
decide_opinion(struct ledger *l, void *ctx, const struct taken *t, struct decision *out, struct fault *f)
{
	struct writer w = writer_of(ctx, t->reading);
	const char *purpose = rules_purpose(l->settings, w.purpose, t->reading->subject);
	const char *language = l->settings->office.language == LANGUAGE_EN || !writer_is_japanese(t->reading) ?
	    "en" : "ja";

	return act_opinion(l, ctx, t, &w.contact, purpose, language, &out->note, f);
}

static enum verdict
opinion_of(struct ledger *l, void *ctx, const struct known_token *token, struct opinion *out, struct fault *f)
{
	bool found;
	enum verdict v = opinion_by_id(l, ctx, token->opinion, out, &found, f);

	if (v == DONE && !found)
		return fail(f, NEVER, "the opinion of its reply address is gone");
	return v;
}

static enum verdict
decide_follow_up(struct ledger *l, void *ctx, const struct taken *t, const struct classified *c,
    struct decision *out, struct fault *f)
{
	struct opinion o;
	enum verdict v = opinion_of(l, ctx, c->token, &o, f);

	if (v != DONE)
		return v;
	out->note = o.number;
	return act_follow_up(l, t, &o, f);
}

static enum verdict
act_on(struct ledger *l, void *ctx, const struct taken *t, const struct classified *c, struct known_more *more,
    struct decision *out, struct fault *f)
{
	out->note = c->reason;
	switch (c->kind) {
	case ENTRY_OPINION:
		return decide_opinion(l, ctx, t, out, f);
	case ENTRY_FOLLOW_UP:
		return decide_follow_up(l, ctx, t, c, out, f);
	case ENTRY_ANSWER:
	case ENTRY_APPROVAL:
		return matter_decide(l, ctx, t, c->token, &out->note, f);
	case ENTRY_BOUNCE:
		out->note = c->status;
		return act_bounce(l, ctx, t, &more->bounced, c->permanent, c->status, f);
	case ENTRY_DUPLICATE:
		out->note = "the same octets as an earlier one";
		return act_note_only(l, t, ENTRY_DUPLICATE, c->reason, more->same_opinion, f);
	case ENTRY_AUTOMATIC:
		return act_note_only(l, t, ENTRY_AUTOMATIC, c->reason, c->token != NULL ? c->token->opinion : 0, f);
	case ENTRY_COMMAND:
	case ENTRY_HELD:
	case ENTRY_SET_ASIDE:
	case ENTRY_KINDS:
		break;
	}
	out->kind = ENTRY_HELD;
	return act_hold(l, t, c->reason[0] != 0 ? c->reason : "no-command", f);
}

enum verdict
decide(struct ledger *l, void *ctx, const struct taken *t, struct decision *out, struct fault *f)
{
	struct known known;
	struct known_more more;
	struct classified c;
	enum verdict v;

	if (t->reading == NULL) {
		*out = (struct decision){ ENTRY_SET_ASIDE, t->why };
		return act_set_aside(l, t, t->why, f);
	}
	if (strcmp(t->reading->over_limit, "parts") == 0 || strcmp(t->reading->over_limit, "depth") == 0) {
		/* Not all of it is known: a department must not answer half of a mail. */
		out->kind = ENTRY_SET_ASIDE;
		out->note = must(talloc_asprintf(ctx, "goes over limits.%s", t->reading->over_limit));
		return act_set_aside(l, t, out->note, f);
	}
	v = known_gather(l, ctx, t, &known, &more, f);
	if (v != DONE)
		return v;
	c = classify(t->reading, &known);
	*out = (struct decision){ c.kind, c.reason };
	return act_on(l, ctx, t, &c, &more, out, f);
}
