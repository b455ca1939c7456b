/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calendar_load - the calendar of the settings and of the holidays in the register. */
#include "config/memory.h"
#include "spool/calendar.h"
#include "spool/holiday.h"

enum verdict
calendar_load(struct ledger *l, void *ctx, struct calendar **out, struct fault *f)
{
	void *own = must(talloc_new(ctx));
	struct holidays known;
	enum verdict v = holiday_read(l->db, own, &known, f);

	if (v == DONE)
		*out = calendar_make(ctx, &l->settings->calendar, known.item, known.count, known.first_year,
		    known.last_year);
	talloc_free(own);
	return v;
}

enum verdict
calendar_of(struct ledger *l, const struct calendar **out, struct fault *f)
{
	struct calendar *cal;
	enum verdict v = DONE;

	if (l->calendar == NULL) {
		v = calendar_load(l, l, &cal, f);
		l->calendar = v == DONE ? cal : NULL;
	}
	*out = l->calendar;
	return v;
}
