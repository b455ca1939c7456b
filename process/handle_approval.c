/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handle_approval - 決裁: who decides on a draft agrees, returns it, or stops it. */
#include "process/deciders.h"
#include "process/matter.h"
#include "spool/draft.h"
#include "spool/intent.h"

/* Somebody's decision about the draft that their reply address was made for. */
struct decision {
	struct deciders list;
	struct approval *mine;		/* NULL: they are not on the list */
};

static enum verdict
gather(struct matter *m, struct decision *out, struct fault *f)
{
	enum verdict v = deciders_of(m->l, m->ctx, m->token->draft, &out->list, f);

	out->mine = v == DONE ? deciders_find(&out->list, m->department) : NULL;
	return v;
}

/* Why a decision that is no longer open, or not yet, changes nothing. */
static const char *
why_not(const struct decision *d)
{
	for (size_t i = 0; i < d->list.count; i++)
		if (d->list.item[i].state == APPROVAL_RETURNED || d->list.item[i].state == APPROVAL_STOPPED)
			return "stopped-already";
	if (d->mine == NULL || (d->mine->role == APPROVAL_DECIDE && d->mine->state == APPROVAL_WAITING))
		return "not-your-turn";
	if (d->mine->role == APPROVAL_SEE)
		return "circulated";
	return d->mine->state == APPROVAL_APPROVED ? "decided-already" : "not-now";
}

static bool
is_asked(const struct decision *d)
{
	return d->mine != NULL && d->mine->state == APPROVAL_ASKED;
}

/* What is written beside the decision stays within the office, and the next ones read it. */
static enum verdict
keep_remark(struct matter *m, int64_t arrival, struct fault *f)
{
	struct draft d = { .arrival = arrival, .department = m->who, .kind = "note", .text = m->answer.text };
	int64_t id;

	return m->answer.text[0] == 0 ? DONE : draft_insert(m->l, &m->o, &d, &id, f);
}

static enum verdict
decide(struct matter *m, struct decision *d, enum approval_state state, enum step step, int64_t not_before,
    const char *code, struct fault *f)
{
	struct detail detail = { .who = m->who, .draft = m->token->draft, .not_before = not_before };
	enum verdict v = matter_enter(m, &detail.arrival, f);

	if (v == DONE)
		v = keep_remark(m, detail.arrival, f);
	if (v == DONE)
		v = approval_set(m->l, d->mine->id, state, detail.arrival, f);
	if (v == DONE)
		v = opinion_step(m->l, &m->o, step, &detail, f);
	if (v == DONE)
		v = matter_confirm(m, detail.arrival, detail.draft, code, f);
	return v;
}

enum verdict
handle_approve(struct matter *m, const char **code_out, struct fault *f)
{
	struct approval *next;
	struct decision d;
	enum step step;
	enum verdict v = gather(m, &d, f);

	if (v != DONE)
		return v;
	next = deciders_next(&d.list);
	step = next != NULL ? STEP_AGREE : STEP_APPROVE;
	if (!is_asked(&d))
		*code_out = why_not(&d);
	else
		(void)matter_possible(m, step, code_out);
	if (*code_out != NULL)
		return DONE;
	v = decide(m, &d, APPROVAL_APPROVED, step, deciders_not_before(m->l->settings, &d.list), "approve", f);
	if (v != DONE)
		return v;
	return next != NULL ? deciders_ask(m->l, next, f) : deciders_complete(m->l, &d.list, f);
}

/* Nothing of the draft leaves, and the department writes another one. */
static enum verdict
end(struct matter *m, struct decision *d, enum approval_state state, enum step step, const char *code,
    const char **code_out, struct fault *f)
{
	return matter_possible(m, step, code_out) ? decide(m, d, state, step, 0, code, f) : DONE;
}

/* Whoever is on the list may stop it as long as it has not left; what has left the register decides alone. */
static enum verdict
stop(struct matter *m, struct decision *d, const char **code_out, struct fault *f)
{
	struct intent answer;
	bool waits;
	enum verdict v;

	if (d->mine != NULL && m->o.state == STATE_DRAFTED && d->mine->state != APPROVAL_VOID)
		return end(m, d, APPROVAL_STOPPED, STEP_RETURN, "stop", code_out, f);
	v = intent_answer_waits(m->l, m->ctx, m->o.id, m->token->draft, &answer, &waits, f);
	if (v != DONE)
		return v;
	if (d->mine != NULL && waits)
		return end(m, d, APPROVAL_STOPPED, STEP_STOP, "stop", code_out, f);
	*code_out = why_not(d);
	if (strcmp(*code_out, "decided-already") == 0 || strcmp(*code_out, "circulated") == 0)
		*code_out = "too-late";
	return DONE;
}

enum verdict
handle_return(struct matter *m, const char **code_out, struct fault *f)
{
	struct decision d;
	enum verdict v = gather(m, &d, f);

	if (v != DONE)
		return v;
	if (is_asked(&d))
		return end(m, &d, APPROVAL_RETURNED, STEP_RETURN, "return", code_out, f);
	/* Who has agreed, or was shown it, and now returns it does not want it to leave. */
	if (d.mine != NULL && (d.mine->state == APPROVAL_APPROVED || d.mine->state == APPROVAL_SEEN))
		return stop(m, &d, code_out, f);
	*code_out = why_not(&d);
	return DONE;
}

enum verdict
handle_stop(struct matter *m, const char **code_out, struct fault *f)
{
	struct decision d;
	enum verdict v = gather(m, &d, f);

	return v == DONE ? stop(m, &d, code_out, f) : v;
}
