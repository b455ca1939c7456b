/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide - what an arrival is and what follows. */
#include "process/decide.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "process/act.h"
#include "process/again.h"
#include "process/authres.h"
#include "process/classify.h"
#include "process/clerk.h"
#include "process/dispatch.h"
#include "process/erasing.h"
#include "process/faq_reply.h"
#include "process/filing.h"
#include "process/known.h"
#include "process/matter.h"
#include "process/page.h"
#include "process/paper.h"
#include "process/paper_plan.h"
#include "process/rules.h"
#include "process/transcribe.h"
#include "process/writer.h"

enum verdict
decide_opinion(struct ledger *l, void *ctx, const struct taken *t, const char **number_out, struct fault *f)
{
	struct writer w = writer_of(ctx, t->reading);
	const char *purpose = rules_purpose(l->settings, w.purpose, t->reading->subject);
	const char *language = l->settings->office.language == LANGUAGE_EN || !writer_is_japanese(t->reading) ?
	    "en" : "ja";

	return act_opinion(l, ctx, t, &w.contact, purpose, language, number_out, f);
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
decide_follow_up(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **number_out, struct fault *f)
{
	struct opinion o;
	enum verdict v = opinion_of(l, ctx, token, &o, f);

	if (v != DONE)
		return v;
	*number_out = o.number;
	return act_follow_up(l, t, &o, f);
}

/* A mail to several reply addresses is entered once and filed into each of the opinions. */
static enum verdict
decide_about(struct ledger *l, void *ctx, const struct taken *t, const struct classified *c,
    enum entry_kind *kind_out, const char **note_out, struct fault *f)
{
	struct entering entering = { .several = c->also_count != 0 };
	struct taken each = *t;
	bool again;
	enum verdict v;

	*note_out = "";
	v = again_mail(l, ctx, t->reading, c->token->opinion, &again, f);
	if (v != DONE || again) {
		*kind_out = ENTRY_DUPLICATE;
		*note_out = "the same mail as an earlier one";
		return v == DONE ? act_note_only(l, t, ENTRY_DUPLICATE, "same-mail", c->token->opinion, f) : v;
	}
	if (entering.several)
		each.entering = &entering;
	for (size_t i = 0; v == DONE && i <= c->also_count; i++) {
		const struct known_token *token = i == 0 ? c->token : c->also[i - 1];
		const char *number = "";

		v = c->kind == ENTRY_FOLLOW_UP ? decide_follow_up(l, ctx, &each, token, &number, f) :
		    matter_decide(l, ctx, &each, token, &number, f);
		*note_out = i == 0 ? number : must(talloc_asprintf(ctx, "%s, %s", *note_out, number));
	}
	return v;
}

static enum verdict
act_on(struct ledger *l, void *ctx, const struct taken *t, const struct classified *c, struct known_more *more,
    struct decision *out, struct fault *f)
{
	int64_t seq;

	out->note = c->reason;
	switch (c->kind) {
	case ENTRY_OPINION:
		return paper_is_fax(t) ? paper_decide(l, ctx, t, out, f) : decide_opinion(l, ctx, t, &out->note, f);
	case ENTRY_FOLLOW_UP:
	case ENTRY_ANSWER:
	case ENTRY_APPROVAL:
		return decide_about(l, ctx, t, c, &out->kind, &out->note, f);
	case ENTRY_BOUNCE:
		out->note = c->status;
		return act_bounce(l, ctx, t, &more->bounced, c->permanent, c->status, f);
	case ENTRY_DUPLICATE:
		out->note = "the same octets as an earlier one";
		return act_note_only(l, t, ENTRY_DUPLICATE, c->reason, more->same_opinion, f);
	case ENTRY_AUTOMATIC:
		return act_note_only(l, t, ENTRY_AUTOMATIC, c->reason, c->token != NULL ? c->token->opinion : 0, f);
	case ENTRY_COMMAND:
		if (c->token->kind == KNOWN_STAFF)
			return clerk_decide(l, ctx, t, c->token, &out->kind, &out->note, f);
		if (c->token->kind == KNOWN_FILE)
			return filing_decide(l, ctx, t, c->token, &out->note, f);
		if (c->token->kind == KNOWN_RUN)
			return dispatch_decide(l, ctx, t, c->token, &out->note, f);
		if (c->token->kind == KNOWN_ERASURE)
			return erasing_decide(l, ctx, t, c->token, &out->note, f);
		if (c->token->kind == KNOWN_FAQ)
			return faq_reply_decide(l, ctx, t, c->token, &out->note, f);
		if (c->token->kind == KNOWN_SCAN)
			return transcribe_decide(l, ctx, t, c->token, &out->note, f);
		break;
	case ENTRY_DISCARDED:
	case ENTRY_HELD:
	case ENTRY_SET_ASIDE:
	case ENTRY_SCAN:
	case ENTRY_SPLIT:
	case ENTRY_NOTE:
	case ENTRY_RETURNED:
	case ENTRY_REPORT:
	case ENTRY_KINDS:
		break;
	}
	out->kind = ENTRY_HELD;
	return act_hold(l, t, c->reason[0] != 0 ? c->reason : "no-command", c->from_office ? HELD_FROM_OFFICE :
	    HELD_FROM_ANYBODY, &seq, f);
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
	if (page_is_notice(t))
		return page_decide(l, ctx, t, out, f);
	if (paper_is_bundle(l->settings, t))
		return paper_decide(l, ctx, t, out, f);
	v = known_gather(l, ctx, t, &known, &more, f);
	if (v != DONE)
		return v;
	c = classify(t->reading, &known);
	*out = (struct decision){ c.kind, c.reason };
	return act_on(l, ctx, t, &c, &more, out, f);
}
