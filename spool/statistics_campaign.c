/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statistics_campaign - the same letter from many, of a period: counted as letters, as people and as one matter each. */
#include "spool/statistics.h"

static enum verdict
take_campaign(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct statistics *s = with;
	struct stat_campaign *c = row;

	(void)f;
	c->number = query_text_at(ctx, q, 0);
	c->department = query_text_at(ctx, q, 1);
	c->letters = query_number_at(q, 2);
	c->people = query_number_at(q, 3);
	c->open = query_number_at(q, 4);
	c->whole = query_number_at(q, 5);
	s->campaign_letters += c->letters;
	s->campaign_people += c->people;
	return DONE;
}

enum verdict
statistics_campaigns(struct ledger *l, void *ctx, struct statistics *s, struct fault *f)
{
	struct query *q = db_query(l->db, statistics_sql_text(SQL_CAMPAIGNS));
	struct rows rows = { NULL, 0 };
	enum verdict v;

	query_number(q, 1, s->from);
	query_number(q, 2, s->until);
	v = query_all(q, ctx, sizeof *s->campaign, take_campaign, s, &rows, f);
	s->campaign = rows.item;
	s->campaigns = rows.count;
	return v;
}

int64_t
statistics_matters(const struct statistics *s)
{
	return s->received - s->campaign_letters + (int64_t)s->campaigns;
}
