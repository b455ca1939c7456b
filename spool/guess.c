/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guess - where a held mail perhaps belongs. */
#include "spool/guess.h"

#include "config/memory.h"

enum verdict
guess_add(struct ledger *l, int64_t arrival, int64_t opinion, const char *why, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO guess(arrival, position, opinion, why) "
	    "SELECT ?1, there.count + 1, ?2, ?3 FROM (SELECT count(*) AS count FROM guess WHERE arrival = ?1) AS there "
	    "WHERE there.count < ?4 AND NOT EXISTS (SELECT 1 FROM guess WHERE arrival = ?1 AND opinion = ?2) AND "
	    "EXISTS (SELECT 1 FROM opinion WHERE id = ?2 AND state <> 'erased')");

	query_number(q, 1, arrival);
	query_number(q, 2, opinion);
	query_text(q, 3, why);
	query_number(q, 4, GUESSES_MAX);
	return query_run(q, f);
}

/* Adds what the query finds; all ids are read before the first is added. */
static enum verdict
add_found(struct ledger *l, struct query *q, int64_t arrival, const char *why, struct fault *f)
{
	int64_t id[GUESSES_MAX];
	size_t count = 0;
	bool row = true;
	enum verdict v = DONE;

	while (count < GUESSES_MAX && (v = query_next(q, &row, f)) == DONE && row)
		id[count++] = query_number_at(q, 0);
	query_done(q);
	for (size_t i = 0; v == DONE && i < count; i++)
		v = guess_add(l, arrival, id[i], why, f);
	return v;
}

enum verdict
guess_add_of_sender(struct ledger *l, int64_t arrival, const char *address, int64_t max, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT id FROM opinion WHERE contact_hash = ?1 ORDER BY id DESC LIMIT ?2");
	unsigned char hash[SEAL_HASH];

	if (address[0] == 0)
		return DONE;
	ledger_hash_address(l, address, hash);
	query_blob(q, 1, (struct bytes){ hash, sizeof hash });
	query_number(q, 2, max);
	return add_found(l, q, arrival, "sender", f);
}

enum verdict
guess_add_of_department(struct ledger *l, int64_t arrival, const char *code, int64_t max, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT id FROM opinion WHERE department = ?1 AND "
	    "state NOT IN ('delivered','closed','erased') ORDER BY id DESC LIMIT ?2");

	query_text(q, 1, code);
	query_number(q, 2, max);
	return add_found(l, q, arrival, "department", f);
}

enum verdict
guess_list(struct ledger *l, void *ctx, int64_t arrival, struct guess **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT opinion, why FROM guess WHERE arrival = ?1 ORDER BY position");
	bool row;
	enum verdict v;

	*out = must(talloc_array(ctx, struct guess, GUESSES_MAX));
	*count_out = 0;
	query_number(q, 1, arrival);
	while ((v = query_next(q, &row, f)) == DONE && row && *count_out < GUESSES_MAX)
		(*out)[(*count_out)++] = (struct guess){ query_number_at(q, 0), query_text_at(*out, q, 1) };
	query_done(q);
	return v;
}
