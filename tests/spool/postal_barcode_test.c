/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postal_barcode_test - the examples of the post's manual, and names of towns that look like numbers */
#include "spool/postal_barcode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zint.h>

#include "config/memory.h"

struct example {
	const char *code, *address, *wanted;
};

/* Japan Post, 郵便番号・バーコードマニュアル. */
static const struct example manual[] = {
	{ "263-0023", "千葉市稲毛区緑町3丁目30-8　郵便ビル403号", "26300233-30-8-403" },
	{ "014-0113", "秋田県大仙市堀見内　南田茂木　添60-1", "014011360-1" },
	{ "110-0016", "東京都台東区台東5-6-3　ABCビル10F", "11000165-6-3-10" },
	{ "060-0906", "北海道札幌市東区北六条東4丁目　郵便センター6号館", "06009064-6" },
	{ "065-0006", "北海道札幌市東区北六条東8丁目　郵便センター10号館", "06500068-10" },
	{ "407-0033", "山梨県韮崎市龍岡町下條南割　韮崎400", "4070033400" },
	{ "273-0102", "千葉県鎌ケ谷市右京塚　東3丁目-20-5　郵便・A&bコーポB604号", "27301023-20-5B604" },
	{ "198-0036", "東京都青梅市河辺町十一丁目六番地一号　郵便タワー601", "198003611-6-1-601" },
	{ "027-0203", "岩手県宮古市大字津軽石第二十一地割大淵川480", "027020321-480" },
	{ "590-0016", "大阪府堺市堺区中田出井町四丁六番十九号", "59000164-6-19" },
	{ "080-0831", "北海道帯広市稲田町南七線　西28", "08008317-28" },
	{ "317-0055", "茨城県日立市宮田町6丁目7-14　ABCビル2F", "31700556-7-14-2" },
	{ "650-0046", "神戸市中央区港島中町9丁目7-6　郵便シティA棟1F1号", "65000469-7-6A1-1" },
	{ "623-0011", "京都府綾部市青野町綾部6-7　LプラザB106", "62300116-7LB106" },
	{ "064-0804", "札幌市中央区南四条西29丁目1524-23　第2郵便ハウス501", "064080429-1524-23-2-" },
	{ "910-0067", "福井県福井市新田塚3丁目80-25　J1ビル2-B", "91000673-80-25J1-2a" },
};

static const struct example others[] = {
	{ "112-0006", "東京都文京区小日向4丁目6-16　コスモスビル3F", "11200064-6-16-3" },
	{ "〒１００－００１３", "東京都千代田区霞が関１丁目３番２号\n郵便プラザ５０３室", "10000131-3-2-503" },
	{ "102-0075", "東京都千代田区三番町6番地14", "10200756-14" },
	{ "104-0032", "東京都中央区八丁堀二丁目1番2号", "10400322-1-2" },
	{ "110-0003", "東京都台東区根岸三ノ輪五の六", "11000035" },
	{ "8400000", "佐賀市〇〇町一〇五番地", NULL },
	{ "840-0801", "佐賀市〇〇町一〇五番地百二十号", "8400801105-120" },
	{ "160-8363", "", "1608363" },
};

static void
check(const struct example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		void *ctx = talloc_new(NULL);
		char *got = postal_barcode(ctx, examples[i].code, examples[i].address);

		if (examples[i].wanted == NULL)
			assert_null(got);
		else
			assert_string_equal(got, examples[i].wanted);
		talloc_free(ctx);
	}
}

static void
test_manual(void **state)
{
	(void)state;
	check(manual, sizeof manual / sizeof manual[0]);
}

static void
test_others(void **state)
{
	(void)state;
	check(others, sizeof others / sizeof others[0]);
}

static void
test_letters_take_two_signs(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	/* 12 signs and a letter: one of its two has room */
	assert_string_equal(postal_barcode(ctx, "1600001", "12345-678901 U"), "160000112345-678901c");
	assert_string_equal(postal_barcode(ctx, "1600001", "12345-67890 A1"), "160000112345-67890A");
	talloc_free(ctx);
}

/* The bars as zint makes them, for texts that both take. */
static void
test_bars_are_those_of_zint(void **state)
{
	static const char *const texts[] = { "26300233-30-8-403", "27301023-20-5B604", "62300116-7LB106", "1000013", "4070033400",
		"1234567AJKTUZ-", "00000000000000000000", "98765432109876543210" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct zint_symbol *symbol = ZBarcode_Create();
		char bars[POSTAL_BARS + 1], theirs[POSTAL_BARS + 1] = "";

		symbol->symbology = BARCODE_JAPANPOST;
		assert_int_equal(ZBarcode_Encode(symbol, (const unsigned char *)texts[i], 0), 0);
		for (int bar = 0; bar < POSTAL_BARS && 2 * bar < symbol->width; bar++) {
			int octet = bar * 2 / 8, bit = bar * 2 % 8;
			bool up = symbol->encoded_data[0][octet] >> bit & 1, down = symbol->encoded_data[2][octet] >> bit & 1;

			theirs[bar] = (char)(up && down ? '1' : up ? '2' : down ? '3' : '4');
		}
		assert_true(postal_bars(texts[i], bars));
		assert_string_equal(bars, theirs);
		ZBarcode_Delete(symbol);
	}
	assert_false(postal_bars("123456789012345678901", (char[POSTAL_BARS + 1]){ 0 }));
	assert_false(postal_bars("1234567*", (char[POSTAL_BARS + 1]){ 0 }));
}

static void
test_codes_that_are_none(void **state)
{
	static const char *const bad[] = { "", "100-001", "100-00134", "TEL 1000013", "100-0013 東京", "1OO-0013" };
	char digits[8];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_false(postal_code(bad[i], digits));
		assert_null(postal_barcode(NULL, bad[i], "1-2-3"));
	}
	assert_true(postal_code("〒 100-0013", digits));
	assert_string_equal(digits, "1000013");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_manual),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_letters_take_two_signs),
		cmocka_unit_test(test_bars_are_those_of_zint),
		cmocka_unit_test(test_codes_that_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
