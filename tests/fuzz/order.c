/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * order - what clerks and the desk write: commands and filing orders out of any text
 *
 * The first octet of the input chooses whether it is a command or a filing order, whether its first line is the
 * subject, and whether it is HTML.
 */
#include "config/memory.h"
#include "config/text.h"
#include "process/command.h"
#include "process/filing_order.h"
#include "tests/fuzz/fuzz.h"

static void
expect(bool right)
{
	must_hold(right, "an order is well formed");
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

void
fuzz_begin(void)
{
}

void
fuzz_one(void *ctx, struct bytes input)
{
	unsigned choice = input.len != 0 ? input.data[0] : 0;
	struct bytes rest = { input.data + (input.len != 0), input.len - (input.len != 0) };
	char *text = fuzz_text(ctx, rest), *end = strchr(text, '\n');
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
}
