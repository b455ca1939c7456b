/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of an answer: asked once, answered, declined, not needed any more. */
#include "spool/opinion.h"
#include "spool/part.h"

#include "tests/spool/fixture.h"

static const struct contact nobody = { "", "", "", "", "", "", REPLY_MAIL, false };

static struct opinion
routed(struct fixture *fx)
{
	struct opinion o = { .channel = "mail", .purpose = "other", .language = "ja", .received = 1795421100 };
	struct detail d = { .who = "test", .department = "roads" };

	assert_done(opinion_enter(fx->ledger, fx, &o, &nobody, "test", &fx->fault));
	assert_done(opinion_step(fx->ledger, &o, STEP_ROUTE, &d, &fx->fault));
	return o;
}

static struct opinion_part
found(struct fixture *fx, const struct opinion *o, const char *department)
{
	struct opinion_part part;
	bool is_there;

	assert_done(part_find(fx->ledger, fx, o->id, department, &part, &is_there, &fx->fault));
	assert_true(is_there);
	return part;
}

static void
is_asked_once(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = routed(fx);
	struct opinion_part *parts, part;
	size_t count;
	bool is_there;

	assert_done(part_insert(fx->ledger, o.id, "parks", PART_ASKED_FOR, 50, &fx->fault));
	assert_done(part_insert(fx->ledger, o.id, "parks", PART_COPY, 0, &fx->fault));
	assert_done(part_insert(fx->ledger, o.id, "waste", PART_COPY, 0, &fx->fault));
	assert_done(part_list(fx->ledger, fx, o.id, &parts, &count, &fx->fault));
	assert_int_equal(count, 2);
	assert_string_equal(parts[0].department, "parks");
	assert_int_equal(parts[0].role, PART_ASKED_FOR);
	assert_int_equal(parts[0].state, PART_OPEN);
	assert_int_equal(parts[0].due, 50);
	assert_int_equal(parts[1].role, PART_COPY);
	assert_int_equal(parts[1].state, PART_INFORMED);
	assert_done(part_find(fx->ledger, fx, o.id, "roads", &part, &is_there, &fx->fault));
	assert_false(is_there);
	/* Who has a copy can be asked later on. */
	assert_done(part_insert(fx->ledger, o.id, "waste", PART_ASKED_FOR, 60, &fx->fault));
	assert_int_equal(found(fx, &o, "waste").role, PART_ASKED_FOR);
	assert_int_equal(found(fx, &o, "waste").state, PART_OPEN);
}

/* More than the list's first room holds. */
static void
lists_many_in_order(void **state)
{
	static const char *const codes[] = { "i", "b", "c", "d", "e", "f", "g", "h", "a" };
	enum { MANY = sizeof codes / sizeof codes[0] };
	struct fixture *fx = *state;
	struct opinion o = routed(fx);
	struct opinion_part *parts;
	size_t count;

	assert_done(part_list(fx->ledger, fx, o.id, &parts, &count, &fx->fault));
	assert_null(parts);
	assert_int_equal(count, 0);
	for (size_t i = 0; i < MANY; i++)
		assert_done(part_insert(fx->ledger, o.id, codes[i], i % 2 == 0 ? PART_COPY : PART_ASKED_FOR, 50, &fx->fault));
	assert_done(part_list(fx->ledger, fx, o.id, &parts, &count, &fx->fault));
	assert_int_equal(count, MANY);
	for (size_t i = 0; i < MANY; i++) {
		assert_string_equal(parts[i].department, codes[i]);
		assert_int_equal(parts[i].role, i % 2 == 0 ? PART_COPY : PART_ASKED_FOR);
		assert_int_equal(parts[i].state, i % 2 == 0 ? PART_INFORMED : PART_OPEN);
	}
}

static void
keeps_the_newest_text(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = routed(fx);
	int64_t id;

	assert_done(part_insert(fx->ledger, o.id, "parks", PART_ASKED_FOR, 50, &fx->fault));
	id = found(fx, &o, "parks").id;
	assert_done(part_set(fx->ledger, id, PART_ANSWERED, 7, &fx->fault));
	assert_done(part_set(fx->ledger, id, PART_ANSWERED, 9, &fx->fault));
	assert_int_equal(found(fx, &o, "parks").draft, 9);
	assert_done(part_set(fx->ledger, id, PART_DECLINED, 0, &fx->fault));
	assert_int_equal(found(fx, &o, "parks").draft, 9);
	assert_int_equal(found(fx, &o, "parks").state, PART_DECLINED);
}

static void
is_void_when_the_opinion_is_done_with(void **state)
{
	struct fixture *fx = *state;
	struct opinion first = routed(fx), second = routed(fx);
	struct detail d = { .who = "test" };

	assert_done(part_insert(fx->ledger, first.id, "parks", PART_ASKED_FOR, 90, &fx->fault));
	assert_done(part_insert(fx->ledger, first.id, "waste", PART_COPY, 0, &fx->fault));
	assert_done(part_insert(fx->ledger, second.id, "parks", PART_ASKED_FOR, 50, &fx->fault));
	/* An answer under way can be stopped, and then the part is waited for again. */
	assert_done(opinion_step(fx->ledger, &first, STEP_RELEASE, &d, &fx->fault));
	assert_int_equal(found(fx, &first, "parks").state, PART_OPEN);
	assert_done(opinion_step(fx->ledger, &first, STEP_STOP, &d, &fx->fault));
	assert_done(opinion_step(fx->ledger, &first, STEP_NO_ANSWER, &d, &fx->fault));
	assert_int_equal(found(fx, &first, "parks").state, PART_VOID);
	assert_int_equal(found(fx, &first, "waste").state, PART_INFORMED);
	assert_int_equal(found(fx, &second, "parks").state, PART_OPEN);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		spool_test(is_asked_once),
		spool_test(lists_many_in_order),
		spool_test(keeps_the_newest_text),
		spool_test(is_void_when_the_opinion_is_done_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
