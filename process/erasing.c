/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erasing - a clerk of the desk releases or withdraws an erasure by mail. */
#include "process/erasing.h"

#include "config/memory.h"
#include "config/text.h"
#include "process/act.h"
#include "process/answer.h"
#include "process/order.h"
#include "spool/access.h"
#include "spool/eraser.h"

struct erasing {
	struct ledger *l;
	void *ctx;
	int64_t id;
	struct person who;
	const char *code;	/* a code of the reasons: what came of it, or why nothing did */
	int64_t left;		/* how many have to release it besides */
};

/* ---- what stands beside the word --------------------------------------------------------------------------------- */

static bool
begins_doubt(const char *p)
{
	static const char *const doubts[] = { "残", "除", "以外", "待", "まだ", "保留", "except", "keep", "hold", "without", "wait",
		"unless" };

	for (size_t i = 0; i < sizeof doubts / sizeof doubts[0]; i++)
		if (text_starts(p, doubts[i]))
			return true;
	return false;
}

/* What is erased is gone. Beside a release stands nothing that could mean that not all of it is to go: besides what is a
 * condition for any approval (words_conditional()) no such word, and no number of an opinion. */
static bool
is_doubtful(void *ctx, const struct answer *a)
{
	const char *p = text_fold(ctx, must(talloc_asprintf(ctx, "%s\n%s", a->text, a->remark)));

	while (*p != 0) {
		size_t digits, n = order_take_digits(p, &digits);

		if (order_is_number(p, digits) || begins_doubt(p))
			return true;
		p += n != 0 ? n : 1;
	}
	return false;
}

/* ---- what is done ------------------------------------------------------------------------------------------------ */

/* The access log has it, and whoever was not asked hears of it. */
static enum verdict
note(struct erasing *x, const char *what, bool tell, struct fault *f)
{
	static const char *const parties[] = { "desk", "administrator" };
	struct new_intent n = { .kind = "notice",
		.code = must(talloc_asprintf(x->ctx, "%s %lld", x->code, (long long)x->id)) };
	enum verdict v = access_note_within(x->l, x->who.name,
	    must(talloc_asprintf(x->ctx, "%s erasure %lld by mail", what, (long long)x->id)), 0, f);

	for (size_t i = 0; v == DONE && tell && i < sizeof parties / sizeof parties[0]; i++) {
		n.party = parties[i];
		v = intent_insert(x->l, &n, f);
	}
	return v;
}

static enum verdict
release(struct erasing *x, struct fault *f)
{
	static const char *const refusals[] = { [ERASURE_NOT_OPEN] = "erasure-late", [ERASURE_TWICE] = "erasure-twice",
		[ERASURE_UNCERTAIN] = "erasure-uncertain" };
	enum erasure_refusal refusal = ERASURE_NOT_OPEN;
	enum verdict v = erasure_may_release(x->l, x->id, &x->who, &refusal, f);

	if (v == DONE && refusal != ERASURE_MAY) {
		x->code = refusals[refusal];
		return DONE;
	}
	if (v == DONE)
		v = erasure_release(x->l, x->id, &x->who, &x->left, f);
	if (v != DONE)
		return v;
	x->code = x->left > 0 ? "erasure-waits" : "erasure-released";
	return note(x, "release", x->left <= 0, f);
}

static enum verdict
withdraw(struct erasing *x, struct fault *f)
{
	struct erasure e;
	bool found = false;
	enum verdict v = erasure_by_id(x->l, x->ctx, x->id, &e, &found, f);

	if (v != DONE)
		return v;
	x->code = found && erasure_may_withdraw(&e) ? "erasure-withdrawn" : "erasure-late";
	if (strcmp(x->code, "erasure-late") == 0)
		return DONE;
	v = erasure_withdraw(x->l, x->id, f);
	return v == DONE ? note(x, "withdraw", true, f) : v;
}

static enum verdict
carry_out(struct erasing *x, const struct reading *reading, struct fault *f)
{
	struct answer a = answer_of_reading(x->ctx, reading, ANSWER_TO_APPROVAL);

	switch (a.kind) {
	case ANSWER_APPROVE:
		if (!is_doubtful(x->ctx, &a))
			return release(x, f);
		x->code = "erasure-condition";
		return DONE;
	case ANSWER_STOP:
	case ANSWER_RETURN:
		return withdraw(x, f);
	default:
		x->code = strcmp(a.reason, "two-words") == 0 ? "erasure-condition" : "erasure-unclear";
		return DONE;
	}
}

enum verdict
erasing_decide(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **note_out, struct fault *f)
{
	struct erasing x = { .l = l, .ctx = ctx, .id = token->erasure, .who = eraser_person(ctx, token->department) };
	struct new_intent n = { .kind = "erasure-answer", .party = "sender" };
	enum verdict v = act_command(l, t, NULL, must(talloc_asprintf(ctx, "erasure %lld", (long long)x.id)), &n.arrival, f);

	if (v == DONE)
		v = carry_out(&x, t->reading, f);
	if (v != DONE)
		return v;
	n.code = must(talloc_asprintf(ctx, "%s %lld %lld", x.code, (long long)x.id, (long long)x.left));
	*note_out = must(talloc_asprintf(ctx, "%s %lld", x.code, (long long)x.id));
	return intent_insert(l, &n, f);
}
