/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_statistics - the mail with which the report of a period goes out: its first numbers, counted when it is sent. */
#include "reply/view.h"

#include "config/memory.h"
#include "spool/period.h"
#include "spool/statistics.h"

static void
number(struct holes *h, const char *name, int64_t n)
{
	view_hole(h, name, must(talloc_asprintf(h->ctx, "%lld", (long long)n)));
}

static void
tenth(struct holes *h, const char *name, int64_t tenths)
{
	view_hole(h, name, tenths < 0 ? "-" : must(talloc_asprintf(h->ctx, "%lld.%lld", (long long)tenths / 10, (long long)tenths % 10)));
}

static enum verdict
count(struct renderer *r, void *ctx, const struct period *p, struct statistics *now, struct statistics *before, struct fault *f)
{
	struct codes *codes = statistics_codes(ctx, r->ledger->settings);
	struct period then = period_year_before(p);
	struct statistics_request asked = { p->from, p->until, false, true, codes };
	struct statistics_request asked_before = { then.from, then.until, false, false, codes };
	enum verdict v = statistics_begin(r->ledger, f);

	if (v != DONE)
		return v;
	v = statistics_read(r->ledger, ctx, &asked, now, f);
	if (v == DONE)
		v = statistics_read(r->ledger, ctx, &asked_before, before, f);
	statistics_end(r->ledger);
	return v == DONE ? statistics_balance(now, f) : v;
}

enum verdict
view_statistics(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct statistics now, before;
	struct period p;
	int64_t median;
	enum verdict v;

	if (!period_from_text(facts->intent->code, &p))
		return fail(f, NEVER, "%s is no period", facts->intent->code);
	v = count(r, h->ctx, &p, &now, &before, f);
	if (v != DONE)
		return v;
	median = days_median_twice(&now.days);
	view_hole(h, "period", facts->intent->code);
	view_hole(h, "from", view_day(h->ctx, facts->language, p.from));
	view_hole(h, "until", view_day(h->ctx, facts->language, p.until - 1));
	number(h, "received", now.received);
	number(h, "before", before.received);
	number(h, "answered", now.answered);
	tenth(h, "median", median < 0 ? -1 : median * 5);
	tenth(h, "ninetieth", now.days.count == 0 ? -1 : days_percentile(&now.days, 90) * 10);
	tenth(h, "in_time", per_mille(now.days.in_time, now.days.dated));
	number(h, "open", now.steps != 0 ? now.step[now.steps - 1].open : now.open_before);
	view_hole(h, "running", p.until > now.now ? "yes" : "");
	view_hole(h, "attached", h->attached == ATTACHED ? "yes" : "");
	return DONE;
}
