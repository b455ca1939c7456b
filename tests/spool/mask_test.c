/* SPDX-License-Identifier: GPL-3.0-or-later */
/* masking: what tells who wrote a text goes, everything else stays. */
#include "spool/mask.h"

#include "tests/spool/fixture.h"

static const struct contact yamada = { .name = "山田太郎", .mail = "taro@example.jp", .postal_code = "",
	.address = "中央1-2-3", .phone = "", .fax = "" };

static void
test_cases(void **state)
{
	static const char *const cases[][2] = {
		{ "山田太郎です。", "〔氏名〕です。" },
		{ "電話は03-1234-5678です", "電話は〔電話番号〕です" },
		{ "０９０－１１１１－２２２２まで", "〔電話番号〕まで" },
		{ "電話 0312345678", "電話 〔電話番号〕" },
		{ "(03)1234-5678", "〔電話番号〕" },
		{ "コーヒーとデーター", "コーヒーとデーター" },
		{ "160-0000 の区域", "〔郵便番号〕 の区域" },
		{ "メールは taro@example.jp か a..b.@docomo.ne.jp へ", "メールは 〔メールアドレス〕 か 〔メールアドレス〕 へ" },
		{ "氏名：田中次郎", "氏名: 〔氏名〕" },
		{ "ご住所: 〇〇区北1-1", "ご住所: 〔住所〕" },
		{ "〒160-0000 〇〇区中央9-9", "〔郵便番号〕〔住所〕" },
		{ "家は中央1-2-3です", "家は〔住所〕です" },
		/* what must stay */
		{ "2026年4月1日から3,000円", "2026年4月1日から3,000円" },
		{ "受付番号2026-000123-7の件", "受付番号2026-000123-7の件" },
		{ "時刻は10:30、場所: 公園", "時刻は10:30、場所: 公園" },
		{ "価格は12345678円", "価格は12345678円" },
		{ "連絡@広報", "連絡@広報" },
		{ "", "" },
		{ "一行目\n\n三行目\n", "一行目\n\n三行目\n" },
	};
	void *ctx = must(talloc_new(NULL));

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(mask_text(ctx, cases[i][0], &yamada, NULL), cases[i][1]);
	talloc_free(ctx);
}

static void
test_places_are_counted(void **state)
{
	void *ctx = must(talloc_new(NULL));
	size_t count;

	(void)state;
	mask_text(ctx, "山田太郎 03-1234-5678 taro@example.jp", &yamada, &count);
	assert_int_equal(count, 3);
	talloc_free(ctx);
}

/* A megabyte of what looks like the beginning of an address takes no time to speak of. */
static void
test_hostile_text_ends(void **state)
{
	void *ctx = must(talloc_new(NULL));
	char *text = must(talloc_size(ctx, 1000001));

	(void)state;
	memset(text, 'a', 1000000);
	text[1000000] = 0;
	assert_string_equal(mask_text(ctx, text, &yamada, NULL), text);
	memset(text, '0', 1000000);
	assert_string_equal(mask_text(ctx, text, &yamada, NULL), text);
	talloc_free(ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_places_are_counted),
		cmocka_unit_test(test_hostile_text_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
