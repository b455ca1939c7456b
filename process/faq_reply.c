/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_reply - a department approves, corrects or drops a question with its answer. */
#include "process/faq_reply.h"

#include "config/clock.h"
#include "config/memory.h"
#include "process/act.h"
#include "process/faq_order.h"
#include "spool/access.h"
#include "spool/faq.h"

struct faq_reply {
	struct ledger *l;
	void *ctx;
	struct faq q;
	const char *department;		/* that speaks: the successor where the asked one has ended */
	const char *code;		/* of the reasons: what came of it, or why nothing did */
};

static enum verdict
note(struct faq_reply *x, const char *what, struct fault *f)
{
	return access_note_within(x->l, must(talloc_asprintf(x->ctx, "department:%s", x->department)),
	    must(talloc_asprintf(x->ctx, "%s faq %lld by mail", what, (long long)x->q.id)), 0, f);
}

static enum verdict
approve(struct faq_reply *x, struct fault *f)
{
	bool same = false;
	enum verdict v = faq_is_as_shown(x->l, &x->q, &same, f);

	if (v != DONE)
		return v;
	x->code = !same || faq_shown(&x->q)->question[0] == 0 ? "faq-changed" : faq_text_is_masked(faq_shown(&x->q)) ? "faq-masked" :
	    "faq-published";
	if (strcmp(x->code, "faq-published") != 0)
		return DONE;
	v = faq_approve(x->l, &x->q, x->department, f);
	return v == DONE ? note(x, "approve", f) : v;
}

/* What the department wrote is shown as it would be published, and approved before it is. */
static enum verdict
correct(struct faq_reply *x, const struct faq_form *form, struct fault *f)
{
	struct faq_text text = faq_form_over(faq_shown(&x->q), form);
	enum verdict v;

	if (text.question[0] == 0 || text.answer[0] == 0) {
		x->code = "faq-no-text";
		return DONE;
	}
	x->code = "faq-corrected";
	v = faq_change(x->l, &x->q, &text, f);
	return v == DONE ? note(x, "correct", f) : v;
}

static enum verdict
drop(struct faq_reply *x, struct fault *f)
{
	enum verdict v = faq_withdraw(x->l, &x->q, f);

	x->code = "faq-withdrawn";
	return v == DONE ? note(x, "withdraw", f) : v;
}

static enum verdict
carry_out(struct faq_reply *x, const struct reading *reading, int64_t round, struct fault *f)
{
	struct faq_order order = faq_order_read(x->ctx, reading);

	x->code = order.code;
	if (!x->q.open || x->q.round != round || x->q.state == FAQ_WITHDRAWN)
		x->code = "faq-late";
	else if (order.wish == FAQ_APPROVE)
		return approve(x, f);
	else if (order.wish == FAQ_CORRECT)
		return correct(x, &order.form, f);
	else if (order.wish == FAQ_DROP)
		return drop(x, f);
	return DONE;
}

enum verdict
faq_reply_decide(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **note_out, struct fault *f)
{
	const struct department *d = settings_department_at(l->settings, token->department, clock_now());
	struct faq_reply x = { .l = l, .ctx = ctx, .department = d != NULL ? d->code : token->department };
	struct new_intent n = { .kind = "faq-answer", .party = "sender" };
	bool found = false;
	enum verdict v = act_command(l, t, NULL, must(talloc_asprintf(ctx, "faq %lld", (long long)token->faq)), &n.arrival, f);

	if (v == DONE)
		v = faq_by_id(l, ctx, token->faq, &x.q, &found, f);
	if (v == DONE && !found)
		return fail(f, NEVER, "the question of its reply address is gone");
	if (v == DONE)
		v = carry_out(&x, t->reading, token->round, f);
	if (v != DONE)
		return v;
	n.code = must(talloc_asprintf(ctx, "%s %lld", x.code, (long long)token->faq));
	*note_out = n.code;
	return intent_insert(l, &n, f);
}
