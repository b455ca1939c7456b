/* SPDX-License-Identifier: GPL-3.0-or-later */
/* header_test - fields as mail programs, telephones and hostile senders write them. */
#include "spool/header.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "config/memory.h"
#include "config/text.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

struct pair {
	const char *raw;
	const char *text;
};

static void
text_fields_are_decoded(void **state)
{
	static const struct pair e[] = {
		{ " plain", "plain" },
		{ "", "" },
		{ "=?ISO-2022-JP?B?GyRCRnxLXDhsJE43b0w+GyhC?=", "日本語の件名" },
		{ "=?ISO-2022-JP?B?GyRCLSEtanxieXUtOCFBIV0hQhsoQg==?=", "①㈱髙﨑Ⅳ～－∥" },
		{ "=?ISO-2022-JP?B?GyhJVE9AXhskQk1NGyhC?=", "ﾔﾏﾀﾞ様" },
		{ "=?Shift_JIS?B?h0CHiu7g7ZWHV4FggXyBYQ==?=", "①㈱髙﨑Ⅳ～－∥" },
		{ "=?EUC-JP?B?raHG/Mvc/OI=?=", "①日本髙" },
		{ "=?Shift_JIS?B?kLCC6vifgsWCtw==?=", "晴れ☀です" },
		{ "=?UTF-7?Q?+ZeVnLIqe-?=", "日本語" },
		{ "=?x-unknown?B?k/qWew==?=", "日本" },
		{ "=?iso-8859-1?Q?=93=FA=96=7B?=", "日本" },
		{ "=?iso-8859-1?q?caf=E9_=3D_na=EFf?=", "café = naïf" },
		/* raw octets */
		{ "\x8c\xe4\x90\xbf\x8b\x81\x8f\x91\x87\x40\x82\xcc\x8c\x8f", "御請求書①の件" },
		{ "\033$B@8$N7oL>-!\033(B", "生の件名①" },
		{ "\033$B@8$N\033(B\r\n \033$B7oL>-!\033(B", "生の 件名①" },
		{ "生のUTF-8です", "生のUTF-8です" },
		{ "生の =?UTF-8?B?5pel?=", "生の 日" },
		/* what s-nail writes for Japanese in ISO-2022-JP */
		{ "Re: =?us-ascii?B?GyRCTGRCag==?=", "Re: 問題" },
		/* white space between words is none, beside them it is */
		{ "a =?UTF-8?B?5pel?=\r\n =?UTF-8?B?5pys?= b", "a 日本 b" },
		{ "Re:=?UTF-8?B?5pel?=,x", "Re:日,x" },
		{ "=?UTF-8?Q?=E6=97=A5 =E6=9C=AC?=", "日 本" },
		{ "=?UTF-8*ja?Q?=E6=97=A5?=", "日" },
		{ "\"=?UTF-8?B?5pel?=\"", "\"日\"" },
		{ "folded\r\n\ttext\r\n", "folded text" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(e); i++) {
		void *ctx = talloc_new(NULL);
		size_t damaged = 99;
		char *text = header_text(ctx, bytes_of(e[i].raw), &damaged);

		assert_string_equal(text, e[i].text);
		assert_int_equal(damaged, 0);
		talloc_free(ctx);
	}
}

static void
words_split_within_a_character_are_joined(void **state)
{
	static const struct pair e[] = {
		/* UTF-8, each word padded */
		{ "=?UTF-8?B?5pel5g==?=\r\n =?UTF-8?B?nKzoqp4=?=", "日本語" },
		/* the padding forgotten, and base64 cut anywhere */
		{ "=?UTF-8?B?5pel5g?= =?UTF-8?B?nKzoqp4?=", "日本語" },
		{ "=?UTF-8?B?5pel5p?= =?UTF-8?B?ys6Kqe?=", "日本語" },
		{ "=?utf-8?Q?=E6=97?= =?UTF-8?q?=A5?=", "日" },
		{ "=?utf-8?Q?=E6=97?= =?UTF-8?B?pQ==?=", "日" },
		/* JIS state and half a character of Shift_JIS over two words */
		{ "=?ISO-2022-JP?B?GyRCRnxLXDhs?=\r\n =?ISO-2022-JP?B?JE5EOSQkN29MPhsoQg==?=",
		    "日本語の長い件名" },
		{ "=?Shift_JIS?B?k/qW?=\r\n =?Shift_JIS?B?e4zq?=", "日本語" },
		/* not the same charset: each for itself */
		{ "=?UTF-8?B?5pel?= =?ISO-2022-JP?B?GyRCS1wbKEI=?=", "日本" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(e); i++) {
		void *ctx = talloc_new(NULL);

		assert_string_equal(header_text(ctx, bytes_of(e[i].raw), NULL), e[i].text);
		talloc_free(ctx);
	}
}

static void
what_is_no_word_stays_as_it_is(void **state)
{
	static const char *const same[] = {
		"=?UTF-8?B?", "=?", "=?\?=", "=?UTF-8?X?abc?=", "=?UTF-8?B?5pel", "a=?b", "=?a b?Q?x?=",
		"1 =? 2 ?=",
	};
	void *ctx = talloc_new(NULL);
	size_t damaged;

	(void)state;
	for (size_t i = 0; i < COUNT(same); i++)
		assert_string_equal(header_text(ctx, bytes_of(same[i]), NULL), same[i]);
	/* an unfinished word does not swallow the next one */
	assert_string_equal(header_text(ctx, bytes_of("=?UTF-8?Q?ab =?UTF-8?B?5pel?="), NULL), "=?UTF-8?Q?ab 日");
	/* control characters cannot be smuggled in, losses are counted */
	assert_string_equal(header_text(ctx, bytes_of("=?UTF-8?Q?a=0D=0ABcc:=20x=00y?="), &damaged), "a Bcc: xy");
	assert_string_equal(header_text(ctx, bytes_of("=?UTF-8?Q?abc=E6=97?="), &damaged), "abc\xef\xbf\xbd");
	assert_int_equal(damaged, 1);
	talloc_free(ctx);
}

struct mailbox {
	const char *name;
	const char *address;
};

struct list_example {
	const char *raw;
	size_t count;
	struct mailbox item[6];
};

static void
check_list(const struct list_example *e)
{
	void *ctx = talloc_new(NULL);
	struct addresses a = header_addresses(ctx, bytes_of(e->raw), 100);

	if (a.count != e->count)
		print_error("%s: %zu mailboxes, not %zu\n", e->raw, a.count, e->count);
	assert_int_equal(a.count, e->count);
	for (size_t i = 0; i < a.count; i++) {
		assert_string_equal(a.item[i].name, e->item[i].name);
		assert_string_equal(a.item[i].address, e->item[i].address);
	}
	talloc_free(ctx);
}

static void
ordinary_lists_are_read(void **state)
{
	static const struct list_example e[] = {
		{ "taro@example.jp", 1, { { "", "taro@example.jp" } } },
		{ "<Taro@Example.JP>", 1, { { "", "Taro@example.jp" } } },
		{ "Taro Yamada <t@example.jp>, b@example.jp", 2,
		    { { "Taro Yamada", "t@example.jp" }, { "", "b@example.jp" } } },
		{ "\"Yamada, \\\"T\\\" Taro\" <t@example.jp>", 1, { { "Yamada, \"T\" Taro", "t@example.jp" } } },
		{ "t@example.jp (Taro (the) Yamada)", 1, { { "Taro (the) Yamada", "t@example.jp" } } },
		{ "=?UTF-8?B?5bGx55Sw?= <t@example.jp>", 1, { { "山田", "t@example.jp" } } },
		{ "\"=?ISO-2022-JP?B?GyRCOzNFRBsoQg==?=\" <t@example.jp>", 1, { { "山田", "t@example.jp" } } },
		{ "Office: a@example.jp, B <b@example.jp>;, c@example.jp", 3,
		    { { "", "a@example.jp" }, { "B", "b@example.jp" }, { "", "c@example.jp" } } },
		{ "undisclosed-recipients:;", 0, { { NULL, NULL } } },
		{ "\"a b\"@example.jp, x <\"c@d\"@example.jp>", 2,
		    { { "", "\"a b\"@example.jp" }, { "x", "\"c@d\"@example.jp" } } },
		{ "\"plain\"@example.jp", 1, { { "", "plain@example.jp" } } },
		{ "<@relay.example.jp,@b.example.jp:t@example.jp>", 1, { { "", "t@example.jp" } } },
		{ "t@[192.0.2.1], u@[IPv6:2001:db8::1];", 2,
		    { { "", "t@[192.0.2.1]" }, { "", "u@[ipv6:2001:db8::1]" } } },
		{ "", 0, { { NULL, NULL } } },
		{ "<>", 0, { { NULL, NULL } } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(e); i++)
		check_list(&e[i]);
}

static void
lists_of_real_life_are_read(void **state)
{
	static const struct list_example e[] = {
		/* carriers' addresses */
		{ "foo..bar@docomo.ne.jp", 1, { { "", "foo..bar@docomo.ne.jp" } } },
		{ ".foo.@ezweb.ne.jp, =?UTF-8?B?6Iqx5a2Q?= <baz.@docomo.ne.jp>, "
		    "\"a b\" <x-..y@softbank.ne.jp>, ok@example.jp", 4,
		    { { "", ".foo.@ezweb.ne.jp" }, { "花子", "baz.@docomo.ne.jp" },
			{ "a b", "x-..y@softbank.ne.jp" }, { "", "ok@example.jp" } } },
		{ "<\"foo..bar.\"@docomo.ne.jp>", 1, { { "", "foo..bar.@docomo.ne.jp" } } },
		/* names that should have been quoted */
		{ "[info] foo <a@example.jp>", 1, { { "[info] foo", "a@example.jp" } } },
		{ "Doe, John <j@example.jp>", 1, { { "Doe, John", "j@example.jp" } } },
		{ "a@example.jp, Doe, John <j@example.jp>", 2,
		    { { "", "a@example.jp" }, { "Doe, John", "j@example.jp" } } },
		{ "J. R. Doe <j@example.jp>", 1, { { "J. R. Doe", "j@example.jp" } } },
		{ "a@example.jp <b@example.jp>", 1, { { "a@example.jp", "b@example.jp" } } },
		{ "\"a@example.jp\" <b@example.jp>", 1, { { "a@example.jp", "b@example.jp" } } },
		{ "'t@example.jp' <t@example.jp>", 1, { { "t@example.jp", "t@example.jp" } } },
		{ "株式会社(東京) <a@example.jp>", 1, { { "株式会社(東京)", "a@example.jp" } } },
		{ "窓口: 山田 <a@example.jp>", 1, { { "窓口: 山田", "a@example.jp" } } },
		{ "山田 a@example.jp", 1, { { "山田", "a@example.jp" } } },
		/* separators of Outlook, none at all, and too many */
		{ "a@example.jp; c@example.jp", 2, { { "", "a@example.jp" }, { "", "c@example.jp" } } },
		{ "a@example.jp c@example.jp", 2, { { "", "a@example.jp" }, { "", "c@example.jp" } } },
		{ "A <a@example.jp> C <c@example.jp>", 2, { { "A", "a@example.jp" }, { "", "c@example.jp" } } },
		{ ", ,a@example.jp, , =?UTF-8?Q?C?= <c@example.jp>,,", 2,
		    { { "", "a@example.jp" }, { "C", "c@example.jp" } } },
		{ "\xff@example.jp", 1, { { "", "\xef\xbf\xbd@example.jp" } } },
		{ "root, a@example.jp", 1, { { "", "a@example.jp" } } },
		/* brackets and quotes that are not closed, or doubled */
		{ "山田 <a@example.jp", 1, { { "山田", "a@example.jp" } } },
		{ "<a@example.jp, b@example.jp", 2, { { "", "a@example.jp" }, { "", "b@example.jp" } } },
		{ "<<a@example.jp>>", 1, { { "", "a@example.jp" } } },
		{ "\"山田 <a@example.jp>", 1, { { "\"山田", "a@example.jp" } } },
		{ "山田( <a@example.jp>", 1, { { "山田(", "a@example.jp" } } },
		{ "<mailto:a@example.jp>", 1, { { "", "a@example.jp" } } },
		{ "< a@example.jp. >", 1, { { "", "a@example.jp" } } },
		/* no address */
		{ "Mail Delivery System <>", 1, { { "Mail Delivery System", "" } } },
		{ "MAILER-DAEMON (Mail Delivery System)", 1, { { "Mail Delivery System", "MAILER-DAEMON" } } },
		{ "山田太郎", 1, { { "山田太郎", "" } } },
		/* raw Shift_JIS and ISO-2022-JP, whose octets look like quotes, commas and @ */
		{ "\x8e\x52\x93\x63 <t@example.jp>", 1, { { "山田", "t@example.jp" } } },
		{ "\x83\x40\x95\x5c <t@example.jp>", 1, { { "ァ表", "t@example.jp" } } },
		{ "\033$B;3ED\"\"!\"\033(B <t@example.jp>", 1, { { "山田□、", "t@example.jp" } } },
		/* Q with what should have been encoded */
		{ "=?UTF-8?Q?Doe,_\"J\"_<x@example.com>?= <j@example.jp>", 1,
		    { { "Doe, \"J\" <x@example.com>", "j@example.jp" } } },
		{ "=?ISO-2022-JP?Q?=1B$B;3ED=1B(B?= <j@example.jp>", 1, { { "山田", "j@example.jp" } } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(e); i++)
		check_list(&e[i]);
}

static void
an_encoded_word_is_never_an_address(void **state)
{
	/* "<evil@example.com>" in base64, before the true address and alone */
	static const struct list_example e[] = {
		{ "=?UTF-8?B?PGV2aWxAZXhhbXBsZS5jb20+?= <t@example.jp>", 1,
		    { { "<evil@example.com>", "t@example.jp" } } },
		{ "=?UTF-8?B?PGV2aWxAZXhhbXBsZS5jb20+?=", 1, { { "<evil@example.com>", "" } } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(e); i++)
		check_list(&e[i]);
}

static void
message_ids_are_listed(void **state)
{
	void *ctx = talloc_new(NULL);
	struct list_of_ids ids;

	(void)state;
	ids = header_ids(ctx, bytes_of("<a@x> text <b\r\n @y>\t<c@z"), 10);
	assert_int_equal(ids.count, 2);
	assert_string_equal(ids.item[0], "a@x");
	assert_string_equal(ids.item[1], "b@y");
	assert_int_equal(header_ids(ctx, bytes_of("<a@x><b@x><c@x>"), 2).count, 2);
	ids = header_ids(ctx, bytes_of(" bare@x "), 10);
	assert_int_equal(ids.count, 1);
	assert_string_equal(ids.item[0], "bare@x");
	assert_int_equal(header_ids(ctx, bytes_of("Your message of Friday"), 10).count, 0);
	assert_int_equal(header_ids(ctx, bytes_of("<>"), 10).count, 0);
	ids = header_ids(ctx, bytes_of("<<a@x>"), 10);
	assert_int_equal(ids.count, 1);
	assert_string_equal(ids.item[0], "a@x");
	talloc_free(ctx);
}

struct parameter_example {
	const char *raw;
	const char *name;
	const char *value;
};

static void
parameters_are_read(void **state)
{
	static const struct parameter_example e[] = {
		{ "text/plain; charset=ISO-2022-JP", "charset", "ISO-2022-JP" },
		{ "text/plain; Charset=\"utf-8\" ; format=flowed; delsp=yes", "delsp", "yes" },
		{ "text/plain; charset = us-ascii (Plain text)", "charset", "us-ascii" },
		{ "text/plain; charset=utf-8", "format", NULL },
		{ "text/plain; =x; ;; charset=utf-8", "charset", "utf-8" },
		{ "text/plain", "charset", NULL },
		{ "multipart/mixed; boundary=\"a;b=c\"; x=y", "boundary", "a;b=c" },
		{ "multipart/mixed; boundary=\"a;x=c\"; x=y", "x", "y" },
		{ "a/b; name=", "name", "" },
		{ "a/b; name", "name", "" },
		/* RFC 2231, continued, in Shift_JIS, mixed, quoted, without its charset */
		{ "attachment; filename*=UTF-8''%E7%94%B3%E8%AB%8B%E6%9B%B8%E2%91%A0.pdf", "filename", "申請書①.pdf" },
		{ "attachment;\r\n filename*0*=UTF-8''%E3%81%A8%E3%81%A6%E3%82%82%E9%95%B7%E3%81%84;\r\n"
		    " filename*1*=%E7%94%B3%E8%AB%8B%E6%9B%B8.pdf", "filename", "とても長い申請書.pdf" },
		{ "attachment; filename*1*=%8B%E6%9B%B8; filename*2=.pdf; filename*0*=UTF-8''%E7%94%B3%E8%AB",
		    "filename", "申請書.pdf" },
		{ "attachment; filename*=Shift_JIS'ja'%90%5C%90%BF%95%5C%87%40.pdf", "filename", "申請表①.pdf" },
		{ "attachment; filename*=\"UTF-8''%E7%94%B3.pdf\"", "filename", "申.pdf" },
		{ "attachment; filename*=%E7%94%B3.pdf", "filename", "申.pdf" },
		{ "attachment; filename*=UTF-8''100%.pdf%4", "filename", "100%.pdf%4" },
		{ "attachment; filename=x.pdf; filename*=UTF-8''%E7%94%B3.pdf", "filename", "申.pdf" },
		{ "attachment; filename*0=\"abc\"; filename*1=\"def\"", "filename", "abcdef" },
		{ "attachment; filename*999999999999999999999=x", "filename", NULL },
		/* RFC 2047 where it should not be */
		{ "a/b; name=\"=?ISO-2022-JP?B?GyRCPz1AQT1xLSEbKEIucGRm?=\"", "name", "申請書①.pdf" },
		{ "attachment;\r\n filename=\"=?UTF-8?B?44Go44Gm44KC6ZW344GE?=\r\n"
		    " =?UTF-8?B?55Sz6KuL5pu4LnBkZg==?=\"", "filename", "とても長い申請書.pdf" },
		{ "attachment; filename==?UTF-8?Q?a;b=E6=97=A5?=; x=y", "filename", "a;b日" },
		/* raw octets: 0x5c within a character is no backslash */
		{ "attachment; filename=\"\x90\x5c\x90\xbf\x95\x5c\x87\x40.pdf\"", "filename", "申請表①.pdf" },
		{ "attachment; filename=\"申請書.pdf\"", "filename", "申請書.pdf" },
		{ "attachment; filename=\"\033$B?=@A=q\033(B.pdf\"", "filename", "申請書.pdf" },
		/* what people's programs do */
		{ "attachment; filename=my file (1).pdf", "filename", "my file (1).pdf" },
		{ "attachment; filename=\"C:\\dir\\a\\\"b\\\\c.pdf\"", "filename", "C:\\dir\\a\"b\\c.pdf" },
		{ "attachment; filename=\"open.pdf", "filename", "open.pdf" },
		{ "attachment; FileName=a; filename=b", "filename", "a" },
		{ "attachment; filenamex=a; xfilename=b", "filename", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(e); i++) {
		void *ctx = talloc_new(NULL);
		char *value = header_parameter(ctx, bytes_of(e[i].raw), e[i].name, NULL);

		if (e[i].value == NULL) {
			assert_null(value);
		} else {
			assert_non_null(value);
			assert_string_equal(value, e[i].value);
		}
		talloc_free(ctx);
	}
}

static void
tokens_are_read(void **state)
{
	static const struct pair e[] = {
		{ " Text/Plain; charset=x", "text/plain" },
		{ "text / html (a comment (in one)) ; x", "text/html" },
		{ "text/plain charset=utf-8", "text/plain" },
		{ "attachment", "attachment" },
		{ "\"attachment\"; filename=x", "attachment" },
		{ "", "" },
		{ ";", "" },
		{ "auto-replied (vacation", "auto-replied" },
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < COUNT(e); i++)
		assert_string_equal(header_token(ctx, bytes_of(e[i].raw)), e[i].text);
	talloc_free(ctx);
}

enum {
#ifdef IKEN_SANITIZED
	LONG = 100000
#else
	LONG = 1000000
#endif
};

/* A megabyte (a tenth where every access is checked) of each of these, through every function, within seconds and within the stack. */
static void
a_megabyte_is_read_in_linear_time(void **state)
{
	static const char *const units[] = {
		"g: ", "g:;", "(", ")", "\"", "<", ">", "<\"", "a,", "a@b,", "a@b ", "=?", "=?a?Q?", "=?a?Q?x", "=?a?Q?x?= ", "\\\"", "\\(",
		"=?UTF-8?B?5g==?=\r\n ", "?=", "\\", ";", "; a=\"", ";filename*1*=x", "@", "[", "@[", "'", "\r\n ",
		"\x82", "\033$B", "\xe3\x80", "(\"", "<@", ":;", "=",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(units); i++) {
		void *ctx = talloc_new(NULL);
		struct buffer b = buffer_init(ctx);
		clock_t start = clock();

		buffer_string(&b, "a/b;");
		while (b.len < LONG)
			buffer_string(&b, units[i]);
		(void)header_text(ctx, buffer_bytes(&b), NULL);
		(void)header_addresses(ctx, buffer_bytes(&b), 1000);
		(void)header_addresses(ctx, buffer_bytes(&b), SIZE_MAX);
		(void)header_ids(ctx, buffer_bytes(&b), 1000);
		(void)header_parameter(ctx, buffer_bytes(&b), "filename", NULL);
		(void)header_token(ctx, buffer_bytes(&b));
		if (clock() - start > 4 * CLOCKS_PER_SEC)
			print_error("%s: %ld ms\n", units[i], (long)((clock() - start) * 1000 / CLOCKS_PER_SEC));
		assert_true(clock() - start <= 4 * CLOCKS_PER_SEC);
		talloc_free(ctx);
	}
}

static void
noise_gives_text(void **state)
{
	static const char alphabet[] = "=?UB5QI<>@()\",;:\\ \r\n*'%\033$\xe3\x81\x82\x93";
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char raw[48];
		void *ctx = talloc_new(NULL);
		struct bytes field = { (unsigned char *)raw, (size_t)round % sizeof raw };
		struct addresses a;
		char *value;

		for (size_t i = 0; i < sizeof raw; i++) {
			seed = seed * 1664525 + 1013904223;
			raw[i] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
		}
		assert_true(text_is_utf8(bytes_of(header_text(ctx, field, NULL))));
		a = header_addresses(ctx, field, 10);
		for (size_t i = 0; i < a.count; i++) {
			assert_true(text_is_utf8(bytes_of(a.item[i].name)));
			assert_true(text_is_utf8(bytes_of(a.item[i].address)));
		}
		value = header_parameter(ctx, field, "U", NULL);
		assert_true(value == NULL || text_is_utf8(bytes_of(value)));
		(void)header_ids(ctx, field, 10);
		(void)header_token(ctx, field);
		talloc_free(ctx);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_fields_are_decoded),
		cmocka_unit_test(words_split_within_a_character_are_joined),
		cmocka_unit_test(what_is_no_word_stays_as_it_is),
		cmocka_unit_test(ordinary_lists_are_read),
		cmocka_unit_test(lists_of_real_life_are_read),
		cmocka_unit_test(an_encoded_word_is_never_an_address),
		cmocka_unit_test(message_ids_are_listed),
		cmocka_unit_test(parameters_are_read),
		cmocka_unit_test(tokens_are_read),
		cmocka_unit_test(a_megabyte_is_read_in_linear_time),
		cmocka_unit_test(noise_gives_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
