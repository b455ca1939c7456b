/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearsal - what is in a register at one moment, as a list of items and counts. */
#include "spool/rehearsal.h"

#include "config/memory.h"

#define OPEN "state NOT IN ('delivered','closed','erased')"
/* "department:roads" is a department, "staff:call" staff. */
#define GROUP_OF "CASE WHEN instr(party, ':') > 0 THEN substr(party, 1, instr(party, ':') - 1) ELSE party END"

static const char all_counts[] =
    "SELECT 'opinions' AS item, count(*) FROM opinion "
    "UNION ALL SELECT 'open', count(*) FROM opinion WHERE " OPEN " "
    "UNION ALL SELECT 'late', count(*) FROM opinion WHERE " OPEN " AND due > 0 AND due < ?1 AND "
    "state IN ('received','requested','drafted') "
    "UNION ALL SELECT 'state ' || state, count(*) FROM opinion GROUP BY 1 "
    "UNION ALL SELECT 'channel ' || channel, count(*) FROM opinion GROUP BY 1 "
    "UNION ALL SELECT 'purpose ' || purpose, count(*) FROM opinion GROUP BY 1 "
    "UNION ALL SELECT 'department ' || CASE department WHEN '' THEN '(none)' ELSE department END, count(*) FROM opinion GROUP BY 1 "
    "UNION ALL SELECT 'arrival ' || kind, count(*) FROM arrival GROUP BY 1 "
    "UNION ALL SELECT kind || ' ' || CASE kind WHEN 'held' THEN reason ELSE '(see iken status)' END, count(*) FROM arrival "
    "WHERE kind IN ('held','set-aside') GROUP BY 1 "
    "UNION ALL SELECT CASE way WHEN 'letter' THEN 'letter ' || kind ELSE 'mail ' || kind || ' to ' || " GROUP_OF " END, count(*) "
    "FROM intent WHERE state = 'sent' GROUP BY 1 "
    "UNION ALL SELECT state || ' ' || kind, count(*) FROM intent WHERE state <> 'sent' GROUP BY 1 "
    "ORDER BY 1";

static enum verdict
take_item(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	struct rehearsal_item *item = out;

	(void)with;
	(void)f;
	item->item = query_text_at(ctx, q, 0);
	item->count = query_number_at(q, 1);
	return DONE;
}

enum verdict
rehearsal_count(struct db *db, void *ctx, int64_t now, struct rehearsal_counts *out, struct fault *f)
{
	struct query *q = db_query(db, all_counts);
	struct rows rows;
	enum verdict v;

	query_number(q, 1, now);
	v = query_all(q, ctx, sizeof *out->item, take_item, NULL, &rows, f);
	*out = (struct rehearsal_counts){ rows.item, rows.count };
	return v;
}

int64_t
rehearsal_of(const struct rehearsal_counts *counts, const char *item)
{
	for (size_t i = 0; i < counts->count; i++)
		if (strcmp(counts->item[i].item, item) == 0)
			return counts->item[i].count;
	return 0;
}
