/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of an answer: asked once, answered, declined; what is open of a department. */
#include "spool/opinion.h"
#include "spool/part.h"

#include "tests/spool/fixture.h"

static const struct contact nobody = { "", "", "", "", "", "", REPLY_MAIL };

static struct opinion
routed(struct fixture *fx)
{
	struct opinion o = { .channel = "mail", .purpose = "other", .language = "ja", .received = 1795421100 };
	struct detail d = { .who = "test", .department = "roads" };

	assert_done(opinion_enter(fx->ledger, fx, &o, &nobody, "test", &fx->fault));
	assert_done(opinion_step(fx->ledger, &o, STEP_ROUTE, &d, &fx->fault));
	return o;
}

static size_t
open_of(struct fixture *fx, const char *department)
{
	struct opinion_part *parts;
	size_t count;

	assert_done(part_list_open(fx->ledger, fx, department, &parts, &count, &fx->fault));
	return count;
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
is_open_while_the_opinion_waits(void **state)
{
	struct fixture *fx = *state;
	struct opinion first = routed(fx), second = routed(fx);
	struct detail d = { .who = "test" };
	struct opinion_part *parts;
	size_t count;

	assert_done(part_insert(fx->ledger, first.id, "parks", PART_ASKED_FOR, 90, &fx->fault));
	assert_done(part_insert(fx->ledger, second.id, "parks", PART_ASKED_FOR, 50, &fx->fault));
	assert_done(part_insert(fx->ledger, second.id, "waste", PART_COPY, 0, &fx->fault));
	assert_done(part_list_open(fx->ledger, fx, "parks", &parts, &count, &fx->fault));
	assert_int_equal(count, 2);
	assert_int_equal(parts[0].opinion, second.id);
	assert_int_equal(open_of(fx, "waste"), 0);
	/* An answer under way needs it no more, and has it wait again when it was stopped. */
	assert_done(opinion_step(fx->ledger, &first, STEP_RELEASE, &d, &fx->fault));
	assert_int_equal(open_of(fx, "parks"), 1);
	assert_done(opinion_step(fx->ledger, &first, STEP_STOP, &d, &fx->fault));
	assert_int_equal(open_of(fx, "parks"), 2);
	assert_done(opinion_step(fx->ledger, &first, STEP_NO_ANSWER, &d, &fx->fault));
	assert_int_equal(open_of(fx, "parks"), 1);
	assert_int_equal(found(fx, &first, "parks").state, PART_VOID);
	assert_int_equal(found(fx, &second, "parks").state, PART_OPEN);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		spool_test(is_asked_once),
		spool_test(keeps_the_newest_text),
		spool_test(is_open_while_the_opinion_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
