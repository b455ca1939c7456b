/* SPDX-License-Identifier: GPL-3.0-or-later */
/* share - other departments of an opinion: they are asked for their part, or get a copy. */
#include "process/share.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/due.h"
#include "spool/intent.h"
#include "spool/part.h"

struct sharing {
	struct ledger *l;
	struct opinion *o;
	const char *department;
	enum part_role role;
	const char *who;
	int64_t arrival;
};

static enum verdict
share_one(const struct sharing *s, struct fault *f)
{
	char *note = must(talloc_asprintf(NULL, "%s %s", part_role_name(s->role), s->department));
	char *party = must(talloc_asprintf(note, "department:%s", s->department));
	struct detail d = { .who = s->who, .note = note, .arrival = s->arrival };
	struct new_intent n = { .kind = s->role == PART_COPY ? "copy" : "part-request", .party = party,
		.opinion = s->o->id, .arrival = s->arrival };
	const struct calendar *cal;
	int64_t due = 0;
	enum verdict v = calendar_of(s->l, &cal, f);

	if (v == DONE && s->role == PART_ASKED_FOR)
		due = due_of_part(cal, s->l->settings, s->o->due, clock_now());
	if (v == DONE)
		v = part_insert(s->l, s->o->id, s->department, s->role, due, f);
	if (v == DONE)
		v = opinion_step(s->l, s->o, STEP_PART, &d, f);
	if (v == DONE)
		v = intent_insert(s->l, &n, f);
	talloc_free(note);
	return v;
}

enum verdict
share_part(struct ledger *l, struct opinion *o, const char *department, const char *who, int64_t arrival,
    struct fault *f)
{
	return share_one(&(struct sharing){ l, o, department, PART_ASKED_FOR, who, arrival }, f);
}

/* Those of a list that are neither the lead nor there already; their codes are added to log. */
static enum verdict
share_list(struct sharing *s, const struct list *codes, enum part_role role, struct buffer *log, struct fault *f)
{
	enum verdict v = DONE;
	bool first = true;

	s->role = role;
	for (size_t i = 0; v == DONE && i < codes->count; i++) {
		const struct department *d = settings_department_at(s->l->settings, codes->item[i], clock_now());
		struct opinion_part part;
		bool found = false;

		if (d == NULL || strcmp(d->code, s->o->department) == 0)
			continue;
		v = part_find(s->l, log->ctx, s->o->id, d->code, &part, &found, f);
		if (v != DONE || found)
			continue;
		s->department = d->code;
		v = share_one(s, f);
		buffer_printf(log, "%s%s", !first ? ", " : role == PART_COPY ? "; copies: " : "; parts: ", d->code);
		first = false;
	}
	return v;
}

enum verdict
share_by_rule(struct ledger *l, void *ctx, struct opinion *o, const struct rule *rule, const char *who,
    const char **others_out, struct fault *f)
{
	struct sharing s = { .l = l, .o = o, .who = who };
	struct buffer log = buffer_init(ctx);
	enum verdict v = share_list(&s, &rule->parts, PART_ASKED_FOR, &log, f);

	if (v == DONE)
		v = share_list(&s, &rule->copies, PART_COPY, &log, f);
	*others_out = buffer_text(&log);
	return v;
}
