/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_fuzz - charset, header and plain under libFuzzer: whatever comes in, text comes out.
 *
 *     clang -I. -include config/banned.h -D_GNU_SOURCE -g -O1 $(xml2-config --cflags) \
 *         -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
 *         -o text_fuzz tests/fuzz/text_fuzz.c spool/charset*.c spool/encoded.c spool/header*.c \
 *         spool/address_form.c spool/plain*.c config/bytes.c config/text.c config/memory.c \
 *         -lxml2 -ltalloc
 *
 * The first octet of the input chooses the function.
 */
#include "config/memory.h"
#include "config/text.h"
#include "spool/charset.h"
#include "spool/header.h"
#include "spool/plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect_text(const char *text)
{
	if (text != NULL && !text_is_utf8(bytes_of(text)))
		abort();
}

static void
fuzz_charset(void *ctx, struct bytes input, unsigned choice)
{
	static const char *const labels[] = { NULL, "iso-2022-jp", "shift_jis", "euc-jp", "utf-8", "utf-7",
		"utf-16", "utf-32", "gb18030", "big5", "euc-kr", "iso-2022-kr", "iso-8859-1", "us-ascii",
		"windows-1255", "x-unknown" };
	struct decoded d = charset_to_text(ctx, input, labels[choice % (sizeof labels / sizeof *labels)]);

	if (!text_is_utf8((struct bytes){ (const unsigned char *)d.text, d.len }) || d.charset == NULL ||
	    d.damaged > input.len)
		abort();
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
	if (strlen(text) > 4097)
		abort();
	expect_text(plain_from_flowed(ctx, text_from(ctx, input, TEXT_RUNNING, NULL), delsp));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = { size != 0 ? data + 1 : data, size != 0 ? size - 1 : 0 };
	unsigned choice = size != 0 ? data[0] : 0;
	void *ctx = talloc_new(NULL);

	if (choice % 4 <= 1)
		fuzz_charset(ctx, input, choice / 4);
	else if (choice % 4 == 2)
		fuzz_header(ctx, input);
	else
		fuzz_plain(ctx, input, choice & 4);
	talloc_free(ctx);
	return 0;
}
