/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handle_ask - 照会: the department asks the resident back, and the clock pauses. */
#include "process/matter.h"

/* Whether there is a mail address to ask at. */
static enum verdict
find_address(struct matter *m, bool *found_out, struct fault *f)
{
	struct contact *contact = NULL;
	enum verdict v = opinion_contact(m->l, m->ctx, &m->o, &contact, f);

	*found_out = v == DONE && contact->mail[0] != 0;
	return v == NEVER ? DONE : v;
}

enum verdict
handle_ask(struct matter *m, const char **code_out, struct fault *f)
{
	struct detail d = { .note = NULL };
	bool found = false;
	enum verdict v;

	/* Between quoted lines it has our request in it, which is not for the resident. */
	if (m->answer.between)
		*code_out = "between";
	else
		(void)matter_possible(m, STEP_ASK, code_out);
	if (*code_out != NULL)
		return DONE;
	v = find_address(m, &found, f);
	if (v == DONE && !found)
		*code_out = "no-mail";
	return v == DONE && found ? matter_take_step(m, STEP_ASK, &d, "question", "ask", f) : v;
}
