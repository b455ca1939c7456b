/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stack_test - where the pieces of a scanned stack begin and end. */
#include "config/memory.h"
#include "process/stack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { PAGES = 40 };

/* A page a letter: w written, b blank, C cover of batch 7, D of batch 8, 1-9 separators of 7, n and m notes of two opinions,
 * l and k letters 1 and 2 of one opinion. */
static struct stack
split(void *ctx, const char *pages)
{
	struct stack_page *page = must(talloc_zero_array(ctx, struct stack_page, PAGES));
	size_t count = strlen(pages);

	for (size_t i = 0; i < count; i++) {
		char c = pages[i];

		page[i].blank = c == 'b';
		page[i].has_sheet = c != 'b' && c != 'w';
		page[i].sheet = (struct sheet){ .number = "" };
		if (c == 'C' || c == 'D')
			page[i].sheet = (struct sheet){ .kind = SHEET_BATCH, .number = "", .id = c == 'C' ? 7 : 8 };
		else if (c >= '1' && c <= '9')
			page[i].sheet = (struct sheet){ .kind = SHEET_SEPARATOR, .number = "", .id = 7, .place = c - '0' };
		else if (c == 'n' || c == 'm')
			page[i].sheet = (struct sheet){ .kind = SHEET_NOTE, .number = c == 'n' ? "2026-000001-5" : "2026-000002-8" };
		else if (c == 'l' || c == 'k')
			page[i].sheet = (struct sheet){ .kind = SHEET_LETTER, .number = "2026-000001-5", .id = c == 'l' ? 1 : 2 };
	}
	return stack_split(ctx, page, count);
}

/* "0-2 4-6": the pieces. */
static const char *
pieces(void *ctx, const struct stack *s)
{
	struct buffer b = buffer_init(ctx);

	for (size_t i = 0; i < s->count; i++)
		buffer_printf(&b, "%s%zu-%zu", i != 0 ? " " : "", s->piece[i].first, s->piece[i].end);
	return buffer_text(&b);
}

static void
test_pieces(void **state)
{
	static const struct {
		const char *pages, *pieces;
		bool split;
		size_t blanks;
	} cases[] = {
		{ "w", "0-1", false, 0 }, { "wbw", "0-3", false, 0 }, { "b", "0-1", false, 0 }, { "", "", false, 0 },
		{ "Cw1w2w", "1-2 3-4 5-6", true, 0 },
		{ "Cbw1bww2bw", "2-3 5-7 9-10", true, 0 },	/* backs of covers and separators */
		{ "Cww", "1-3", true, 0 }, { "w1w", "0-1 2-3", true, 0 },
		{ "Cw12w", "1-2 4-5", true, 0 },	/* nothing between two separators */
		{ "Cw1bb2bw", "1-2 7-8", true, 1 },	/* a blank sheet between them */
		{ "Cw1", "1-2", true, 0 }, { "C1b", "", true, 0 },
		{ "nw", "0-2", false, 0 }, { "nn", "0-2", false, 0 }, { "nwm", "0-2 2-3", true, 0 },
		{ "wn", "0-1 1-2", true, 0 }, { "lwlk", "0-3 3-4", true, 0 }, { "Cwn1m", "1-2 2-3 4-5", true, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		void *ctx = talloc_new(NULL);
		struct stack s = split(ctx, cases[i].pages);

		assert_string_equal(pieces(ctx, &s), cases[i].pieces);
		assert_int_equal(s.is_split, cases[i].split);
		assert_int_equal(s.blanks, cases[i].blanks);
		talloc_free(ctx);
	}
}

static void
test_batches(void **state)
{
	void *ctx = talloc_new(NULL);
	struct stack s = split(ctx, "wCw1w4w4wDww");

	(void)state;
	assert_int_equal(s.batch_count, 2);
	/* What was scanned before the cover belongs to it. */
	assert_int_equal(s.piece[0].batch, 7);
	assert_int_equal(s.batch[0].id, 7);
	assert_int_equal(s.batch[0].found, 5);
	assert_string_equal(s.batch[0].missing, "2,3");
	assert_string_equal(s.batch[0].twice, "4");
	assert_int_equal(s.batch[1].id, 8);
	assert_int_equal(s.batch[1].found, 1);
	assert_string_equal(s.batch[1].missing, "");
	talloc_free(ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_pieces), cmocka_unit_test(test_batches) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
