/* SPDX-License-Identifier: GPL-3.0-or-later */
/* campaign_sketch - the sketches of what came in lately, and which of them have numbers in common. */
#include <string.h>

#include "spool/campaign.h"

enum {
	PER_NUMBER = 16,	/* newest opinions that are looked at of those with one number */
	CANDIDATES = SKETCH_NUMBERS * PER_NUMBER,
	FOUND_MAX = 32
};

struct candidate {
	int64_t opinion;
	size_t shared;
};

static void
note(struct candidate *list, size_t *count, int64_t opinion)
{
	for (size_t i = 0; i < *count; i++) {
		if (list[i].opinion == opinion) {
			list[i].shared++;
			return;
		}
	}
	list[(*count)++] = (struct candidate){ opinion, 1 };
}

/* The best of them, moved to the front one after the other. */
static size_t
choose(struct candidate *list, size_t count, size_t max, int64_t *out)
{
	size_t chosen = 0;

	for (; chosen < max && chosen < FOUND_MAX && chosen < count; chosen++) {
		size_t best = chosen;
		struct candidate moved;

		for (size_t i = chosen + 1; i < count; i++)
			if (list[i].shared > list[best].shared)
				best = i;
		moved = list[best];
		list[best] = list[chosen];
		list[chosen] = moved;
		out[chosen] = moved.opinion;
	}
	return chosen;
}

enum verdict
sketch_find(struct ledger *l, const struct sketch *s, int64_t but, size_t max, int64_t *out, size_t *count_out, struct fault *f)
{
	struct candidate list[CANDIDATES];
	size_t count = 0;
	enum verdict v = DONE;

	for (int i = 0; v == DONE && i < SKETCH_NUMBERS; i++) {
		struct query *q = db_query(l->db, "SELECT opinion FROM sketch WHERE number = ?1 AND opinion <> ?2 ORDER BY opinion DESC "
		    "LIMIT ?3");
		bool row;

		query_number(q, 1, s->number[i]);
		query_number(q, 2, but);
		query_number(q, 3, PER_NUMBER);
		while ((v = query_next(q, &row, f)) == DONE && row)
			note(list, &count, query_number_at(q, 0));
	}
	*count_out = v == DONE ? choose(list, count, max, out) : 0;
	return v;
}

enum verdict
sketch_keep(struct ledger *l, int64_t opinion, const struct sketch *s, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT OR IGNORE INTO sketch(number, opinion) VALUES(?1,?2)");
	enum verdict v = DONE;

	for (int i = 0; v == DONE && i < SKETCH_NUMBERS; i++) {
		query_number(q, 1, s->number[i]);
		query_number(q, 2, opinion);
		v = query_run(q, f);
	}
	return v;
}

enum verdict
sketch_forget_before(struct ledger *l, int64_t before, size_t max, struct fault *f)
{
	/* Ids grow with time, but for what an older system's file brought. */
	struct query *q = db_query(l->db, "DELETE FROM sketch WHERE opinion IN (SELECT o.id FROM (SELECT DISTINCT opinion FROM sketch "
	    "ORDER BY opinion LIMIT ?2) s JOIN opinion o ON o.id = s.opinion WHERE o.received < ?1)");

	query_number(q, 1, before);
	query_number(q, 2, (int64_t)max);
	return query_run(q, f);
}

enum verdict
sketch_forget_all(struct ledger *l, struct fault *f)
{
	return db_script(l->db, "INSERT OR IGNORE INTO sketch_due SELECT DISTINCT opinion FROM sketch; DELETE FROM sketch", f);
}

enum verdict
sketch_next_due(struct ledger *l, int64_t after, int64_t *opinion_out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT opinion FROM sketch_due WHERE opinion > ?1 ORDER BY opinion LIMIT 1");
	enum verdict v;

	query_number(q, 1, after);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out)
		*opinion_out = query_number_at(q, 0);
	query_done(q);
	return v;
}

enum verdict
sketch_was_due(struct ledger *l, int64_t opinion, struct fault *f)
{
	struct query *q = db_query(l->db, "DELETE FROM sketch_due WHERE opinion = ?1");

	query_number(q, 1, opinion);
	return query_run(q, f);
}

enum verdict
campaign_forget(struct ledger *l, int64_t opinion, struct fault *f)
{
	struct query *of[] = { db_query(l->db, "UPDATE campaign_member SET person = NULL WHERE opinion = ?1"),
		db_query(l->db, "DELETE FROM sketch WHERE opinion = ?1"), db_query(l->db, "DELETE FROM sketch_due WHERE opinion = ?1"),
		db_query(l->db, "DELETE FROM similar WHERE opinion = ?1 OR other = ?1") };
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < sizeof of / sizeof of[0]; i++) {
		query_number(of[i], 1, opinion);
		v = query_run(of[i], f);
	}
	return v;
}
