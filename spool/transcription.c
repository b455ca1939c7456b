/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transcription - scans that clerks type in: who was asked, what they typed, and what a machine proposes. */
#include "spool/transcription.h"

#include "config/clock.h"
#include "config/memory.h"

#define FORM "transcription.form"
#define TEXT "proposal.text"

enum verdict
transcription_ask(struct ledger *l, int64_t arrival, int place, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO transcription(arrival, place, asked) VALUES(?1,?2,?3) "
	    "ON CONFLICT(arrival, place) DO NOTHING");

	query_number(q, 1, arrival);
	query_number(q, 2, place);
	query_number(q, 3, clock_now());
	return query_run(q, f);
}

/* A text sealed under the key of the scan. */
static enum verdict
seal(struct ledger *l, const struct entry *scan, const char *context, const char *text, struct buffer *out, struct fault *f)
{
	struct seal_key key;
	enum verdict v = ledger_key(l, scan->key, &key, f);

	if (v == DONE)
		seal_value(&key, context, bytes_of(text), out);
	seal_wipe(&key, sizeof key);
	return v;
}

static enum verdict
unseal(struct ledger *l, void *ctx, const struct entry *scan, const char *context, struct bytes sealed, const char **out,
    struct fault *f)
{
	struct buffer plain = buffer_init(ctx);
	struct seal_key key;
	enum verdict v = ledger_key(l, scan->key, &key, f);

	if (v == DONE && !seal_open_value(&key, context, sealed, &plain))
		v = fail(f, NEVER, "arrival %s: %s does not open", scan->id, context);
	seal_wipe(&key, sizeof key);
	*out = buffer_text(&plain);
	return v;
}

enum verdict
transcription_put(struct ledger *l, const struct entry *scan, int place, const char *form, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE transcription SET done = ?3, form = ?4 WHERE arrival = ?1 AND place = ?2");
	struct buffer sealed = buffer_init(NULL);
	enum verdict v = seal(l, scan, FORM, form, &sealed, f);

	if (v != DONE) {
		query_done(q);
		return v;
	}
	query_number(q, 1, scan->seq);
	query_number(q, 2, place);
	query_number(q, 3, clock_now());
	query_blob(q, 4, buffer_bytes(&sealed));
	v = query_run(q, f);
	talloc_free(sealed.data);
	if (v == DONE && db_changes(l->db) != 1)
		return fail(f, NEVER, "arrival %s: nobody was asked at place %d", scan->id, place);
	return v;
}

enum verdict
transcription_get(struct ledger *l, void *ctx, const struct entry *scan, struct transcription_state *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT place, form FROM transcription WHERE arrival = ?1");
	bool row;
	enum verdict v;

	*out = (struct transcription_state){ { { false, NULL } } };
	query_number(q, 1, scan->seq);
	while ((v = query_next(q, &row, f)) == DONE && row) {
		int64_t place = query_number_at(q, 0) - 1;

		out->place[place].asked = true;
		if (!query_null_at(q, 1))
			v = unseal(l, ctx, scan, FORM, query_blob_at(q, 1), &out->place[place].form, f);
		if (v != DONE)
			break;
	}
	query_done(q);
	return v;
}

enum verdict
transcription_close(struct ledger *l, int64_t arrival, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE transcription SET form = NULL, done = max(done, ?2) WHERE arrival = ?1");
	struct query *proposal = db_query(l->db, "DELETE FROM proposal WHERE arrival = ?1");
	enum verdict v;

	query_number(q, 1, arrival);
	query_number(q, 2, clock_now());
	v = query_run(q, f);
	query_number(proposal, 1, arrival);
	return v == DONE ? query_run(proposal, f) : v;
}

static struct scan_waiting
waiting_of(void *ctx, struct query *q)
{
	int64_t places = query_number_at(q, 3);
	struct scan_waiting w = { .arrival = query_text_at(ctx, q, 0), .channel = query_text_at(ctx, q, 1),
		.asked = query_number_at(q, 2) };

	for (int i = 0; i < TRANSCRIPTION_PLACES; i++)
		w.place[i] = (places >> (i + 1) & 1) != 0;
	return w;
}

enum verdict
transcription_waiting(struct ledger *l, void *ctx, int64_t before, size_t max, struct scan_waiting **out,
    size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT a.id, a.channel, min(t.asked), sum(1 << t.place) FROM transcription AS t "
	    "JOIN arrival AS a ON a.seq = t.arrival WHERE t.done = 0 AND t.asked < ?1 GROUP BY t.arrival ORDER BY 3, a.seq LIMIT ?2");
	bool row;
	enum verdict v;

	*out = NULL;
	*count_out = 0;
	query_number(q, 1, before);
	query_number(q, 2, (int64_t)max);
	while ((v = query_next(q, &row, f)) == DONE && row) {
		*out = must(talloc_realloc(ctx, *out, struct scan_waiting, *count_out + 1));
		(*out)[(*count_out)++] = waiting_of(ctx, q);
	}
	query_done(q);
	return v;
}

enum verdict
proposal_put(struct ledger *l, const struct entry *scan, const struct proposal *p, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT OR REPLACE INTO proposal(arrival, confidence, text) VALUES(?1,?2,?3)");
	struct buffer sealed = buffer_init(NULL);
	enum verdict v = seal(l, scan, TEXT, p->text, &sealed, f);

	if (v != DONE) {
		query_done(q);
		return v;
	}
	query_number(q, 1, scan->seq);
	query_number(q, 2, p->confidence);
	query_blob(q, 3, buffer_bytes(&sealed));
	v = query_run(q, f);
	talloc_free(sealed.data);
	return v;
}

enum verdict
proposal_get(struct ledger *l, void *ctx, const struct entry *scan, struct proposal *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT confidence, text FROM proposal WHERE arrival = ?1");
	enum verdict v;

	query_number(q, 1, scan->seq);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out) {
		out->confidence = (int)query_number_at(q, 0);
		v = unseal(l, ctx, scan, TEXT, query_blob_at(q, 1), &out->text, f);
		*found_out = v == DONE && out->text[0] != 0;
	}
	query_done(q);
	return v;
}

enum verdict
proposal_next(struct ledger *l, void *ctx, int64_t after, struct entry *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT seq FROM arrival WHERE kind = 'scan' AND seq > ?1 AND "
	    "NOT EXISTS (SELECT 1 FROM proposal WHERE proposal.arrival = seq) AND "
	    "EXISTS (SELECT 1 FROM transcription WHERE transcription.arrival = seq AND done = 0) ORDER BY seq LIMIT 1");
	int64_t seq;
	enum verdict v;

	query_number(q, 1, after);
	v = query_next(q, found_out, f);
	seq = v == DONE && *found_out ? query_number_at(q, 0) : 0;
	query_done(q);
	return v == DONE && *found_out ? entry_by_seq(l, ctx, seq, out, found_out, f) : v;
}
