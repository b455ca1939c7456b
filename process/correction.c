/* SPDX-License-Identifier: GPL-3.0-or-later */
/* correction - whether a department's answer corrects one that the resident has. */
#include "process/correction.h"

#include "process/again.h"
#include "spool/answered.h"

enum verdict
correction_judge(struct matter *m, const char **code_out, struct fault *f)
{
	struct answered before;
	bool again;
	enum verdict v = answered_find(m->l, m->o.id, &before, f);

	if (v == DONE)
		v = again_answer(m, &again, f);
	if (v != DONE)
		return v;
	if (again && !before.wrote_since)
		*code_out = "same-text";
	m->doubtful = again;
	m->corrects = m->answer.correction || !before.wrote_since ? before.at : 0;
	return DONE;
}
