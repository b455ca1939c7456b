/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_test - the gate through which bytes become text. */
#include "config/text.h"

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
every_code_point_comes_back(void **state)
{
	(void)state;
	for (uint32_t code = 1; code <= 0x10ffff; code++) {
		unsigned char octets[5] = { 0 };
		uint32_t back = 0;
		size_t n = text_encode(code, octets);

		if (code >= 0xd800 && code < 0xe000) {
			assert_int_equal(text_decode(octets, octets + n, &back), 0);
			continue;
		}
		assert_int_equal(text_decode(octets, octets + n, &back), n);
		assert_int_equal(back, code);
		assert_int_equal(n > 1 ? text_decode(octets, octets + n - 1, &back) : 0, 0);
	}
}

static void
octets_that_are_not_utf8_are_refused(void **state)
{
	static const char *const wrong[] = { "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xf0\x80\x80\x80",
		"\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\x80", "\xe3\x81",
		"\xe3\x81\x61", "\xc3" };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_false(text_is_utf8(bytes_of(wrong[i])));
	assert_true(text_is_utf8(bytes_of("道路 road \xf0\xa0\xae\xb7")));
	assert_true(text_is_utf8((struct bytes){ NULL, 0 }));
}

static void
text_from_makes_text(void **state)
{
	static const struct {
		const char *in;
		enum text_shape shape;
		const char *out;
		size_t damaged;
	} rows[] = {
		{ "道路", TEXT_LINE, "道路", 0 },
		{ "a\r\nb\rc\nd\te", TEXT_LINE, "a b c d e", 0 },
		{ "a\r\nb\rc\nd\te", TEXT_RUNNING, "a\nb\nc\nd\te", 0 },
		{ "a\xe2\x80\xa8" "b\xc2\x85" "c\x0c" "d", TEXT_RUNNING, "a\nb\nc\nd", 0 },
		{ "a\xe2\x80\xae" "b\xe2\x81\xa6" "c\xef\xbb\xbf" "d", TEXT_LINE, "abcd", 0 },
		{ "\x1b[31mred\x07\x7f\xc2\x9b", TEXT_LINE, "[31mred", 0 },
		{ "\x83\x65 a\xe3\x81", TEXT_LINE, "\xef\xbf\xbd" "e a\xef\xbf\xbd\xef\xbf\xbd", 3 },
		{ "", TEXT_LINE, "", 0 },
		{ "\r", TEXT_RUNNING, "\n", 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		size_t damaged = 99;
		char *out = text_from(*state, bytes_of(rows[i].in), rows[i].shape, &damaged);

		assert_string_equal(out, rows[i].out);
		assert_int_equal(damaged, rows[i].damaged);
		assert_true(text_is_utf8(bytes_of(out)));
	}
	assert_string_equal(text_from(*state, (struct bytes){ NULL, 0 }, TEXT_LINE, NULL), "");
	assert_string_equal(text_from(*state, (struct bytes){ (const unsigned char *)"a\0b", 3 },
	    TEXT_LINE, NULL), "ab");
}

/* Whatever the octets, the result is text: every two octets, in every shape. */
static void
text_from_takes_anything(void **state)
{
	for (unsigned i = 0; i < 65536; i++) {
		unsigned char octets[] = { 'x', (unsigned char)(i >> 8), (unsigned char)i, 'y' };
		char *out = text_from(*state, (struct bytes){ octets, sizeof octets }, TEXT_LINE, NULL);

		assert_true(text_is_utf8(bytes_of(out)));
		for (const char *p = out; *p != 0; p++)
			assert_true((unsigned char)*p >= 0x20 && *p != 0x7f);
		talloc_free(out);
	}
}

static void
a_line_is_made_in_place(void **state)
{
	static const char *const rows[][2] = {
		{ "a\nb\tc", "a b c" }, { "道路\xe9\x81", "道路" }, { "\xff" "abc", "?abc" },
		{ "\xc2\x9b" "31m", "  31m" }, { "a\xe2\x80\xae" "b", "a   b" }, { "", "" },
		{ "a\xe2\x80\xa9" "b", "a   b" }, { "a\xff", "a?" }, { "\xf0\x9f\x98", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char *line = must(talloc_strdup(*state, rows[i][0]));

		text_make_line(line);
		assert_string_equal(line, rows[i][1]);
	}
}

static void
length_and_cut_count_characters(void **state)
{
	assert_int_equal(text_length(""), 0);
	assert_int_equal(text_length("道路a\xf0\xa0\xae\xb7"), 4);
	assert_string_equal(text_cut(*state, "道路課", 2), "道路");
	assert_string_equal(text_cut(*state, "道路", 9), "道路");
	assert_string_equal(text_cut(*state, "道路", 0), "");
}

static void
ascii_is_ascii(void **state)
{
	(void)state;
	assert_true(text_is_digit('0') && text_is_digit('9') && !text_is_digit('a') && !text_is_digit('\xb2'));
	assert_true(text_is_space(' ') && !text_is_space('\xa0') && !text_is_space(0));
	assert_int_equal(text_lower('A'), 'a');
	assert_int_equal(text_lower('\xc0'), '\xc0');
	assert_true(text_equal_ignoring_case("Ab@C", "aB@c"));
	assert_false(text_equal_ignoring_case("ab", "abc"));
	assert_false(text_equal_ignoring_case("abc", "ab"));
	assert_true(text_starts("abc", "ab") && text_starts("abc", "") && !text_starts("a", "ab"));
}

static void
numbers_are_whole_and_in_range(void **state)
{
	static const char *const wrong[] = { "", "-", "+1", " 1", "1 ", "1x", "0x10", "99999999999999999999",
		"9223372036854775808", "--1", "１", "11", "-11" };
	int64_t n = 42;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		assert_false(text_to_number(wrong[i], -10, 10, &n));
		assert_int_equal(n, 42);
	}
	assert_true(text_to_number("-10", -10, 10, &n) && n == -10);
	assert_true(text_to_number("010", -10, 10, &n) && n == 10);
	assert_true(text_to_number("9223372036854775807", 0, INT64_MAX, &n) && n == INT64_MAX);
	assert_true(text_to_number("-9223372036854775807", INT64_MIN, 0, &n) && n == -INT64_MAX);
}

static void
trim_knows_the_wide_space(void **state)
{
	assert_string_equal(text_trim(*state, " \t　道　路　\r\n "), "道　路");
	assert_string_equal(text_trim(*state, "　　"), "");
	assert_string_equal(text_trim(*state, ""), "");
	assert_string_equal(text_trim(*state, "x"), "x");
}

static void
fold_makes_what_people_type_alike(void **state)
{
	static const char *const rows[][2] = {
		{ "ＡＢＣ１２３！", "abc123!" }, { "Ａｂ　Ｃ", "ab c" }, { "ﾄﾞｳﾛ", "ドウロ" }, { "ﾊﾟﾊﾞﾊ", "パバハ" },
		{ "ｳﾞ", "ヴ" }, { "ﾂﾞ", "ヅ" }, { "ｱﾞ", "ア゛" }, { "ｶﾟ", "カ゜" }, { "ｯｰ｡", "ッー。" }, { "ﾎﾞﾎﾟ", "ボポ" },
		{ "ﾞ", "゛" }, { "道路", "道路" }, { "ﾁﾞｺﾞｿﾞﾄﾞ", "ヂゴゾド" }, { "ﾃﾞ", "デ" }, { "ﾌﾟﾌﾞ", "プブ" }, { "ﾏﾞ", "マ゛" },
		{ "ｶﾞﾞ", "ガ゛" }, { "～", "~" }, { "É", "É" }, { "", "" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_string_equal(text_fold(*state, rows[i][0]), rows[i][1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_comes_back),
		cmocka_unit_test(octets_that_are_not_utf8_are_refused),
		cmocka_unit_test(text_from_makes_text),
		cmocka_unit_test(text_from_takes_anything),
		cmocka_unit_test(a_line_is_made_in_place),
		cmocka_unit_test(length_and_cut_count_characters),
		cmocka_unit_test(ascii_is_ascii),
		cmocka_unit_test(numbers_are_whole_and_in_range),
		cmocka_unit_test(trim_knows_the_wide_space),
		cmocka_unit_test(fold_makes_what_people_type_alike),
	};

	return cmocka_run_group_tests(tests, make_ctx, free_ctx);
}
