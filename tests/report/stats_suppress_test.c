/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats_suppress: small numbers are hidden, and so are sums whose parts would tell them. */
#include "report/stats_suppress.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { ROWS = 4, COLUMNS = 5 };

static void
count(const bool *hidden, size_t rows[ROWS], size_t columns[COLUMNS])
{
	for (size_t i = 0; i < ROWS; i++)
		rows[i] = 0;
	for (size_t j = 0; j < COLUMNS; j++)
		columns[j] = 0;
	for (size_t i = 0; i < ROWS * COLUMNS; i++) {
		rows[i / COLUMNS] += hidden[i];
		columns[i % COLUMNS] += hidden[i];
	}
}

static void
test_no_number_is_hidden_alone(void **state)
{
	static const int64_t line[] = { 40, 3, 60, 9, 0 }, two[] = { 2, 2, 30, 40 }, sum[] = { 0, 7, 0 }, large[] = { 5, 6, 0 };
	bool hidden[5];

	(void)state;
	suppress_line(line, 5, 5, hidden);
	assert_true(hidden[1] && hidden[3]);
	assert_false(hidden[0] || hidden[2] || hidden[4]);
	/* 2 and 2 come to 4: it would be known that both are small. */
	suppress_line(two, 4, 5, hidden);
	assert_true(hidden[0] && hidden[1] && hidden[2]);
	assert_false(hidden[3]);
	suppress_line(sum, 3, 8, hidden);
	assert_true(hidden[1] && (hidden[0] || hidden[2]));
	suppress_line(large, 3, 5, hidden);
	assert_false(hidden[0] || hidden[1] || hidden[2]);
}

static void
test_a_small_number_in_a_table(void **state)
{
	static const int64_t value[ROWS * COLUMNS] = {
		20, 30, 40, 50, 60,
		30, 2, 50, 60, 70,
		11, 22, 33, 44, 55,
		21, 32, 43, 54, 65,
	};
	static const bool told[COLUMNS];
	const struct suppress_table t = { value, ROWS, COLUMNS, told, told, 5 };
	size_t rows[ROWS], columns[COLUMNS];
	bool hidden[ROWS * COLUMNS];

	(void)state;
	suppress_table(&t, hidden);
	count(hidden, rows, columns);
	assert_true(hidden[COLUMNS + 1]);
	for (size_t i = 0; i < ROWS; i++)
		assert_true(rows[i] != 1);
	for (size_t j = 0; j < COLUMNS; j++)
		assert_true(columns[j] != 1);
	/* A rectangle is enough. */
	assert_int_equal(rows[0] + rows[1] + rows[2] + rows[3], 4);
}

/* Of hidden sums nothing in the table may be told alone, and what hides them hangs together: else the one would follow
 * from the sums of the columns. */
static void
test_hidden_sums(void **state)
{
	static const int64_t value[ROWS * COLUMNS] = {
		10, 10, 10, 10, 10,
		10, 10, 10, 10, 10,
		90, 90, 90, 90, 90,
		90, 90, 90, 90, 90,
	};
	static const bool row_hidden[ROWS] = { true, true }, told[COLUMNS];
	const struct suppress_table t = { value, ROWS, COLUMNS, row_hidden, told, 5 };
	size_t rows[ROWS], columns[COLUMNS], shared = 0;
	bool hidden[ROWS * COLUMNS];

	(void)state;
	suppress_table(&t, hidden);
	count(hidden, rows, columns);
	for (size_t j = 0; j < COLUMNS; j++)
		shared += hidden[j] && hidden[COLUMNS + j];
	assert_true(shared >= 2);
	assert_int_equal(rows[2] + rows[3], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_number_is_hidden_alone),
		cmocka_unit_test(test_a_small_number_in_a_table),
		cmocka_unit_test(test_hidden_sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
