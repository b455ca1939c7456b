/* SPDX-License-Identifier: GPL-3.0-or-later */
/* morning - who is reminded today, and of what the administrator is warned. */
#include "process/morning.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/allowance.h"
#include "spool/digest.h"
#include "spool/intent.h"

struct morning {
	struct ledger *l;
	void *ctx;
	int64_t now;
	char day[CALENDAR_TEXT];
	struct buffer *said;
};

static enum verdict
remind(struct morning *m, const char *rung, const char *code, struct fault *f)
{
	char *party = must(talloc_asprintf(m->ctx, "%s:%s", rung, code));
	const struct new_intent n = { .kind = "reminder", .party = party, .code = m->day };
	struct digest digest;
	bool was;
	enum verdict v = worklist_was_reminded(m->l, party, m->day, &was, f);

	if (v != DONE || was)
		return v;
	v = digest_gather(m->l, m->ctx, party, m->now, &digest, f);
	if (v != DONE || !digest_is_needed(&digest))
		return v;
	buffer_printf(m->said, "%s is reminded\n", party);
	return intent_insert(m->l, &n, f);
}

/* The clerks, and whoever stands on the ladder above them. */
static enum verdict
remind_department(struct morning *m, const struct department *d, struct fault *f)
{
	enum verdict v = remind(m, "department", d->code, f);

	if (v == DONE && d->chief.count != 0)
		v = remind(m, "chief", d->code, f);
	if (v == DONE && d->head.count != 0)
		v = remind(m, "head", d->code, f);
	return v;
}

static enum verdict
remind_departments(struct morning *m, struct fault *f)
{
	const struct settings *s = m->l->settings;
	struct list codes;
	enum verdict v = worklist_departments(m->l, m->ctx, &codes, f);

	/* The desk has more to be reminded of than opinions of its own. */
	if (v == DONE && !settings_list_has(&codes, s->office.desk))
		v = remind(m, "department", s->office.desk, f);
	for (size_t i = 0; v == DONE && i < codes.count; i++) {
		const struct department *d = settings_department(s, codes.item[i]);

		if (d != NULL)
			v = remind_department(m, d, f);
	}
	return v;
}

static enum verdict
remind_approvers(struct morning *m, struct fault *f)
{
	struct list codes;
	enum verdict v = worklist_approvers(m->l, m->ctx, &codes, f);

	for (size_t i = 0; v == DONE && i < codes.count; i++)
		if (settings_approver(m->l->settings, codes.item[i]) != NULL)
			v = remind(m, "approver", codes.item[i], f);
	return v;
}

enum verdict
morning_remind(struct ledger *l, const struct calendar *cal, int64_t now, struct buffer *said, struct fault *f)
{
	struct morning m = { .l = l, .now = now, .said = said };
	bool first;
	enum verdict v;

	if (!digest_hours(cal, &l->settings->calendar, now))
		return DONE;
	/* What comes in later in the morning is no reason for another round of mails. */
	v = allowance_take(l, "morning:reminders", now, 1, &first, f);
	if (v != DONE || !first)
		return v;
	m.ctx = must(talloc_new(NULL));
	calendar_text(calendar_day_of(now), m.day);
	v = remind_departments(&m, f);
	if (v == DONE)
		v = remind_approvers(&m, f);
	talloc_free(m.ctx);
	return v;
}

enum verdict
morning_warn(struct ledger *l, const struct calendar *cal, int64_t now, struct buffer *said, struct fault *f)
{
	struct day today = clock_tokyo(now);
	int year = calendar_missing_year(cal, now);
	char *code = must(talloc_asprintf(NULL, "calendar %d", year));
	const struct new_intent n = { .kind = "notice", .party = "administrator", .code = code };
	bool first = false;
	enum verdict v = DONE;

	/* An allowance of one, noted on the first of the month. */
	if (year != 0)
		v = allowance_take(l, code, clock_from_tokyo(today.year, today.month, 1), 1, &first, f);
	if (v == DONE && first) {
		buffer_printf(said, "the administrator is told that the holidays of %d are missing\n", year);
		v = intent_insert(l, &n, f);
	}
	talloc_free(code);
	return v;
}
