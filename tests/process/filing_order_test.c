/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk wants done with a held mail, by tables: its reply in, an order out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "config/memory.h"
#include "process/filing_order.h"
#include "spool/number.h"

#include <cmocka.h>	/* its fail() would hide ours */

#define BEGIN "----- ここから回答を記入してください（この行は消さないでください） -----\n"
#define END "----- ここまで -----\n"
#define QUOTE "\n2026年11月24日(火) 10:00 意見箱 <opinion@city.example.jp>:\n> 自動で処理してよいか判断できないメールを、1通お預かりしています。\n" \
	"> " BEGIN "> 区分:\n> 番号:\n> " END "> \n> ■ 心当たりの案件\n> 1. 2026-000001-5  道路課\n> | 2\n> | 破棄\n"

static const struct {
	const char *text;
	const char *wanted;	/* "follow-up 1 2026-000123-7", "?": unclear, "#": no such number */
} orders[] = {
	/* what stands above the quote */
	{ "1\n" QUOTE, "unsaid 1" },
	{ "１\n" QUOTE, "unsaid 1" },
	{ "1です。\n" QUOTE, "unsaid 1" },
	{ "1番にお願いします。\n" QUOTE, "unsaid 1" },
	{ "1番目に追記してください\n" QUOTE, "follow-up 1" },
	{ "お世話になっております。広聴係の山田です。\n\n1に振り分けてください。\n\nよろしくお願いします。\n" QUOTE, "unsaid 1" },
	{ "1\n\n--\n広聴係 山田太郎\n電話 03-1234-5678 内線 2\n" QUOTE, "unsaid 1" },
	{ "1と3\n" QUOTE, "unsaid 1 3" },
	{ "1、3\n" QUOTE, "unsaid 1 3" },
	{ "1, 3\n" QUOTE, "unsaid 1 3" },
	{ "1 3\n" QUOTE, "unsaid 1 3" },
	{ "1\n3\n" QUOTE, "unsaid 1 3" },
	{ "1 1\n" QUOTE, "unsaid 1" },
	{ "N\n" QUOTE, "unsaid N" },
	{ "受付番号: N\n" QUOTE, "unsaid N" },
	{ "受付番号 N の続きです。\n" QUOTE, "follow-up N" },
	{ "N に追記\n" QUOTE, "follow-up N" },
	{ "番号：N\n区分：回答\n" QUOTE, "answer N" },
	{ "回答として1\n" QUOTE, "answer 1" },
	{ "新規\n" QUOTE, "new" },
	{ "新しいご意見です。\n" QUOTE, "new" },
	{ "【新規】\n" QUOTE, "new" },
	{ "破棄\n理由: 宣伝\n" QUOTE, "discard" },
	{ "破棄してください。\n" QUOTE, "discard" },
	{ "返戻 N\n" QUOTE, "returned N" },
	{ "N 返戻\n" QUOTE, "returned N" },
	{ "N の返戻です。\n" QUOTE, "returned N" },
	{ "1番の戻ってきた手紙です。\n" QUOTE, "returned 1" },
	{ "返戻\n受付番号：N\n" QUOTE, "returned N" },
	{ "returned N\n" QUOTE, "returned N" },
	{ "> " BEGIN "> 区分: 返戻\n> 番号: N\n> " END, "returned N" },
	{ "file under 1 as follow-up\n" QUOTE, "follow-up 1" },
	{ "Discard\n" QUOTE, "discard" },
	/* in the block */
	{ "> " BEGIN "> 区分: 追記\n> 番号: 2\n> " END, "follow-up 2" },
	{ "> " BEGIN "> 区分:\n> 番号: N\n> " END, "unsaid N" },
	{ "> " BEGIN "> 番号: 2\n> 区分: 回答\n> " END, "answer 2" },
	{ "> " BEGIN "> 区分: 新規\n> 番号:\n> " END, "new" },
	{ "> " BEGIN "> 区分：破棄\n> 番号：\n> 理由：いたずら\n> " END, "discard" },
	{ BEGIN "区分: 追記\n番号: 1、4\n" END, "follow-up 1 4" },
	{ "> ----- Write your answer below (please keep this line) -----\n> Kind: follow-up\n> Number: 2\n> ----- End of answer -----\n", "follow-up 2" },
	{ "1\n" BEGIN "区分: 追記\n番号: 2\n" END, "follow-up 2" },
	/* not what was meant, or not clear what */
	{ QUOTE, "?" },
	{ "\n", "?" },
	{ "了解しました。\n" QUOTE, "?" },
	{ "1ではなく2です。\n" QUOTE, "?" },
	{ "1に追記しないでください。\n" QUOTE, "?" },
	{ "回答ではありません。\n" QUOTE, "?" },
	{ "追記\n" QUOTE, "?" },
	{ "回答 追記 1\n" QUOTE, "?" },
	{ "新規 1\n" QUOTE, "?" },
	{ "破棄 1\n" QUOTE, "?" },
	{ "返戻\n" QUOTE, "?" },
	{ "返戻 追記 1\n" QUOTE, "?" },
	{ "返戻ではありません。\n" QUOTE, "?" },
	{ "0\n" QUOTE, "?" },
	{ "10\n" QUOTE, "?" },
	{ "1.5\n" QUOTE, "unsaid 1 5" },
	{ "W\n" QUOTE, "#" },
	{ "1 W\n" QUOTE, "#" },
	{ "1 2 3 4 5 6 7 8 9 N\n" QUOTE, "?" },
	/* somebody else's orders */
	{ QUOTE "> > " BEGIN "> > 区分: 回答\n> > 番号: 1\n> > " END, "?" },
	{ "> > " BEGIN "> > 区分: 回答\n> > 番号: 1\n> > " END, "?" },
	{ "-----Original Message-----\nFrom: 意見箱 <opinion@city.example.jp>\nSent: Tuesday, November 24, 2026 10:00 AM\nTo: kocho@city.example.jp\n"
	  "Subject: held\n\n" BEGIN "区分:\n番号:\n" END "\n| 1\n| 破棄\n", "?" },
	{ BEGIN "区分:\n番号:\n" END "\n■ お預かりしたメール\n| 1\n破棄\n", "?" },
};

static char *
with_numbers(void *ctx, const char *pattern)
{
	char *right = number_make(ctx, 2026, 123), *wrong = talloc_strdup(ctx, right);
	struct buffer out = buffer_init(ctx);
	size_t last = strlen(wrong) - 1;

	wrong[last] = wrong[last] == '9' ? '0' : (char)(wrong[last] + 1);
	for (const char *p = pattern; *p != 0; p++) {
		bool alone = (p == pattern || p[-1] == ' ' || p[-1] == '\n' || (unsigned char)p[-1] > 127) &&
		    (p[1] == 0 || p[1] == ' ' || p[1] == '\n');

		if (*p == 'N' && alone)
			buffer_string(&out, right);
		else if (*p == 'W' && alone)
			buffer_string(&out, wrong);
		else
			buffer_char(&out, (unsigned char)*p);
	}
	return talloc_strdup(ctx, buffer_text(&out));
}

static const char *
said(void *ctx, const struct filing_order *o)
{
	static const char *const as[] = { "unsaid", "follow-up", "answer", "new", "discard", "returned" };
	struct buffer out = buffer_init(ctx);

	if (o->unclear != NULL)
		return strcmp(o->unclear, "file-number") == 0 ? "#" : "?";
	buffer_string(&out, as[o->as]);
	for (size_t i = 0; i < o->count; i++) {
		if (o->item[i].place != 0)
			buffer_printf(&out, " %d", o->item[i].place);
		else
			buffer_printf(&out, " %s", o->item[i].number);
	}
	return buffer_text(&out);
}

static void
reads_orders(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		void *ctx = talloc_new(NULL);
		const char *text = with_numbers(ctx, orders[i].text), *wanted = with_numbers(ctx, orders[i].wanted);
		struct reading r = { .text = text, .html_text = "" };
		struct filing_order o = filing_order_read(ctx, &r);

		if (strcmp(said(ctx, &o), wanted) != 0)
			fail_msg("%zu: %.60s: %s, not %s", i, text, said(ctx, &o), wanted);
		talloc_free(ctx);
	}
}

static void
reads_html_where_the_text_says_nothing(void **state)
{
	void *ctx = talloc_new(NULL);
	struct reading r = { .text = "\n", .html_text = "1\n" };
	struct filing_order o = filing_order_read(ctx, &r);

	(void)state;
	assert_string_equal(said(ctx, &o), "unsaid 1");
	r.text = "2\n";
	o = filing_order_read(ctx, &r);
	assert_string_equal(said(ctx, &o), "unsaid 2");
	talloc_free(ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_orders), cmocka_unit_test(reads_html_where_the_text_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
