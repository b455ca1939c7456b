/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handle_dismiss - 処理対象外: the opinion is not processed, for a reason of the settings. */
#include "process/dismissal.h"
#include "process/matter.h"

enum verdict
handle_dismiss(struct matter *m, const char **code_out, struct fault *f)
{
	const struct reason *reason = dismissal_reason(m->l->settings, m->answer.reason_words);
	struct detail d = { .who = m->who };
	int64_t draft;
	enum verdict v;

	if (reason == NULL)
		*code_out = "no-reason";
	else
		(void)matter_possible(m, STEP_DISMISS, code_out);
	if (*code_out != NULL)
		return DONE;
	v = matter_enter(m, &d.arrival, f);
	if (v == DONE)
		v = matter_keep(m, "note", m->answer.text, d.arrival, &draft, f);
	if (v == DONE)
		v = dismissal_take(m->l, &m->o, reason, &d, f);
	return v == DONE ? matter_confirm(m, d.arrival, draft, "dismiss", f) : v;
}
