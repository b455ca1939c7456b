/* SPDX-License-Identifier: GPL-3.0-or-later */
/* danger - a resident's words that call for a person at once, or make their addresses protected. */
#include "process/danger.h"

#include "spool/intent.h"

#define WHO "iken-register"

struct alarm
danger_mark(const struct settings *s, const struct reading *reading, struct opinion *o)
{
	struct alarm alarm = alarm_find(s, reading);

	o->danger = alarm_rings(&alarm);
	o->is_protected = alarm.protect;
	return alarm;
}

enum verdict
danger_call(struct ledger *l, struct opinion *o, const struct alarm *alarm, int64_t arrival, struct fault *f)
{
	struct detail called = { .who = WHO, .note = "danger", .arrival = arrival, .danger = true };
	struct detail protected = { .who = WHO, .note = "words", .arrival = arrival };
	struct new_intent call = { .kind = "danger", .party = "duty", .opinion = o->id, .arrival = arrival };
	enum verdict v = DONE;

	if (!alarm_rings(alarm))
		return DONE;
	if (alarm->protect)
		v = opinion_step(l, o, STEP_PROTECT, &protected, f);
	if (v == DONE)
		v = opinion_step(l, o, STEP_NOTE, &called, f);
	return v == DONE ? intent_insert(l, &call, f) : v;
}
