/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hand_over - the year turns: what a department had that has ended goes to its successor. */
#include "process/hand_over.h"

#include "config/memory.h"
#include "process/share.h"
#include "spool/intent.h"

const struct department *
hand_over_to(const struct settings *s, const char *code, int64_t utc)
{
	const struct department *d = settings_department(s, code);

	if (d == NULL)
		return settings_department_at(s, s->office.desk, utc);
	return department_has_ended(d, utc) ? settings_department_at(s, code, utc) : NULL;
}

static bool
is_open_part(const struct opinion_part *part)
{
	return part->role == PART_ASKED_FOR && part->state == PART_OPEN;
}

static char *
party_of(void *ctx, const char *department)
{
	return must(talloc_asprintf(ctx, "department:%s", department));
}

enum verdict
hand_over_opinion(struct ledger *l, struct opinion *o, const struct department *to, const char *who, int64_t arrival,
    struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct detail d = { .who = who, .department = to->code, .arrival = arrival };
	enum verdict v = intent_withdraw(l, o->id, party_of(ctx, o->department), "handed-over", f);

	d.note = must(talloc_asprintf(ctx, "%s from %s", to->code, o->department));
	if (v == DONE)
		v = opinion_step(l, o, STEP_HAND_OVER, &d, f);
	/* Who leads has no part of its own to write. */
	if (v == DONE)
		v = part_void(l, o->id, to->code, f);
	talloc_free(ctx);
	return v;
}

enum verdict
hand_over_part(struct ledger *l, struct opinion *o, const char *from, const struct department *to, const char *who,
    int64_t arrival, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct opinion_part old, new;
	bool found, asked = false, leads = strcmp(o->department, to->code) == 0;
	enum verdict v = part_find(l, ctx, o->id, from, &old, &found, f);

	if (v == DONE && found && is_open_part(&old)) {
		v = intent_withdraw(l, o->id, party_of(ctx, from), "handed-over", f);
		if (v == DONE)
			v = part_set(l, old.id, leads ? PART_VOID : PART_DECLINED, 0, f);
		if (v == DONE)
			v = part_find(l, ctx, o->id, to->code, &new, &asked, f);
		if (v == DONE && asked)
			asked = is_open_part(&new);
		if (v == DONE && !leads && !asked)
			v = share_part(l, o, to->code, who, arrival, f);
	}
	talloc_free(ctx);
	return v;
}
