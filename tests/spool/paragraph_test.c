/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paragraph_test - what is remembered is what would be set anew */
#include "spool/paragraph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/memory.h"

#define TEXT "・令和９年１月末までに根を切り、インターロッキング舗装を敷き直します。仮の通路を設けます。"

struct fixture {
	struct fonts *fonts;
	struct paragraph_store *store;
};

static const struct style plain = { .size = 11, .justify = true };

static int
set_up(void **state)
{
	struct fixture *fx = memory_new(NULL, sizeof *fx);
	struct fault fault;

	assert_int_equal(fonts_open(fx, "Noto Serif CJK JP", NULL, &fx->fonts, &fault), DONE);
	fx->store = paragraph_store_new(fx, fx->fonts);
	*state = fx;
	return 0;
}

static int
tear_down(void **state)
{
	talloc_free(*state);
	return 0;
}

static const struct paragraph *
set(struct fixture *fx, const struct style *style, double width, const char *text)
{
	return paragraph_set(fx->store, style, width, text, strlen(text));
}

/* The layout that a text has at its third setting, by when it is remembered. */
static PangoLayout *
remembered(struct fixture *fx, const struct style *style, double width, const char *text)
{
	PangoLayout *second;

	set(fx, style, width, text);
	second = set(fx, style, width, text)->layout;
	assert_ptr_equal(set(fx, style, width, text)->layout, second);
	return second;
}

static double
first_width(struct fixture *fx, const struct style *style, double width)
{
	PangoRectangle logical;
	const struct paragraph *p = set(fx, style, width, TEXT);

	pango_layout_line_get_extents(p->lines[0].line, NULL, &logical);
	return (double)logical.width / PANGO_SCALE;
}

static void
test_remembered_as_set(void **state)
{
	struct fixture *fx = *state;
	const struct paragraph *p = set(fx, &plain, 300, TEXT);
	size_t count = p->count;
	double hang = p->hang, width = p->lines[0].width, pulled = first_width(fx, &plain, 300);

	remembered(fx, &plain, 300, TEXT);
	p = set(fx, &plain, 300, TEXT);
	assert_int_equal(p->count, count);
	assert_true(p->count > 1 && p->mark > 0 && !p->lacks);
	assert_float_equal(p->hang, hang, 0);
	assert_float_equal(p->lines[0].width, width, 0);
	/* pulled apart once, not once more each time */
	assert_float_equal(first_width(fx, &plain, 300), pulled, 0);
}

static void
test_what_shapes_it(void **state)
{
	struct fixture *fx = *state;
	struct style others[7];
	PangoLayout *layout = remembered(fx, &plain, 300, TEXT);

	for (size_t i = 0; i < 7; i++)
		others[i] = plain;
	others[0].size = 12;
	others[1].spacing = 0.1;
	others[2].align = ALIGN_RIGHT;
	others[3].bold = true;
	others[4].justify = false;
	others[5].english = true;
	for (size_t i = 0; i < 6; i++)
		assert_ptr_not_equal(set(fx, &others[i], 300, TEXT)->layout, layout);
	assert_ptr_not_equal(set(fx, &plain, 301, TEXT)->layout, layout);
	assert_ptr_not_equal(paragraph_set(fx->store, &plain, 300, TEXT, strlen(TEXT) - 3)->layout, layout);
	/* what changes the height of lines alone does not */
	others[6].leading = 3;
	others[6].gray = 0.5;
	others[6].with_next = true;
	assert_ptr_equal(set(fx, &others[6], 300, TEXT)->layout, layout);
}

static void
test_a_sign_that_is_lacking(void **state)
{
	struct fixture *fx = *state;

	assert_true(set(fx, &plain, 300, "\U0001F600")->lacks);
	assert_true(set(fx, &plain, 300, "\U0001F600")->lacks);
	assert_false(set(fx, &plain, 300, "道")->lacks);
}

/* Others push out what is not asked for; what is asked for all along stays. */
static void
test_many(void **state)
{
	struct fixture *fx = *state;
	PangoLayout *kept = remembered(fx, &plain, 300, TEXT);
	PangoLayout *lost = g_object_ref(remembered(fx, &plain, 200, TEXT));

	for (int i = 0; i < 600; i++) {
		char *text = must(talloc_asprintf(fx, "道路 %d", i));

		remembered(fx, &plain, 300, text);
		assert_ptr_equal(set(fx, &plain, 300, TEXT)->layout, kept);
	}
	assert_ptr_not_equal(set(fx, &plain, 200, TEXT)->layout, lost);
	g_object_unref(lost);
}

static void
test_a_long_one(void **state)
{
	struct fixture *fx = *state;
	char *text = must(talloc_strdup(fx, ""));
	size_t count;

	for (int i = 0; i < 60; i++)
		text = must(talloc_strdup_append(text, TEXT));
	count = set(fx, &plain, 300, text)->count;
	assert_true(count > 100);
	assert_int_equal(set(fx, &plain, 300, text)->count, count);
	assert_int_equal(set(fx, &plain, 300, "道")->count, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_remembered_as_set, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_shapes_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_sign_that_is_lacking, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_many, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_long_one, set_up, tear_down),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	fonts_end_of_program();
	return failed;
}
