/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of letters: fixed, finished and confirmed once, what is kept comes again, numbers of documents. */
#include "tests/spool/fixture.h"

#include "config/clock.h"
#include "spool/intent.h"
#include "spool/letter.h"
#include "spool/opinion.h"
#include "spool/posting.h"

static const struct contact yamada = { .name = "山田太郎", .mail = "", .postal_code = "100-0001", .address = "見本市1-2-3",
	.phone = "", .fax = "", .reply = REPLY_POST };

static void
step(struct fixture *fx, struct opinion *o, enum step s)
{
	struct detail d = { .who = "test", .department = s == STEP_ROUTE ? "roads" : NULL, .draft = 7 };

	assert_done(opinion_step(fx->ledger, o, s, &d, &fx->fault));
}

/* An opinion whose answer waits to be printed. */
static struct opinion
released(struct fixture *fx)
{
	struct opinion o = { .channel = "letter", .purpose = "other", .language = "ja", .received = 1790000000 };

	fx->settings.print.kind = PRINT_FOLDER;
	assert_done(opinion_enter(fx->ledger, fx, &o, &yamada, "test", &fx->fault));
	step(fx, &o, STEP_ROUTE);
	step(fx, &o, STEP_RELEASE);
	return o;
}

static size_t
waiting(struct fixture *fx, struct intent **out)
{
	size_t count;

	assert_done(intent_letters(fx->ledger, fx, INT64_MAX, 0, 100, out, &count, &fx->fault));
	return count;
}

/* A run with the letters of all answers that wait, printed. */
static int64_t
printed(struct fixture *fx)
{
	struct intent *all;
	size_t count = waiting(fx, &all);
	int64_t run;

	assert_done(letter_run_insert(fx->ledger, 1790000100, &run, &fx->fault));
	for (size_t i = 0; i < count; i++) {
		struct letter_row row = { .run = run, .place = (int64_t)i + 1, .opinion = all[i].opinion,
			.draft = all[i].draft, .intent = all[i].id, .document = "", .sheets = 2 };
		struct opinion o;
		bool found;

		assert_done(letter_insert(fx->ledger, &row, &fx->fault));
		assert_done(intent_begin(fx->ledger, all[i].id, &fx->fault));
		assert_done(opinion_by_id(fx->ledger, fx, all[i].opinion, &o, &found, &fx->fault));
		step(fx, &o, STEP_PRINT);
	}
	assert_done(letter_run_finish(fx->ledger, run, "letters.pdf", bytes_of("digest"), &fx->fault));
	return run;
}

static enum state
state_of(struct fixture *fx, const struct opinion *o)
{
	struct opinion now;
	bool found;

	assert_done(opinion_by_id(fx->ledger, fx, o->id, &now, &found, &fx->fault));
	return now.state;
}

static struct posting
confirm(struct fixture *fx, int64_t run, const char *kept)
{
	char *numbers[] = { (char *)(uintptr_t)kept };
	struct list list = { numbers, kept != NULL };
	struct posting p = { .run = run, .kept = &list, .who = "desk" };

	assert_done(posting_confirm(fx->ledger, fx, &p, &fx->fault));
	return p;
}

static void
a_run_is_posted_once(void **state)
{
	struct fixture *fx = *state;
	struct opinion a = released(fx), b = released(fx);
	int64_t run = printed(fx);
	struct intent *all;
	struct letter_run row;
	struct posting p;
	bool found;

	assert_int_equal(state_of(fx, &a), STATE_PRINTED);
	assert_int_equal(waiting(fx, &all), 0);
	p = confirm(fx, run, NULL);
	assert_null(p.refused);
	assert_int_equal(p.posted, 2);
	assert_int_equal(p.overtaken.count, 0);
	assert_int_equal(state_of(fx, &a), STATE_POSTED);
	assert_int_equal(state_of(fx, &b), STATE_POSTED);
	assert_done(letter_run_by_id(fx->ledger, fx, run, &row, &found, &fx->fault));
	assert_true(found);
	assert_int_equal(row.state, RUN_CONFIRMED);
	assert_int_equal(row.letters, 2);
	assert_int_equal(row.sheets, 4);
	assert_int_equal(row.posted, 2);
	assert_string_equal(row.who, "desk");
	assert_string_equal(confirm(fx, run, NULL).refused, "already");
	assert_string_equal(confirm(fx, run + 1, NULL).refused, "no-run");
}

static void
what_is_kept_waits_again(void **state)
{
	struct fixture *fx = *state;
	struct opinion a = released(fx), b = released(fx);
	int64_t run = printed(fx), again;
	struct intent *all;
	struct posting p;

	assert_string_equal(confirm(fx, run, "2026-000099-0").refused, "not-in-run");
	assert_int_equal(state_of(fx, &a), STATE_PRINTED);
	p = confirm(fx, run, b.number);
	assert_null(p.refused);
	assert_int_equal(p.posted, 1);
	assert_int_equal(p.kept_back, 1);
	assert_int_equal(state_of(fx, &a), STATE_POSTED);
	assert_int_equal(state_of(fx, &b), STATE_RELEASED);
	assert_int_equal(waiting(fx, &all), 1);
	assert_int_equal(all[0].opinion, b.id);
	again = printed(fx);
	assert_int_equal(confirm(fx, again, NULL).posted, 1);
	assert_int_equal(state_of(fx, &b), STATE_POSTED);
}

static void
what_was_overtaken_is_noted(void **state)
{
	struct fixture *fx = *state;
	struct opinion a = released(fx), b = released(fx);
	int64_t first = printed(fx), second;
	struct posting p;
	struct opinion now;
	bool found;

	/* A correction is decided while the first answer lies in the office. */
	assert_done(opinion_by_id(fx->ledger, fx, a.id, &now, &found, &fx->fault));
	step(fx, &now, STEP_RELEASE);
	second = printed(fx);
	p = confirm(fx, first, NULL);
	assert_int_equal(p.posted, 2);
	assert_int_equal(p.overtaken.count, 1);
	assert_string_equal(p.overtaken.item[0], a.number);
	assert_int_equal(state_of(fx, &a), STATE_PRINTED);
	assert_int_equal(state_of(fx, &b), STATE_POSTED);
	p = confirm(fx, second, NULL);
	assert_int_equal(p.overtaken.count, 0);
	assert_int_equal(state_of(fx, &a), STATE_POSTED);
}

static void
an_overtaken_letter_that_is_kept_never_comes_again(void **state)
{
	struct fixture *fx = *state;
	struct opinion a = released(fx), now;
	int64_t first = printed(fx);
	struct intent *all;
	bool found;

	assert_done(opinion_by_id(fx->ledger, fx, a.id, &now, &found, &fx->fault));
	step(fx, &now, STEP_STOP);
	assert_int_equal(confirm(fx, first, a.number).kept_back, 1);
	assert_int_equal(state_of(fx, &a), STATE_REQUESTED);
	assert_int_equal(waiting(fx, &all), 0);
}

static void
a_letter_comes_back_once(void **state)
{
	struct fixture *fx = *state;
	struct opinion a = released(fx), b = released(fx);
	int64_t run = printed(fx);
	struct letter_row *letters;
	struct letter_row row;
	size_t count;
	bool was, found;

	assert_done(letters_of_run(fx->ledger, fx, run, &letters, &count, &fx->fault));
	assert_int_equal(count, 2);
	assert_string_equal(letters[0].number, a.number);
	assert_done(letter_returned(fx->ledger, letters[0].id, b.id, &was, &fx->fault));
	assert_false(was);
	assert_done(letter_returned(fx->ledger, letters[0].id, a.id, &was, &fx->fault));
	assert_true(was);
	assert_done(letter_returned(fx->ledger, letters[0].id, a.id, &was, &fx->fault));
	assert_false(was);
	assert_done(letter_by_id(fx->ledger, fx, letters[0].id, &row, &found, &fx->fault));
	assert_true(found);
	assert_int_equal(row.state, LETTER_RETURNED);
	assert_int_equal(confirm(fx, run, NULL).posted, 2);
}

static void
a_letter_leaves_a_run_in_the_making(void **state)
{
	struct fixture *fx = *state;
	struct letter_row row = { .document = "", .sheets = 1 }, *letters;
	struct opinion o = released(fx);
	size_t count;

	row.opinion = o.id;
	assert_done(letter_run_insert(fx->ledger, 1790000100, &row.run, &fx->fault));
	for (row.place = 1; row.place <= 4; row.place++)
		assert_done(letter_insert(fx->ledger, &row, &fx->fault));
	assert_done(letters_of_run(fx->ledger, fx, row.run, &letters, &count, &fx->fault));
	assert_done(letter_remove(fx->ledger, &letters[1], &fx->fault));
	assert_done(letters_of_run(fx->ledger, fx, row.run, &letters, &count, &fx->fault));
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(letters[i].place, i + 1);
	assert_string_equal(confirm(fx, row.run, NULL).refused, "not-printed");
}

static const char *
number_at(struct fixture *fx, int year, int month, int day)
{
	int64_t utc = clock_from_tokyo(year, month, day), last;

	assert_done(document_number_last(fx->ledger, utc, &last, &fx->fault));
	assert_done(document_number_use(fx->ledger, utc, last + 1, &fx->fault));
	return document_number_text(fx, &fx->settings, utc, last + 1);
}

static void
documents_are_numbered_by_fiscal_years(void **state)
{
	struct fixture *fx = *state;

	fx->settings.print.document_number = "";
	assert_string_equal(number_at(fx, 2026, 11, 24), "");
	fx->settings.print.document_number = "{year}見広第{number}号";
	assert_string_equal(number_at(fx, 2026, 11, 24), "８見広第２号");
	assert_string_equal(number_at(fx, 2027, 3, 31), "８見広第３号");
	assert_string_equal(number_at(fx, 2027, 4, 1), "９見広第１号");
	assert_string_equal(number_at(fx, 2028, 4, 1), "１０見広第１号");
	assert_string_equal(number_at(fx, 2020, 3, 31), "元見広第１号");
}

static void
figures_count_what_waits(void **state)
{
	struct fixture *fx = *state;
	struct letter_figures figures;
	int64_t run;

	released(fx);
	assert_done(letter_figures(fx->ledger, INT64_MAX, &figures, &fx->fault));
	assert_int_equal(figures.waiting, 1);
	assert_int_equal(figures.printed, 0);
	run = printed(fx);
	assert_done(letter_figures(fx->ledger, INT64_MAX, &figures, &fx->fault));
	assert_int_equal(figures.waiting, 0);
	assert_int_equal(figures.printed, 1);
	assert_int_equal(figures.oldest_printed, 1790000100);
	confirm(fx, run, NULL);
	assert_done(letter_figures(fx->ledger, INT64_MAX, &figures, &fx->fault));
	assert_int_equal(figures.printed, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(a_run_is_posted_once),
		spool_test(what_is_kept_waits_again),
		spool_test(what_was_overtaken_is_noted),
		spool_test(an_overtaken_letter_that_is_kept_never_comes_again),
		spool_test(a_letter_comes_back_once),
		spool_test(a_letter_leaves_a_run_in_the_making),
		spool_test(documents_are_numbered_by_fiscal_years),
		spool_test(figures_count_what_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
