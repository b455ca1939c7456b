/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dismissal - opinions that are not processed: the reason, who gets a copy, and taking up again. */
#include "process/dismissal.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/intent.h"
#include "spool/part.h"

static bool
is_named(const struct reason *r, void *ctx, const char *wanted)
{
	if (strcmp(wanted, text_fold(ctx, r->code)) == 0 || strcmp(wanted, text_fold(ctx, r->name)) == 0)
		return true;
	for (size_t i = 0; i < r->words.count; i++)
		if (strcmp(wanted, text_fold(ctx, r->words.item[i])) == 0)
			return true;
	return false;
}

const struct reason *
dismissal_reason(const struct settings *s, const char *words)
{
	void *ctx = must(talloc_new(NULL));
	char *wanted = text_fold(ctx, words);
	const struct reason *found = NULL;

	for (size_t i = 0; i < s->reason_count && found == NULL; i++)
		if (is_named(&s->reasons[i], ctx, wanted))
			found = &s->reasons[i];
	talloc_free(ctx);
	return found;
}

/* To the department of the reason, where that is another one. */
static enum verdict
send_copy(struct ledger *l, const struct opinion *o, const struct reason *reason, struct fault *f)
{
	const struct department *to = reason->department[0] == 0 ? NULL :
	    settings_department_at(l->settings, reason->department, clock_now());
	struct new_intent n = { .kind = "copy", .opinion = o->id, .code = reason->code };
	char *party;
	enum verdict v;

	if (to == NULL || strcmp(to->code, o->department) == 0)
		return DONE;
	v = part_insert(l, o->id, to->code, PART_COPY, 0, f);
	n.party = party = must(talloc_asprintf(NULL, "department:%s", to->code));
	if (v == DONE)
		v = intent_insert(l, &n, f);
	talloc_free(party);
	return v;
}

enum verdict
dismissal_take(struct ledger *l, struct opinion *o, const struct reason *reason, struct detail *d, struct fault *f)
{
	enum verdict v;

	d->reason = reason->code;
	if (d->note == NULL)
		d->note = reason->code;
	v = opinion_step(l, o, STEP_DISMISS, d, f);
	return v == DONE ? send_copy(l, o, reason, f) : v;
}

enum verdict
dismissal_taken_up(struct ledger *l, const struct opinion *o, struct detail *d, struct fault *f)
{
	const struct settings *s = l->settings;
	const struct department *to = settings_department_at(s, o->department[0] != 0 ? o->department :
	    s->office.desk, clock_now());
	struct new_intent n = { .kind = "request", .opinion = o->id };
	char *party;
	enum verdict v;

	if (to == NULL)
		to = settings_department(s, s->office.desk);
	d->department = to->code;
	n.party = party = must(talloc_asprintf(NULL, "department:%s", to->code));
	v = intent_insert(l, &n, f);
	talloc_free(party);
	return v;
}
