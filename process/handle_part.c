/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handle_part - a department that was asked for its part: the part, that there is none, or whose it is. */
#include "config/clock.h"
#include "config/memory.h"
#include "process/matter.h"
#include "process/naming.h"
#include "process/share.h"

enum verdict
handle_part(struct matter *m, const char **code_out, struct fault *f)
{
	struct detail d = { .note = "answered" };
	enum verdict v;

	if (m->answer.code[0] != 0)
		*code_out = "lead-only";
	else if (m->answer.text[0] == 0)
		*code_out = "empty";
	else
		(void)matter_possible(m, STEP_PART_ANSWER, code_out);
	if (*code_out != NULL)
		return DONE;
	v = matter_take_step(m, STEP_PART_ANSWER, &d, "part", "part", f);
	return v == DONE ? part_set(m->l, m->part.id, PART_ANSWERED, d.draft, f) : v;
}

/* There is no part of this department, as note says. */
static enum verdict
decline(struct matter *m, const char *note, const char *code, struct detail *d, const char **code_out,
    struct fault *f)
{
	enum verdict v;

	d->note = note;
	if (m->part.state == PART_DECLINED)
		*code_out = "not-now";
	else
		(void)matter_possible(m, STEP_PART_ANSWER, code_out);
	if (*code_out != NULL)
		return DONE;
	v = matter_take_step(m, STEP_PART_ANSWER, d, "note", code, f);
	return v == DONE ? part_set(m->l, m->part.id, PART_DECLINED, 0, f) : v;
}

enum verdict
handle_part_none(struct matter *m, const char **code_out, struct fault *f)
{
	struct detail d = { .note = NULL };

	return decline(m, "declined", "part-none", &d, code_out, f);
}

/* Whether the department can still be asked: not the lead, and none that was asked for a part before, so
 * that no part goes round in a circle. */
static enum verdict
can_be_asked(struct matter *m, const struct department *to, bool *can_out, struct fault *f)
{
	struct opinion_part part;
	bool found;
	enum verdict v = part_find(m->l, m->ctx, m->o.id, to->code, &part, &found, f);

	*can_out = v == DONE && (!found || part.role == PART_COPY) && strcmp(to->code, m->o.department) != 0;
	return v;
}

enum verdict
handle_part_pass_on(struct matter *m, const char **code_out, struct fault *f)
{
	struct naming named = naming_department(m->l->settings, m->answer.pass_to, clock_now());
	const struct department *to = named.department;
	struct detail d = { .note = NULL };
	bool asked;
	enum verdict v;

	if (to == NULL) {
		*code_out = naming_reason(m->ctx, &named);
		return DONE;
	}
	if (strcmp(to->code, m->department) == 0) {
		*code_out = "same-department";
		return DONE;
	}
	v = can_be_asked(m, to, &asked, f);
	if (v == DONE && asked && !matter_possible(m, STEP_PART, code_out))
		return DONE;
	if (v == DONE)
		v = decline(m, must(talloc_asprintf(m->ctx, "to %s", to->code)), asked ? "part-pass-on" : "part-none",
		    &d, code_out, f);
	if (v == DONE && *code_out == NULL && asked)
		v = share_part(m->l, &m->o, to->code, m->who, d.arrival, f);
	return v;
}
