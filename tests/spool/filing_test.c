/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Held arrivals: guesses, filing under the right key, discarding; and what a resident was told already. */
#include "spool/guess.h"

#include "spool/answered.h"
#include "spool/entry.h"
#include "spool/opinion.h"
#include "spool/wording.h"
#include "tests/spool/fixture.h"

static struct opinion
enter(struct fixture *fx, const char *mail)
{
	const struct contact c = { .name = "", .mail = mail, .postal_code = "", .address = "", .phone = "", .fax = "" };
	struct opinion o = { .channel = "mail", .purpose = "other", .language = "ja", .received = 1790000000 };

	assert_done(opinion_enter(fx->ledger, fx, &o, &c, "test", &fx->fault));
	return o;
}

static void
step(struct fixture *fx, struct opinion *o, enum step s, const char *department)
{
	struct detail d = { .who = "test", .department = department };

	assert_done(opinion_step(fx->ledger, o, s, &d, &fx->fault));
}

/* An arrival with a key of its own that says "text". */
static struct entry
hold(struct fixture *fx, const char *id)
{
	struct reading *reading;
	struct seal_key own, opener = seal_new_key();
	struct buffer packed = buffer_init(fx);
	struct new_entry n = { .id = id, .source = "mail", .channel = "mail", .received = 1790000000,
		.kind = ENTRY_HELD, .reason = "old-token", .file_key = &opener };
	static char nothing[] = "", text[] = "text";
	const struct reading said = { .from = { nothing, nothing }, .sender = "", .return_path = "", .subject = "",
		.reply_to = { nothing, nothing }, .message_id = "", .date = "", .auto_submitted = "", .precedence = "",
		.list_id = "", .suppress = "", .stamp = "", .other_automatic = "", .text = text, .html_text = "",
		.charset = "", .original_message_id = "", .original_stamp = "", .over_limit = "" };
	struct entry e;
	int64_t seq;
	bool found;

	reading_pack(&said, &packed);
	reading = reading_unpack(fx, buffer_bytes(&packed));
	assert_non_null(reading);
	n.reading = reading;
	memcpy(n.digest, id, strlen(id) < SEAL_HASH ? strlen(id) : SEAL_HASH);
	assert_done(ledger_new_key(fx->ledger, &n.key, &own, &fx->fault));
	assert_done(entry_insert(fx->ledger, &n, &seq, &fx->fault));
	assert_done(entry_by_seq(fx->ledger, fx, seq, &e, &found, &fx->fault));
	assert_true(found);
	return e;
}

static bool
can_read(struct fixture *fx, const struct entry *e)
{
	struct reading *r;
	enum verdict v = entry_reading(fx->ledger, fx, e, &r, &fx->fault);

	return v == DONE && strcmp(r->text, "text") == 0;
}

/* What erasing does to a key. */
static void
erase(struct fixture *fx, int64_t key)
{
	struct query *q = db_query(fx->ledger->db, "UPDATE key SET wrapped = NULL WHERE id = ?1");

	query_number(q, 1, key);
	assert_done(query_run(q, &fx->fault));
}

static struct entry
again(struct fixture *fx, const struct entry *e)
{
	struct entry out;
	bool found;

	assert_done(entry_by_id(fx->ledger, fx, e->id, &out, &found, &fx->fault));
	assert_true(found);
	return out;
}

static void
test_filed_under_the_opinions_key(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "a@example.jp");
	struct entry e = hold(fx, "one"), filed;
	int64_t own = e.key, *ids;
	size_t count;
	struct seal_key key;

	assert_true(can_read(fx, &e));
	assert_done(entry_file(fx->ledger, &e, ENTRY_FOLLOW_UP, o.id, o.key, &fx->fault));
	filed = again(fx, &e);
	assert_int_equal(filed.kind, ENTRY_FOLLOW_UP);
	assert_int_equal(filed.opinion, o.id);
	assert_int_equal(filed.key, o.key);
	assert_string_equal(filed.reason, "old-token");
	assert_true(can_read(fx, &filed));
	assert_int_equal(ledger_key(fx->ledger, own, &key, &fx->fault), NEVER);
	assert_done(entry_opinions(fx->ledger, fx, &filed, &ids, &count, &fx->fault));
	assert_int_equal(count, 1);
	/* it is no longer held */
	assert_int_equal(entry_file(fx->ledger, &filed, ENTRY_ANSWER, o.id, o.key, &fx->fault), NEVER);
	assert_int_equal(entry_discard(fx->ledger, &filed, &fx->fault), NEVER);
	assert_int_equal(again(fx, &e).kind, ENTRY_FOLLOW_UP);
	erase(fx, o.key);
	assert_false(can_read(fx, &filed));
}

static void
test_filed_into_two_outlives_one(void **state)
{
	struct fixture *fx = *state;
	struct opinion a = enter(fx, "a@example.jp"), b = enter(fx, "b@example.jp");
	struct entry e = hold(fx, "one"), *list;
	int64_t own = e.key, *ids;
	size_t count;

	assert_done(entry_file(fx->ledger, &e, ENTRY_FOLLOW_UP, a.id, e.key, &fx->fault));
	assert_done(entry_file_also(fx->ledger, e.seq, b.id, &fx->fault));
	assert_int_equal(again(fx, &e).key, own);
	assert_done(entry_opinions(fx->ledger, fx, &e, &ids, &count, &fx->fault));
	assert_int_equal(count, 2);
	assert_int_equal(ids[0], a.id);
	assert_int_equal(ids[1], b.id);
	for (int i = 0; i < 2; i++) {
		assert_done(entry_list(fx->ledger, fx, i == 0 ? a.id : b.id, 10, &list, &count, &fx->fault));
		assert_int_equal(count, 1);
		assert_int_equal(list[0].seq, e.seq);
	}
	erase(fx, a.key);
	assert_true(can_read(fx, &e));
}

/* What was filed into an opinion besides another one stands among what is its own, in the order of arrival. */
static void
test_order_of_what_is_filed(void **state)
{
	struct fixture *fx = *state;
	struct opinion a = enter(fx, "a@example.jp"), b = enter(fx, "b@example.jp");
	struct entry before = hold(fx, "one"), shared = hold(fx, "two"), after = hold(fx, "three"), *list;
	const int64_t seq[] = { before.seq, shared.seq, after.seq };
	struct wording *wording;
	size_t count;

	assert_done(entry_file(fx->ledger, &before, ENTRY_FOLLOW_UP, b.id, b.key, &fx->fault));
	assert_done(entry_file(fx->ledger, &shared, ENTRY_FOLLOW_UP, a.id, shared.key, &fx->fault));
	assert_done(entry_file(fx->ledger, &after, ENTRY_FOLLOW_UP, b.id, b.key, &fx->fault));
	assert_done(entry_file_also(fx->ledger, shared.seq, b.id, &fx->fault));
	assert_done(entry_list(fx->ledger, fx, b.id, 10, &list, &count, &fx->fault));
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(list[i].seq, seq[i]);
	assert_done(entry_list(fx->ledger, fx, b.id, 2, &list, &count, &fx->fault));
	assert_int_equal(count, 2);
	assert_int_equal(list[1].seq, shared.seq);
	assert_done(wording_of(fx->ledger, fx, &b, &wording, &count, &fx->fault));
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(wording[i].id, seq[i]);
	/* What does not open any more is left out. */
	erase(fx, shared.key);
	assert_done(wording_of(fx->ledger, fx, &b, &wording, &count, &fx->fault));
	assert_int_equal(count, 2);
	assert_int_equal(wording[1].id, after.seq);
	erase(fx, b.key);
	assert_int_equal(wording_of(fx->ledger, fx, &b, &wording, &count, &fx->fault), NEVER);
}

static void
test_discarded_stays(void **state)
{
	struct fixture *fx = *state;
	struct entry e = hold(fx, "one"), *list;
	size_t count;

	assert_done(entry_discard(fx->ledger, &e, &fx->fault));
	assert_int_equal(again(fx, &e).kind, ENTRY_DISCARDED);
	assert_true(can_read(fx, &e));
	assert_done(entry_list(fx->ledger, fx, 0, 10, &list, &count, &fx->fault));
	assert_int_equal(count, 0);
}

static void
test_a_number_never_comes_again(void **state)
{
	struct fixture *fx = *state;
	struct entry e = hold(fx, "one");
	int64_t seq = e.seq;
	struct query *q = db_query(fx->ledger->db, "DELETE FROM arrival");

	assert_done(query_run(q, &fx->fault));
	assert_true(hold(fx, "two").seq > seq);
}

/* ---- guesses ---- */

static char *
guesses(struct fixture *fx, int64_t arrival)
{
	struct buffer b = buffer_init(fx);
	struct guess *list;
	size_t count;

	assert_done(guess_list(fx->ledger, fx, arrival, &list, &count, &fx->fault));
	for (size_t i = 0; i < count; i++)
		buffer_printf(&b, "%s%lld %s", i == 0 ? "" : ", ", (long long)list[i].opinion, list[i].why);
	return talloc_strdup(fx, buffer_text(&b));
}

static void
test_guesses_once_and_in_order(void **state)
{
	struct fixture *fx = *state;
	struct opinion o[3] = { enter(fx, "a@example.jp"), enter(fx, "A@EXAMPLE.JP"), enter(fx, "b@example.jp") };
	struct query *q = db_query(fx->ledger->db, "UPDATE opinion SET state = 'erased' WHERE id = ?1");

	step(fx, &o[0], STEP_ROUTE, "roads");
	step(fx, &o[2], STEP_ROUTE, "roads");
	assert_string_equal(guesses(fx, 7), "");
	assert_done(guess_add(fx->ledger, 7, o[2].id, "token", &fx->fault));
	assert_done(guess_add(fx->ledger, 7, o[2].id, "number", &fx->fault));
	assert_done(guess_add_of_sender(fx->ledger, 7, "a@example.jp", 9, &fx->fault));
	assert_done(guess_add_of_sender(fx->ledger, 7, "", 9, &fx->fault));
	assert_done(guess_add_of_department(fx->ledger, 7, "roads", 5, &fx->fault));
	assert_string_equal(guesses(fx, 7), "3 token, 2 sender, 1 sender");
	assert_done(guess_add_of_department(fx->ledger, 8, "roads", 1, &fx->fault));
	assert_string_equal(guesses(fx, 8), "3 department");
	query_number(q, 1, o[0].id);
	assert_done(query_run(q, &fx->fault));
	assert_done(guess_add_of_sender(fx->ledger, 9, "a@example.jp", 9, &fx->fault));
	assert_done(guess_add(fx->ledger, 9, o[0].id, "number", &fx->fault));
	assert_done(guess_add(fx->ledger, 9, 99, "number", &fx->fault));
	assert_string_equal(guesses(fx, 9), "2 sender");
}

static void
test_nine_guesses(void **state)
{
	struct fixture *fx = *state;
	struct guess *list;
	size_t count;

	for (int i = 0; i < 12; i++)
		(void)enter(fx, "a@example.jp");
	assert_done(guess_add_of_sender(fx->ledger, 7, "a@example.jp", 100, &fx->fault));
	assert_done(guess_add(fx->ledger, 7, 1, "number", &fx->fault));
	assert_done(guess_list(fx->ledger, fx, 7, &list, &count, &fx->fault));
	assert_int_equal(count, GUESSES_MAX);
	assert_int_equal(list[0].opinion, 12);
	assert_int_equal(list[8].opinion, 4);
}

/* ---- what a resident was told ---- */

static struct answered
answered(struct fixture *fx, const struct opinion *o)
{
	struct answered a;

	assert_done(answered_find(fx->ledger, o->id, &a, &fx->fault));
	return a;
}

static void
test_what_was_answered(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "a@example.jp");

	step(fx, &o, STEP_ROUTE, "roads");
	step(fx, &o, STEP_FOLLOW_UP, NULL);
	step(fx, &o, STEP_RELEASE, NULL);
	assert_true(answered(fx, &o).at == 0 && !answered(fx, &o).wrote_since);
	step(fx, &o, STEP_SEND, NULL);
	assert_true(answered(fx, &o).at != 0 && !answered(fx, &o).wrote_since);
	step(fx, &o, STEP_FOLLOW_UP, NULL);
	assert_true(answered(fx, &o).at != 0 && answered(fx, &o).wrote_since);
	step(fx, &o, STEP_RELEASE, NULL);
	assert_true(answered(fx, &o).wrote_since);
	step(fx, &o, STEP_SEND, NULL);
	assert_false(answered(fx, &o).wrote_since);
	/* that one came back: what holds is the first, after which they wrote */
	step(fx, &o, STEP_FAIL, NULL);
	assert_true(answered(fx, &o).at != 0 && answered(fx, &o).wrote_since);
}

static void
test_what_came_back_was_not_answered(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "a@example.jp");

	step(fx, &o, STEP_ROUTE, "roads");
	step(fx, &o, STEP_RELEASE, NULL);
	step(fx, &o, STEP_SEND, NULL);
	step(fx, &o, STEP_FAIL, NULL);
	assert_true(answered(fx, &o).at == 0);
	step(fx, &o, STEP_FOLLOW_UP, NULL);
	assert_false(answered(fx, &o).wrote_since);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(test_filed_under_the_opinions_key), spool_test(test_filed_into_two_outlives_one),
		spool_test(test_order_of_what_is_filed),
		spool_test(test_discarded_stays), spool_test(test_a_number_never_comes_again),
		spool_test(test_guesses_once_and_in_order), spool_test(test_nine_guesses),
		spool_test(test_what_was_answered), spool_test(test_what_came_back_was_not_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
