/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch - stacks that a batch sheet was printed for, and what was found in them. */
#include "spool/batch.h"

enum verdict
batch_by_id(struct ledger *l, void *ctx, int64_t id, struct batch *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT channel, made, expected, arrival, found FROM batch WHERE id = ?1");
	enum verdict v;

	query_number(q, 1, id);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out)
		*out = (struct batch){ id, query_text_at(ctx, q, 0), query_number_at(q, 1), query_number_at(q, 2),
			query_number_at(q, 3), query_number_at(q, 4) };
	query_done(q);
	return v;
}

enum verdict
batch_scanned(struct ledger *l, int64_t id, int64_t arrival, int64_t found, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE batch SET arrival = ?2, found = ?3 WHERE id = ?1");

	query_number(q, 1, id);
	query_number(q, 2, arrival);
	query_number(q, 3, found);
	return query_run(q, f);
}
