/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What clerks' commands say, by tables of how people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/command.h"

#include <cmocka.h>	/* its fail() would hide ours */

#define BEGIN "----- 意見の入力（この行は消さないでください） -----\n"
#define END "----- ここまで -----\n"
#define FORM "氏名: 山田太郎\n電話番号: 03-1234-5678\n\n街灯が切れています。"
#define SIGNATURE "\n\n-- \nコールセンター\n内線 1234\n"

/* wanted: the word, !problem, numbers (wrong: nocheck: before those that are none), d=department, p=purpose. */
static const struct one_case {
	const char *name, *subject, *mail, *wanted, *text;
} cases[] = {
	/* looking up */
	{ "a number", "", "照会 2026-000123-8", "look-up 2026-000123-8", "" },
	{ "no space", "", "照会2026-000123-8", "look-up 2026-000123-8", "" },
	{ "a colon", "", "照会：2026-000123-8", "look-up 2026-000123-8", "" },
	{ "full-width", "", "照会　２０２６－０００１２３－８", "look-up 2026-000123-8", "" },
	{ "other dashes", "", "照会 2026−000123‐8、2026ー000124―6", "look-up 2026-000123-8 2026-000124-6", "" },
	{ "no dashes", "", "照会 20260001238", "look-up 2026-000123-8", "" },
	{ "spaces for dashes", "", "照会 2026 000123 8 2026 000124 6", "look-up 2026-000123-8 2026-000124-6", "" },
	{ "one dash", "", "照会 2026-0001238", "look-up 2026-000123-8", "" },
	{ "the other dash", "", "照会 2026000123-8", "look-up 2026-000123-8", "" },
	{ "the label", "", "照会 受付番号：2026-000123-8", "look-up 2026-000123-8", "" },
	{ "No.", "", "照会 No.2026-000123-8", "look-up 2026-000123-8", "" },
	{ "brackets", "", "【照会】2026-000123-8", "look-up 2026-000123-8", "" },
	{ "the number first", "", "2026-000123-8 の照会をお願いします。", "look-up 2026-000123-8", "" },
	{ "two numbers first", "", "2026-000123-8と2026-000124-6について照会", "look-up 2026-000123-8 2026-000124-6", "" },
	{ "a label first", "", "受付番号2026-000123-8の照会", "look-up 2026-000123-8", "" },
	{ "the number on the line above", "", "受付番号 2026-000123-8\n照会", "look-up 2026-000123-8", "" },
	{ "numbers below", "", "照会\n2026-000123-8\n2026-000124-6\n\nよろしくお願いします。",
	    "look-up 2026-000123-8 2026-000124-6", "" },
	{ "the word again", "", "照会 2026-000123-8\n照会 2026-000124-6", "look-up 2026-000123-8 2026-000124-6", "" },
	{ "the same twice", "", "照会 2026-000123-8 2026-000123-8", "look-up 2026-000123-8", "" },
	{ "with politeness", "", "お疲れさまです。\nコールセンターの佐藤です。\n\n照会をお願いします。\n2026-000123-8",
	    "look-up 2026-000123-8", "" },
	{ "with a signature", "", "照会 2026-000123-8" SIGNATURE, "look-up 2026-000123-8", "" },
	{ "English", "", "Look up 2026-000123-8", "look-up 2026-000123-8", "" },
	{ "English, politely", "", "please look up no. 2026-000123-8, 2026-000124-6", "look-up 2026-000123-8 2026-000124-6", "" },
	{ "status", "", "status: 2026-000123-8", "look-up 2026-000123-8", "" },
	{ "another word", "", "状況確認 2026-000123-8", "look-up 2026-000123-8", "" },
	{ "a phone number is none", "", "照会 2026-000123-8（電話 03-1234-5678、10月1日）", "look-up 2026-000123-8", "" },
	/* numbers that are none */
	{ "a wrong digit", "", "照会 2026-000123-7", "look-up wrong:2026-000123-7", "" },
	{ "two swapped", "", "照会 2026-000132-8", "look-up wrong:2026-000132-8", "" },
	{ "no check digit", "", "照会 2026-000123", "look-up nocheck:2026-000123", "" },
	{ "no check digit, another number", "", "照会 2026-000123 2026-000124-6", "look-up nocheck:2026-000123 2026-000124-6", "" },
	{ "no check digit, no dash", "", "照会 2026000123", "look-up nocheck:2026000123", "" },
	{ "too short", "", "照会 2026-00123-8", "look-up wrong:2026-00123-8", "" },
	{ "right and wrong", "", "照会 2026-000123-8、2026-000124-7", "look-up 2026-000123-8 wrong:2026-000124-7", "" },
	{ "none at all", "", "照会", "look-up !no-number", "" },
	{ "only a telephone", "", "照会 090-1234-5678", "look-up !no-number", "" },
	{ "a long running number", "", "照会 2026-1234567-3", "look-up wrong:2026-1234567-3", "" },
	/* quotes and subjects */
	{ "above a quote", "Re: 【意見箱】照会の結果", "照会 2026-000123-8\n\n2026年11月24日(火) 10:00 見本市役所 <opinion@city.example.jp>:\n"
	  "> 一覧 道路課\n> 再依頼 2026-000124-6\n", "look-up 2026-000123-8", "" },
	{ "below a quote", "", "> 一覧 道路課\n> 再依頼 2026-000124-6\n\n照会 2026-000123-8\n", "look-up 2026-000123-8", "" },
	{ "only a quote", "Re: 【意見箱】照会の結果 2026-000123-8", "> 照会 2026-000123-8\n> 一覧\n> 再依頼\n", "help", "" },
	{ "the subject", "照会 2026-000123-8", "", "look-up 2026-000123-8", "" },
	{ "the subject of a reply", "RE: 照会 2026-000123-8", "\n\n-- \n佐藤", "look-up 2026-000123-8", "" },
	{ "the subject, numbers below", "照会", "2026-000123-8\n2026-000124-6", "look-up 2026-000123-8 2026-000124-6", "" },
	{ "the text counts", "照会 2026-000123-8", "再依頼 2026-000124-6", "reissue 2026-000124-6", "" },
	{ "our own subject is none", "Re: 【意見箱】照会の結果 2026-000123-8", "ありがとうございました。", "not-understood", "" },
	{ "a greeting and the subject", "再送 2026-000123-8", "お世話になっております。", "reissue 2026-000123-8", "" },
	/* reading and listing */
	{ "read", "", "内容 2026-000123-8", "read 2026-000123-8", "" },
	{ "read, English", "", "READ 2026-000123-8", "read 2026-000123-8", "" },
	{ "read, full-width letters", "", "ｒｅａｄ　２０２６−０００１２３−８", "read 2026-000123-8", "" },
	{ "a sentence is none", "", "内容を確認してください。", "not-understood", "" },
	{ "list of all", "", "一覧", "list", "" },
	{ "list of one", "", "一覧 道路課", "list d=道路課", "" },
	{ "list in brackets", "", "一覧（道路課）", "list d=道路課", "" },
	{ "list of one, before", "", "道路課の一覧をお願いします。", "list d=道路課", "" },
	{ "list of one, below", "", "一覧\n道路課", "list d=道路課", "" },
	{ "list of one, subject", "一覧　公園課", "お疲れさまです。", "list d=公園課", "" },
	{ "list by code", "", "list roads", "list d=roads", "" },
	{ "list of what is open", "", "未処理一覧", "list", "" },
	/* changes */
	{ "reissue", "", "再依頼 2026-000123-8", "reissue 2026-000123-8", "" },
	{ "send again", "", "再送してください 2026-000123-8", "reissue 2026-000123-8", "" },
	{ "reissue several", "", "再送信：\n・2026-000123-8\n・2026-000124-6", "reissue 2026-000123-8 2026-000124-6", "" },
	{ "correct the purpose", "", "訂正 2026-000123-8\n投稿目的: 問い合わせ", "correct 2026-000123-8 p=問い合わせ", "" },
	{ "correct the department", "", "訂正 2026-000123-8\n担当：公園課です。", "correct 2026-000123-8 d=公園課", "" },
	{ "correct both", "", "訂正　２０２６－０００１２３－８\n投稿目的：問い合わせ\n担当課：公園課\n\nよろしくお願いします。",
	    "correct 2026-000123-8 d=公園課 p=問い合わせ", "" },
	{ "on one line", "", "訂正 2026-000123-8 担当: 公園課 投稿目的: 問い合わせ", "correct 2026-000123-8 d=公園課 p=問い合わせ", "" },
	{ "from and to", "", "変更 2026-000123-8\n担当: 道路課→公園課", "correct 2026-000123-8 d=公園課", "" },
	{ "as a sentence", "", "訂正 2026-000123-8\n担当を公園課に変更してください。", "correct 2026-000123-8 d=公園課", "" },
	{ "English", "", "correct 2026-000123-8\npurpose: question\ndepartment: parks", "correct 2026-000123-8 d=parks p=question", "" },
	{ "nothing to correct", "", "訂正 2026-000123-8\nよろしく", "correct !no-change 2026-000123-8", "" },
	{ "protect", "", "保護 2026-000123-8", "protect 2026-000123-8", "" },
	{ "protect, as the law says", "", "支援措置：2026-000123-8", "protect 2026-000123-8", "" },
	{ "reopen", "", "再開 2026-000123-8", "reopen 2026-000123-8", "" },
	{ "reopen, English", "", "reopen 2026-000123-8", "reopen 2026-000123-8", "" },
	{ "two commands", "", "照会 2026-000123-8\n再依頼 2026-000124-6", "look-up !two-commands 2026-000123-8", "" },
	{ "a list and another", "", "一覧 道路課\n照会 2026-000123-8", "list !two-commands d=道路課", "" },
	/* notes */
	{ "a note", "", "経過 2026-000123-8\n業者に頼みました。\n来週です。", "note 2026-000123-8", "業者に頼みました。\n来週です。" },
	{ "a note on the line", "", "経過 2026-000123-8 業者に頼みました。", "note 2026-000123-8", "業者に頼みました。" },
	{ "a note with a colon", "", "経過：2026-000123-8：業者に頼みました。", "note 2026-000123-8", "業者に頼みました。" },
	{ "a note, number below", "", "経過\n受付番号: 2026-000123-8\n業者に頼みました。", "note 2026-000123-8", "業者に頼みました。" },
	{ "a note, number first", "", "2026-000123-8 経過：電話しました。", "note 2026-000123-8", "電話しました。" },
	{ "numbers in its text stay", "", "経過 2026-000123-8\n2026-000124-6 と同じ場所です。電話 03-1234-5678",
	    "note 2026-000123-8", "2026-000124-6 と同じ場所です。電話 03-1234-5678" },
	{ "a command in its text stays", "", "経過 2026-000123-8\n照会があり、説明しました。\n一覧 道路課",
	    "note 2026-000123-8", "照会があり、説明しました。\n一覧 道路課" },
	{ "a note in the subject", "経過 2026-000123-8", "業者に頼みました。" SIGNATURE, "note 2026-000123-8", "業者に頼みました。" },
	{ "a note about two", "", "経過 2026-000123-8、2026-000124-6\n業者に頼みました。", "note !one-number 2026-000123-8", NULL },
	{ "an empty note", "", "経過 2026-000123-8", "note !no-note 2026-000123-8", "" },
	{ "a note about none", "", "経過\n業者に頼みました。", "note !no-number", "" },
	/* entering */
	{ "a form", "", "入力\n" FORM, "enter", FORM },
	{ "another word", "", "登録\n\n" FORM, "enter", FORM },
	{ "with greetings", "", "お疲れさまです。\n入力をお願いします。\nお世話になっております。\n" FORM SIGNATURE, "enter", FORM },
	{ "the subject", "入力", FORM SIGNATURE, "enter", FORM },
	{ "English", "Enter", "name: Taro Yamada\n\nThe lamp is out.", "enter", "name: Taro Yamada\n\nThe lamp is out." },
	{ "a bare form", "", FORM, "enter", FORM },
	{ "the block", "", BEGIN FORM "\n" END, "enter", FORM },
	{ "word and block", "", "入力\n\n" BEGIN FORM "\n" END "よろしくお願いします。", "enter", FORM },
	{ "the quoted block", "Re: 【意見箱】入力用の書式", "> 次の枠に書いて返信してください。\n> " BEGIN
	  "> 氏名: 山田太郎\n> 電話番号: 03-1234-5678\n>\n> 街灯が切れています。\n> " END "> --\n> 見本市役所\n", "enter", FORM },
	{ "the quoted block, word above", "", "入力します。\n\n2026年11月24日(火) 10:00 見本市役所 <opinion@city.example.jp>:\n> 使い方\n> " BEGIN
	  "> 氏名: 山田太郎\n> 電話番号: 03-1234-5678\n> \n> 街灯が切れています。\n> " END, "enter", FORM },
	{ "full-width marks", "", "＞－－－－－　意見の入力　－－－－－\n＞" "氏名: 山田太郎\n＞電話番号: 03-1234-5678\n＞\n＞街灯が切れています。\n"
	  "＞－－－－－　ここまで　－－－－－\n", "enter", FORM },
	{ "own form above the empty block", "", "入力\n" FORM "\n\n-----Original Message-----\nFrom: 見本市役所 <opinion@city.example.jp>\n"
	  "Sent: Tuesday, November 24, 2026 10:00\nSubject: 書式\n\n" BEGIN "氏名:\n本文:\n" END, "enter", FORM },
	{ "another command above a filled block", "", "照会 2026-000123-8\n\n> " BEGIN "> 氏名: 山田太郎\n> 本文: あ\n> " END,
	    "look-up 2026-000123-8", "" },
	{ "a filled block below a subject", "Re: 書式", "> " BEGIN "> 氏名: 山田太郎\n> 電話番号: 03-1234-5678\n> \n> 街灯が切れています。\n> " END,
	    "enter", FORM },
	{ "the block without its end", "", "> " BEGIN "> 氏名: 山田太郎\n> 本文: 街灯\n> --\n> 見本市役所", "enter !open-form", NULL },
	{ "no form", "", "入力", "enter !no-form", "" },
	{ "no form, but a text", "", "入力\n街灯が切れています。", "enter", "街灯が切れています。" },
	{ "an empty block", "", "> " BEGIN "> 氏名:\n> 本文:\n> " END, "help", "" },
	{ "commands in the text of a form", "", "入力\n" FORM "\n照会しても返事がありません。\n再送 してください。", "enter",
	    FORM "\n照会しても返事がありません。\n再送 してください。" },
	/* help and what is not understood */
	{ "help", "", "ヘルプ", "help", "" },
	{ "how", "", "使い方", "help", "" },
	{ "a question mark", "", "？", "help", "" },
	{ "empty", "", "", "help", "" },
	{ "only a signature", "", "\n-- \nコールセンター\n", "help", "" },
	{ "a sentence", "", "街灯の件はどうなりましたか。", "not-understood", "" },
	{ "thanks", "", "ありがとうございました。", "not-understood", "" },
	{ "a word within another", "", "入力内容を直してください", "not-understood", "" },
	{ "an absence", "自動応答", "本日は不在です。", "not-understood", "" },
};

static const char *
told(void *ctx, const struct command *c)
{
	static const char *const marks[] = { [NUMBER_RIGHT] = "", [NUMBER_WRONG] = "wrong:", [NUMBER_NO_CHECK] = "nocheck:" };
	struct buffer b = buffer_init(ctx);

	buffer_string(&b, command_name(c->word));
	if (c->problem != NULL)
		buffer_printf(&b, " !%s", c->problem);
	for (size_t i = 0; i < c->count; i++)
		buffer_printf(&b, " %s%s", marks[c->number[i].state], c->number[i].number);
	if (c->department[0] != 0)
		buffer_printf(&b, " d=%s", c->department);
	if (c->purpose[0] != 0)
		buffer_printf(&b, " p=%s", c->purpose);
	return buffer_text(&b);
}

static void
habits_are_read(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct one_case *one = &cases[i];
		void *ctx = talloc_new(NULL);
		struct command c = command_read(ctx, one->subject, one->mail);
		const char *got = told(ctx, &c);

		if (strcmp(got, one->wanted) != 0 || (one->text != NULL && strcmp(c.text, one->text) != 0)) {
			print_message("%s: got %s, wanted %s; text:\n%s\n----\n", one->name, got, one->wanted, c.text);
			wrong++;
		}
		talloc_free(ctx);
	}
	print_message("%zu cases\n", sizeof cases / sizeof cases[0]);
	assert_int_equal(wrong, 0);
}

static void
twenty_numbers_and_no_more(void **state)
{
	void *ctx = talloc_new(NULL);
	struct buffer mail = buffer_init(ctx);
	struct command c;

	(void)state;
	buffer_string(&mail, "照会");
	for (int i = 100; i < 120; i++)
		buffer_printf(&mail, " 2026-000%d-0", i);
	c = command_read(ctx, "", buffer_text(&mail));
	assert_int_equal(c.count, COMMAND_NUMBERS_MAX);
	assert_null(c.problem);
	buffer_string(&mail, " 2026-000120-0");
	c = command_read(ctx, "", buffer_text(&mail));
	assert_int_equal(c.count, COMMAND_NUMBERS_MAX);
	assert_string_equal(c.problem, "many-numbers");
	talloc_free(ctx);
}

/* A mail that is made to be slow must not be. */
static void
long_mails_cost_their_length(void **state)
{
	static const char *const pieces[] = { "2026-", "照会", "照会 2026-000123-8\n", "\n", "> ", "担当:", "一覧の",
		"----- 意見の入力 -----\n", "2026 000123 ", "氏名: ", "訂正 2026-000123-8 担当:", " ", "、", "担当 ", "　", "-", "の", "依頼" };
	static const char *const starts[] = { "", "訂正 2026-000123-8", "経過 2026-000123-8" };
	const size_t count = sizeof pieces / sizeof pieces[0];

	(void)state;
	for (size_t i = 0; i < 3 * count; i++) {
		void *ctx = talloc_new(NULL);
		struct buffer mail = buffer_init(ctx);
		clock_t before = clock();

		buffer_string(&mail, starts[i % 3]);
		while (mail.len < 200000)
			buffer_string(&mail, pieces[i / 3]);
		buffer_string(&mail, "x");
		(void)command_read(ctx, pieces[i / 3], buffer_text(&mail));
		if (clock() - before > 3 * CLOCKS_PER_SEC)
			fail_msg("%s%s takes %ld s", starts[i % 3], pieces[i / 3], (long)((clock() - before) / CLOCKS_PER_SEC));
		talloc_free(ctx);
	}
}

static void
html_is_asked_where_the_text_says_nothing(void **state)
{
	void *ctx = talloc_new(NULL);
	struct reading r = { .subject = "", .text = "", .html_text = "照会 2026-000123-8" };
	struct command c = command_of_reading(ctx, &r);

	(void)state;
	assert_string_equal(told(ctx, &c), "look-up 2026-000123-8");
	r.text = "再送 2026-000124-6";
	c = command_of_reading(ctx, &r);
	assert_string_equal(told(ctx, &c), "reissue 2026-000124-6");
	talloc_free(ctx);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(habits_are_read),
		cmocka_unit_test(twenty_numbers_and_no_more),
		cmocka_unit_test(long_mails_cost_their_length),
		cmocka_unit_test(html_is_asked_where_the_text_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
