/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_test - fonts and what they lack, lines and pages, papers that cannot be written */
#include "spool/paper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/galley_mark.h"
#include "reply/sheet_dispatch.h"
#include "reply/sheet_letter.h"
#include "reply/sheet_opinion.h"
#include "reply/sheet_words.h"
#include "tests/tools/sample-texts.h"

struct fixture {
	struct fonts *noto, *both;
	struct buffer out;
	struct sink sink;
	size_t room;			/* the sink refuses more */
	struct fault fault;
};

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	struct fixture *fx = state;

	if (fx->out.len + len > fx->room)
		return (fail)(f, LATER, "the disk is full");
	buffer_add(&fx->out, data, len);
	return DONE;
}

static int
set_up(void **state)
{
	struct fixture *fx = memory_new(NULL, sizeof *fx);

	assert_int_equal(fonts_open(fx, "Noto Serif CJK JP", NULL, &fx->noto, &fx->fault), DONE);
	assert_int_equal(fonts_open(fx, "Noto Serif CJK JP", "IPAmjMincho", &fx->both, &fx->fault), DONE);
	fx->out = buffer_init(fx);
	fx->sink = (struct sink){ .state = fx, .take = take };
	fx->room = SIZE_MAX;
	*state = fx;
	return 0;
}

static int
tear_down(void **state)
{
	talloc_free(*state);
	return 0;
}

static struct paper *
new_paper(struct fixture *fx)
{
	struct paper *paper;

	buffer_clear(&fx->out);
	assert_int_equal(paper_new(fx, "回答", 1795672800, &fx->sink, &paper, &fx->fault), DONE);
	return paper;
}

static void
test_other_font_is_refused(void **state)
{
	struct fixture *fx = *state;
	struct fonts *fonts;

	assert_int_equal(fonts_open(fx, "No Such Mincho", NULL, &fonts, &fx->fault), HALT);
	assert_non_null(strstr(fx->fault.text, "No Such Mincho"));
	assert_non_null(strstr(fx->fault.text, "fonts-noto-cjk"));
	assert_int_equal(fonts_open(fx, "Noto Serif CJK JP", "No Such Mincho", &fonts, &fx->fault), HALT);
}

/* The signs that are missing, as one text. */
static char *
missing_of(struct fixture *fx, const struct fonts *fonts, const char *text)
{
	struct missing missing = { 0 };
	struct buffer b = buffer_init(fx);

	fonts_check(fonts, fx, text, &missing);
	for (size_t i = 0; i < missing.count; i++)
		buffer_printf(&b, "%s;", missing.signs[i]);
	return must(talloc_strdup(fx, buffer_text(&b)));
}

static void
test_missing_signs(void **state)
{
	struct fixture *fx = *state;

	assert_string_equal(missing_of(fx, fx->noto, "髙﨑𠮷①㈱Ⅳ～〜−‖葛󠄀城 葛󠄁飾\nか゚が\tﾃｽﾄ"), "");
	assert_string_equal(missing_of(fx, fx->noto, "😀と😀"), "U+1F600 😀;");
	assert_string_equal(missing_of(fx, fx->both, "😀"), "U+1F600 😀;");
	/* this form is in the Moji Joho collection, and in IPAmjMincho, only */
	assert_string_equal(missing_of(fx, fx->noto, "邉󠄏"), "U+9089 U+E010F 邉󠄏;");
	assert_string_equal(missing_of(fx, fx->both, "邉󠄏"), "");
	assert_string_equal(missing_of(fx, fx->both, "辻󠇯"), "U+8FBB U+E01EF 辻󠇯;");
	/* a wish for the look of a symbol is no sign of its own, nor is what nobody sees */
	assert_string_equal(missing_of(fx, fx->noto, "☎️ a​b"), "");
	/* what is no text */
	assert_string_equal(missing_of(fx, fx->noto, "a\033b"), "U+001B \033;");
}

static void
test_missing_signs_are_replaced(void **state)
{
	struct fixture *fx = *state;
	struct missing missing = { 0 };

	assert_string_equal(fonts_replace(fx->noto, fx, "晴れ😀、邉󠄏。", &missing), "晴れ〓、〓。");
	assert_int_equal(missing.count, 2);
}

static bool
is_among(const char *sign, const char *signs)
{
	uint32_t code, other;
	const unsigned char *p = (const unsigned char *)signs, *end = p + strlen(signs);
	size_t used;

	if (text_decode((const unsigned char *)sign, (const unsigned char *)sign + strlen(sign), &code) == 0)
		return false;
	for (; p < end && (used = text_decode(p, end, &other)) > 0; p += used) {
		if (code == other)
			return true;
	}
	return false;
}

static const char *
last_sign(const char *line)
{
	const char *p = line + strlen(line);

	while (p > line && ((unsigned char)*--p & 0xc0) == 0x80)
		;
	return p;
}

static void
test_kinsoku(void **state)
{
	static const char text[] = "このたびは、しょっちゅうお待たせしてしまい、まことに申し訳ございません。「もっと早く」というご意見（複数）を、"
	    "ミーティングでキャッチアップしました。人々・様々・佐々木様。チェック！ええっ？　ウェブのチャット・コーナーもぜひ、どうぞ。";
	struct fixture *fx = *state;
	size_t lines = 0;

	for (int width = 40; width < 180; width += 2) {
		struct style style = { .size = 11, .justify = true };
		struct galley *g = galley_of(fx, fx->both, &style, width, text);

		for (size_t i = 1; i < galley_lines(g); i++, lines++) {
			const char *line = galley_line_text(g, g, i), *before = galley_line_text(g, g, i - 1);

			if (is_among(line, "、。，．」』）〕］｝〉》】ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々〻・？！：；"))
				fail_msg("width %d: %s", width, line);
			if (is_among(last_sign(before), "「『（〔［｛〈《【"))
				fail_msg("width %d: %s", width, before);
		}
		assert_true(galley_width(g) <= width + 0.01);
		talloc_free(g);
	}
	assert_true(lines > 300);
}

static void
test_marks_of_lists(void **state)
{
	static const char *const items[] = { "・道路", "- road", "1. 道路", "１．道路", "（１）道路", "(12) road", "①道路", "ア　道路", "１　道路",
		"　・道路", "（ア）道路", "（一）道路" };
	static const char *const texts[] = { "", "道路", "1.5メートル", "-5度", "2026年", "（令和８年）に", "アスファルト", "　道路", "・" };

	(void)state;
	for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
		size_t mark = galley_mark(items[i], strlen(items[i]));

		if (mark == 0 || (strcmp(items[i] + mark, "道路") != 0 && strcmp(items[i] + mark, "road") != 0))
			fail_msg("%s: %zu", items[i], mark);
	}
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (galley_mark(texts[i], strlen(texts[i])) != 0)
			fail_msg("%s is no item", texts[i]);
	}
}

/* At every height, no page begins with the last line of a paragraph or ends with the first one of a longer one. */
static void
test_no_line_is_alone(void **state)
{
	struct fixture *fx = *state;
	struct style style = { .size = 10, .leading = 1.5 }, closing = { .size = 10, .leading = 1.5, .with_previous = true };
	/* 20 signs a line: paragraphs of two, three and five lines */
	static const char two[] = "ああああああああああああああああああああああああ",
	    three[] = "いいいいいいいいいいいいいいいいいいいいいいいいいいいいいいいいいいいいいいいいいいい",
	    five[] = "うううううううううううううううううううううううううううううううううううううううううううううううううううううううううううううううううううう"
	    "うううううううううううううううう";
	struct galley *g = galley_new(fx, fx->noto, 72);
	double line = 15 / 72.0 * 25.4;

	for (int i = 0; i < 4; i++) {
		galley_add(g, &style, two);
		galley_add(g, &style, five);
		galley_add(g, &style, three);
	}
	galley_add(g, &closing, "以上");
	assert_int_equal(galley_lines(g), 41);
	for (int room = 5; room < 20; room++) {
		size_t from = 0, to;

		for (; from < galley_lines(g); from = to) {
			/* lines of the paragraph before and behind the cut */
			static const size_t begins[] = { 0, 2, 7, 10 };
			size_t in_group;

			to = galley_cut(g, from, room * line);
			assert_true(to > from && to - from <= (size_t)room);
			if (to == galley_lines(g))
				break;
			assert_int_not_equal(to, 40);
			in_group = to % 10;
			for (size_t p = 0; p < 3; p++) {
				if (in_group > begins[p] && in_group < begins[p + 1]) {
					assert_int_not_equal(in_group - begins[p], 1);
					assert_int_not_equal(begins[p + 1] - in_group, 1);
				}
			}
		}
	}
}

static void
test_same_calls_same_octets(void **state)
{
	struct fixture *fx = *state;
	struct letter_text t = { .name = "山田　太郎", .address = "〇〇市一丁目２番３号", .postal_code = "1000013",
		.date = 1795672800, .subject = "件名", .body = SAMPLE_RARE, .barcode = true, .window = WINDOW_LONG_3 };
	struct bytes made[2];

	for (int i = 0; i < 2; i++) {
		struct missing missing = { 0 };
		struct letter_plan *plan;
		struct paper *paper = new_paper(fx);

		assert_int_equal(sheet_letter_plan(fx, fx->both, &t, &plan, &missing, &fx->fault), DONE);
		assert_int_equal(sheet_letter_draw(paper, plan, &fx->fault), DONE);
		assert_int_equal(paper_end(paper, &fx->fault), DONE);
		made[i] = (struct bytes){ must(talloc_memdup(fx, fx->out.data, fx->out.len)), fx->out.len };
	}
	assert_true(bytes_equal(made[0], made[1]));
	assert_non_null(memmem(made[0].data, made[0].len, "/CreationDate (20261126060000Z", 30));
}

static void
test_refusing_sink(void **state)
{
	struct fixture *fx = *state;
	struct style style = { .size = 11 };
	struct paper *paper;

	for (fx->room = 0; fx->room < 12000; fx->room += 1500) {
		paper = new_paper(fx);
		paper_page(paper);
		paper_words(paper, fx->noto, &style, 20, 20, SAMPLE_CONTACT);
		assert_int_equal(paper_end(paper, &fx->fault), LATER);
		assert_string_equal(fx->fault.text, "the disk is full");
		talloc_free(paper);
	}
}

/* The last barrier: a text that nobody has checked. */
static void
test_unchecked_text_spoils_the_paper(void **state)
{
	struct fixture *fx = *state;
	struct style style = { .size = 11 };
	struct paper *paper = new_paper(fx);

	paper_page(paper);
	paper_words(paper, fx->noto, &style, 20, 20, "晴れ😀");
	assert_int_equal(paper_end(paper, &fx->fault), NEVER);
}

static void
test_letter_that_cannot_be_set(void **state)
{
	struct fixture *fx = *state;
	struct letter_text t = { .name = "山田　太郎😀", .address = "住所", .body = "本文", .window = WINDOW_LONG_3 };
	struct missing missing = { 0 };
	struct letter_plan *plan;
	struct buffer address = buffer_init(fx);

	assert_int_equal(sheet_letter_plan(fx, fx->both, &t, &plan, &missing, &fx->fault), NEVER);
	assert_int_equal(missing.count, 1);
	assert_null(strstr(fx->fault.text, "😀"));
	t.name = "山田　太郎";
	for (int i = 0; i < 12; i++)
		buffer_string(&address, "とても長い住所で、行がいくつにもなるもの。");
	t.address = buffer_text(&address);
	missing = (struct missing){ 0 };
	assert_int_equal(sheet_letter_plan(fx, fx->both, &t, &plan, &missing, &fx->fault), NEVER);
	assert_int_equal(missing.count, 0);
	assert_non_null(strstr(fx->fault.text, "window"));
}

static void
test_pictures_that_are_none(void **state)
{
	static const unsigned char cut[] = { 0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 1 }, lying[] = { 0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 0, 0 },
	    empty[] = { 0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 0, 0, 0, 0 };
	struct fixture *fx = *state;
	const struct bytes bad[] = { { cut, sizeof cut }, { lying, sizeof lying }, { empty, sizeof empty }, { NULL, 0 },
		bytes_of("%PDF-1.5") };
	struct paper *paper = new_paper(fx);
	struct opinion_text opinion = { .number = "2026-000123-7", .text = "本文" };

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_false(paper_is_jpeg(bad[i]));
		opinion.scans = &bad[i];
		opinion.scan_count = 1;
		assert_int_equal(sheet_opinion(fx, paper, fx->both, &opinion, &fx->fault), NEVER);
		assert_int_equal(paper_pages(paper), 0);
	}
}

static void
test_dispatch_list_must_balance(void **state)
{
	struct fixture *fx = *state;
	const struct dispatch_row row = { .number = "2026-000123-7", .document_number = "", .name = "山田　太郎　様", .sheets = 1 };
	struct dispatch_text t = { .office = "例区役所", .run = 1, .date = 1795672800, .decided = 2, .rows = &row,
		.row_count = 1 };
	struct missing missing = { 0 };
	struct paper *paper = new_paper(fx);

	assert_int_equal(sheet_dispatch(fx, paper, fx->both, &t, &missing, &fx->fault), HALT);
	t.decided = 1;
	assert_int_equal(sheet_dispatch(fx, paper, fx->both, &t, &missing, &fx->fault), DONE);
	assert_int_equal(paper_pages(paper), 1);
	paper_to_front(paper);
	assert_int_equal(paper_pages(paper), 2);
	paper_to_front(paper);
	assert_int_equal(paper_pages(paper), 2);
}

static void
test_dates(void **state)
{
	struct fixture *fx = *state;

	assert_string_equal(sheet_date(fx, 1795672800, false, false), "令和8年11月26日");
	assert_string_equal(sheet_date(fx, 1795672800, false, true), "令和８年１１月２６日");
	assert_string_equal(sheet_date(fx, 1795672800, true, false), "November 26, 2026");
	assert_string_equal(sheet_date(fx, 1556636400, false, false), "令和元年5月1日");
}

static void
test_codes(void **state)
{
	struct fixture *fx = *state;
	struct paper *paper = new_paper(fx);

	paper_page(paper);
	assert_int_equal(paper_qr(paper, "IKEN:L:2026-000123-7.12:1.3:K7MQ2XW4RD8TN3VB", 10, 10, 24, &fx->fault), DONE);
	assert_int_equal(paper_qr(paper, "iken", 10, 10, 24, &fx->fault), HALT);
	assert_int_equal(paper_postal_barcode(paper, NULL, 10, 10, 9, &fx->fault), DONE);
	assert_int_equal(paper_postal_barcode(paper, "1000013-*", 10, 10, 9, &fx->fault), HALT);
}

static int
clean_up(void **state)
{
	(void)state;
	fonts_end_of_program();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_other_font_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_missing_signs, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_missing_signs_are_replaced, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_kinsoku, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_marks_of_lists, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_line_is_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_same_calls_same_octets, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refusing_sink, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_unchecked_text_spoils_the_paper, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_letter_that_cannot_be_set, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_pictures_that_are_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_dispatch_list_must_balance, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_dates, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_codes, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, clean_up);
}
