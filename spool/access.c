/* SPDX-License-Identifier: GPL-3.0-or-later */
/* access - who looked at what: append-only, each line chained to the one before. */
#include "spool/access.h"

#include <pwd.h>

#include "config/clock.h"
#include "config/memory.h"

struct line {
	int64_t id, at, opinion;
	const char *who, *what;
};

static void
chain(const struct ledger *l, const struct line *line, const unsigned char before[SEAL_DIGEST],
    unsigned char out[SEAL_DIGEST])
{
	struct buffer b = buffer_init(NULL);

	record_put(&b, (struct bytes){ before, SEAL_DIGEST });
	record_put_number(&b, line->id);
	record_put_number(&b, line->at);
	record_put_string(&b, line->who);
	record_put_string(&b, line->what);
	record_put_number(&b, line->opinion);
	seal_hash(&l->keys->lookup, "access", buffer_bytes(&b), out, SEAL_DIGEST);
	talloc_free(b.data);
}

static enum verdict
last_line(struct ledger *l, int64_t *id_out, unsigned char chain_out[SEAL_DIGEST], struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT id, chain FROM access ORDER BY id DESC LIMIT 1");
	bool row;
	enum verdict v = query_next(q, &row, f);

	*id_out = 0;
	memset(chain_out, 0, SEAL_DIGEST);
	if (v == DONE && row) {
		struct bytes value = query_blob_at(q, 1);

		*id_out = query_number_at(q, 0);
		if (value.len == SEAL_DIGEST)
			memcpy(chain_out, value.data, SEAL_DIGEST);
	}
	query_done(q);
	return v;
}

static enum verdict
insert(struct ledger *l, const struct line *line, const unsigned char value[SEAL_DIGEST], struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO access(id, at, who, what, opinion, chain) "
	    "VALUES(?1,?2,?3,?4,?5,?6)");

	query_number(q, 1, line->id);
	query_number(q, 2, line->at);
	query_text(q, 3, line->who);
	query_text(q, 4, line->what);
	query_number(q, 5, line->opinion);
	query_blob(q, 6, (struct bytes){ value, SEAL_DIGEST });
	return query_run(q, f);
}

enum verdict
access_note_within(struct ledger *l, const char *who, const char *what, int64_t opinion, struct fault *f)
{
	struct line line = { .at = clock_now(), .opinion = opinion, .who = who, .what = what };
	unsigned char before[SEAL_DIGEST], value[SEAL_DIGEST];
	enum verdict v = last_line(l, &line.id, before, f);

	line.id++;
	chain(l, &line, before, value);
	return v == DONE ? insert(l, &line, value, f) : v;
}

enum verdict
access_note(struct ledger *l, const char *what, int64_t opinion, struct fault *f)
{
	const struct passwd *user = getpwuid(getuid());
	char *who = must(talloc_asprintf(NULL, "%s (%ld)", user != NULL ? user->pw_name : "?", (long)getuid()));
	enum verdict v = db_begin(l->db, f);

	if (v == DONE) {
		v = access_note_within(l, who, what, opinion, f);
		if (v == DONE)
			v = db_commit(l->db, f);
		else
			db_rollback(l->db);
	}
	talloc_free(who);
	return v;
}

enum verdict
access_verify(struct ledger *l, int64_t *lines_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT id, at, who, what, opinion, chain FROM access ORDER BY id");
	unsigned char before[SEAL_DIGEST] = { 0 }, value[SEAL_DIGEST];
	bool row;
	enum verdict v;

	*lines_out = 0;
	while ((v = query_next(q, &row, f)) == DONE && row) {
		void *ctx = must(talloc_new(NULL));
		struct line line = { .id = query_number_at(q, 0), .at = query_number_at(q, 1),
			.who = query_text_at(ctx, q, 2), .what = query_text_at(ctx, q, 3),
			.opinion = query_number_at(q, 4) };
		struct bytes stored = query_blob_at(q, 5);

		chain(l, &line, before, value);
		talloc_free(ctx);
		if (line.id != ++*lines_out || stored.len != SEAL_DIGEST ||
		    !seal_equal(stored.data, value, SEAL_DIGEST)) {
			query_done(q);
			return fail(f, NEVER, "access log: line %lld was changed, removed or moved",
			    (long long)*lines_out);
		}
		memcpy(before, value, SEAL_DIGEST);
	}
	return v;
}
