/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clerk_change - clerks have requests sent again, correct purpose and department, add notes, protect addresses
 * and take up again what was closed. */
#include "config/clock.h"
#include "config/memory.h"
#include "process/clerk.h"
#include "process/deciders.h"
#include "process/naming.h"
#include "spool/draft.h"
#include "spool/intent.h"
#include "spool/part.h"

static struct detail
detail_of(const struct clerk *k)
{
	return (struct detail){ .who = k->who, .arrival = k->seq };
}

static bool
is_possible(const struct opinion *o, enum step step, const char **outcome_out)
{
	enum state after;

	if (state_after(o->state, step, &after))
		return true;
	*outcome_out = "not-now";
	return false;
}

static enum verdict
reissue(struct clerk *k, struct opinion *o, const char **outcome_out, struct fault *f)
{
	struct detail d = detail_of(k);
	enum verdict v;

	if (!is_possible(o, STEP_REISSUE, outcome_out))
		return DONE;
	v = opinion_step(k->l, o, STEP_REISSUE, &d, f);
	return v == DONE && o->state == STATE_DRAFTED ? deciders_ask_again(k->l, o->id, f) : v;
}

enum verdict
clerk_reissue(struct clerk *k, struct fault *f)
{
	return clerk_each(k, reissue, f);
}

static enum verdict
protect(struct clerk *k, struct opinion *o, const char **outcome_out, struct fault *f)
{
	struct detail d = detail_of(k);

	if (o->is_protected)
		*outcome_out = "same";
	else if (is_possible(o, STEP_PROTECT, outcome_out))
		return opinion_step(k->l, o, STEP_PROTECT, &d, f);
	return DONE;
}

enum verdict
clerk_protect(struct clerk *k, struct fault *f)
{
	return clerk_each(k, protect, f);
}

/* It begins anew: with the department that had it, or else with the desk, whatever the rules said. */
static enum verdict
reopen(struct clerk *k, struct opinion *o, const char **outcome_out, struct fault *f)
{
	const struct settings *s = k->l->settings;
	struct detail d = detail_of(k);
	const struct department *to = settings_department_at(s, o->department, clock_now());

	if (!is_possible(o, STEP_REOPEN, outcome_out))
		return DONE;
	if (to == NULL)
		to = settings_department_at(s, s->office.desk, clock_now());
	d.department = d.note = to->code;
	d.reason = "";
	d.counted_from = k->t->received;
	return opinion_step(k->l, o, STEP_REOPEN, &d, f);
}

enum verdict
clerk_reopen(struct clerk *k, struct fault *f)
{
	return clerk_each(k, reopen, f);
}

/* ---- corrections --------------------------------------------------------------------------------- */

static enum verdict
correct_purpose(struct clerk *k, struct opinion *o, const char *purpose, struct fault *f)
{
	struct detail d = detail_of(k);

	d.purpose = d.note = purpose;
	return opinion_step(k->l, o, STEP_PURPOSE, &d, f);
}

static enum verdict
correct_department(struct clerk *k, struct opinion *o, const char *department, struct fault *f)
{
	struct detail d = detail_of(k);
	const char *before = must(talloc_asprintf(k->ctx, "department:%s", o->department));
	/* A request that has not left yet is not for who had it before. */
	enum verdict v = intent_withdraw(k->l, o->id, before, "passed-on", f);

	d.department = d.note = department;
	if (v == DONE)
		v = opinion_step(k->l, o, STEP_PASS_ON, &d, f);
	/* Who leads has no part of its own to write. */
	return v == DONE ? part_void(k->l, o->id, department, f) : v;
}

static enum verdict
correct(struct clerk *k, struct opinion *o, const char **outcome_out, struct fault *f)
{
	const char *purpose = k->c.purpose, *department = k->c.department;
	enum verdict v = DONE;

	if (strcmp(purpose, o->purpose) == 0)
		purpose = "";
	if (strcmp(department, o->department) == 0)
		department = "";
	if (*purpose == 0 && *department == 0 && k->c.contact[0] == 0)
		*outcome_out = "same";
	/* All or none. */
	else if ((k->c.contact[0] == 0 || is_possible(o, STEP_ADDRESS, outcome_out)) &&
	    (*purpose == 0 || is_possible(o, STEP_PURPOSE, outcome_out)) &&
	    (*department == 0 || is_possible(o, STEP_PASS_ON, outcome_out))) {
		if (*purpose != 0)
			v = correct_purpose(k, o, purpose, f);
		if (v == DONE && *department != 0)
			v = correct_department(k, o, department, f);
		if (v == DONE && k->c.contact[0] != 0)
			v = clerk_contact_correct(k, o, outcome_out, f);
	}
	return v;
}

enum verdict
clerk_correct(struct clerk *k, struct fault *f)
{
	const struct settings *s = k->l->settings;
	const struct purpose *purpose = settings_purpose_named(s, k->c.purpose);
	struct naming named = { .department = NULL };

	if (!clerk_contact_check(k))
		return clerk_refuse(k, "contact-errors", f);
	if (k->c.purpose[0] != 0 && purpose == NULL)
		return clerk_refuse(k, "no-purpose", f);
	if (k->c.department[0] != 0) {
		named = naming_department(s, k->c.department, clock_now());
		if (named.department == NULL)
			return clerk_refuse(k, naming_reason(k->ctx, &named), f);
	}
	k->c.purpose = k->c.purpose[0] != 0 ? purpose->code : "";
	k->c.department = named.department != NULL ? named.department->code : "";
	return clerk_each(k, correct, f);
}

/* ---- notes ------------------------------------------------------------------------------------------ */

static enum verdict
note(struct clerk *k, struct opinion *o, const char **outcome_out, struct fault *f)
{
	struct draft note = { .arrival = k->seq, .department = k->who, .kind = "note", .text = k->c.text };
	struct detail d = detail_of(k);
	enum verdict v;

	if (!is_possible(o, STEP_NOTE, outcome_out))
		return DONE;
	v = draft_insert(k->l, o, &note, &d.draft, f);
	return v == DONE ? opinion_step(k->l, o, STEP_NOTE, &d, f) : v;
}

enum verdict
clerk_note(struct clerk *k, struct fault *f)
{
	return clerk_each(k, note, f);
}
