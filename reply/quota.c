/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quota - how many mails may go, so that no loop and no flood grows. */
#include "reply/quota.h"

#include "config/clock.h"
#include "config/memory.h"
#include "reply/view.h"
#include "spool/allowance.h"

enum {
	DAY = 86400,
	CLERKS_TIMES = 10	/* as many to clerks of a domain as to others of it */
};

int64_t
quota_tomorrow(int64_t now)
{
	struct day today = clock_tokyo(now);

	return clock_from_tokyo(today.year, today.month, today.day) + DAY;
}

static enum verdict
take(struct ledger *l, const char *what, const char *of, int64_t limit, bool *granted_out, struct fault *f)
{
	char *who = must(talloc_asprintf(NULL, "%s:%s", what, of));
	enum verdict v = allowance_take(l, who, clock_now(), limit, granted_out, f);

	talloc_free(who);
	return v;
}

static bool
is_answer_by_itself(const char *kind)
{
	return strcmp(kind, "receipt") == 0 || strcmp(kind, "understood") == 0 || strcmp(kind, "not-understood") == 0 ||
	    strcmp(kind, "filed") == 0 || strcmp(kind, "command") == 0 || strcmp(kind, "not-taken") == 0;
}

static enum verdict
ask_for_address(struct ledger *l, const struct facts *facts, bool *granted_out, struct fault *f)
{
	const struct limits *limits = &l->settings->limits;
	const char *address = facts->to[0].address, *at = strrchr(address, '@');
	/* A clerk who answers all day is told each time how it was understood: only a wider cap of the domain
	 * holds, which most of an office's clerks share. */
	bool clerk = strcmp(facts->intent->party, "sender") == 0 && strcmp(facts->intent->kind, "not-taken") != 0;
	/* But what answers no command of theirs may be answering a program that nobody knows for one. */
	bool idle = (strcmp(facts->intent->kind, "command") == 0 && !view_command_done(facts->intent->code)) ||
	    (strcmp(facts->intent->kind, "filed") == 0 && view_held_arrival(facts) != 0);
	enum verdict v = DONE;

	if (!clerk || idle)
		v = take(l, "address", address, limits->automatic_per_address, granted_out, f);
	if (v == DONE && *granted_out && clerk)
		v = take(l, "clerks", at != NULL ? at + 1 : "", limits->automatic_per_domain * CLERKS_TIMES, granted_out, f);
	else if (v == DONE && *granted_out)
		v = take(l, "domain", at != NULL ? at + 1 : "", limits->automatic_per_domain, granted_out, f);
	return v;
}

static bool
is_told_to_us(const char *kind)
{
	return strcmp(kind, "held") == 0 || strcmp(kind, "set-aside") == 0 || strcmp(kind, "notice") == 0 ||
	    strcmp(kind, "danger") == 0 || strcmp(kind, "infected") == 0;
}

/* The breaker opens: a person is told once a day. */
static enum verdict
tell(struct ledger *l, struct fault *f)
{
	const struct new_intent notice = { .kind = "notice", .party = "administrator", .code = "limit day" };
	bool first;
	enum verdict v = take(l, "breaker", "told", 1, &first, f);

	return v == DONE && first ? intent_insert(l, &notice, f) : v;
}

enum verdict
quota_ask(struct ledger *l, const struct facts *facts, enum quota *out, struct fault *f)
{
	const struct intent *i = facts->intent;
	bool granted = true;
	enum verdict v = DONE;

	*out = QUOTA_GRANTED;
	/* Somebody may be in danger. What is held is perhaps a flood, and counted. */
	if (strcmp(i->kind, "danger") == 0 && i->opinion != 0)
		return DONE;
	/* A flood of what cannot be believed or read is not passed on mail by mail; iken status shows all. */
	if (i->attempts == 0 && is_told_to_us(i->kind))
		v = take(l, "told", i->party, l->settings->limits.automatic_per_domain, &granted, f);
	if (v == DONE && granted && strcmp(i->party, "administrator") == 0)
		return DONE;
	if (v == DONE && granted && i->attempts == 0 && is_answer_by_itself(i->kind))
		v = ask_for_address(l, facts, &granted, f);
	if (v != DONE || !granted) {
		*out = QUOTA_REFUSED;
		return v;
	}
	v = take(l, "all", "mails", l->settings->limits.automatic_per_day, &granted, f);
	if (v != DONE || granted)
		return v;
	*out = QUOTA_TOMORROW;
	return tell(l, f);
}
