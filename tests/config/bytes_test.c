/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bytes_test - buffers and records. */
#include "config/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "config/memory.h"

static int
make_ctx(void **state)
{
	*state = must(talloc_new(NULL));
	return 0;
}

static int
free_ctx(void **state)
{
	talloc_free(*state);
	return 0;
}

static void
bytes_compare_by_content(void **state)
{
	struct bytes empty = { NULL, 0 };

	(void)state;
	assert_true(bytes_equal(bytes_of("abc"), bytes_of("abc")));
	assert_false(bytes_equal(bytes_of("abc"), bytes_of("abd")));
	assert_false(bytes_equal(bytes_of("abc"), bytes_of("ab")));
	assert_true(bytes_equal(empty, bytes_of("")));
}

static void
a_buffer_grows_and_stays_a_string(void **state)
{
	struct buffer b = buffer_init(*state);

	assert_string_equal(buffer_text(&b), "");
	for (int i = 0; i < 10000; i++) {
		buffer_char(&b, (unsigned char)('a' + i % 26));
		assert_int_equal(b.data[b.len], 0);
	}
	assert_int_equal(b.len, 10000);
	for (size_t i = 0; i < b.len; i++)
		assert_int_equal(b.data[i], 'a' + i % 26);
	buffer_clear(&b);
	assert_string_equal(buffer_text(&b), "");
	buffer_printf(&b, "%d-%s", 7, "x");
	buffer_string(&b, "y");
	buffer_add(&b, NULL, 0);
	assert_string_equal(buffer_text(&b), "7-xy");
	assert_int_equal(buffer_bytes(&b).len, 4);
}

static void
a_buffer_takes_any_length_at_once(void **state)
{
	unsigned char block[1000] = { 0 };

	for (size_t n = 0; n < sizeof block; n++) {
		struct buffer b = buffer_init(*state);

		buffer_add(&b, block, n);
		assert_int_equal(b.len, n);
		assert_true(b.room > b.len);
		assert_int_equal(b.data[n], 0);
		talloc_free(b.data);
	}
}

static void
a_record_gives_back_what_was_put(void **state)
{
	struct buffer b = buffer_init(*state);
	struct record r;
	static const int64_t numbers[] = { 0, 1, -1, INT64_MAX, INT64_MIN, 0x0102030405060708 };

	record_put_string(&b, "道路");
	record_put_string(&b, NULL);
	record_put(&b, (struct bytes){ (const unsigned char *)"a\0b", 3 });
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		record_put_number(&b, numbers[i]);
	r = (struct record){ .rest = buffer_bytes(&b) };
	assert_false(record_at_end(&r));
	assert_string_equal(record_take_string(*state, &r), "道路");
	assert_string_equal(record_take_string(*state, &r), "");
	assert_true(bytes_equal(record_take(&r), (struct bytes){ (const unsigned char *)"a\0b", 3 }));
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		assert_true(record_take_number(&r) == numbers[i]);
	assert_true(record_at_end(&r));
	assert_int_equal(record_take(&r).len, 0);
	assert_true(r.broken);
	assert_false(record_at_end(&r));
}

/* A record that was cut anywhere, or lies about a length, is broken and never read beyond. */
static void
a_record_that_is_cut_is_broken(void **state)
{
	struct buffer b = buffer_init(*state);

	record_put_string(&b, "one");
	record_put_number(&b, 2);
	for (size_t n = 0; n < b.len; n++) {
		unsigned char *cut = must(talloc_memdup(*state, b.data, n != 0 ? n : 1));
		struct record r = { .rest = { cut, n } };

		(void)record_take_string(*state, &r);
		(void)record_take_number(&r);
		assert_true(r.broken);
		assert_false(record_at_end(&r));
		talloc_free(cut);
	}
}

static void
a_record_with_wrong_fields_is_broken(void **state)
{
	static const unsigned char huge[] = { 0xff, 0xff, 0xff, 0xff, 'x' };
	static const unsigned char zero[] = { 0, 0, 0, 3, 'a', 0, 'b' };
	static const unsigned char small[] = { 0, 0, 0, 1, 'a' };
	struct record r = { .rest = { huge, sizeof huge } };

	assert_int_equal(record_take(&r).len, 0);
	assert_true(r.broken);
	r = (struct record){ .rest = { zero, sizeof zero } };
	assert_string_equal(record_take_string(*state, &r), "");
	assert_true(r.broken);
	r = (struct record){ .rest = { small, sizeof small } };
	assert_int_equal(record_take_number(&r), 0);
	assert_true(r.broken);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_compare_by_content),
		cmocka_unit_test(a_buffer_grows_and_stays_a_string),
		cmocka_unit_test(a_buffer_takes_any_length_at_once),
		cmocka_unit_test(a_record_gives_back_what_was_put),
		cmocka_unit_test(a_record_that_is_cut_is_broken),
		cmocka_unit_test(a_record_with_wrong_fields_is_broken),
	};

	return cmocka_run_group_tests(tests, make_ctx, free_ctx);
}
