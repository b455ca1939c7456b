/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks are found wherever they lie in a file; what is due, what is held and what is left out; nobody releases twice. */
#include "tests/spool/fixture.h"

#include "config/clock.h"
#include "spool/erasure_destroy.h"
#include "spool/file.h"
#include "spool/hold.h"
#include "spool/intent.h"

enum { DAY = 86400, PIECE = 1 << 20, BEGINNING = 1790000000 };

/* ---- marks ------------------------------------------------------------------------------------------------------ */

static struct bytes
secret(struct fixture *fx, size_t len)
{
	unsigned char *octets = must(talloc_size(fx, len));

	seal_random(octets, len);
	return (struct bytes){ octets, len };
}

/* A file of size octets with value at a place; how many windows of it hit a mark. */
static struct found
search(struct fixture *fx, const struct needles *n, size_t size, struct bytes value, size_t at)
{
	char *path = must(talloc_asprintf(fx, "%s/file", fx->folder));
	unsigned char *content = must(talloc_zero_size(fx, size));
	struct found found;

	seal_random(content, size);
	if (value.len != 0)
		memcpy(content + at, value.data, value.len);
	assert_done(file_put(path, (struct bytes){ content, size }, 0600, &fx->fault));
	assert_done(needles_search(n, path, &found, &fx->fault));
	talloc_free(content);
	return found;
}

static void
marks_are_found_at_any_place(void **state)
{
	static const size_t places[] = { 0, 1, 15, 16, PIECE - 17, PIECE - 16, PIECE - 15, PIECE - 8, PIECE - 1, PIECE, PIECE + 1,
		2 * PIECE - 9, 3 * PIECE - 16 };
	struct fixture *fx = *state;
	struct bytes value = secret(fx, NEEDLE_WINDOW);
	struct needles *n = needles_new(fx, fx->ledger->keys->digest, "test");
	unsigned char almost[NEEDLE_WINDOW];
	struct found found;

	needles_add(n, value);
	needles_sort(n);
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		found = search(fx, n, 3 * PIECE, value, places[i]);
		assert_int_equal(found.count, 1);
		assert_int_equal(found.at, places[i]);
		assert_int_equal(found.octets, 3 * PIECE);
	}
	found = search(fx, n, 3 * PIECE, (struct bytes){ NULL, 0 }, 0);
	assert_int_equal(found.count, 0);
	/* All but the last octet, which chance would make the same once in 256 times. */
	memcpy(almost, value.data, NEEDLE_WINDOW);
	almost[NEEDLE_WINDOW - 1] ^= 1;
	found = search(fx, n, 3 * PIECE, (struct bytes){ almost, NEEDLE_WINDOW }, PIECE - 8);
	assert_int_equal(found.count, 0);
	assert_int_equal(search(fx, n, NEEDLE_WINDOW - 1, (struct bytes){ NULL, 0 }, 0).count, 0);
	assert_int_equal(search(fx, n, NEEDLE_WINDOW, value, 0).count, 1);
	assert_int_equal(search(fx, n, 0, (struct bytes){ NULL, 0 }, 0).octets, 0);
}

/* A long value is known by its beginning, by what stands behind its nonce, and by its end, each alone. */
static void
parts_of_a_value_are_found(void **state)
{
	struct fixture *fx = *state;
	struct bytes value = secret(fx, 72);
	struct needles *n = needles_new(fx, fx->ledger->keys->digest, "test"), *again;
	struct buffer packed = buffer_init(fx);

	needles_add(n, value);
	needles_add(n, (struct bytes){ value.data, NEEDLE_WINDOW - 1 });
	assert_int_equal(needles_count(n), 3);
	needles_pack(n, &packed);
	needles_sort(n);
	assert_int_equal(search(fx, n, 100, value, 20).count, 3);
	assert_int_equal(search(fx, n, 100, (struct bytes){ value.data, 20 }, 20).count, 1);
	assert_int_equal(search(fx, n, 100, (struct bytes){ value.data + 24, 20 }, 20).count, 1);
	assert_int_equal(search(fx, n, 100, (struct bytes){ value.data + 56, 16 }, 20).count, 1);
	/* Kept as marks, in which the octets are not. */
	assert_null(memmem(packed.data, packed.len, value.data, 8));
	again = needles_new(fx, fx->ledger->keys->digest, "test");
	assert_done(needles_unpack(again, buffer_bytes(&packed), &fx->fault));
	needles_sort(again);
	assert_int_equal(search(fx, again, 100, value, 3).count, 3);
	assert_int_equal(needles_unpack(again, (struct bytes){ packed.data, 17 }, &fx->fault), NEVER);
	/* With another secret they are marks of nothing. */
	again = needles_new(fx, fx->ledger->keys->digest, "other");
	assert_done(needles_unpack(again, buffer_bytes(&packed), &fx->fault));
	needles_sort(again);
	assert_int_equal(search(fx, again, 100, value, 3).count, 0);
	needles_excuse(n, value);
	assert_int_equal(needles_excused(n), 1);
	assert_int_equal(search(fx, n, 100, value, 20).count, 2);
}

/* ---- what is due ------------------------------------------------------------------------------------------------ */

static const struct contact yamada = { .name = "山田太郎", .mail = "yamada@example.jp", .postal_code = "", .address = "",
	.phone = "", .fax = "", .reply = REPLY_MAIL };

static void
now(int64_t days)
{
	char text[32];

	snprintf(text, sizeof text, "%lld", (long long)(BEGINNING + days * DAY));
	assert_int_equal(setenv("IKEN_NOW", text, 1), 0);
}

static void
add_rule(struct fixture *fx, const char *name, char *state, char *channel, int64_t age)
{
	struct settings *s = &fx->settings;
	struct erase_rule *r;

	s->erase_rules = must(talloc_realloc(fx, s->erase_rules, struct erase_rule, s->erase_rule_count + 1));
	r = &s->erase_rules[s->erase_rule_count++];
	*r = (struct erase_rule){ .name = name, .age = age };
	r->states.item = must(talloc_array(fx, char *, 1));
	r->states.item[0] = state;
	r->states.count = 1;
	r->channels.item = must(talloc_array(fx, char *, 1));
	r->channels.item[0] = channel;
	r->channels.count = channel != NULL;
	s->erasure.people = 2;
	s->erasure.loose = 365;
}

static struct opinion
closed(struct fixture *fx, const char *channel)
{
	struct opinion o = { .channel = channel, .purpose = "other", .language = "ja", .received = clock_now() };
	struct detail d = { .who = "test", .department = "roads" };

	fx->settings.office.receipts = false;
	assert_done(opinion_enter(fx->ledger, fx, &o, &yamada, "test", &fx->fault));
	assert_done(opinion_step(fx->ledger, &o, STEP_ROUTE, &d, &fx->fault));
	assert_done(intent_withdraw(fx->ledger, o.id, "department:roads", "test", &fx->fault));
	d.department = NULL;
	assert_done(opinion_step(fx->ledger, &o, STEP_NO_ANSWER, &d, &fx->fault));
	return o;
}

static size_t
due(struct fixture *fx)
{
	struct erasure_plan *plan;

	assert_done(erasure_plan(fx->ledger, fx, &plan, &fx->fault));
	return plan->item_count;
}

static void
first_rule_decides_and_rest_counts(void **state)
{
	struct fixture *fx = *state;
	struct detail d = { .who = "test" };
	struct opinion letter, mail;
	char closed_word[] = "closed", letter_word[] = "letter";

	now(0);
	add_rule(fx, "long", closed_word, letter_word, 1000);
	add_rule(fx, "short", closed_word, NULL, 100);
	letter = closed(fx, "letter");
	mail = closed(fx, "mail");
	now(100);
	assert_int_equal(due(fx), 0);
	now(101);
	assert_int_equal(due(fx), 1);
	/* Anything that happens begins the time anew. */
	assert_done(opinion_step(fx->ledger, &mail, STEP_NOTE, &d, &fx->fault));
	now(200);
	assert_int_equal(due(fx), 0);
	now(202);
	assert_int_equal(due(fx), 1);
	now(1001);
	assert_int_equal(due(fx), 2);
	assert_done(hold_put(fx->ledger, &letter, "test", "訴訟", &fx->fault));
	assert_int_equal(hold_put(fx->ledger, &letter, "test", "訴訟", &fx->fault), NEVER);
	assert_int_equal(due(fx), 1);
	assert_done(hold_lift(fx->ledger, &letter, "test", &fx->fault));
	assert_int_equal(hold_lift(fx->ledger, &letter, "test", &fx->fault), NEVER);
	assert_int_equal(due(fx), 2);
}

static void
waiting_mail_keeps_it(void **state)
{
	struct fixture *fx = *state;
	char closed_word[] = "closed";
	struct new_intent n = { .kind = "question", .party = "resident" };
	enum erasure_why why;
	struct opinion o;

	now(0);
	add_rule(fx, "short", closed_word, NULL, 100);
	o = closed(fx, "mail");
	n.opinion = o.id;
	now(200);
	assert_done(erasure_judge(fx->ledger, o.id, BEGINNING + 50 * DAY, &why, &fx->fault));
	assert_int_equal(why, ERASURE_GOES);
	assert_done(intent_insert(fx->ledger, &n, &fx->fault));
	assert_done(erasure_judge(fx->ledger, o.id, BEGINNING + 50 * DAY, &why, &fx->fault));
	assert_int_equal(why, ERASURE_WAITING);
	assert_done(erasure_judge(fx->ledger, o.id, BEGINNING, &why, &fx->fault));
	assert_int_equal(why, ERASURE_RECENT);
}

/* ---- people ------------------------------------------------------------------------------------------------------ */

static void
nobody_releases_twice(void **state)
{
	struct fixture *fx = *state;
	const struct person a = { "uid 1", "a (1)" }, same = { "uid 1", "another name" }, b = { "uid 2", "b (2)" };
	char closed_word[] = "closed";
	struct erasure_plan *plan;
	struct erasure e;
	struct opinion o;
	int64_t id, left = -1;
	bool found, more = true;

	now(0);
	add_rule(fx, "short", closed_word, NULL, 100);
	o = closed(fx, "mail");
	now(200);
	assert_done(erasure_plan(fx->ledger, fx, &plan, &fx->fault));
	assert_done(erasure_propose(fx->ledger, plan, "cron", &id, &fx->fault));
	assert_done(erasure_next(fx->ledger, fx, ERASURE_RELEASED, ERASURE_ERASED, &e, &found, &fx->fault));
	assert_false(found);
	assert_done(erasure_release(fx->ledger, id, &a, &left, &fx->fault));
	assert_int_equal(left, 1);
	assert_int_equal(erasure_release(fx->ledger, id, &same, &left, &fx->fault), NEVER);
	assert_done(erasure_next(fx->ledger, fx, ERASURE_RELEASED, ERASURE_ERASED, &e, &found, &fx->fault));
	assert_false(found);
	assert_done(erasure_release(fx->ledger, id, &b, &left, &fx->fault));
	assert_int_equal(left, 0);
	assert_done(erasure_next(fx->ledger, fx, ERASURE_RELEASED, ERASURE_ERASED, &e, &found, &fx->fault));
	assert_true(found);
	assert_int_equal(erasure_release(fx->ledger, id + 1, &b, &left, &fx->fault), NEVER);
	/* It was held meanwhile: then it is kept after all. */
	assert_done(hold_put(fx->ledger, &o, "test", "訴訟", &fx->fault));
	while (more)
		assert_done(erasure_destroy(fx->ledger, &e, &more, &fx->fault));
	assert_int_equal(e.keys, 0);
	assert_done(opinion_by_id(fx->ledger, fx, o.id, &o, &found, &fx->fault));
	assert_int_equal(o.state, STATE_CLOSED);
	assert_int_equal(erasure_withdraw(fx->ledger, id, &fx->fault), NEVER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(marks_are_found_at_any_place),
		spool_test(parts_of_a_value_are_found),
		spool_test(first_rule_decides_and_rest_counts),
		spool_test(waiting_mail_keeps_it),
		spool_test(nobody_releases_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
