/* SPDX-License-Identifier: GPL-3.0-or-later */
/* allowance - how many automatic mails may still go to somebody today (law 10). */
#include "spool/allowance.h"

enum { TOKYO = 9 * 3600, DAY = 86400, DAYS_KEPT = 35 };

enum verdict
allowance_take(struct ledger *l, const char *who, int64_t now, int64_t limit, bool *granted_out, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO allowance(day, who, used) SELECT ?1, ?2, 1 WHERE ?3 > 0 "
	    "ON CONFLICT(day, who) DO UPDATE SET used = used + 1 WHERE used < ?3");
	unsigned char hash[SEAL_HASH];
	enum verdict v;

	ledger_hash_address(l, who, hash);
	query_number(q, 1, (now + TOKYO) / DAY);
	query_blob(q, 2, (struct bytes){ hash, sizeof hash });
	query_number(q, 3, limit);
	v = query_run(q, f);
	*granted_out = v == DONE && db_changes(l->db) == 1;
	return v;
}

enum verdict
allowance_forget(struct ledger *l, int64_t now, struct fault *f)
{
	struct query *q = db_query(l->db, "DELETE FROM allowance WHERE day < ?1");

	query_number(q, 1, (now + TOKYO) / DAY - DAYS_KEPT);
	return query_run(q, f);
}
