/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handle_disclose - 開示: the department gets the personal data, and that is logged. */
#include "process/matter.h"

#include "spool/access.h"

enum verdict
handle_disclose(struct matter *m, const char **code_out, struct fault *f)
{
	struct detail d = { .note = m->department };
	enum verdict v;

	if (!matter_possible(m, STEP_DISCLOSE, code_out))
		return DONE;
	v = matter_take_step(m, STEP_DISCLOSE, &d, "note", "disclose", f);
	return v == DONE ? access_note_within(m->l, m->who, "disclosed", m->o.id, f) : v;
}
