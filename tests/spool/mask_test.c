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
		{ "氏名：田中次郎", "氏名：〔氏名〕" },
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

static const struct contact suzuki = { .name = "鈴木 花子", .mail = "hana.1@example.jp", .postal_code = "160-0022",
	.address = "見本区中央一丁目２番３号　コーポ山田101", .phone = "03-1234-5678", .fax = "" };

/* However it is written; the same in all three ways. */
static void
test_forms(void **state)
{
	static const char *const cases[][2] = {
		{ "中央1-2-3です", "〔住所〕です" }, { "中央１丁目２番３号です", "〔住所〕です" },
		{ "中央一丁目二番三号のコーポ山田１０１号室です", "〔住所〕です" }, { "中央一の二の三です", "〔住所〕です" },
		{ "中央1-2-\n> 3です", "〔住所〕です" }, { "見本区中央\n1丁目2−3 ｺｰﾎﾟ山田 101です", "〔住所〕です" },
		{ "1ー2ー3です", "〔住所〕です" }, { "中央1-2です", "〔住所〕です" }, { "コーポ山田です", "〔住所〕です" },
		{ "電話〇三―一二三四―五六七八", "電話〔電話番号〕" }, { "０３（１２３４）５６７８", "〔電話番号〕" },
		{ "03.1234.5678", "〔電話番号〕" }, { "03-1234-\n5678", "〔電話番号〕" }, { "03 1234 5678", "〔電話番号〕" },
		{ "市内は1234-5678です", "市内は〔電話番号〕です" }, { "0312345678", "〔電話番号〕" },
		{ "160 0022です", "〔郵便番号〕です" }, { "1600022です", "〔郵便番号〕です" },
		{ "一六〇ー〇〇二二です", "〔郵便番号〕です" },
		{ "ｈａｎａ．１＠ｅｘａｍｐｌｅ．ｊｐへ", "〔メールアドレス〕へ" }, { "hana.1 at example.jpへ", "〔メールアドレス〕へ" },
		{ "hana.1(at)example.jpへ", "〔メールアドレス〕へ" }, { "鈴木花子です", "〔氏名〕です" }, { "鈴木　花子", "〔氏名〕" },
		/* what must stay */
		{ "中央公園の街灯", "中央公園の街灯" }, { "2026-11-23 10:00", "2026-11-23 10:00" }, { "11-2-3", "11-2-3" },
		{ "1-2-30", "1-2-30" }, { "203-1234-56789", "203-1234-56789" }, { "3-4人", "3-4人" },
	};
	void *ctx = must(talloc_new(NULL));
	struct mask *m = mask_new(ctx, &suzuki);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		for (int how = MASK_USUAL; how <= MASK_KNOWN; how++)
			assert_string_equal(mask_apply(ctx, m, (enum mask_how)how, cases[i][0], NULL), cases[i][1]);
	talloc_free(ctx);
}

/* What the three ways differ in: usual, strict, known. */
static void
test_ways(void **state)
{
	static const char *const cases[][4] = {
		{ "中央1丁目の公園", "中央1丁目の公園", "〔住所〕の公園", "〔住所〕の公園" },
		{ "中央1-2-9の道路", "中央1-2-9の道路", "〔住所〕の道路", "〔住所〕の道路" },
		{ "北区東5-6-7の道", "北区東5-6-7の道", "〔住所〕の道", "北区東5-6-7の道" },
		{ "霞が関3-1-1 ハイツ中央202号室に", "霞が関3-1-1 ハイツ中央202号室に", "〔住所〕に", "霞が関3-1-1 ハイツ中央202号室に" },
		{ "千代田一丁目の", "千代田一丁目の", "〔住所〕の", "千代田一丁目の" },
		{ "電話06-1111-2222", "電話〔電話番号〕", "電話〔電話番号〕", "電話06-1111-2222" },
		{ "避難先：A市1-1", "避難先：〔住所〕", "避難先：〔住所〕", "避難先：A市1-1" },
		{ "住所：\n北区東\n本文", "住所：\n〔住所〕\n本文", "住所：\n〔住所〕\n本文", "住所：\n北区東\n本文" },
		{ "〒100-0001\n北区東5", "〔郵便番号〕\n〔住所〕", "〔郵便番号〕\n〔住所〕", "〒100-0001\n北区東5" },
		{ "住所変更の件", "住所変更の件", "住所変更の件", "住所変更の件" },
		{ "2026年4月1-2日", "2026年4月1-2日", "2026年4月1-2日", "2026年4月1-2日" },
	};
	void *ctx = must(talloc_new(NULL));
	struct mask *m = mask_new(ctx, &suzuki);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		for (int how = MASK_USUAL; how <= MASK_KNOWN; how++)
			assert_string_equal(mask_apply(ctx, m, (enum mask_how)how, cases[i][0], NULL), cases[i][how + 1]);
	talloc_free(ctx);
}

/* What a person wrote of themselves is known afterwards. */
static void
test_learning(void **state)
{
	void *ctx = must(talloc_new(NULL));
	struct mask *m = mask_new(ctx, &yamada);

	(void)state;
	mask_learn(m, "電話は090-1111-2222、other@example.jp\n避難先：北区東5-6-7\n〒100-0001\n");
	assert_string_equal(mask_apply(ctx, m, MASK_KNOWN, "北区東五丁目六の七、〒１０００００１、０９０ー１１１１ー２２２２、"
	    "Other@example.jp、道路課 03-0000-0000", NULL),
	    "〔住所〕、〒〔郵便番号〕、〔電話番号〕、〔メールアドレス〕、道路課 03-0000-0000");
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
	for (size_t i = 0; i < 1000000; i++)
		text[i] = "0-@.\n住"[i % 4];
	for (int how = MASK_USUAL; how <= MASK_KNOWN; how++) {
		struct mask *m = mask_new(ctx, &suzuki);

		mask_learn(m, text);
		talloc_free(mask_apply(ctx, m, (enum mask_how)how, text, NULL));
	}
	talloc_free(ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_ways),
		cmocka_unit_test(test_learning),
		cmocka_unit_test(test_places_are_counted),
		cmocka_unit_test(test_hostile_text_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
