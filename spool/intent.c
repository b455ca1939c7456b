/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intent - what must go out: decided by process, carried out by reply. */
#include "spool/intent.h"

#include "config/clock.h"
#include "config/memory.h"

#define COLUMNS "id, kind, party, opinion, arrival, draft, code, message_id, created, not_before, attempts"

static char *
new_message_id(void *ctx, const struct settings *s, const char *kind)
{
	unsigned char octets[16];
	char digits[2 * sizeof octets + 1];
	const char *at = strrchr(s->office.address, '@');

	seal_random(octets, sizeof octets);
	seal_hex(octets, sizeof octets, digits);
	return must(talloc_asprintf(ctx, "%s.%s%s", kind, digits, at != NULL ? at : "@localhost"));
}

static void
query_id(struct query *q, int parameter, int64_t id)
{
	if (id != 0)
		query_number(q, parameter, id);
}

enum verdict
intent_insert(struct ledger *l, const struct new_intent *n, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO intent(kind, party, opinion, arrival, draft, code, "
	    "message_id, created, not_before, way) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)");
	char *message_id = new_message_id(NULL, l->settings, n->kind);
	int64_t now = clock_now();
	enum verdict v;

	query_text(q, 1, n->kind);
	query_text(q, 2, n->party);
	query_id(q, 3, n->opinion);
	query_id(q, 4, n->arrival);
	query_id(q, 5, n->draft);
	query_text(q, 6, n->code != NULL ? n->code : "");
	query_text(q, 7, message_id);
	query_number(q, 8, n->not_before > now ? n->not_before : now);
	query_number(q, 9, n->not_before != 0 ? n->not_before : now);
	query_text(q, 10, n->way == INTENT_LETTER ? "letter" : "mail");
	v = query_run(q, f);
	talloc_free(message_id);
	return v;
}

static void
take_columns(void *ctx, struct query *q, struct intent *out)
{
	out->id = query_number_at(q, 0);
	out->kind = query_text_at(ctx, q, 1);
	out->party = query_text_at(ctx, q, 2);
	out->opinion = query_number_at(q, 3);
	out->arrival = query_number_at(q, 4);
	out->draft = query_number_at(q, 5);
	out->code = query_text_at(ctx, q, 6);
	out->message_id = query_text_at(ctx, q, 7);
	out->created = query_number_at(q, 8);
	out->not_before = query_number_at(q, 9);
	out->attempts = query_number_at(q, 10);
}

static enum verdict
take_due(struct query *q, int64_t now, size_t max, struct intent *out, size_t *count, struct fault *f)
{
	bool row;
	enum verdict v;

	query_number(q, 1, now);
	query_number(q, 2, (int64_t)(max - *count));
	while ((v = query_next(q, &row, f)) == DONE && row)
		take_columns(out, q, &out[(*count)++]);
	return v;
}

/* Two questions, so that each goes over an index and costs the same however many wait. */
enum verdict
intent_due(struct ledger *l, void *ctx, int64_t now, size_t max, struct intent **out, size_t *count_out,
    struct fault *f)
{
	enum verdict v;

	*out = must(talloc_array(ctx, struct intent, max));
	*count_out = 0;
	v = take_due(db_query(l->db, "SELECT " COLUMNS " FROM intent WHERE state = 'waiting' AND "
	    "kind = 'danger' AND way = 'mail' AND not_before <= ?1 ORDER BY not_before, id LIMIT ?2"), now, max, *out, count_out, f);
	if (v != DONE)
		return v;
	return take_due(db_query(l->db, "SELECT " COLUMNS " FROM intent WHERE state = 'waiting' AND "
	    "kind <> 'danger' AND way = 'mail' AND not_before <= ?1 ORDER BY not_before, id LIMIT ?2"), now, max, *out, count_out, f);
}

enum verdict
intent_letters(struct ledger *l, void *ctx, int64_t now, int64_t after, size_t max, struct intent **out,
    size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM intent INDEXED BY intent_letter WHERE "
	    "state = 'waiting' AND way = 'letter' AND not_before <= ?1 AND leaving = 0 AND id > ?3 ORDER BY id LIMIT ?2");

	*out = must(talloc_array(ctx, struct intent, max));
	*count_out = 0;
	query_number(q, 3, after);
	return take_due(q, now, max, *out, count_out, f);
}

static enum verdict
find(void *ctx, struct query *q, struct intent *out, bool *found_out, struct fault *f)
{
	enum verdict v = query_next(q, found_out, f);

	if (v == DONE && *found_out)
		take_columns(ctx, q, out);
	query_done(q);
	return v;
}

enum verdict
intent_by_message_id(struct ledger *l, void *ctx, const char *message_id, struct intent *out, bool *found_out,
    struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM intent WHERE message_id = ?1");

	query_text(q, 1, message_id);
	return find(ctx, q, out, found_out, f);
}

enum verdict
intent_by_id(struct ledger *l, void *ctx, int64_t id, struct intent *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM intent WHERE id = ?1");

	query_number(q, 1, id);
	return find(ctx, q, out, found_out, f);
}

enum verdict
intent_newest_checkpoint(struct ledger *l, int64_t *created_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT max(created) FROM intent INDEXED BY intent_checkpoint WHERE "
	    "kind = 'checkpoint'");
	bool row;
	enum verdict v;

	*created_out = 0;
	v = query_next(q, &row, f);
	if (v == DONE && row)
		*created_out = query_number_at(q, 0);
	query_done(q);
	return v;
}

enum verdict
intent_delivery(struct ledger *l, int64_t intent, const char *address, const char *result, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT OR REPLACE INTO delivery(intent, recipient, result, at) "
	    "VALUES(?1,?2,?3,?4)");
	unsigned char hash[SEAL_HASH];

	ledger_hash_address(l, address, hash);
	query_number(q, 1, intent);
	query_blob(q, 2, (struct bytes){ hash, sizeof hash });
	query_text(q, 3, result);
	query_number(q, 4, clock_now());
	return query_run(q, f);
}

enum verdict
intent_left(struct ledger *l, int64_t intent, const char *items, bool unmasked, const char *link, const char *said,
    struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE intent SET items = ?2, unmasked = ?3, link = ?4, said = ?5 WHERE id = ?1");

	query_number(q, 1, intent);
	query_text(q, 2, items);
	query_number(q, 3, unmasked);
	query_text(q, 4, link);
	query_text(q, 5, said);
	return query_run(q, f);
}

enum verdict
intent_was_delivered(struct ledger *l, int64_t intent, const char *address, bool *was_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM delivery WHERE intent = ?1 AND recipient = ?2");
	unsigned char hash[SEAL_HASH];
	enum verdict v;

	ledger_hash_address(l, address, hash);
	query_number(q, 1, intent);
	query_blob(q, 2, (struct bytes){ hash, sizeof hash });
	v = query_next(q, was_out, f);
	query_done(q);
	return v;
}

enum verdict
intent_finish(struct ledger *l, int64_t intent, enum intent_end end, const char *result, struct fault *f)
{
	static const char *const states[] = { "sent", "failed", "cancelled" };
	struct query *q = db_query(l->db, "UPDATE intent SET state = ?2, result = ?3, done = ?4, "
	    "attempts = attempts + 1 WHERE id = ?1 AND state = 'waiting'");

	query_number(q, 1, intent);
	query_text(q, 2, states[end]);
	query_text(q, 3, result);
	query_number(q, 4, clock_now());
	return query_run(q, f);
}

enum verdict
intent_postpone(struct ledger *l, int64_t intent, int64_t not_before, const char *result, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE intent SET not_before = ?2, result = ?3, "
	    "attempts = attempts + 1, leaving = CASE WHEN leaving = 0 THEN 0 WHEN ?3 = 'perhaps' THEN 2 "
	    "WHEN leaving = 1 THEN 0 ELSE leaving END WHERE id = ?1 AND state = 'waiting'");

	query_number(q, 1, intent);
	query_number(q, 2, not_before);
	query_text(q, 3, result);
	return query_run(q, f);
}

enum verdict
intent_withdraw(struct ledger *l, int64_t opinion, const char *party, const char *why, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE intent SET state = 'cancelled', result = ?3, done = ?4 "
	    "WHERE opinion = ?1 AND party = ?2 AND state = 'waiting' AND kind IN ('request','follow-up','part-request')");

	query_number(q, 1, opinion);
	query_text(q, 2, party);
	query_text(q, 3, why);
	query_number(q, 4, clock_now());
	return query_run(q, f);
}

static enum verdict
is_there(struct query *q, bool *out, struct fault *f)
{
	enum verdict v = query_next(q, out, f);

	query_done(q);
	return v;
}

enum verdict
intent_request_waits(struct ledger *l, int64_t opinion, const char *party, bool *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM intent WHERE opinion = ?1 AND party = ?2 AND kind = 'request' AND "
	    "state = 'waiting' LIMIT 1");

	query_number(q, 1, opinion);
	query_text(q, 2, party);
	return is_there(q, out, f);
}

enum verdict
intent_request_had(struct ledger *l, int64_t opinion, const char *party, const char *code, bool *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM intent WHERE opinion = ?1 AND party = ?2 AND kind = 'request' AND code = ?3 "
	    "AND state IN ('waiting','sent') LIMIT 1");

	query_number(q, 1, opinion);
	query_text(q, 2, party);
	query_text(q, 3, code);
	return is_there(q, out, f);
}

enum verdict
intent_request_name(struct ledger *l, int64_t opinion, const char *party, const char *code, bool *any_out, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE intent SET code = ?3 WHERE opinion = ?1 AND party = ?2 AND kind = 'request' AND "
	    "state = 'waiting'");
	enum verdict v;

	query_number(q, 1, opinion);
	query_text(q, 2, party);
	query_text(q, 3, code);
	v = query_run(q, f);
	*any_out = v == DONE && db_changes(l->db) != 0;
	return v;
}

enum verdict
intent_answer_was_sent(struct ledger *l, int64_t opinion, int64_t draft, bool *was_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM intent WHERE opinion = ?1 AND draft = ?2 AND "
	    "kind = 'answer' AND state = 'sent'");
	enum verdict v;

	query_number(q, 1, opinion);
	query_number(q, 2, draft);
	v = query_next(q, was_out, f);
	query_done(q);
	return v;
}

static enum verdict
take_intent(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)with;
	(void)f;
	take_columns(ctx, q, out);
	return DONE;
}

enum verdict
intent_answers_left(struct ledger *l, void *ctx, int64_t opinion, struct intent **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM intent WHERE opinion = ?1 AND kind = 'answer' AND way = 'mail' AND "
	    "(state = 'sent' OR (leaving <> 0 AND state <> 'cancelled')) ORDER BY id");
	struct rows rows;
	enum verdict v;

	query_number(q, 1, opinion);
	v = query_all(q, ctx, sizeof **out, take_intent, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}

enum verdict
intent_cancel_older_answers(struct ledger *l, int64_t opinion, int64_t newest_draft, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE intent SET state = 'cancelled', result = 'overtaken', done = ?3 "
	    "WHERE opinion = ?1 AND draft <> ?2 AND kind = 'answer' AND state = 'waiting' AND leaving <> 1");

	query_number(q, 1, opinion);
	query_number(q, 2, newest_draft);
	query_number(q, 3, clock_now());
	return query_run(q, f);
}

enum verdict
intent_begin(struct ledger *l, int64_t intent, struct fault *f)
{
	/* A mark that is still there is of a process that was killed, and may have sent it. */
	struct query *q = db_query(l->db, "UPDATE intent SET leaving = CASE leaving WHEN 0 THEN 1 ELSE 2 END "
	    "WHERE id = ?1 AND state = 'waiting'");

	query_number(q, 1, intent);
	return query_run(q, f);
}

enum verdict
intent_not_begun(struct ledger *l, int64_t intent, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE intent SET leaving = 0 WHERE id = ?1 AND leaving = 1");

	query_number(q, 1, intent);
	return query_run(q, f);
}

enum verdict
intent_answer_waits(struct ledger *l, void *ctx, int64_t opinion, int64_t draft, struct intent *out,
    bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM intent WHERE opinion = ?1 AND draft = ?2 AND "
	    "kind = 'answer' AND state = 'waiting' AND leaving = 0");

	query_number(q, 1, opinion);
	query_number(q, 2, draft);
	return find(ctx, q, out, found_out, f);
}

enum verdict
intent_cancel_void(struct ledger *l, int64_t opinion, const char *why, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE intent SET state = 'cancelled', result = ?2, done = ?3 "
	    "WHERE opinion = ?1 AND state = 'waiting' AND leaving = 0 AND "
	    "kind IN ('answer','approval','agreed','circulation') AND EXISTS (SELECT 1 FROM approval WHERE "
	    "approval.draft = intent.draft AND approval.state IN ('returned','stopped','void'))");

	query_number(q, 1, opinion);
	query_text(q, 2, why);
	query_number(q, 3, clock_now());
	return query_run(q, f);
}
