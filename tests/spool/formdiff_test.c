/* SPDX-License-Identifier: GPL-3.0-or-later */
/* formdiff_test - what two people typed of the same paper. */
#include "config/memory.h"
#include "spool/formdiff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define REST "purpose: other\nchannel: letter\nreply: mail\n\n"

static struct formdiff
compare(void *ctx, const char *a, const char *b)
{
	return formdiff_compare(ctx, a, b, "OPEN");
}

static void
test_same(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_int_equal(compare(ctx, "name: 山田 太郎\n" REST "一行目\n二行目\n", "name: 山田　太郎\n" REST "一行目 二行目\n").count, 0);
	assert_int_equal(compare(ctx, "name: A\naddress: 本町1-2\n" REST "ＡＢＣ\n", "name: a\naddress: 本町１－２\n" REST "abc\n").count, 0);
	talloc_free(ctx);
}

static void
test_values(void **state)
{
	void *ctx = talloc_new(NULL);
	struct formdiff d = compare(ctx, "name: 山田\nphone: 03-1234-5678\n" REST "x\n", "name: 山口\nphone: 03-1234-5678\nletter size: large\n" REST
	    "x\n");

	(void)state;
	assert_int_equal(d.count, 2);
	assert_int_equal(d.item[0].field, FORMTEXT_NAME);
	assert_string_equal(d.item[0].first, "山田");
	assert_string_equal(d.item[0].second, "山口");
	assert_int_equal(d.item[1].field, FORMTEXT_LARGE);
	assert_string_equal(d.agreed.contact.name, "");
	assert_string_equal(d.agreed.contact.phone, "03-1234-5678");
	assert_string_equal(d.agreed.text, "x");
	talloc_free(ctx);
}

static void
test_lines(void **state)
{
	void *ctx = talloc_new(NULL);
	struct formdiff d = compare(ctx, "name: a\n" REST "一\n二\n三\n四\n", "name: a\n" REST "一\n弐\n三\n\n四\n五\n");

	(void)state;
	assert_int_equal(d.count, 2);
	assert_int_equal(d.item[0].field, FORMTEXT_TEXT);
	assert_int_equal(d.item[0].line, 2);
	assert_string_equal(d.item[0].first, "二");
	assert_string_equal(d.item[0].second, "弐");
	assert_string_equal(d.item[1].first, "");
	assert_string_equal(d.item[1].second, "五");
	assert_string_equal(d.agreed.text, "一\nOPEN\n三\n四\nOPEN\n");
	/* Nothing in common. */
	d = compare(ctx, "name: a\n" REST "一\n二\n", "name: a\n" REST "三\n");
	assert_int_equal(d.count, 1);
	assert_string_equal(d.item[0].first, "一\n二");
	assert_string_equal(d.agreed.text, "OPEN\n");
	talloc_free(ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same), cmocka_unit_test(test_values), cmocka_unit_test(test_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
