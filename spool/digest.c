/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digest - what somebody is reminded of in the morning, and when that may be. */
#include "spool/digest.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"

enum { HELD_MAX = 1000, TYPING_MAX = 1000, TYPING_DAYS = 2 };

static const char *const rungs[] = { [DIGEST_CLERKS] = "department:", [DIGEST_CHIEF] = "chief:",
	[DIGEST_HEAD] = "head:", [DIGEST_APPROVER] = "approver:" };

bool
digest_hours(const struct calendar *cal, const struct calendar_settings *s, int64_t now)
{
	daynum today = calendar_day_of(now);
	int64_t time = now - calendar_begin(today);

	return calendar_at(cal, today) == CALENDAR_OPEN && time >= s->remind_from && time < s->remind_until;
}

/* Leaves what has reached a rung of the ladder. While the resident is asked back the clock stands still. */
static void
keep_late(struct worklist *list, int64_t days)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++)
		if (list->item[i].dated && list->item[i].days_late >= days && list->item[i].state != STATE_ASKED)
			list->item[kept++] = list->item[i];
	list->count = kept;
}

static enum verdict
gather_held(const struct work_query *q, struct digest *out, struct fault *f)
{
	size_t count = 0;
	enum verdict v = entry_list(q->l, q->ctx, 0, HELD_MAX, &out->held, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		if (out->held[i].kind == ENTRY_HELD)
			out->held[out->held_count++] = out->held[i];
	return v;
}

/* Clerks who type in have no digest of their own: the desk asks them. */
static enum verdict
gather_typing(const struct work_query *q, struct digest *out, struct fault *f)
{
	daynum today = calendar_day_of(q->now);
	size_t count = 0;
	enum verdict v = transcription_waiting(q->l, q->ctx, calendar_begin(today), TYPING_MAX, &out->typing, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		int64_t days;

		if (!calendar_count(q->cal, calendar_day_of(out->typing[i].asked), today, &days) || days > TYPING_DAYS)
			out->typing[out->typing_count++] = out->typing[i];
	}
	return v;
}

static enum verdict
gather_for_desk(const struct work_query *q, struct digest *out, struct fault *f)
{
	enum verdict v = worklist_approvals(q, "desk", calendar_begin(calendar_day_of(q->now)), &out->approvals, f);

	if (v == DONE)
		v = worklist_undeliverable(q, &out->undeliverable, f);
	if (v == DONE)
		v = worklist_undated(q, &out->undated, f);
	if (v == DONE)
		v = gather_typing(q, out, f);
	return v == DONE ? gather_held(q, out, f) : v;
}

static enum verdict
gather_for_department(const struct work_query *q, struct digest *out, struct fault *f)
{
	const struct settings *s = q->l->settings;
	enum verdict v = worklist_opinions(q, out->code, &out->opinions, f);

	if (v == DONE)
		v = worklist_parts(q, out->code, &out->parts, f);
	if (v == DONE && out->rung == DIGEST_CLERKS && strcmp(out->code, s->office.desk) == 0)
		v = gather_for_desk(q, out, f);
	if (out->rung != DIGEST_CLERKS) {
		int64_t days = out->rung == DIGEST_CHIEF ? s->calendar.chief_after : s->calendar.head_after;

		keep_late(&out->opinions, days);
		keep_late(&out->parts, days);
	}
	return v;
}

enum verdict
digest_gather(struct ledger *l, void *ctx, const char *party, int64_t now, struct digest *out, struct fault *f)
{
	struct work_query q = { .l = l, .ctx = ctx, .now = now };
	enum verdict v = calendar_of(l, &q.cal, f);

	*out = (struct digest){ .code = "", .now = now };
	for (int i = DIGEST_CLERKS; i <= DIGEST_APPROVER; i++) {
		if (!text_starts(party, rungs[i]))
			continue;
		out->rung = (enum digest_rung)i;
		out->code = party + strlen(rungs[i]);
	}
	if (v != DONE)
		return v;
	if (out->rung == DIGEST_APPROVER)
		return worklist_approvals(&q, out->code, calendar_begin(calendar_day_of(now)), &out->approvals, f);
	return gather_for_department(&q, out, f);
}

bool
digest_is_empty(const struct digest *d)
{
	return d->opinions.count + d->parts.count + d->approvals.count + d->undeliverable.count + d->undated.count +
	    d->held_count + d->typing_count == 0;
}

static bool
has_older(const struct worklist *list, int64_t today)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->item[i].since < today || (list->item[i].dated && list->item[i].days_late > 0))
			return true;
	return false;
}

bool
digest_is_needed(const struct digest *d)
{
	int64_t today = calendar_begin(calendar_day_of(d->now));

	return has_older(&d->opinions, today) || has_older(&d->parts, today) || has_older(&d->approvals, today) ||
	    has_older(&d->undeliverable, today) || has_older(&d->undated, today) ||
	    (d->held_count != 0 && d->held[0].received < today) || d->typing_count != 0;
}
