/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handle_pass_on - the opinion goes to another department, or back to the desk. */
#include "config/clock.h"
#include "process/matter.h"

static enum verdict
pass_to(struct matter *m, const struct department *to, const char **code_out, struct fault *f)
{
	struct detail d = { .department = to->code, .note = to->code };

	if (!matter_possible(m, STEP_PASS_ON, code_out))
		return DONE;
	d.due = clock_end_of_day(clock_now(), to->due_days != 0 ? to->due_days : m->l->settings->calendar.due_days);
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

	return pass_to(m, settings_department(s, s->office.desk), code_out, f);
}
