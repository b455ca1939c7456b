/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hand_over - the year turns: what a department had that has ended goes to its successor. */
#include "process/hand_over.h"

#include "config/memory.h"
#include "spool/intent.h"

const struct department *
hand_over_to(const struct settings *s, const char *code, int64_t utc)
{
	const struct department *d = settings_department(s, code);

	if (d == NULL)
		return settings_department_at(s, s->office.desk, utc);
	return department_has_ended(d, utc) ? settings_department_at(s, code, utc) : NULL;
}

enum verdict
hand_over_opinion(struct ledger *l, struct opinion *o, const struct department *to, const char *who, int64_t arrival,
    struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct detail d = { .who = who, .department = to->code, .arrival = arrival };
	char *before = must(talloc_asprintf(ctx, "department:%s", o->department));
	enum verdict v = intent_withdraw(l, o->id, before, "handed-over", f);

	d.note = must(talloc_asprintf(ctx, "%s from %s", to->code, o->department));
	if (v == DONE)
		v = opinion_step(l, o, STEP_HAND_OVER, &d, f);
	talloc_free(ctx);
	return v;
}
