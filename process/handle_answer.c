/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handle_answer - 1-⑥: answers to the resident, progress notes, and that none is needed. */
#include "process/correction.h"
#include "process/deciders.h"
#include "process/matter.h"
#include "process/standard.h"
#include "spool/intent.h"

enum verdict
matter_answer(struct matter *m, const char *code, int64_t *draft_out, const char **code_out, struct fault *f)
{
	struct detail d = { .note = NULL };
	struct deciders list;
	int64_t remark;
	enum step step;
	enum verdict v = standard_text(m, code_out, f);

	if (v == DONE && *code_out == NULL && m->answer.text[0] == 0)
		*code_out = "empty";
	if (v == DONE && *code_out == NULL)
		v = correction_judge(m, code_out, f);
	if (v != DONE || *code_out != NULL)
		return v;
	list = deciders_choose(m);
	step = list.deciding != 0 ? STEP_DRAFT : STEP_RELEASE;
	if (!matter_possible(m, step, code_out))
		return DONE;
	d.note = m->corrects != 0 ? "correction" : NULL;
	d.not_before = deciders_not_before(m->l->settings, &list);
	v = matter_take_step(m, step, &d, "answer", m->corrects != 0 ? "correction" : code, f);
	*draft_out = d.draft;
	if (v == DONE)
		v = matter_keep(m, "note", m->answer.remark, d.arrival, &remark, f);
	if (v == DONE)
		v = intent_cancel_older_answers(m->l, m->o.id, d.draft, f);
	return v == DONE ? deciders_enter(m->l, &list, m->o.id, d.draft, f) : v;
}

enum verdict
handle_text(struct matter *m, const char **code_out, struct fault *f)
{
	int64_t draft;

	return matter_answer(m, "answer", &draft, code_out, f);
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
