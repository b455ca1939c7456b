/* SPDX-License-Identifier: GPL-3.0-or-later */
/* role - what a department is to an opinion, and what it may say about it. */
#include "process/role.h"

#include "config/clock.h"

static matter_handler *const handlers[ROLES][ANSWER_KINDS] = {
	[ROLE_PART] = {
		[ANSWER_TEXT] = handle_part, [ANSWER_NOTE] = handle_note,
		[ANSWER_NO_ANSWER] = handle_part_none, [ANSWER_NOT_OURS] = handle_part_none,
		[ANSWER_PASS_ON] = handle_part_pass_on, [ANSWER_DISCLOSE] = handle_disclose,
	},
	[ROLE_COPY] = { [ANSWER_NOTE] = handle_note },
	[ROLE_FORMER] = { [ANSWER_NOTE] = handle_note },
};

static const char *const refusals[ROLES] = {
	[ROLE_LEAD] = "no-word", [ROLE_PART] = "lead-only", [ROLE_COPY] = "copy-only", [ROLE_FORMER] = "passed-on",
};

static bool
leads(const struct matter *m)
{
	const struct department *lead = settings_department_at(m->l->settings, m->o.department, clock_now());

	return strcmp(m->department, m->o.department) == 0 ||
	    (lead != NULL && strcmp(m->department, lead->code) == 0);
}

enum verdict
role_of(struct matter *m, enum role *role_out, struct fault *f)
{
	bool found = false;
	enum verdict v = DONE;

	*role_out = leads(m) ? ROLE_LEAD : ROLE_FORMER;
	if (*role_out == ROLE_LEAD)
		return DONE;
	v = part_find(m->l, m->ctx, m->o.id, m->department, &m->part, &found, f);
	/* The department that was asked may have ended since. */
	if (v == DONE && !found)
		v = part_find(m->l, m->ctx, m->o.id, m->token->department, &m->part, &found, f);
	if (v == DONE && found)
		*role_out = m->part.role == PART_COPY ? ROLE_COPY : ROLE_PART;
	return v;
}

matter_handler *
role_handler(enum role role, enum answer_kind kind, const char **code_out)
{
	if (handlers[role][kind] == NULL)
		*code_out = refusals[role];
	return handlers[role][kind];
}
