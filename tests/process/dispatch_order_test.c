/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk says became of a run of letters, by tables: its reply in, an order out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "config/memory.h"
#include "process/dispatch_order.h"
#include "spool/number.h"

#include <cmocka.h>	/* its fail() would hide ours */

#define BEGIN "----- ここから回答を記入してください（この行は消さないでください） -----\n"
#define END "----- ここまで -----\n"
#define ENGLISH(filled) "> ----- Write your answer below (please keep this line) -----\n" filled "> ----- End of answer -----\n"
#define QUOTE "\n2026年11月24日(火) 10:00 意見箱 <opinion@city.example.jp>:\n> 手紙を2通印刷しました。\n" \
	"> " BEGIN "> 発送:\n> 残り:\n> " END "> \n> ■ 印刷したもの\n> 1. 2026-000001-5  2枚\n"

static const struct {
	const char *text;
	const char *wanted;	/* "posted", "posted 2026-000123-7", "posted =10", "?": unclear, "#": no such number */
} orders[] = {
	/* what stands above the quote */
	{ "発送済\n" QUOTE, "posted" },
	{ "発送済み\n" QUOTE, "posted" },
	{ "発送済みです。\n" QUOTE, "posted" },
	{ "本日、すべて発送しました。\n" QUOTE, "posted" },
	{ "お疲れさまです。広聴係の山田です。\n\n全部投函しました。\n\nよろしくお願いします。\n" QUOTE, "posted" },
	{ "発送済\n\n--\n広聴係 山田太郎\n電話 03-1234-5678 内線 2\n" QUOTE, "posted" },
	{ "Posted.\n" QUOTE, "posted" },
	{ "All letters were posted today.\n" QUOTE, "posted" },
	{ "10通発送しました。\n" QUOTE, "posted =10" },
	{ "１０通発送済\n" QUOTE, "posted =10" },
	{ "発送済（全10通）\n" QUOTE, "posted =10" },
	{ "発送済\n残り: N\n" QUOTE, "posted N" },
	{ "発送済\n残り：N、M\n" QUOTE, "posted N M" },
	{ "発送済\n残り\nN\nM\n" QUOTE, "posted N M" },
	{ "発送済 抜き N\n" QUOTE, "posted N" },
	{ "N を除いて発送しました。\n" QUOTE, "posted N" },
	{ "N以外は発送済みです\n" QUOTE, "posted N" },
	{ "発送済\n残り: N N\n" QUOTE, "posted N" },
	{ "発送済\n残り: なし\n" QUOTE, "posted" },
	{ "発送済\n残りはありません。\n" QUOTE, "posted" },
	{ "posted, except N and M\n" QUOTE, "posted N M" },
	/* in the block */
	{ "> " BEGIN "> 発送: 済\n> 残り:\n> " END, "posted" },
	{ "> " BEGIN "> 発送: 済\n> 残り: N\n> " END, "posted N" },
	{ BEGIN "発送: 済み\n残り: なし\n" END, "posted" },
	{ BEGIN "発送：発送済\n残り：N\nM\n" END, "posted N M" },
	{ ENGLISH("> Posted: all\n> Kept:\n"), "posted" },
	{ ENGLISH("> Posted: all\n> Kept: N, M\n"), "posted N M" },
	{ ENGLISH("> Posted:\n> Kept:\n"), "?" },
	{ ENGLISH("> Posted:\n> Kept: N\n"), "?" },
	/* not what was meant, or not clear what */
	{ QUOTE, "?" },
	{ "\n", "?" },
	{ "了解しました。\n" QUOTE, "?" },
	{ "発送します。\n" QUOTE, "?" },
	{ "まだ発送していません。\n" QUOTE, "?" },
	{ "発送済ではありません。\n" QUOTE, "?" },
	{ "発送済\n1通残りました。\n" QUOTE, "?" },
	{ "発送済\nただし N はまだです。\n" QUOTE, "?" },
	{ "発送済\n残り\n" QUOTE, "?" },
	{ "発送済\n残り 1通\n" QUOTE, "?" },
	{ "発送済\nN\n" QUOTE, "?" },
	{ "発送済 N\n" QUOTE, "?" },
	{ "残り: N\n" QUOTE, "?" },
	{ "N\n" QUOTE, "?" },
	{ "一部発送済\n" QUOTE, "?" },
	{ "発送済\n残り: 2026-000123-0\n" QUOTE, "#" },
	{ "2026年11月24日(火) 10:00 意見箱 <opinion@city.example.jp>:\n> 発送済\n", "?" },
};

/* N and M stand for numbers. */
static char *
put_numbers(void *ctx, const char *text)
{
	struct buffer b = buffer_init(ctx);

	for (const char *p = text; *p != 0; p++)
		if ((*p == 'N' || *p == 'M') && (p == text || p[-1] != '-'))
			buffer_string(&b, number_make(ctx, 2026, *p == 'N' ? 123 : 124));
		else
			buffer_char(&b, (unsigned char)*p);
	return (char *)b.data;
}

static const char *
said(void *ctx, const struct dispatch_order *o)
{
	struct buffer b = buffer_init(ctx);

	if (o->unclear != NULL)
		return strcmp(o->unclear, "dispatch-number") == 0 ? "#" : "?";
	buffer_string(&b, "posted");
	if (o->said >= 0)
		buffer_printf(&b, " =%lld", (long long)o->said);
	for (size_t i = 0; i < o->kept.count; i++)
		buffer_printf(&b, " %s", o->kept.item[i]);
	return buffer_text(&b);
}

static void
test_orders(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		struct reading r = { .subject = "Re: 手紙", .text = put_numbers(ctx, orders[i].text), .html_text = "" };
		struct dispatch_order o = dispatch_order_read(ctx, &r);
		const char *got = said(ctx, &o);

		if (strcmp(got, put_numbers(ctx, orders[i].wanted)) != 0)
			fail_msg("%zu: %s: %s, not %s", i, orders[i].text, got, orders[i].wanted);
	}
	talloc_free(ctx);
}

static void
test_html_is_asked(void **state)
{
	void *ctx = talloc_new(NULL);
	struct reading r = { .subject = "", .text = "", .html_text = "発送済\n" };

	(void)state;
	assert_null(dispatch_order_read(ctx, &r).unclear);
	r.text = "発送済\n";
	r.html_text = "まだです\n";
	assert_null(dispatch_order_read(ctx, &r).unclear);
	talloc_free(ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_orders), cmocka_unit_test(test_html_is_asked) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
