/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former - opinions that were taken over from an older system, and the numbers they had there. */
#include "spool/former.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"

static void
hash_number(const struct ledger *l, const char *number, unsigned char out[SEAL_HASH])
{
	void *ctx = must(talloc_new(NULL));

	seal_hash(l->keys->digest, "former.number", bytes_of(text_trim(ctx, text_fold(ctx, number))), out, SEAL_HASH);
	talloc_free(ctx);
}

enum verdict
former_insert(struct ledger *l, const struct opinion *o, const char *origin, const char *number,
    const unsigned char digest[SEAL_DIGEST], struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO former(opinion, origin, at, hash, digest, number) "
	    "VALUES(?1,?2,?3,?4,?5,?6)");
	struct buffer sealed = buffer_init(NULL);
	unsigned char hash[SEAL_HASH];
	struct seal_key key;
	enum verdict v = ledger_key(l, o->key, &key, f);

	if (v != DONE) {
		query_done(q);
		return v;
	}
	hash_number(l, number, hash);
	seal_value(&key, "former.number", bytes_of(number), &sealed);
	query_number(q, 1, o->id);
	query_text(q, 2, origin);
	query_number(q, 3, clock_now());
	query_blob(q, 4, (struct bytes){ hash, sizeof hash });
	query_blob(q, 5, (struct bytes){ digest, SEAL_DIGEST });
	query_blob(q, 6, buffer_bytes(&sealed));
	v = query_run(q, f);
	seal_wipe(&key, sizeof key);
	talloc_free(sealed.data);
	return v;
}

enum verdict
former_known(struct ledger *l, const char *origin, const char *number, const unsigned char digest[SEAL_DIGEST],
    int64_t *opinion_out, bool *same_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT opinion, digest = ?3 FROM former WHERE hash = ?1 AND origin = ?2");
	unsigned char hash[SEAL_HASH];
	bool row;
	enum verdict v;

	hash_number(l, number, hash);
	query_blob(q, 1, (struct bytes){ hash, sizeof hash });
	query_text(q, 2, origin);
	query_blob(q, 3, (struct bytes){ digest, SEAL_DIGEST });
	v = query_next(q, &row, f);
	*opinion_out = v == DONE && row ? query_number_at(q, 0) : 0;
	*same_out = v == DONE && row && query_number_at(q, 1) != 0;
	query_done(q);
	return v;
}

enum verdict
former_find(struct ledger *l, void *ctx, const char *number, int64_t **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT opinion FROM former WHERE hash = ?1 ORDER BY opinion");
	unsigned char hash[SEAL_HASH];

	hash_number(l, number, hash);
	query_blob(q, 1, (struct bytes){ hash, sizeof hash });
	return query_numbers(q, ctx, out, count_out, f);
}

enum verdict
former_number(struct ledger *l, void *ctx, const struct opinion *o, char **number_out, char **origin_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT origin, number FROM former WHERE opinion = ?1 AND number IS NOT NULL");
	struct buffer plain = buffer_init(ctx);
	struct seal_key key;
	bool row;
	enum verdict v;

	*number_out = *origin_out = NULL;
	query_number(q, 1, o->id);
	v = query_next(q, &row, f);
	if (v == DONE && row) {
		v = ledger_key(l, o->key, &key, f);
		if (v == DONE && seal_open_value(&key, "former.number", query_blob_at(q, 1), &plain)) {
			*origin_out = query_text_at(ctx, q, 0);
			*number_out = must(talloc_strdup(ctx, buffer_text(&plain)));
		}
		seal_wipe(&key, sizeof key);
	}
	query_done(q);
	return v == NEVER ? DONE : v;
}

/* ---- numbers of one run ---- */

enum verdict
former_seen_begin(struct ledger *l, struct fault *f)
{
	return db_script(l->db, "CREATE TEMP TABLE IF NOT EXISTS former_seen (hash BLOB PRIMARY KEY, digest BLOB) WITHOUT ROWID; "
	    "DELETE FROM former_seen", f);
}

enum verdict
former_seen(struct ledger *l, const char *number, const unsigned char digest[SEAL_DIGEST], bool *seen_out, bool *same_out,
    struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT digest = ?2 FROM former_seen WHERE hash = ?1");
	unsigned char hash[SEAL_HASH];
	enum verdict v;

	hash_number(l, number, hash);
	query_blob(q, 1, (struct bytes){ hash, sizeof hash });
	query_blob(q, 2, (struct bytes){ digest, SEAL_DIGEST });
	v = query_next(q, seen_out, f);
	*same_out = v == DONE && *seen_out && query_number_at(q, 0) != 0;
	query_done(q);
	if (v != DONE || *seen_out)
		return v;
	q = db_query(l->db, "INSERT INTO former_seen(hash, digest) VALUES(?1, ?2)");
	query_blob(q, 1, (struct bytes){ hash, sizeof hash });
	query_blob(q, 2, (struct bytes){ digest, SEAL_DIGEST });
	return query_run(q, f);
}

/* ---- counting ---- */

enum verdict
former_set_begin(struct ledger *l, struct fault *f)
{
	return db_script(l->db, "CREATE TEMP TABLE IF NOT EXISTS former_set (opinion INTEGER PRIMARY KEY); "
	    "DELETE FROM former_set", f);
}

enum verdict
former_set_add(struct ledger *l, int64_t opinion, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT OR IGNORE INTO former_set(opinion) VALUES(?1)");

	query_number(q, 1, opinion);
	return query_run(q, f);
}

static enum verdict
take_count(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	struct former_count *c = out;

	(void)with;
	(void)f;
	c->code = query_text_at(ctx, q, 0);
	c->count = query_number_at(q, 1);
	return DONE;
}

#define COUNT_BY(what) "SELECT " what ", count(*) FROM opinion WHERE id IN (SELECT opinion FROM former_set) GROUP BY 1 ORDER BY 1"

enum verdict
former_set_count(struct ledger *l, void *ctx, enum former_by by, struct former_count **out, size_t *count_out,
    struct fault *f)
{
	static const char *const queries[FORMER_BYS] = {
		[FORMER_BY_CHANNEL] = COUNT_BY("channel"), [FORMER_BY_PURPOSE] = COUNT_BY("purpose"),
		[FORMER_BY_DEPARTMENT] = COUNT_BY("department"), [FORMER_BY_STATE] = COUNT_BY("state"),
		[FORMER_BY_YEAR] = COUNT_BY("strftime('%Y', received + 32400, 'unixepoch')"),
	};
	struct rows rows;
	enum verdict v = query_all(db_query(l->db, queries[by]), ctx, sizeof **out, take_count, NULL, &rows, f);

	*out = rows.item;
	*count_out = rows.count;
	return v;
}

#define IN_SET "IN (SELECT opinion FROM former_set)"

enum verdict
former_set_sums(struct ledger *l, struct former_sums *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT count(*), coalesce(min(received), 0), coalesce(max(received), 0), "
	    "(SELECT count(*) FROM draft WHERE kind = 'answer' AND opinion " IN_SET "), "
	    "(SELECT count(*) FROM draft WHERE kind = 'note' AND opinion " IN_SET "), "
	    "(SELECT count(*) FROM event WHERE step IN ('send','post') AND opinion " IN_SET "), "
	    "coalesce(sum(state NOT IN ('delivered','closed','erased') AND due > 0), 0), "
	    "coalesce(sum(state NOT IN ('delivered','closed','erased')), 0), "
	    "(SELECT count(*) FROM intent WHERE opinion " IN_SET ") FROM opinion WHERE id " IN_SET);
	bool row;
	enum verdict v = query_next(q, &row, f);

	if (v == DONE && row)
		*out = (struct former_sums){ query_number_at(q, 0), query_number_at(q, 1), query_number_at(q, 2),
			query_number_at(q, 3), query_number_at(q, 4), query_number_at(q, 5), query_number_at(q, 6),
			query_number_at(q, 7), query_number_at(q, 8) };
	query_done(q);
	return v;
}
