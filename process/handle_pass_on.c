/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handle_pass_on - the opinion goes to another department, or back to the desk. */
#include "config/clock.h"
#include "config/memory.h"
#include "process/matter.h"
#include "process/naming.h"
#include "spool/intent.h"

/* So often it may be passed on in a row before a person at the desk decides. */
enum { PASS_ON_MAX = 3 };

static const struct department *
desk_of(const struct matter *m)
{
	const struct settings *s = m->l->settings;

	return settings_department_at(s, s->office.desk, clock_now());
}

static bool
is_desk(const struct matter *m, const char *code)
{
	return strcmp(code, desk_of(m)->code) == 0;
}

/* How often departments have passed it on since the desk last decided. */
static enum verdict
count_in_a_row(struct matter *m, int *count_out, struct fault *f)
{
	const char *desk = must(talloc_asprintf(m->ctx, "department:%s", desk_of(m)->code));
	struct event *events;
	size_t count;
	enum verdict v = opinion_events(m->l, m->ctx, m->o.id, &events, &count, f);

	*count_out = 0;
	for (size_t i = count; v == DONE && i-- > 0;) {
		if (strcmp(events[i].step, step_name(STEP_PASS_ON)) != 0)
			continue;
		if (strcmp(events[i].who, desk) == 0)
			break;
		++*count_out;
	}
	return v;
}

/* note: of the event, "CODE", "CODE not-ours" or "CODE ping-pong WANTED". */
static enum verdict
pass_to(struct matter *m, const struct department *to, const char *note, const char *code, const char **code_out,
    struct fault *f)
{
	struct detail d = { .department = to->code, .note = note };
	const char *before = must(talloc_asprintf(m->ctx, "department:%s", m->o.department));
	enum verdict v;

	if (!matter_possible(m, STEP_PASS_ON, code_out))
		return DONE;
	v = intent_withdraw(m->l, m->o.id, before, "passed-on", f);
	if (v == DONE)
		v = matter_take_step(m, STEP_PASS_ON, &d, "note", code, f);
	/* Who leads has no part of its own to write. */
	return v == DONE ? part_void(m->l, m->o.id, to->code, f) : v;
}

enum verdict
handle_pass_on(struct matter *m, const char **code_out, struct fault *f)
{
	struct naming named = naming_department(m->l->settings, m->answer.pass_to, clock_now());
	const struct department *to = named.department;
	int count = 0;
	enum verdict v;

	if (to == NULL) {
		*code_out = naming_reason(m->ctx, &named);
		return DONE;
	}
	if (strcmp(to->code, m->o.department) == 0) {
		*code_out = "same-department";
		return DONE;
	}
	v = count_in_a_row(m, &count, f);
	if (v != DONE)
		return v;
	if (count < PASS_ON_MAX || is_desk(m, m->department) || is_desk(m, to->code))
		return pass_to(m, to, to->code, "pass-on", code_out, f);
	return pass_to(m, desk_of(m), must(talloc_asprintf(m->ctx, "%s ping-pong %s", desk_of(m)->code, to->code)),
	    "ping-pong", code_out, f);
}

enum verdict
handle_not_ours(struct matter *m, const char **code_out, struct fault *f)
{
	/* There is nobody behind the desk: it has to name whose it is. */
	if (is_desk(m, m->o.department)) {
		*code_out = "no-department";
		return DONE;
	}
	return pass_to(m, desk_of(m), must(talloc_asprintf(m->ctx, "%s not-ours", desk_of(m)->code)), "not-ours",
	    code_out, f);
}
