/* SPDX-License-Identifier: GPL-3.0-or-later */
/* charset_test - what mail writes and what a person must read of it. */
#include "spool/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "config/memory.h"
#include "config/text.h"

struct example {
	const char *label;
	const char *octets;
	const char *text;
	const char *charset;
	size_t damaged;
	bool guessed;
};

#define BAD "\xef\xbf\xbd"

static void
check(const struct example *e, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		void *ctx = talloc_new(NULL);
		struct decoded d = charset_to_text(ctx, bytes_of(e[i].octets), e[i].label);

		if (strcmp(d.text, e[i].text) != 0 || strcmp(d.charset, e[i].charset) != 0 ||
		    d.damaged != e[i].damaged || d.guessed != e[i].guessed)
			print_error("example %zu (%s): \"%s\" as %s, damaged %zu, guessed %d\n", i,
			    e[i].label != NULL ? e[i].label : "no label", d.text, d.charset,
			    d.damaged, d.guessed);
		assert_string_equal(d.text, e[i].text);
		assert_string_equal(d.charset, e[i].charset);
		assert_int_equal(d.damaged, e[i].damaged);
		assert_int_equal(d.guessed, e[i].guessed);
		assert_int_equal(d.len, strlen(d.text));
		assert_true(text_is_utf8(bytes_of(d.text)));
		talloc_free(ctx);
	}
}

#define CHECK(examples) check(examples, sizeof examples / sizeof *examples)

static void
iso2022jp_is_read_with_every_extension(void **state)
{
	static const struct example e[] = {
		{ "ISO-2022-JP", "\033$BF|K\\8l\033(B", "日本語", "iso-2022-jp", 0, false },
		{ "iso-2022-jp", "\033$@F|K\\8l\033(J\\~", "日本語\\~", "iso-2022-jp", 0, false },
		/* rows of NEC and IBM; the wave dash is CP932's */
		{ "ISO-2022-JP", "\033$B-!-j|byu-8!A!]!B\033(B", "①㈱髙﨑Ⅳ～－∥", "iso-2022-jp", 0, false },
		/* half-width kana: ESC ( I, eight bits, SO */
		{ "ISO-2022-JP", "\033(ITO@^\033$BMM\033(B", "ﾔﾏﾀﾞ様", "iso-2022-jp", 0, false },
		{ "ISO-2022-JP", "\033$BMM\033(B \xc0\xde", "様 ﾀﾞ", "iso-2022-jp", 0, false },
		{ "ISO-2022-JP", "\033$BMM\033(B \x0e@^\x0fx", "様 ﾀﾞx", "iso-2022-jp", 0, false },
		{ "ISO-2022-JP-1", "\033$(D0!0~\033(B", "丂侄", "iso-2022-jp", 0, false },
		{ "ISO-2022-JP-2", "\033$(CGQ\033(B", "한", "iso-2022-jp", 0, false },
		{ "CP50220", "\033$BF|\033(B", "日", "iso-2022-jp", 0, false },
		{ "iso-2022-jp", "plain", "plain", "iso-2022-jp", 0, false },
	};

	(void)state;
	CHECK(e);
}

static void
iso2022jp_survives_what_is_broken(void **state)
{
	static const struct example e[] = {
		/* no way back to ASCII at the line end */
		{ "ISO-2022-JP", "\033$BF|K\\\r\nabc", "日本\r\nabc", "iso-2022-jp", 0, false },
		{ "ISO-2022-JP", "\033$BF|K\\\n\033(Babc", "日本\nabc", "iso-2022-jp", 0, false },
		/* cut within a character, and one code that nobody uses */
		{ "ISO-2022-JP", "\033$BF|K", "日" BAD, "iso-2022-jp", 1, false },
		{ "ISO-2022-JP", "\033$BF|K\n\033$BF|\033(B", "日" BAD "\n日", "iso-2022-jp", 1, false },
		{ "ISO-2022-JP", "\033$BF|-WF|\033(B", "日" BAD "日", "iso-2022-jp", 1, false },
		{ "ISO-2022-JP", "\033$BF| K\\\033(B", "日 本", "iso-2022-jp", 0, false },
		/* a carrier's picture, and ESC ( B twice */
		{ "ISO-2022-JP", "\033$B@2$luA\033(B\033$B$G$9\033(B", "晴れ☀です", "iso-2022-jp", 0, false },
		/* escape sequences that mean nothing, at the end and within */
		{ "ISO-2022-JP", "\033$BF|\033", "日\033", "iso-2022-jp", 0, false },
		{ "ISO-2022-JP", "\033$BF|\033(Bx\033$", "日x\033$", "iso-2022-jp", 0, false },
		/* a line in UTF-8 and one in Shift_JIS, added by others */
		{ "ISO-2022-JP", "\033$BF|\033(B\n日本\n\x93\xfa\x96\x7b\n", "日\n日本\n日本\n",
		    "iso-2022-jp", 0, false },
	};

	(void)state;
	CHECK(e);
}

static void
shift_jis_is_cp932(void **state)
{
	static const char vendor[] = "\x87\x40\x87\x8a\xee\xe0\xed\x95\x87\x57\x81\x60\x81\x7c\x81\x61";
	static const struct example e[] = {
		{ "Shift_JIS", vendor, "①㈱髙﨑Ⅳ～－∥", "cp932", 0, false },
		{ "x-sjis", vendor, "①㈱髙﨑Ⅳ～－∥", "cp932", 0, false },
		{ "windows-31j", vendor, "①㈱髙﨑Ⅳ～－∥", "cp932", 0, false },
		{ "MS_Kanji", "\xfb\xfc\xfa\xb1", "髙﨑", "cp932", 0, false },
		{ "\"shift-jis\"", "\x95\x5c\x8e\xa6\\~", "表示\\~", "cp932", 0, false },
		{ "SJIS", "\xd4\xcf\xc0\xde\x97\x6c", "ﾔﾏﾀﾞ様", "cp932", 0, false },
		/* docomo's picture, a private character, and what follows them */
		{ "Shift_JIS", "\x90\xb0\x82\xea\xf8\x9f\x82\xc5\x82\xb7", "晴れ☀です", "cp932", 0, false },
		{ "Shift_JIS", "\xf6\x60\xeb\x60\xf9\x87\xf9\x57\x82\xc5", "☀☀１🌃で", "cp932", 0, false },
		{ "Shift_JIS", "\x90\xb0\xf0\x40\x82\xc5\x82\xb7", "晴〓です", "cp932", 0, false },
		/* broken: ASCII is never swallowed */
		{ "Shift_JIS", "\x93\xfa\x96\x7b\x82\n\x93\xfa", "日本" BAD "\n日", "cp932", 1, false },
		{ "Shift_JIS", "\x93\xfa\x96\x7b\x82@\x93\xfa", "日本" BAD "@日", "cp932", 1, false },
		{ "Shift_JIS", "\x93\xfa\x96\x7b\x93", "日本" BAD, "cp932", 1, false },
		{ "Shift_JIS", "\x93\xfa\xff\x96\x7b\x8c\xea\x8c\xea", "日" BAD "本語語", "cp932", 1, false },
	};

	(void)state;
	CHECK(e);
}

static void
euc_jp_is_read_with_vendor_rows(void **state)
{
	static const struct example e[] = {
		{ "EUC-JP", "\xad\xa1\xc6\xfc\xcb\xdc\xfc\xe2", "①日本髙", "euc-jp", 0, false },
		{ "x-euc-jp", "\x8e\xd4\x8e\xcf\x8f\xb0\xa1\xcd\xcd", "ﾔﾏ丂様", "euc-jp", 0, false },
		{ "euc-jp", "\xc6\xfc\xcb\xdc\xcb\n", "日本" BAD "\n", "euc-jp", 1, false },
	};

	(void)state;
	CHECK(e);
}

static void
wrong_labels_are_seen_through(void **state)
{
	static const char cp932[] = "\x93\xfa\x96\x7b\x8c\xea";
	static const char euc[] = "\xa4\xb4\xb0\xd5\xb8\xab\xa4\xf2\xa4\xaa\xb4\xf3\xa4\xbb";
	static const struct example e[] = {
		{ "us-ascii", "\033$BLdBj\033(B", "問題", "iso-2022-jp", 0, true },
		{ "us-ascii", "\033$BLdBj", "問題", "iso-2022-jp", 0, true },
		{ "utf-8", "\033$BLdBj\033(B", "問題", "iso-2022-jp", 0, true },
		{ "us-ascii", cp932, "日本語", "cp932", 0, true },
		{ "iso-8859-1", cp932, "日本語", "cp932", 0, true },
		{ "iso-8859-1", "日本", "日本", "utf-8", 0, true },
		{ "us-ascii", "日本", "日本", "utf-8", 0, true },
		{ "ISO-2022-JP", "日本", "日本", "utf-8", 0, true },
		{ "ISO-2022-JP", cp932, "日本語", "cp932", 0, true },
		{ "Shift_JIS", "日本語です", "日本語です", "utf-8", 0, true },
		{ "EUC-JP", "日本語です", "日本語です", "utf-8", 0, true },
		{ "koi8-r", "日本語です", "日本語です", "utf-8", 0, true },
		{ "utf-8", cp932, "日本語", "cp932", 0, true },
		{ "utf-8", euc, "ご意見をお寄せ", "euc-jp", 0, true },
		{ "Shift_JIS", euc, "ご意見をお寄せ", "euc-jp", 0, true },
		{ "EUC-JP", "\x82\xb2\x88\xd3\x8c\xa9", "ご意見", "cp932", 0, true },
		{ "utf-16", "Hello, world", "Hello, world", "us-ascii", 0, true },
		{ "gb2312", "\x82\xb2\x88\xd3\x8c\xa9", "偛堄尒", "gb18030", 0, false },
	};

	(void)state;
	CHECK(e);
}

static void
western_text_stays_western(void **state)
{
	static const struct example e[] = {
		{ "iso-8859-1", "Gr\xfc\xdf" "e, na\xefve fa\xe7" "ade", "Grüße, naïve façade",
		    "windows-1252", 0, false },
		{ "windows-1252", "don\x92t \x93Hello\x94 \xe9t\xe9", "don’t “Hello” été",
		    "windows-1252", 0, false },
		{ "windows-1252", "don\x92t can\x92t won\x92t \x93\x91\x85x", "don’t can’t won’t “‘…x",
		    "windows-1252", 0, false },
		{ "windows-1252", "I don\x92t", "I don’t", "windows-1252", 0, false },
		{ "iso-8859-1", "sch\xf6n", "schön", "windows-1252", 0, false },
		{ "iso-8859-1", "\xe9l\xe9ments", "éléments", "windows-1252", 0, false },
		{ "us-ascii", "caf\xe9", "café", "windows-1252", 0, true },
	};

	(void)state;
	CHECK(e);
}

static void
without_a_label_the_octets_tell(void **state)
{
	static const struct example e[] = {
		{ NULL, "", "", "us-ascii", 0, false },
		{ "", "hello", "hello", "us-ascii", 0, false },
		{ NULL, "文字コード指定なし①", "文字コード指定なし①", "utf-8", 0, true },
		{ NULL, "\xef\xbb\xbf文字", "文字", "utf-8", 0, true },
		{ NULL, "\033$B$J$7-!\033(B", "なし①", "iso-2022-jp", 0, true },
		{ NULL, "\x96\x7b\x95\xb6\x82\xc5\x82\xb7\x87\x40", "本文です①", "cp932", 0, true },
		{ NULL, "\xa5\xc6\xa5\xb9\xa5\xc8", "テスト", "euc-jp", 0, true },
		{ "x-unknown", "\x93\xfa\x96\x7b", "日本", "cp932", 0, true },
		/* UTF-8 that was cut in the middle of a character */
		{ NULL, "文字コード指\xe5\xae", "文字コード指" BAD, "utf-8", 1, true },
		{ NULL, "a\xff\xfe\xfd\x80z", "a" BAD BAD BAD BAD "z", "unknown-8bit", 4, false },
	};

	(void)state;
	CHECK(e);
}

static void
other_charsets_are_on_the_list(void **state)
{
	static const struct example e[] = {
		{ "UTF-7", "+ZeVnLIqe-", "日本語", "utf-7", 0, false },
		{ "UTF-8", "晴れ☀️😀𠮷葛󠄀", "晴れ☀️😀𠮷葛󠄀", "utf-8", 0, false },
		{ "UTF-8", "\xed\xa0\xbd\xed\xb8\x80", "😀", "utf-8", 0, false },
		{ "koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет", "koi8-r", 0, false },
		{ "ISO_8859-2:1987", "\xb3\xf3\x64\xbc", "łódź", "iso-8859-2", 0, false },
		{ "windows-1251", "\xcf\xf0", "Пр", "windows-1251", 0, false },
		{ "ks_c_5601-1987", "\xc7\xd1\xb1\xb9\xbe\xee \x8c\x63", "한국어 똠", "cp949", 0, false },
		{ "euc-kr", "\xc7\xd1\xb1\xb9\xbe\xee\xff", "한국어" BAD, "cp949", 1, false },
		{ "iso-2022-kr", "\033$)C\x0eGQ19>n\x0f!\n", "한국어!\n", "iso-2022-kr", 0, false },
		{ "iso-2022-kr", "\033$)C\x0eGQ\nab\x0eGQ", "한\nab한", "iso-2022-kr", 0, false },
		{ "gb2312", "\xd6\xd0\xce\xc4\xbc\xf2\xcc\xe5", "中文简体", "gb18030", 0, false },
		{ "big5", "\xa4\xa4\xa4\xe5\xc1\x63\xc5\xe9", "中文繁體", "big5", 0, false },
		{ "big5", "\xa4\xa4\xa4\xe5\xc1\x63\xc5", "中文繁" BAD, "big5", 1, false },
		/* never given to glibc */
		{ "ISO-2022-CN-EXT", "\033$)A\x0eVP", "\033$)A\x0eVP", "us-ascii", 0, false },
		{ "UTF-8\xff", "x", "x", "utf-8", 0, false },
	};

	(void)state;
	CHECK(e);
}

static void
utf16_is_read_either_way_round(void **state)
{
	static const unsigned char big[] = { 0x89, 0x81, 0x67, 0x1b };
	static const unsigned char marked[] = { 0xff, 0xfe, 0x54, 0x30, 0x3d, 0xd8, 0x00, 0xde };
	static const unsigned char odd[] = { 0x00, 'a', 0xd8, 0x00, 0x00 };
	void *ctx = talloc_new(NULL);
	struct decoded d;

	(void)state;
	d = charset_to_text(ctx, (struct bytes){ big, sizeof big }, "utf-16be");
	assert_string_equal(d.text, "要望");
	d = charset_to_text(ctx, (struct bytes){ marked, sizeof marked }, "utf-16");
	assert_string_equal(d.text, "ご😀");
	d = charset_to_text(ctx, (struct bytes){ marked, sizeof marked }, NULL);
	assert_string_equal(d.text, "ご😀");
	assert_true(d.guessed);
	d = charset_to_text(ctx, (struct bytes){ odd, sizeof odd }, "utf-16");
	assert_string_equal(d.text, "a" BAD BAD);
	assert_int_equal(d.damaged, 2);
	talloc_free(ctx);
}

static void
a_zero_octet_does_not_end_the_text(void **state)
{
	static const unsigned char octets[] = { 'a', 0, 0x93, 0xfa, 0x96, 0x7b };
	void *ctx = talloc_new(NULL);
	struct decoded d = charset_to_text(ctx, (struct bytes){ octets, sizeof octets }, "cp932");

	(void)state;
	assert_int_equal(d.len, 8);
	assert_memory_equal(d.text, "a\0日本", 9);
	talloc_free(ctx);
}

static void
opening_again_changes_nothing(void **state)
{
	size_t first = charset_open_all();

	(void)state;
	assert_true(first >= 30);
	assert_int_equal(charset_open_all(), first);
}

/* What charset_open_all() promises to a process that may not open files. */
static void
nothing_is_opened_afterwards(void **state)
{
	struct rlimit before, none;

	(void)charset_open_all();
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){ 0, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	iso2022jp_is_read_with_every_extension(state);
	shift_jis_is_cp932(state);
	euc_jp_is_read_with_vendor_rows(state);
	other_charsets_are_on_the_list(state);
	utf16_is_read_either_way_round(state);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

/* Every label with noise, of every length up to some: it ends, and it ends in UTF-8. */
static void
noise_ends_in_utf8(void **state)
{
	static const char *const labels[] = { NULL, "iso-2022-jp", "shift_jis", "euc-jp", "utf-8", "utf-7",
		"utf-16", "utf-32le", "gb18030", "big5", "euc-kr", "iso-2022-kr", "iso-8859-1",
		"windows-1255", "windows-1258", "uhc", "us-ascii" };
	uint32_t seed = 20260401;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		unsigned char octets[64];
		void *ctx = talloc_new(NULL);
		struct decoded d;

		for (size_t i = 0; i < sizeof octets; i++) {
			seed = seed * 1664525 + 1013904223;
			octets[i] = (unsigned char)(seed >> 24);
			if (round % 3 == 0)
				octets[i] = (unsigned char)"\033$B(I\x0e\x0f\r\nA+-\x81\xff\xe3\x80"[octets[i] % 16];
		}
		d = charset_to_text(ctx, (struct bytes){ octets, (size_t)round % 65 },
		    labels[(size_t)round % (sizeof labels / sizeof *labels)]);
		assert_true(text_is_utf8((struct bytes){ (unsigned char *)d.text, d.len }));
		assert_true(d.damaged <= 64);
		talloc_free(ctx);
	}
}

/* A megabyte of the worst of each kind takes no longer than its length asks for. */
static void
length_costs_in_proportion(void **state)
{
	static const char *const labels[] = { NULL, "iso-2022-jp", "shift_jis", "utf-8", "utf-7", "gb18030", "big5" };
	static const char *const units[] = { "\033$", "\033$B\xff\n", "\x81", "\xe3\x80", "+/-", "\x1b$B!" };
	clock_t start = clock();

	(void)state;
	for (size_t l = 0; l < sizeof labels / sizeof *labels; l++) {
		for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
			void *ctx = talloc_new(NULL);
			struct buffer b = buffer_init(ctx);

			while (b.len < 1 << 18)
				buffer_string(&b, units[u]);
			(void)charset_to_text(ctx, buffer_bytes(&b), labels[l]);
			talloc_free(ctx);
		}
	}
	assert_true((clock() - start) / CLOCKS_PER_SEC < 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_opened_afterwards),
		cmocka_unit_test(opening_again_changes_nothing),
		cmocka_unit_test(iso2022jp_is_read_with_every_extension),
		cmocka_unit_test(iso2022jp_survives_what_is_broken),
		cmocka_unit_test(shift_jis_is_cp932),
		cmocka_unit_test(euc_jp_is_read_with_vendor_rows),
		cmocka_unit_test(wrong_labels_are_seen_through),
		cmocka_unit_test(western_text_stays_western),
		cmocka_unit_test(without_a_label_the_octets_tell),
		cmocka_unit_test(other_charsets_are_on_the_list),
		cmocka_unit_test(utf16_is_read_either_way_round),
		cmocka_unit_test(a_zero_octet_does_not_end_the_text),
		cmocka_unit_test(noise_ends_in_utf8),
		cmocka_unit_test(length_costs_in_proportion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
