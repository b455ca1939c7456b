/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handle_pass_on - the opinion goes to another department, or back to the desk. */
#include "process/matter.h"

#include "config/clock.h"

static enum verdict
pass_to(struct matter *m, const struct department *to, const char **code_out, struct fault *f)
{
	struct detail d = { .department = to->code, .note = to->code };

	if (!matter_possible(m, STEP_PASS_ON, code_out))
		return DONE;
	return matter_take_step(m, STEP_PASS_ON, &d, "note", "pass-on", f);
}

enum verdict
handle_pass_on(struct matter *m, const char **code_out, struct fault *f)
{
	const struct department *to = matter_department_named(m->l->settings, m->answer.pass_to);

	if (to != NULL)
		return pass_to(m, to, code_out, f);
	*code_out = "no-department";
	return DONE;
}

enum verdict
handle_not_ours(struct matter *m, const char **code_out, struct fault *f)
{
	const struct settings *s = m->l->settings;

	return pass_to(m, settings_department_at(s, s->office.desk, clock_now()), code_out, f);
}
