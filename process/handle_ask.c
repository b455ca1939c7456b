/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handle_ask - 照会: the department asks the resident back, and the clock pauses. */
#include "process/matter.h"

enum verdict
handle_ask(struct matter *m, const char **code_out, struct fault *f)
{
	struct detail d = { .note = NULL };

	if (!matter_possible(m, STEP_ASK, code_out))
		return DONE;
	return matter_take_step(m, STEP_ASK, &d, "question", "ask", f);
}
