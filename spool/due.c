/* SPDX-License-Identifier: GPL-3.0-or-later */
/* due - the legal day on which an opinion is due. */
#include "spool/due.h"

#include "config/memory.h"

int64_t
due_of(const struct calendar *cal, const struct settings *s, const struct opinion *o)
{
	int64_t due = 0;

	if (o->department[0] == 0 || !calendar_due(cal, o->counted_from,
	    calendar_days(s, o->department, o->purpose) + o->paused_days, &due))
		return 0;
	return due;
}

/* The open day that is so many open days before day. */
static bool
go_back(const struct calendar *cal, daynum day, int64_t open_days, daynum *out)
{
	while (open_days > 0) {
		enum calendar_answer at = calendar_at(cal, --day);

		if (at == CALENDAR_UNKNOWN)
			return false;
		open_days -= at == CALENDAR_OPEN;
	}
	*out = day;
	return true;
}

int64_t
due_of_part(const struct calendar *cal, const struct settings *s, int64_t whole, int64_t now)
{
	daynum day, next;

	if (whole == 0 || !calendar_add(cal, calendar_day_of(now), 1, &next))
		return 0;
	if (!go_back(cal, calendar_day_of(whole), s->calendar.part_days, &day) || day < next)
		day = next;
	return calendar_end(day);
}

bool
due_days_late(const struct calendar *cal, int64_t due, int64_t now, int64_t *out)
{
	return due != 0 && calendar_count(cal, calendar_day_of(due), calendar_day_of(now), out);
}

enum verdict
due_pauses(struct ledger *l, const struct calendar *cal, const struct opinion *o, int64_t *days_out,
    bool *known_out, struct fault *f)
{
	const char *asked = state_name(STATE_ASKED);
	void *ctx = must(talloc_new(NULL));
	struct event *events = NULL;
	size_t count = 0;
	int64_t since = 0, days;
	enum verdict v = opinion_events(l, ctx, o->id, &events, &count, f);

	*days_out = 0;
	*known_out = true;
	for (size_t i = 0; v == DONE && i < count; i++) {
		bool before = strcmp(events[i].before, asked) == 0, after = strcmp(events[i].after, asked) == 0;

		if (!before && after)
			since = events[i].at;
		if (!before || after || since < o->counted_from)
			continue;
		if (calendar_count(cal, calendar_day_of(since), calendar_day_of(events[i].at), &days))
			*days_out += days;
		else
			*known_out = false;
	}
	talloc_free(ctx);
	return v;
}
