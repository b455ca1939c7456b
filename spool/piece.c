/* SPDX-License-Identifier: GPL-3.0-or-later */
/* piece - what an arrival of kind split was split into, and what became of each piece. */
#include "spool/piece.h"

enum verdict
piece_insert(struct ledger *l, int64_t parent, const struct piece *p, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO piece(parent, place, arrival, label, outcome) VALUES(?1,?2,?3,?4,?5)");

	query_number(q, 1, parent);
	query_number(q, 2, p->place);
	query_text(q, 3, p->arrival);
	query_text(q, 4, p->label);
	query_text(q, 5, p->outcome);
	return query_run(q, f);
}

enum verdict
piece_parent(struct ledger *l, const char *arrival, int64_t *parent_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT parent FROM piece WHERE arrival = ?1");

	query_text(q, 1, arrival);
	return query_one_number(q, parent_out, f);
}

enum verdict
piece_all_settled(struct ledger *l, int64_t parent, bool *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM piece WHERE parent = ?1 AND outcome = '' LIMIT 1");
	bool open;
	enum verdict v;

	query_number(q, 1, parent);
	v = query_next(q, &open, f);
	query_done(q);
	*out = v == DONE && !open;
	return v;
}

enum verdict
piece_outcome(struct ledger *l, const char *arrival, const char *outcome, int64_t *parent_out, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE piece SET outcome = ?2 WHERE arrival = ?1");
	bool was = true, is = false;
	int64_t parent;
	enum verdict v = piece_parent(l, arrival, &parent, f);

	*parent_out = 0;
	if (v == DONE && parent != 0)
		v = piece_all_settled(l, parent, &was, f);
	if (v != DONE || parent == 0) {
		query_done(q);
		return v;
	}
	query_text(q, 1, arrival);
	query_text(q, 2, outcome);
	v = query_run(q, f);
	if (v == DONE && !was)
		v = piece_all_settled(l, parent, &is, f);
	*parent_out = v == DONE && is ? parent : 0;
	return v;
}

static enum verdict
take_piece(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	struct piece *p = out;

	(void)with;
	(void)f;
	*p = (struct piece){ query_number_at(q, 0), query_text_at(ctx, q, 1), query_text_at(ctx, q, 2), query_text_at(ctx, q, 3) };
	return DONE;
}

enum verdict
piece_list(struct ledger *l, void *ctx, int64_t parent, struct piece **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT place, arrival, label, outcome FROM piece WHERE parent = ?1 ORDER BY place");
	struct rows rows;
	enum verdict v;

	query_number(q, 1, parent);
	v = query_all(q, ctx, sizeof **out, take_piece, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}
