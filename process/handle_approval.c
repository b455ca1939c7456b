/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handle_approval - 決裁: who decides on a draft agrees, returns it, or stops it. */
#include "process/matter.h"

enum verdict
handle_approve(struct matter *m, const char **code_out, struct fault *f)
{
	struct detail d = { .draft = m->token->draft };

	if (!matter_possible(m, STEP_APPROVE, code_out))
		return DONE;
	return matter_take_step(m, STEP_APPROVE, &d, "", "approve", f);
}

enum verdict
handle_return(struct matter *m, const char **code_out, struct fault *f)
{
	struct detail d = { .draft = m->token->draft };

	if (!matter_possible(m, STEP_RETURN, code_out))
		return DONE;
	return matter_take_step(m, STEP_RETURN, &d, "", "return", f);
}

enum verdict
handle_stop(struct matter *m, const char **code_out, struct fault *f)
{
	struct detail d = { .draft = m->token->draft };

	if (!matter_possible(m, STEP_STOP, code_out))
		return DONE;
	return matter_take_step(m, STEP_STOP, &d, "", "stop", f);
}
