/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * order_fuzz - what clerks and the desk write, under libFuzzer: commands and filing orders out of any text.
 *
 *     clang -I. -include config/banned.h -D_GNU_SOURCE -g -O1 $(pkg-config --cflags talloc libxml-2.0 gmime-3.0) \
 *         -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -o order_fuzz tests/fuzz/order_fuzz.c \
 *         process/command*.c process/filing_order.c process/order.c process/answer.c process/words.c process/quote.c \
 *         process/saying.c process/furniture.c process/signature.c process/visible.c process/piece.c \
 *         process/beside.c process/consent.c process/notice.c spool/block.c spool/lines.c spool/number.c \
 *         spool/intake_block.c spool/formlabel.c spool/formtext.c spool/charset*.c config/bytes.c \
 *         config/text.c config/memory.c config/clock.c config/fault.c $(pkg-config --libs talloc libxml-2.0)
 *
 * The first octet of the input chooses whether it is a command or a filing order, whether its first line is the
 * subject, and whether it is HTML.
 */
#include "config/memory.h"
#include "config/text.h"
#include "process/command.h"
#include "process/filing_order.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool right)
{
	if (!right)
		abort();
}

static void
fuzz_command(void *ctx, const struct reading *r)
{
	struct command c = command_of_reading(ctx, r);

	expect(c.word >= COMMAND_NONE && c.word < COMMAND_WORDS && c.count <= COMMAND_NUMBERS_MAX);
	expect(text_is_utf8(bytes_of(c.text)) && text_is_utf8(bytes_of(c.department)) &&
	    text_is_utf8(bytes_of(c.purpose)));
	for (size_t i = 0; i < c.count; i++)
		expect(text_is_utf8(bytes_of(c.number[i].number)));
	expect(strlen(command_name(c.word)) != 0);
	if (c.word == COMMAND_ENTER && c.problem == NULL)
		expect(*c.text != 0);
	c = command_read(ctx, r->subject, r->text);
	expect(c.count <= COMMAND_NUMBERS_MAX);
}

static void
fuzz_filing(void *ctx, const struct reading *r)
{
	struct filing_order o = filing_order_read(ctx, r);

	expect(o.count <= FILING_MAX);
	for (size_t i = 0; i < o.count; i++)
		expect(o.item[i].place > 0 || (o.item[i].number != NULL && text_is_utf8(bytes_of(o.item[i].number))));
	/* What is taken to be an order says so somewhere of itself. */
	if (o.unclear == NULL)
		expect(o.count != 0 || o.as == FILING_NEW || o.as == FILING_DISCARD);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = { size != 0 ? data + 1 : data, size != 0 ? size - 1 : 0 };
	unsigned choice = size != 0 ? data[0] : 0;
	void *ctx = must(talloc_new(NULL));
	char *text = text_from(ctx, input, TEXT_RUNNING, NULL), *end = strchr(text, '\n');
	struct reading r = { .subject = "", .html_text = "", .text = text };

	if (choice & 4 && end != NULL) {
		*end = 0;
		r.subject = text;
		r.text = end + 1;
	}
	if (choice & 8) {
		r.html_text = r.text;
		r.text = choice & 16 ? "" : r.text;
	}
	if (choice % 2 == 0)
		fuzz_command(ctx, &r);
	else
		fuzz_filing(ctx, &r);
	talloc_free(ctx);
	return 0;
}
