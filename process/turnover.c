/* SPDX-License-Identifier: GPL-3.0-or-later */
/* turnover - what the settings say about a day on which departments end and begin. */
#include "process/turnover.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"

enum { DAY = 86400 };

static bool
is_there(const struct department *d, int64_t on)
{
	return d->valid_from <= on && !department_has_ended(d, on);
}

static int64_t
earlier(int64_t a, int64_t b, int64_t now)
{
	return b > now && (a == 0 || b < a) ? b : a;
}

int64_t
turnover_next(const struct settings *s, int64_t now)
{
	int64_t next = 0;

	for (size_t i = 0; i < s->department_count; i++) {
		const struct department *d = &s->departments[i];

		next = earlier(next, d->valid_from, now);
		if (d->valid_to != 0)
			next = earlier(next, d->valid_to + DAY, now);
	}
	return next;
}

void
turnover_departments(const struct settings *s, int64_t on, struct buffer *out)
{
	for (size_t i = 0; i < s->department_count; i++) {
		const struct department *d = &s->departments[i];
		const struct department *to = settings_department_at(s, d->code, on);

		if (d->valid_to != 0 && d->valid_to + DAY == on)
			buffer_printf(out, "  %s (%s) ends; %s (%s) takes over%s\n", d->code, d->name, to->code, to->name,
			    d->successor[0] == 0 ? ", the desk, because no successor is named" : "");
		if (d->valid_from == on)
			buffer_printf(out, "  %s (%s) begins\n", d->code, d->name);
	}
}

/* ---- who is named ----------------------------------------------------------------------------------- */

/* One line when the department of this code is not there. */
static void
name_one(const struct settings *s, int64_t on, const char *where, const char *setting, const char *code,
    struct buffer *out)
{
	const struct department *d = settings_department(s, code);

	if (d == NULL || is_there(d, on))
		return;
	buffer_printf(out, "  %s: %s = %s, which has %s; %s gets it\n", where, setting, code,
	    department_has_ended(d, on) ? "ended" : "not begun", settings_department_at(s, code, on)->code);
}

static void
name_list(const struct settings *s, int64_t on, const char *where, const char *setting, const struct list *codes,
    struct buffer *out)
{
	for (size_t i = 0; i < codes->count; i++)
		name_one(s, on, where, setting, codes->item[i], out);
}

void
turnover_names(const struct settings *s, int64_t on, struct buffer *out)
{
	char where[128];

	name_one(s, on, "[office]", "desk", s->office.desk, out);
	for (size_t i = 0; i < s->rule_count; i++) {
		const struct rule *r = &s->rules[i];

		snprintf(where, sizeof where, "[rule] of line %d", r->line);
		name_one(s, on, where, "department", r->department, out);
		name_list(s, on, where, "parts", &r->parts, out);
		name_list(s, on, where, "copies", &r->copies, out);
	}
	for (size_t i = 0; i < s->reason_count; i++) {
		snprintf(where, sizeof where, "[reason %s]", s->reasons[i].code);
		name_one(s, on, where, "department", s->reasons[i].department, out);
	}
}

/* ---- people -------------------------------------------------------------------------------------------- */

static bool
is_needed(const struct settings *s, int64_t on, const char *approver)
{
	for (size_t i = 0; i < s->department_count; i++)
		if (!department_has_ended(&s->departments[i], on) &&
		    (settings_list_has(&s->departments[i].approvers, approver) ||
		    settings_list_has(&s->departments[i].circulate, approver)))
			return true;
	for (size_t i = 0; i < s->purpose_count; i++)
		if (settings_list_has(&s->purposes[i].approvers, approver))
			return true;
	return false;
}

static bool
has_address(const struct list *list, const char *address)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_equal_ignoring_case(list->item[i], address))
			return true;
	return false;
}

/* Whether a department has this address; the ended ones, or those that are there or to come. */
static const struct department *
owner(const struct settings *s, int64_t on, bool ended, const char *address)
{
	for (size_t i = 0; i < s->department_count; i++)
		if (department_has_ended(&s->departments[i], on) == ended &&
		    has_address(&s->departments[i].addresses, address))
			return &s->departments[i];
	return NULL;
}

/* The ended department whose addresses all of these are; NULL when they are not. */
static const struct department *
only_of_ended(const struct settings *s, int64_t on, const struct list *addresses)
{
	const struct department *d = NULL;

	for (size_t i = 0; i < addresses->count; i++) {
		d = owner(s, on, true, addresses->item[i]);
		if (d == NULL || owner(s, on, false, addresses->item[i]) != NULL)
			return NULL;
	}
	return d;
}

static void
note_ended(const struct settings *s, int64_t on, const char *kind, const char *code, const struct list *addresses,
    struct buffer *out)
{
	const struct department *d = only_of_ended(s, on, addresses);

	if (d != NULL)
		buffer_printf(out, "  [%s %s]: its addresses are those of %s, which has ended\n", kind, code, d->code);
}

void
turnover_people(const struct settings *s, int64_t on, struct buffer *out)
{
	for (size_t i = 0; i < s->approver_count; i++) {
		const struct approver *a = &s->approvers[i];

		if (!is_needed(s, on, a->code))
			buffer_printf(out, "  [approver %s]: no department that is there then and no purpose names it\n",
			    a->code);
		else
			note_ended(s, on, "approver", a->code, &a->addresses, out);
	}
	for (size_t i = 0; i < s->staff_count; i++)
		note_ended(s, on, "staff", s->staff[i].code, &s->staff[i].addresses, out);
}

/* ---- addresses -------------------------------------------------------------------------------------- */

static bool
has_any(const struct department *d, const char *address)
{
	return has_address(&d->addresses, address) || has_address(&d->senders, address);
}

static void
compare(const struct department *a, const struct department *b, const struct list *list, const struct list *before,
    struct buffer *out)
{
	for (size_t i = 0; i < list->count; i++)
		if (has_any(b, list->item[i]) && (before == NULL || !has_address(before, list->item[i])))
			buffer_printf(out, "  %s: %s and %s\n", list->item[i], a->code, b->code);
}

void
turnover_addresses(const struct settings *s, int64_t on, struct buffer *out)
{
	for (size_t i = 0; i < s->department_count; i++) {
		const struct department *a = &s->departments[i];

		for (size_t k = i + 1; k < s->department_count && is_there(a, on); k++) {
			const struct department *b = &s->departments[k];

			if (!is_there(b, on))
				continue;
			compare(a, b, &a->addresses, NULL, out);
			compare(a, b, &a->senders, &a->addresses, out);
		}
	}
}
