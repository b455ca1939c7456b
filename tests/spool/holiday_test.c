/* SPDX-License-Identifier: GPL-3.0-or-later */
/* holidays: the published file in every form that people make of it, and the years in the register. */
#include "spool/holiday.h"

#include "config/sample.h"
#include "spool/charset.h"
#include "spool/holiday_file.h"
#include "tests/spool/fixture.h"

#define HEADER "国民の祝日・休日月日,国民の祝日・休日名称\n"

static daynum
date(const char *text)
{
	daynum day = 0;

	if (!calendar_date_from_text(text, &day))
		fail_msg("no date: %s", text);
	return day;
}

/* A year with ten holidays, the last on 11-23. */
static void
add_year(struct buffer *b, int year)
{
	static const char *const days[] = { "1/1", "1/15", "2/11", "3/20", "4/29", "5/3", "5/5", "9/15", "11/3", "11/23" };

	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
		buffer_printf(b, "%d/%s,祝日%zu\n", year, days[i], i + 1);
}

static struct buffer
file_of(void *ctx, int first, int last)
{
	struct buffer b = buffer_init(ctx);

	buffer_string(&b, HEADER);
	for (int year = first; year <= last; year++)
		add_year(&b, year);
	return b;
}

static struct holidays
years(struct fixture *fx, int first, int last)
{
	struct buffer b = file_of(fx, first, last);
	struct holidays h;

	assert_done(holiday_file_parse(fx, "years.csv", buffer_bytes(&b), &h, &fx->fault));
	return h;
}

/* What is wrong with a file; "" when nothing is. */
static const char *
complaint(struct fixture *fx, const char *content, size_t len)
{
	struct holidays h;

	fx->fault.text[0] = 0;
	if (holiday_file_parse(fx, "h.csv", (struct bytes){ (const unsigned char *)content, len }, &h, &fx->fault) == DONE)
		return "";
	return fx->fault.text;
}

static void
assert_refused(struct fixture *fx, const char *content, size_t len, const char *why)
{
	const char *got = complaint(fx, content, len);

	if (strstr(got, why) == NULL)
		fail_msg("got \"%s\", wanted \"%s\"", got, why);
}

static void
test_the_published_file(void **state)
{
	struct fixture *fx = *state;
	struct holidays h;

	assert_non_null(strstr((const char *)sample_holidays, "\r\n2025/1/1,\x8c\xb3\x93\xfa\r\n"));
	assert_done(holiday_file_parse(fx, "syukujitsu.csv", bytes_of((const char *)sample_holidays), &h, &fx->fault));
	assert_int_equal(h.first_year, 2025);
	assert_int_equal(h.last_year, 2027);
	assert_int_equal(h.count, 19 + 18 + 17);
	assert_int_equal(h.item[0].day, date("2025-01-01"));
	assert_string_equal(h.item[0].name, "元日");
	assert_int_equal(h.item[h.count - 1].day, date("2027-11-23"));
	assert_string_equal(h.item[h.count - 1].name, "勤労感謝の日");
	for (size_t i = 0; i < h.count; i++)
		/* a holiday on a Sunday has its substitute on the next day that is none */
		if (strcmp(calendar_weekday(h.item[i].day), "Sun") == 0) {
			size_t j = i;

			while (j + 1 < h.count && h.item[j + 1].day == h.item[j].day + 1)
				j++;
			assert_string_equal(h.item[j].name, "休日");
		}
}

/* In its first years the list has nine holidays; that is complete. */
static void
test_the_first_years_of_the_list(void **state)
{
	static const char text[] = HEADER "1955/1/1,元日\n1955/1/15,成人の日\n1955/3/21,春分の日\n"
	    "1955/4/29,天皇誕生日\n1955/5/3,憲法記念日\n1955/5/5,こどもの日\n1955/9/24,秋分の日\n"
	    "1955/11/3,文化の日\n1955/11/23,勤労感謝の日\n";
	struct fixture *fx = *state;

	assert_string_equal(complaint(fx, text, strlen(text)), "");
	assert_refused(fx, text, strlen(text) - strlen("1955/11/23,勤労感謝の日\n"), "h.csv:9: expected at least 9");
}

static void
assert_same(struct fixture *fx, const struct buffer *b)
{
	struct holidays wanted = years(fx, 2026, 2027), got;

	assert_done(holiday_file_parse(fx, "h.csv", buffer_bytes(b), &got, &fx->fault));
	assert_int_equal(got.count, wanted.count);
	assert_int_equal(got.first_year, 2026);
	assert_int_equal(got.last_year, 2027);
	for (size_t i = 0; i < got.count; i++) {
		assert_int_equal(got.item[i].day, wanted.item[i].day);
		assert_string_equal(got.item[i].name, wanted.item[i].name);
	}
}

/* Each of these is what somebody's program makes of the file. */
static void
test_what_editors_make_of_it(void **state)
{
	struct fixture *fx = *state;
	struct buffer plain = file_of(fx, 2026, 2027), b = buffer_init(fx);
	const char *text = buffer_text(&plain);
	int year, month, day, used = 0;
	char name[64];

	buffer_string(&b, "\xef\xbb\xbf");
	buffer_string(&b, text);
	buffer_string(&b, "\n\n  \n\n");
	assert_same(fx, &b);
	buffer_clear(&b);
	buffer_string(&b, "\"国民の祝日・休日月日\" , \"国民の祝日・休日名称\"\r\n");
	text += strlen(HEADER);
	for (; sscanf(text, "%d/%d/%d,%63[^\n]\n%n", &year, &month, &day, name, &used) == 4; text += used)
		buffer_printf(&b, "\"%d-%02d-%02d\", \"%s\"\r\n", year, month, day, name);
	b.data[b.len -= 2] = 0;		/* and no line end at the end */
	assert_same(fx, &b);
}

static void
test_the_order_does_not_matter(void **state)
{
	struct fixture *fx = *state;
	struct buffer b = buffer_init(fx);

	buffer_string(&b, HEADER);
	add_year(&b, 2027);
	add_year(&b, 2026);
	assert_same(fx, &b);
}

/* Each line replaces the last one of a file that is right. */
static void
test_lines_that_are_not_understood(void **state)
{
	static const struct {
		const char *line, *why;
	} wrong[] = {
		{ "2026/11/24\n", "h.csv:12: expected a date and a name" },
		{ "2026/11/24,\n", "h.csv:12: expected a date and a name" },
		{ ",休日\n", "h.csv:12: expected a date and a name" },
		{ "2026/11/24,休日,\n", "h.csv:12: expected a date and a name" },
		{ "2026/11/24,\"休日\n", "h.csv:12: expected a date and a name" },
		{ "2026/11/24;休日\n", "h.csv:12: expected a date and a name" },
		{ "2026/11/31,休日\n", "h.csv:12: expected a date that exists" },
		{ "2026/2/29,休日\n", "h.csv:12: expected a date that exists" },
		{ "26/11/24,休日\n", "h.csv:12: expected a date that exists" },
		{ "R8/11/24,休日\n", "h.csv:12: expected a date that exists" },
		{ "11/24/2026,休日\n", "h.csv:12: expected a date that exists" },
		{ "2026/11/23,休日\n", "h.csv:12: expected each date once, 2026-11-23 stands in line 11 too" },
		{ "\n2026/11/24,休日\n", "h.csv:12: expected a date and a name, the line is empty" },
		{ "2027/1/1,元日\n", "h.csv:12: expected at least 10 holidays in 2027, the file has 1" },
		{ "2028/1/1,元日\n", "h.csv:12: expected 2027 after 2026" },
	};
	struct fixture *fx = *state;

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct buffer b = file_of(fx, 2026, 2026);

		buffer_string(&b, wrong[i].line);
		assert_refused(fx, buffer_text(&b), b.len, wrong[i].why);
	}
}

/* 元日 of 2026 loses half a character. */
static void
test_octets_that_are_no_text(void **state)
{
	struct fixture *fx = *state;
	char *text = must(talloc_strdup(fx, (const char *)sample_holidays));
	char *at = strstr(text, "2026/1/1,");

	at[strlen("2026/1/1,")] = (char)0xff;
	assert_refused(fx, text, strlen(text), "h.csv:21: expected text in CP932 or UTF-8");
}

static void
test_files_that_are_something_else(void **state)
{
	static const char utf16[] = "\xff\xfe\xfd\x56\x11\x6c", html[] = "<!DOCTYPE html>\n<html>\n", old[] = "平成28年（2016年）,,\n";
	struct fixture *fx = *state;
	struct buffer b = file_of(fx, 2026, 2026);
	const char *text = buffer_text(&b);

	assert_refused(fx, "", 0, "h.csv:1: expected the first line");
	assert_refused(fx, "\n", 1, "h.csv:1: expected the first line");
	assert_refused(fx, HEADER, strlen(HEADER), "h.csv:2: expected");
	assert_refused(fx, text + strlen(HEADER), b.len - strlen(HEADER), "h.csv:1: expected the first line");
	assert_refused(fx, utf16, sizeof utf16 - 1, "h.csv:1: expected the first line");
	assert_refused(fx, html, sizeof html - 1, "h.csv:1: expected the first line");
	assert_refused(fx, old, sizeof old - 1, "h.csv:1: expected the first line");
	assert_refused(fx, "\0\0\0", 3, "h.csv:1: expected the first line");
}

/* Wherever the published file is cut, nothing of it is taken, or the years before the cut as a whole
 * with the last year up to its last holiday. */
static void
test_truncated_anywhere(void **state)
{
	struct fixture *fx = *state;
	const char *whole = (const char *)sample_holidays;
	size_t len = strlen(whole), taken = 0;

	for (size_t n = 0; n < len; n++) {
		struct fixture one = { .fault = { "" } };
		void *ctx = must(talloc_new(fx));
		struct holidays h;

		if (holiday_file_parse(ctx, "h.csv", (struct bytes){ (const unsigned char *)whole, n }, &h, &one.fault) ==
		    DONE) {
			char last[CALENDAR_TEXT];

			calendar_text(h.item[h.count - 1].day, last);
			if (strcmp(last + 5, "11-03") < 0)
				fail_msg("cut at octet %zu: taken up to %s", n, last);
			taken++;
		}
		talloc_free(ctx);
	}
	/* behind 11-03 in each of three years there are at most 60 octets */
	assert_in_range(taken, 1, 3 * 60);
}

static struct holidays
known(struct fixture *fx)
{
	struct holidays h;

	assert_done(holiday_read(fx->ledger->db, fx, &h, &fx->fault));
	return h;
}

static enum verdict
store(struct fixture *fx, const struct holidays *h)
{
	enum verdict v;

	assert_done(db_begin(fx->ledger->db, &fx->fault));
	v = holiday_store(fx->ledger->db, h, 1790000000, &fx->fault);
	if (v == DONE)
		assert_done(db_commit(fx->ledger->db, &fx->fault));
	else
		db_rollback(fx->ledger->db);
	return v;
}

static void
test_a_new_register_has_the_shipped_years(void **state)
{
	struct fixture *fx = *state;
	struct holidays h = known(fx);

	assert_int_equal(h.first_year, 2025);
	assert_int_equal(h.last_year, 2027);
	assert_int_equal(h.count, 54);
	assert_true(h.imported > 0);
}

/* iken-init runs after each upgrade: what was imported meanwhile stays. */
static void
test_shipped_years_replace_nothing(void **state)
{
	struct fixture *fx = *state;
	struct holidays h = years(fx, 2025, 2028);

	assert_done(store(fx, &h));
	assert_done(holiday_begin_with_shipped(fx->ledger->db, &fx->fault));
	h = known(fx);
	assert_int_equal(h.last_year, 2028);
	assert_int_equal(h.count, 40);
	assert_string_equal(h.item[0].name, "祝日1");
	assert_int_equal(h.imported, 1790000000);
}

static void
test_a_year_is_replaced_as_a_whole(void **state)
{
	struct fixture *fx = *state;
	struct holidays more = years(fx, 2027, 2028), h;

	assert_done(store(fx, &more));
	h = known(fx);
	assert_int_equal(h.first_year, 2025);
	assert_int_equal(h.last_year, 2028);
	assert_int_equal(h.count, 19 + 18 + 10 + 10);
	assert_string_equal(h.item[36].name, "勤労感謝の日");
	assert_string_equal(h.item[37].name, "祝日1");
}

static void
test_no_year_is_left_out(void **state)
{
	struct fixture *fx = *state;
	struct holidays later = years(fx, 2029, 2029), earlier = years(fx, 2020, 2023), before = years(fx, 2020, 2024);

	assert_int_equal(store(fx, &later), NEVER);
	assert_non_null(strstr(fx->fault.text, "holidays of 2028"));
	assert_int_equal(store(fx, &earlier), NEVER);
	assert_non_null(strstr(fx->fault.text, "holidays of 2024"));
	assert_int_equal(known(fx).count, 54);
	assert_done(store(fx, &before));
	assert_int_equal(known(fx).first_year, 2020);
}

/* A register that was put together by other means: what lies behind a gap is not looked at. */
static void
test_years_behind_a_gap_are_not_known(void **state)
{
	struct fixture *fx = *state;
	struct holidays h;

	assert_done(db_script(fx->ledger->db, "INSERT INTO holiday_year VALUES(2023, 1);"
	    "INSERT INTO holiday VALUES('2023-01-01', '元日')", &fx->fault));
	h = known(fx);
	assert_int_equal(h.first_year, 2025);
	assert_int_equal(h.count, 54);
}

static void
test_nothing_is_known_of_an_empty_table(void **state)
{
	struct fixture *fx = *state;

	assert_done(db_script(fx->ledger->db, "DELETE FROM holiday; DELETE FROM holiday_year", &fx->fault));
	assert_int_equal(known(fx).last_year, 0);
	assert_int_equal(known(fx).count, 0);
	assert_done(holiday_begin_with_shipped(fx->ledger->db, &fx->fault));
	assert_int_equal(known(fx).count, 54);
}

static void
test_a_damaged_date_stops_everything(void **state)
{
	struct fixture *fx = *state;
	struct calendar *cal;

	assert_done(db_script(fx->ledger->db, "INSERT INTO holiday VALUES('2026-02-30', '休日')", &fx->fault));
	assert_int_equal(calendar_load(fx->ledger, fx, &cal, &fx->fault), HALT);
}

static void
test_what_changed(void **state)
{
	struct fixture *fx = *state;
	struct holiday old[] = { { date("2025-01-01"), "元日" }, { date("2026-01-01"), "元日" },
		{ date("2026-07-20"), "海の日" }, { date("2026-10-12"), "体育の日" } };
	struct holiday new[] = { { date("2026-01-01"), "元日" }, { date("2026-07-23"), "海の日" },
		{ date("2026-10-12"), "スポーツの日" }, { date("2027-01-01"), "元日" } };
	struct holidays a = { .item = old, .count = 4, .first_year = 2025, .last_year = 2026 };
	struct holidays b = { .item = new, .count = 4, .first_year = 2026, .last_year = 2027 }, all;
	size_t count;
	struct holiday_change *c = holiday_compare(fx, &a, &b, &count);

	assert_int_equal(count, 3);
	assert_int_equal(c[0].day, date("2026-07-20"));
	assert_string_equal(c[0].before, "海の日");
	assert_null(c[0].after);
	assert_int_equal(c[1].day, date("2026-07-23"));
	assert_null(c[1].before);
	assert_string_equal(c[2].before, "体育の日");
	assert_string_equal(c[2].after, "スポーツの日");
	all = holiday_merge(fx, &a, &b);
	assert_int_equal(all.count, 5);
	assert_int_equal(all.first_year, 2025);
	assert_int_equal(all.last_year, 2027);
	assert_int_equal(all.item[0].day, date("2025-01-01"));
	assert_int_equal(all.item[2].day, date("2026-07-23"));
	all = holiday_merge(fx, &b, &a);
	assert_int_equal(all.count, 5);
	assert_int_equal(all.item[2].day, date("2026-07-20"));
	assert_int_equal(all.item[4].day, date("2027-01-01"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(test_the_published_file),
		spool_test(test_the_first_years_of_the_list),
		spool_test(test_what_editors_make_of_it),
		spool_test(test_the_order_does_not_matter),
		spool_test(test_lines_that_are_not_understood),
		spool_test(test_octets_that_are_no_text),
		spool_test(test_files_that_are_something_else),
		spool_test(test_truncated_anywhere),
		spool_test(test_a_new_register_has_the_shipped_years),
		spool_test(test_shipped_years_replace_nothing),
		spool_test(test_a_year_is_replaced_as_a_whole),
		spool_test(test_no_year_is_left_out),
		spool_test(test_years_behind_a_gap_are_not_known),
		spool_test(test_nothing_is_known_of_an_empty_table),
		spool_test(test_a_damaged_date_stops_everything),
		spool_test(test_what_changed),
	};

	return cmocka_run_group_tests_name("holiday", tests, NULL, NULL);
}
