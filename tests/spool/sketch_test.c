/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sketches: edited copies of a letter are found by them and known as the same, other letters never; they say nothing without
 * the key.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "config/memory.h"
#include "spool/sketch.h"

#include <cmocka.h>	/* its fail() would hide ours */

enum { COPIES = 400, LETTERS = 300 };

static const char letter[] = "中央公園の大きなけやきを切る計画があると聞きました。あの木は子どもたちが毎日その下で遊び、夏にはお年寄りが涼む、町の宝です。"
	"道路を広げるためだけに切ってしまうのは、とても残念でなりません。一度切った木は元にはもどりません。どうか計画を見直し、木を残したまま道路を"
	"整備する方法を考えてください。あわせて、これまでの話し合いの記録を区民に公開し、説明会をもう一度開くことを強くお願いします。";

static const char *const subjects[] = { "道路の穴", "公園のごみ", "図書館の席", "駅前の自転車", "保育園の入園", "街路灯", "学校の給食",
	"バスの時刻", "プールの料金", "防災の放送", "犬のふん", "工事の音", "区の広報", "窓口の待ち時間", "体育館の予約" };
static const char *const wishes[] = { "早く直してください", "考え直してください", "増やしてほしいと思います", "教えてください", "減らしてほしいです",
	"見に来てください", "説明してください", "やめてください" };
static const char *const reasons[] = { "通るたびに危ないと感じています", "小さな子どもを連れて困っています", "三年前から変わっていません", "近所の人もみな同じ意見です",
	"雨の日はとくにひどいです", "夜はまったく使えません", "お年寄りには無理です", "ほかの区ではできています", "電話をしても返事がありません",
	"何度もお願いしてきました", "税金の使い方として疑問です" };

/* The same numbers everywhere. */
static uint32_t
next(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

/* A letter about something: made of the same pieces as the others, as letters of one kind are. */
static char *
another(void *ctx, uint32_t seed)
{
	struct buffer b = buffer_init(ctx);
	const char *what = subjects[next(&seed, 15)];

	buffer_printf(&b, "%sについて書きます。", what);
	for (int i = 0; i < 6; i++)
		buffer_printf(&b, "%s。%sのことで、%s。", reasons[next(&seed, 11)], subjects[next(&seed, 15)], wishes[next(&seed, 8)]);
	buffer_printf(&b, "%sを、%s。", what, wishes[next(&seed, 8)]);
	return (char *)b.data;
}

/* The letter with so many characters exchanged, left out or put in; every one of three octets. */
static char *
edited(void *ctx, uint32_t seed, size_t edits)
{
	struct buffer b = buffer_init(ctx);
	size_t length = (sizeof letter - 1) / 3, at[64];

	for (size_t i = 0; i < edits; i++)
		at[i] = next(&seed, (uint32_t)length);
	for (size_t i = 0; i < length; i++) {
		uint32_t how = 3;

		for (size_t k = 0; k < edits; k++)
			if (at[k] == i)
				how = next(&seed, 3);
		if (how != 0)
			buffer_add(&b, letter + 3 * i, how == 2 ? 0 : 3);
		if (how != 1 && how != 3)
			buffer_string(&b, "ね");
	}
	buffer_string(&b, "");
	return (char *)b.data;
}

static size_t
shared(const struct sketch *a, const struct sketch *b)
{
	size_t n = 0;

	for (int i = 0; i < SKETCH_NUMBERS; i++)
		n += a->number[i] == b->number[i];
	return n;
}

static void
test_copies(void **state)
{
	void *ctx = talloc_new(NULL);
	struct seal_key key = { { 1 } };
	struct grams first = grams_of(ctx, letter), text;
	struct sketch one, other;
	size_t found = 0, same = 0;

	(void)state;
	assert_true(sketch_of(&key, &first, &one));
	for (uint32_t i = 0; i < COPIES; i++) {
		text = grams_of(ctx, edited(ctx, i, 1 + i % 6));
		assert_true(sketch_of(&key, &text, &other));
		found += shared(&one, &other) != 0;
		same += grams_same_letter(&text, &first);
		assert_true(grams_own_words(&text, &first) < 30);
	}
	/* Up to six characters of 200 changed: all of them are the same letter, and of a hundred one may not be found by its
	 * sketch. */
	assert_int_equal(same, COPIES);
	assert_true(found * 100 >= COPIES * 99);
	talloc_free(ctx);
}

static void
test_others(void **state)
{
	void *ctx = talloc_new(NULL);
	struct grams *all = talloc_array(ctx, struct grams, LETTERS), first = grams_of(ctx, letter);
	size_t joined = 0;

	(void)state;
	for (uint32_t i = 0; i < LETTERS; i++) {
		all[i] = grams_of(ctx, another(ctx, 77 + i * 31));
		assert_false(grams_same_letter(&all[i], &first));
		for (uint32_t k = 0; k < i; k++)
			joined += grams_same_letter(&all[i], &all[k]);
	}
	assert_int_equal(joined, 0);
	talloc_free(ctx);
}

static void
test_within(void **state)
{
	void *ctx = talloc_new(NULL);
	struct grams first = grams_of(ctx, letter);
	struct grams more = grams_of(ctx, talloc_asprintf(ctx, "%sなお、うちの前の街路灯がもう三か月も切れたままで、夜道がとても危ないので至急直してください。", letter));
	struct grams name = grams_of(ctx, talloc_asprintf(ctx, "%s見本町の区民より", letter));

	(void)state;
	assert_true(grams_same_letter(&more, &first));
	assert_true(grams_own_words(&more, &first) >= 30);
	assert_int_equal(grams_own_words(&first, &more), 0);
	assert_true(grams_same_letter(&name, &first));
	assert_true(grams_own_words(&name, &first) < 30);
	talloc_free(ctx);
}

static void
test_differences(void **state)
{
	void *ctx = talloc_new(NULL);
	struct grams first = grams_of(ctx, "駅前の自転車を片付けてください。道がせまいです。");

	(void)state;
	assert_string_equal(grams_differences(ctx, "駅前の自転車を片付けてください。道がせまいです。", &first, 60), "");
	assert_string_equal(grams_differences(ctx, "駅前の看板を片付けてください。道が、せまいです。", &first, 60), "看板");
	assert_string_equal(grams_differences(ctx, "お願いです。駅前の自転車を片付けてください。道がせまいです。早く。", &first, 60), "お願…早く");
	assert_string_equal(grams_differences(ctx, "お願いです。駅前の自転車を片付けてください。道がせまいです。早く。", &first, 2), "お願");
	/* What was left out is no words of it. */
	assert_string_equal(grams_differences(ctx, "駅前の自転車を片付けて。道がせまいです。", &first, 60), "");
	assert_string_equal(grams_differences(ctx, "", &first, 60), "");
	talloc_free(ctx);
}

static void
test_short(void **state)
{
	void *ctx = talloc_new(NULL);
	struct grams thanks = grams_of(ctx, "いつもありがとうございます。公園がとてもきれいになりました。"), none = grams_of(ctx, "あ"), empty = grams_of(ctx, "");
	struct seal_key key = { { 1 } };
	struct sketch s;

	(void)state;
	assert_false(sketch_of(&key, &thanks, &s));
	assert_false(grams_same_letter(&thanks, &thanks));
	assert_int_equal(none.count, 0);
	assert_int_equal(empty.count, 0);
	assert_false(sketch_of(&key, &empty, &s));
	assert_false(grams_same_letter(&empty, &thanks));
	talloc_free(ctx);
}

/* How it is written makes no difference: width, case, spaces, line ends, punctuation. */
static void
test_folded(void **state)
{
	void *ctx = talloc_new(NULL);
	struct grams a = grams_of(ctx, "ＡＢＣ１２３ カタカナ、です。"), b = grams_of(ctx, "abc\n123　ｶﾀｶﾅ!です"), c = grams_of(ctx, "abc123カタカナでした");

	(void)state;
	assert_true(grams_likeness(&a, &b) > 0.999);
	assert_true(grams_likeness(&a, &c) < 0.9);
	talloc_free(ctx);
}

static void
test_key(void **state)
{
	void *ctx = talloc_new(NULL);
	struct seal_key one = { { 1 } }, two = { { 2 } };
	struct grams text = grams_of(ctx, letter);
	struct sketch a, b, c;

	(void)state;
	assert_true(sketch_of(&one, &text, &a));
	assert_true(sketch_of(&one, &text, &b));
	assert_true(sketch_of(&two, &text, &c));
	assert_int_equal(shared(&a, &b), SKETCH_NUMBERS);
	assert_int_equal(shared(&a, &c), 0);
	talloc_free(ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copies), cmocka_unit_test(test_others), cmocka_unit_test(test_within), cmocka_unit_test(test_differences),
		cmocka_unit_test(test_short), cmocka_unit_test(test_folded), cmocka_unit_test(test_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
