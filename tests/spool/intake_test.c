/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms that clerks type in for residents, by tables; and the rules around them in our mails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "config/memory.h"
#include "spool/intake.h"
#include "spool/lines.h"

#include <cmocka.h>	/* its fail() would hide ours */

static char words[2][8] = { "質問", "照会" };
static char *question_words[] = { words[0], words[1] };
static struct purpose purposes[] = {
	{ .code = "opinion", .name = "意見・要望" },
	{ .code = "question", .name = "問い合わせ", .words = { question_words, 2 } },
	{ .code = "other", .name = "その他" },
};
static const struct settings settings = { .office = { .address = "opinion@city.example.jp" }, .purposes = purposes,
	.purpose_count = 3, .default_purpose = "other" };

/* wanted: channel purpose reply, or the numbers of the lines that are wrong. */
static const struct one_case {
	const char *form, *wanted;
} cases[] = {
	{ "氏名: 山田太郎\n\n本文", "counter other mail" },
	{ "氏名: 山田太郎\n受付方法: 電話\n投稿目的: 問い合わせ\n回答方法: 不要\n\n本文", "phone question none" },
	{ "受付方法：ＦＡＸ\n投稿目的：質問\n\n本文", "fax question mail" },
	{ "受付方法：お電話\n目的：opinion\n\n本文", "phone opinion mail" },
	{ "受付方法:\n投稿目的:\n回答方法:\n氏名:\n本文: 街灯", "counter other mail" },
	{ "住所: 見本市1-2-3\n\n本文", "counter other post" },
	{ "住所: 見本市1-2-3\nメール: taro@example.jp\n\n本文", "counter other mail" },
	{ "channel: letter\nreply: post\naddress: 1-2-3\n\ntext", "letter other post" },
	{ "channel: counter\n\ntext", "counter other mail" },
	{ "受付方法: 狼煙\n\n本文", "1" },
	{ "氏名: 山田\n投稿目的: 愚痴\n\n本文", "2" },
	{ "氏名: 山田\n回答方法: メール\n\n本文", "2" },
	{ "氏名: 山田\n電話: 03-1234-5678\n回答方法: 郵送\n\n本文", "3" },
	{ "氏名: 山田\nメール: opinion@city.example.jp\n\n本文", "2" },
	{ "メール: OPINION@city.example.jp\n\n本文", "1" },
	{ "氏名: 山田\n電話: 12\n受付方法: 狼煙\n投稿目的: 愚痴\n\n本文", "2 3 4" },
	{ "街灯が切れています。", "1" },
	{ "氏名: 山田\n", "1" },
};

static const char *
told(void *ctx, const char *form, enum language language)
{
	static const char *const ways[] = { "mail", "post", "none" };
	struct buffer errors = buffer_init(ctx), out = buffer_init(ctx);
	struct fault f = { "" };
	struct intake in;
	enum verdict v = intake_read(ctx, &settings, form, "counter", language, &in, &errors, &f);
	const char *line = buffer_text(&errors);

	assert_int_equal(v == DONE, errors.len == 0);
	assert_int_equal(v == DONE, f.text[0] == 0);
	if (v == DONE)
		return talloc_asprintf(ctx, "%s %s %s", in.channel, in.purpose, ways[in.form->contact.reply]);
	for (; *line != 0; line += strcspn(line, "\n") + 1)
		buffer_printf(&out, "%s%ld", out.len != 0 ? " " : "", strtol(line + (language == LANGUAGE_EN ? 5 : 0),
		    NULL, 10));
	return buffer_text(&out);
}

static void
forms_are_checked(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		for (int language = LANGUAGE_JA; language <= LANGUAGE_EN; language++) {
			void *ctx = talloc_new(NULL);
			const char *got = told(ctx, cases[i].form, (enum language)language);

			if (strcmp(got, cases[i].wanted) != 0) {
				print_message("%s\n: got %s, wanted %s\n", cases[i].form, got, cases[i].wanted);
				wrong++;
			}
			talloc_free(ctx);
		}
	assert_int_equal(wrong, 0);
}

static void
mistakes_say_nothing_of_what_was_typed(void **state)
{
	void *ctx = talloc_new(NULL);
	struct buffer errors = buffer_init(ctx);
	struct fault f = { "" };
	struct intake in;

	(void)state;
	assert_int_equal(intake_read(ctx, &settings, "氏名: 山田太郎\n電話: 12\nメール: taro\n受付方法: 狼煙\n投稿目的: 愚痴\n\n本文", "counter",
	    LANGUAGE_JA, &in, &errors, &f), NEVER);
	assert_null(strstr(buffer_text(&errors), "山田"));
	assert_null(strstr(buffer_text(&errors), "taro"));
	assert_null(strstr(buffer_text(&errors), "狼煙"));
	assert_null(strstr(buffer_text(&errors), "愚痴"));
	assert_non_null(strstr(buffer_text(&errors), "意見・要望、問い合わせ、その他"));
	talloc_free(ctx);
}

static const char *
proper(void *ctx, const char *form)
{
	struct buffer errors = buffer_init(ctx), out = buffer_init(ctx);
	struct fault f = { "" };
	struct intake in;

	assert_int_equal(intake_read(ctx, &settings, form, "phone", LANGUAGE_JA, &in, &errors, &f), DONE);
	intake_write(&in, &out);
	return buffer_text(&out);
}

static void
the_same_form_is_the_same_however_it_is_typed(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_string_equal(proper(ctx, "氏名: 山田太郎\n受付方法: 電話\n投稿目的: 質問\n\n本文"),
	    proper(ctx, "【氏名】山田太郎\n受付方法：お電話\n目的：問い合わせ\n住所：\n\n\n本文\n"));
	assert_string_equal(proper(ctx, "氏名: 山田太郎\n\n本文"), proper(ctx, "氏名: 山田太郎\n受付方法: 電話\n\n本文"));
	assert_string_not_equal(proper(ctx, "氏名: 山田太郎\n\n本文"), proper(ctx, "氏名: 山田花子\n\n本文"));
	assert_string_not_equal(proper(ctx, "氏名: 山田太郎\n\n本文"), proper(ctx, "氏名: 山田太郎\n\n本文2"));
	talloc_free(ctx);
}

#define BEGIN "----- 意見の入力（この行は消さないでください） -----\n"

static const struct {
	const char *mail;
	bool found, filled, ended;
	const char *text;
} blocks[] = {
	{ "x\n" BEGIN "氏名: 山田\n\n本文\n----- ここまで -----\ny\n", true, true, true, "氏名: 山田\n\n本文" },
	{ BEGIN "氏名:\n本文:\n\n----- ここまで -----\n", true, false, true, "氏名:\n本文:" },
	{ BEGIN "受付方法: 電話\n----- ここまで -----\n", true, false, true, "受付方法: 電話" },
	{ BEGIN "本文: あ\n----- ここまで -----\n", true, true, true, "本文: あ" },
	{ "> " BEGIN "> 氏名: 山田\n>\n> 本文\n> > 引用\n> ----- ここまで -----\n> x\n", true, true, true, "氏名: 山田\n\n本文\n> 引用" },
	{ "＞－－意見の入力－－\n＞氏名：山田\n＞－－ここまで－－\n", true, true, true, "氏名：山田" },
	{ "----- Opinion to be entered (please keep this line) -----\nname: x\n----- End of opinion -----\n", true, true, true, "name: x" },
	{ BEGIN "氏名: 山田\n", true, true, false, "氏名: 山田" },
	{ "意見の入力をお願いします。\n----- ここまで -----\n", false, false, false, NULL },
	{ "", false, false, false, NULL },
};

static void
blocks_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
		void *ctx = talloc_new(NULL);
		struct lines lines = lines_split(ctx, blocks[i].mail);
		struct intake_block block;

		assert_int_equal(intake_block_find(ctx, &lines, 0, &block), blocks[i].found);
		if (blocks[i].found) {
			assert_string_equal(block.text, blocks[i].text);
			assert_int_equal(block.filled, blocks[i].filled);
			assert_int_equal(block.ended, blocks[i].ended);
		}
		talloc_free(ctx);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_are_checked),
		cmocka_unit_test(mistakes_say_nothing_of_what_was_typed),
		cmocka_unit_test(the_same_form_is_the_same_however_it_is_typed),
		cmocka_unit_test(blocks_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
