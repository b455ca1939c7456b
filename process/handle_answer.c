/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handle_answer - 1-⑥: answers to the resident, progress notes, and that none is needed. */
#include "process/act.h"
#include "process/correction.h"
#include "process/matter.h"
#include "process/standard.h"
#include "spool/intent.h"

static bool
needs_approval(const struct matter *m)
{
	const struct department *d = settings_department(m->l->settings, m->department);

	/* An answer between quoted lines has our request in it: a person looks at it before it goes. */
	return d == NULL || d->approval || m->answer.between || m->filed || m->doubtful;
}

enum verdict
handle_text(struct matter *m, const char **code_out, struct fault *f)
{
	struct detail d = { .note = NULL };
	struct new_intent n = { .kind = "approval", .party = "desk", .opinion = m->o.id };
	bool approval;
	enum step step;
	enum verdict v = standard_text(m, code_out, f);

	if (v == DONE && *code_out == NULL && m->answer.text[0] == 0)
		*code_out = "empty";
	if (v == DONE && *code_out == NULL)
		v = correction_judge(m, code_out, f);
	if (v != DONE || *code_out != NULL)
		return v;
	/* What waits for approval already is replaced by what waits for it. */
	approval = needs_approval(m) || m->o.state == STATE_DRAFTED;
	step = approval ? STEP_DRAFT : STEP_RELEASE;
	if (!matter_possible(m, step, code_out))
		return DONE;
	d.note = m->corrects != 0 ? "correction" : NULL;
	v = matter_take_step(m, step, &d, "answer", m->corrects != 0 ? "correction" : "answer", f);
	if (v == DONE)
		v = intent_cancel_older_answers(m->l, m->o.id, d.draft, f);
	n.arrival = d.arrival;
	n.draft = d.draft;
	return v == DONE && approval ? intent_insert(m->l, &n, f) : v;
}

enum verdict
handle_note(struct matter *m, const char **code_out, struct fault *f)
{
	struct detail d = { .note = NULL };

	if (!matter_possible(m, STEP_NOTE, code_out))
		return DONE;
	return matter_take_step(m, STEP_NOTE, &d, "note", "note", f);
}

enum verdict
handle_no_answer(struct matter *m, const char **code_out, struct fault *f)
{
	struct detail d = { .note = NULL };

	if (!matter_possible(m, STEP_NO_ANSWER, code_out))
		return DONE;
	return matter_take_step(m, STEP_NO_ANSWER, &d, "note", "no-answer", f);
}
