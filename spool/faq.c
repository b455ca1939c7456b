/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq - questions and answers for everybody. */
#include "spool/faq.h"

#include <string.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/intent.h"

enum { DAY = 86400 };

static const char *const state_names[FAQ_STATES] = { "asked", "published", "expired", "withdrawn" };

#define COLUMNS "id, department, purpose, state, made, changed, round, open, asked, review, expires, question, answer, easy, words, " \
	"key, draft"

const char *
faq_state_name(enum faq_state state)
{
	return state_names[state];
}

const struct faq_text *
faq_shown(const struct faq *q)
{
	return q->draft.question[0] != 0 ? &q->draft : &q->text;
}

/* ---- texts ---------------------------------------------------------------------------------------------------------- */

static void
pack(const struct faq_text *t, struct buffer *out)
{
	record_put_string(out, t->question);
	record_put_string(out, t->answer);
	record_put_string(out, t->easy);
	record_put_string(out, t->words);
}

static struct faq_text
unpack(void *ctx, struct bytes record)
{
	struct record r = { .rest = record };
	struct faq_text t = { "", "", "", "" };

	t.question = record_take_string(ctx, &r);
	t.answer = record_take_string(ctx, &r);
	t.easy = record_take_string(ctx, &r);
	t.words = record_take_string(ctx, &r);
	return t;
}

static void
digest_of(const struct ledger *l, const struct faq *q, unsigned char out[SEAL_DIGEST])
{
	struct buffer b = buffer_init(NULL);

	record_put_number(&b, q->id);
	pack(faq_shown(q), &b);
	seal_hash(l->keys->digest, "faq.shown", buffer_bytes(&b), out, SEAL_DIGEST);
	talloc_free(b.data);
}

/* ---- reading -------------------------------------------------------------------------------------------------------- */

/* A draft whose key is gone is none. */
static enum verdict
take_draft(struct ledger *l, void *ctx, struct query *q, struct faq *out, struct fault *f)
{
	struct buffer plain = buffer_init(ctx);
	struct seal_key key;
	enum verdict v;

	out->draft = (struct faq_text){ "", "", "", "" };
	if (query_null_at(q, 16))
		return DONE;
	v = ledger_key(l, query_number_at(q, 15), &key, f);
	if (v == NEVER)
		return DONE;
	if (v == DONE && seal_open_value(&key, "faq.draft", query_blob_at(q, 16), &plain))
		out->draft = unpack(ctx, buffer_bytes(&plain));
	seal_wipe(&key, sizeof key);
	return v;
}

static enum verdict
take_row(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct faq *out = row;

	*out = (struct faq){ .id = query_number_at(q, 0), .department = query_text_at(ctx, q, 1), .purpose = query_text_at(ctx, q, 2),
		.state = (enum faq_state)query_word_at(q, 3, state_names, FAQ_STATES - 1), .made = query_number_at(q, 4),
		.changed = query_number_at(q, 5), .round = query_number_at(q, 6), .open = query_number_at(q, 7) != 0,
		.asked = query_number_at(q, 8), .review = query_number_at(q, 9), .expires = query_number_at(q, 10),
		.text = { query_text_at(ctx, q, 11), query_text_at(ctx, q, 12), query_text_at(ctx, q, 13), query_text_at(ctx, q, 14) } };
	return take_draft(with, ctx, q, out, f);
}

enum verdict
faq_by_id(struct ledger *l, void *ctx, int64_t id, struct faq *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM faq WHERE id = ?1");
	enum verdict v;

	query_number(q, 1, id);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out)
		v = take_row(ctx, q, l, out, f);
	query_done(q);
	return v;
}

enum verdict
faq_list(struct ledger *l, void *ctx, enum faq_state state, struct faq **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM faq WHERE ?1 = '' OR state = ?1 ORDER BY id");
	struct rows rows;
	enum verdict v;

	query_text(q, 1, state == FAQ_STATES ? "" : state_names[state]);
	v = query_all(q, ctx, sizeof **out, take_row, l, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}

enum verdict
faq_sources(struct ledger *l, void *ctx, int64_t id, const char **out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT o.number FROM faq_source s JOIN opinion o ON o.id = s.opinion WHERE s.faq = ?1 "
	    "ORDER BY s.opinion");
	struct buffer b = buffer_init(ctx);
	bool row;
	enum verdict v;

	query_number(q, 1, id);
	while ((v = query_next(q, &row, f)) == DONE && row)
		buffer_printf(&b, "%s%s", b.len != 0 ? " " : "", query_text_at(ctx, q, 0));
	*out = buffer_text(&b);
	return v;
}

/* ---- rounds --------------------------------------------------------------------------------------------------------- */

/* The department is asked about what stands there now; q is brought up to date. */
static enum verdict
begin_round(struct ledger *l, struct faq *q, struct fault *f)
{
	struct query *update = db_query(l->db, "UPDATE faq SET round = ?2, open = 1, changed = ?3 WHERE id = ?1");
	struct query *insert = db_query(l->db, "INSERT INTO faq_round(faq, round, shown) VALUES(?1,?2,?3)");
	char *party = must(talloc_asprintf(NULL, "department:%s", q->department)), *code;
	unsigned char shown[SEAL_DIGEST];
	struct new_intent n = { .kind = "faq", .party = party };
	enum verdict v;

	q->round++;
	q->open = true;
	digest_of(l, q, shown);
	query_number(update, 1, q->id);
	query_number(update, 2, q->round);
	query_number(update, 3, clock_now());
	v = query_run(update, f);
	query_number(insert, 1, q->id);
	query_number(insert, 2, q->round);
	query_blob(insert, 3, (struct bytes){ shown, sizeof shown });
	if (v == DONE)
		v = query_run(insert, f);
	code = must(talloc_asprintf(party, "%lld %lld", (long long)q->id, (long long)q->round));
	n.code = code;
	if (v == DONE)
		v = intent_insert(l, &n, f);
	talloc_free(party);
	return v;
}

/* The key of what was sealed is destroyed. */
static enum verdict
forget_draft(struct ledger *l, struct faq *q, struct fault *f)
{
	struct query *key = db_query(l->db, "UPDATE key SET wrapped = NULL WHERE id = (SELECT key FROM faq WHERE id = ?1)");
	struct query *draft = db_query(l->db, "UPDATE faq SET draft = NULL, key = NULL WHERE id = ?1");
	enum verdict v;

	query_number(key, 1, q->id);
	v = query_run(key, f);
	query_number(draft, 1, q->id);
	if (v == DONE)
		v = query_run(draft, f);
	q->draft = (struct faq_text){ "", "", "", "" };
	return v;
}

static enum verdict
seal_draft(struct ledger *l, struct faq *q, const struct faq_text *text, struct fault *f)
{
	struct query *update = db_query(l->db, "UPDATE faq SET key = ?2, draft = ?3 WHERE id = ?1");
	struct buffer plain = buffer_init(NULL), sealed = buffer_init(NULL);
	struct seal_key key;
	int64_t id = 0;
	enum verdict v = ledger_new_key(l, &id, &key, f);

	if (v != DONE)
		return v;
	pack(text, &plain);
	seal_value(&key, "faq.draft", buffer_bytes(&plain), &sealed);
	query_number(update, 1, q->id);
	query_number(update, 2, id);
	query_blob(update, 3, buffer_bytes(&sealed));
	v = query_run(update, f);
	q->draft = *text;
	seal_wipe(&key, sizeof key);
	seal_wipe(plain.data, plain.len);
	talloc_free(plain.data);
	talloc_free(sealed.data);
	return v;
}

static enum verdict
insert_sources(struct ledger *l, int64_t id, const int64_t *sources, size_t count, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < count; i++) {
		struct query *q = db_query(l->db, "INSERT OR IGNORE INTO faq_source(faq, opinion) VALUES(?1,?2)");

		query_number(q, 1, id);
		query_number(q, 2, sources[i]);
		v = query_run(q, f);
	}
	return v;
}

enum verdict
faq_propose(struct ledger *l, const struct faq *q, const int64_t *sources, size_t count, int64_t *id_out, struct fault *f)
{
	struct query *insert = db_query(l->db, "INSERT INTO faq(department, purpose, state, made, changed, asked) "
	    "VALUES(?1,?2,'asked',?3,?3,?4)");
	struct faq new = *q;
	enum verdict v;

	query_text(insert, 1, q->department);
	query_text(insert, 2, q->purpose);
	query_number(insert, 3, clock_now());
	query_number(insert, 4, q->asked);
	v = query_run(insert, f);
	*id_out = new.id = db_last_id(l->db);
	new.round = 0;
	if (v == DONE)
		v = insert_sources(l, new.id, sources, count, f);
	if (v == DONE)
		v = seal_draft(l, &new, &q->draft, f);
	return v == DONE ? begin_round(l, &new, f) : v;
}

enum verdict
faq_change(struct ledger *l, struct faq *q, const struct faq_text *text, struct fault *f)
{
	struct faq_text new = *text;
	enum verdict v = forget_draft(l, q, f);

	if (v == DONE)
		v = seal_draft(l, q, &new, f);
	return v == DONE ? begin_round(l, q, f) : v;
}

enum verdict
faq_ask(struct ledger *l, struct faq *q, struct fault *f)
{
	return begin_round(l, q, f);
}

/* ---- ends ----------------------------------------------------------------------------------------------------------- */

static enum verdict
set_state(struct ledger *l, struct faq *q, enum faq_state state, bool open, struct fault *f)
{
	struct query *update = db_query(l->db, "UPDATE faq SET state = ?2, open = ?3, changed = ?4 WHERE id = ?1");

	q->state = state;
	q->open = open;
	query_number(update, 1, q->id);
	query_text(update, 2, state_names[state]);
	query_number(update, 3, open);
	query_number(update, 4, clock_now());
	return query_run(update, f);
}

enum verdict
faq_approve(struct ledger *l, struct faq *q, const char *department, struct fault *f)
{
	const struct faq_settings *s = &l->settings->faq;
	struct query *update = db_query(l->db, "UPDATE faq SET question = ?2, answer = ?3, easy = ?4, words = ?5, review = ?6, "
	    "expires = ?7, department = ?8 WHERE id = ?1");
	int64_t now = clock_now();
	enum verdict v;

	q->text = *faq_shown(q);
	q->expires = now + s->review * DAY;
	q->review = q->expires - s->notice * DAY;
	q->department = department;
	query_number(update, 1, q->id);
	query_text(update, 2, q->text.question);
	query_text(update, 3, q->text.answer);
	query_text(update, 4, q->text.easy);
	query_text(update, 5, q->text.words);
	query_number(update, 6, q->review);
	query_number(update, 7, q->expires);
	query_text(update, 8, department);
	v = query_run(update, f);
	if (v == DONE)
		v = forget_draft(l, q, f);
	return v == DONE ? set_state(l, q, FAQ_PUBLISHED, false, f) : v;
}

enum verdict
faq_withdraw(struct ledger *l, struct faq *q, struct fault *f)
{
	enum verdict v = forget_draft(l, q, f);

	return v == DONE ? set_state(l, q, FAQ_WITHDRAWN, false, f) : v;
}

enum verdict
faq_expire(struct ledger *l, struct faq *q, struct fault *f)
{
	return set_state(l, q, FAQ_EXPIRED, q->open, f);
}

/* ---- addresses ------------------------------------------------------------------------------------------------------ */

/* The digest of what was shown in a round; *found_out false: there was none. */
static enum verdict
shown_in(struct ledger *l, int64_t id, int64_t round, unsigned char out[SEAL_DIGEST], bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT shown FROM faq_round WHERE faq = ?1 AND round = ?2");
	enum verdict v;

	query_number(q, 1, id);
	query_number(q, 2, round);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out) {
		struct bytes shown = query_blob_at(q, 0);

		*found_out = shown.len == SEAL_DIGEST;
		if (*found_out)
			memcpy(out, shown.data, SEAL_DIGEST);
	}
	query_done(q);
	return v;
}

enum verdict
faq_is_as_shown(struct ledger *l, const struct faq *q, bool *out, struct fault *f)
{
	unsigned char shown[SEAL_DIGEST], now[SEAL_DIGEST];
	enum verdict v = shown_in(l, q->id, q->round, shown, out, f);

	digest_of(l, q, now);
	*out = v == DONE && *out && seal_equal(shown, now, SEAL_DIGEST);
	return v;
}

static char *
party_of(void *ctx, const char *department, int64_t round, const unsigned char shown[SEAL_DIGEST])
{
	char digits[2 * SEAL_DIGEST + 1];

	seal_hex(shown, SEAL_DIGEST, digits);
	return must(talloc_asprintf(ctx, "faq:%s:%lld:%s", department, (long long)round, digits));
}

enum verdict
faq_address(struct ledger *l, void *ctx, const struct faq *q, const char *department, const char **out, struct fault *f)
{
	unsigned char shown[SEAL_DIGEST];
	bool found;
	enum verdict v = shown_in(l, q->id, q->round, shown, &found, f);

	*out = "";
	if (v == DONE && found)
		*out = token_address(ctx, l->keys->token, l->settings->office.address, TOKEN_FAQ,
		    must(talloc_asprintf(ctx, "%lld", (long long)q->id)), party_of(ctx, department, q->round, shown));
	return v;
}

static enum verdict
find(struct ledger *l, void *ctx, const struct token *token, int64_t id, int64_t *round_out, const char **department_out,
    struct fault *f)
{
	const struct settings *s = l->settings;
	struct token_keys keys = ledger_token_keys(l);
	unsigned char shown[SEAL_DIGEST];
	bool found = true;
	enum verdict v = DONE;

	for (int64_t round = 1; v == DONE && found && *department_out == NULL; round++) {
		v = shown_in(l, id, round, shown, &found, f);
		for (size_t i = 0; v == DONE && found && i < s->department_count; i++)
			if (token_fits(&keys, token, party_of(ctx, s->departments[i].code, round, shown))) {
				*department_out = s->departments[i].code;
				*round_out = round;
			}
	}
	return v;
}

enum verdict
faq_find(struct ledger *l, const struct token *token, int64_t *id_out, int64_t *round_out, const char **department_out,
    struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	enum verdict v = DONE;

	*department_out = NULL;
	if (text_to_number(token->subject, 1, INT64_MAX, id_out))
		v = find(l, ctx, token, *id_out, round_out, department_out, f);
	talloc_free(ctx);
	return v;
}

/* ---- asked again ---------------------------------------------------------------------------------------------------- */

static enum verdict
take_opinion(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)ctx;
	(void)with;
	(void)f;
	*(struct faq_opinion *)out = (struct faq_opinion){ query_number_at(q, 0), query_number_at(q, 1) };
	return DONE;
}

enum verdict
faq_opinions(struct ledger *l, void *ctx, int64_t after, int64_t since, int64_t max, struct faq_opinion **out, size_t *count_out,
    struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT id, received FROM opinion WHERE id > ?1 AND received >= ?2 AND state <> 'erased' "
	    "AND reason = '' ORDER BY id LIMIT ?3");
	struct rows rows;
	enum verdict v;

	query_number(q, 1, after);
	query_number(q, 2, since);
	query_number(q, 3, max);
	v = query_all(q, ctx, sizeof **out, take_opinion, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}

enum verdict
faq_newest_opinion(struct ledger *l, int64_t *out, struct fault *f)
{
	return query_one_number(db_query(l->db, "SELECT max(id) FROM opinion"), out, f);
}

enum verdict
faq_is_source(struct ledger *l, int64_t id, int64_t opinion, bool *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM faq_source WHERE opinion = ?2 AND (?1 = 0 OR faq = ?1) LIMIT 1");
	enum verdict v;

	query_number(q, 1, id);
	query_number(q, 2, opinion);
	v = query_next(q, out, f);
	query_done(q);
	return v;
}

enum verdict
faq_cursor(struct ledger *l, int64_t *out, struct fault *f)
{
	return query_one_number(db_query(l->db, "SELECT opinion FROM faq_cursor"), out, f);
}

enum verdict
faq_put_cursor(struct ledger *l, int64_t opinion, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO faq_cursor(one, opinion) VALUES(1,?1) ON CONFLICT(one) DO UPDATE SET opinion = ?1");

	query_number(q, 1, opinion);
	return query_run(q, f);
}

enum verdict
faq_count(struct ledger *l, int64_t id, const char *month, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO faq_asked(faq, month, opinions) VALUES(?1,?2,1) "
	    "ON CONFLICT(faq, month) DO UPDATE SET opinions = opinions + 1");

	query_number(q, 1, id);
	query_text(q, 2, month);
	return query_run(q, f);
}

enum verdict
faq_counted(struct ledger *l, int64_t id, const char *month, int64_t *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT coalesce(sum(opinions), 0) FROM faq_asked WHERE faq = ?1 AND (?2 = '' OR month = ?2)");

	query_number(q, 1, id);
	query_text(q, 2, month);
	return query_one_number(q, out, f);
}
