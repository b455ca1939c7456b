/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text - charset, header and plain: whatever comes in, text comes out
 *
 * The first octet of the input chooses the function.
 */
#include "config/memory.h"
#include "config/text.h"
#include "spool/charset.h"
#include "spool/header.h"
#include "spool/plain.h"
#include "tests/fuzz/fuzz.h"

static void
expect_text(const char *text)
{
	must_hold(text == NULL || text_is_utf8(bytes_of(text)), "it is text");
}

static void
fuzz_charset(void *ctx, struct bytes input, unsigned choice)
{
	static const char *const labels[] = { NULL, "iso-2022-jp", "shift_jis", "euc-jp", "utf-8", "utf-7",
		"utf-16", "utf-32", "gb18030", "big5", "euc-kr", "iso-2022-kr", "iso-8859-1", "us-ascii",
		"windows-1255", "x-unknown" };
	struct decoded d = charset_to_text(ctx, input, labels[choice % (sizeof labels / sizeof *labels)]);

	must_hold(text_is_utf8((struct bytes){ (const unsigned char *)d.text, d.len }), "it is text");
	must_hold(d.charset != NULL && d.damaged <= input.len, "of a charset");
}

static void
fuzz_header(void *ctx, struct bytes input)
{
	struct addresses a = header_addresses(ctx, input, 50);
	struct list_of_ids ids = header_ids(ctx, input, 50);

	for (size_t i = 0; i < a.count; i++) {
		expect_text(a.item[i].name);
		expect_text(a.item[i].address);
	}
	for (size_t i = 0; i < ids.count; i++)
		expect_text(ids.item[i]);
	expect_text(header_text(ctx, input, NULL));
	expect_text(header_parameter(ctx, input, "filename", NULL));
	expect_text(header_parameter(ctx, input, "charset", NULL));
	expect_text(header_token(ctx, input));
}

static void
fuzz_plain(void *ctx, struct bytes input, bool delsp)
{
	bool truncated;
	char *text = plain_from_html(ctx, input, 4096, &truncated);

	expect_text(text);
	must_hold(strlen(text) <= 4097, "no longer than it may be");
	expect_text(plain_from_flowed(ctx, text_from(ctx, input, TEXT_RUNNING, NULL), delsp));
}

void
fuzz_begin(void)
{
}

void
fuzz_one(void *ctx, struct bytes input)
{
	unsigned choice = input.len != 0 ? input.data[0] : 0;
	struct bytes rest = { input.data + (input.len != 0), input.len - (input.len != 0) };

	if (choice % 4 <= 1)
		fuzz_charset(ctx, rest, choice / 4);
	else if (choice % 4 == 2)
		fuzz_header(ctx, rest);
	else
		fuzz_plain(ctx, rest, choice & 4);
}
