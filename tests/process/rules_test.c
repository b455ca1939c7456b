/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routing rules and purposes, by tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/rules.h"

#include <cmocka.h>	/* its fail() would hide ours */

static char *road_words[] = { (char[]){ "街路灯" }, (char[]){ "舗装" } };
static char *rule_purposes[] = { (char[]){ "道路のこと" } };
static char *rule_words[] = { (char[]){ "ベンチ" }, (char[]){ "ブランコ" } };
static char *rule_recipients[] = { (char[]){ "gomi@city.example.jp" } };
static char *rule_sources[] = { (char[]){ "fax" } };

static struct department departments[] = {
	{ .code = "desk", .name = "広報課" }, { .code = "road", .name = "道路課" },
	{ .code = "park", .name = "公園課" }, { .code = "waste", .name = "清掃課" }
};
static struct purpose purposes[] = {
	{ .code = "road", .name = "道路のこと", .words = { road_words, 2 } },
	{ .code = "other", .name = "その他", .words = { NULL, 0 } }
};
static struct rule rules[] = {
	{ .recipients = { rule_recipients, 1 }, .department = "waste", .line = 10 },
	{ .words = { rule_words, 2 }, .department = "park", .line = 20 },
	{ .purposes = { rule_purposes, 1 }, .sources = { rule_sources, 1 }, .department = "desk", .line = 30 },
	{ .purposes = { rule_purposes, 1 }, .department = "road", .line = 40 }
};
static const struct settings settings = { .office = { .desk = "desk" }, .departments = departments,
	.department_count = 4, .purposes = purposes, .purpose_count = 2, .rules = rules,
	.rule_count = 4, .default_purpose = "other" };

static const struct {
	const char *purpose, *source, *subject, *text, *recipient;
	const char *department;
	int line;
} choices[] = {
	{ "other", "box", "件名", "本文", "iken@city.example.jp", "desk", 0 },
	{ "road", "box", "件名", "本文", "iken@city.example.jp", "road", 40 },
	{ "other", "box", "件名", "公園のブランコ", "iken@city.example.jp", "park", 20 },
	{ "other", "box", "ﾌﾞﾗﾝｺのこと", "", "iken@city.example.jp", "park", 20 },
	{ "road", "box", "ベンチ", "", "iken@city.example.jp", "park", 20 },
	{ "road", "fax", "件名", "本文", "iken@city.example.jp", "desk", 30 },
	{ "other", "fax", "件名", "本文", "iken@city.example.jp", "desk", 0 },
	{ "road", "fax", "ベンチ", "本文", "Gomi@City.example.jp", "waste", 10 }
};

static void
chooses_the_first_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
		void *ctx = talloc_new(NULL);
		struct address to = { .name = talloc_strdup(ctx, ""),
			.address = talloc_strdup(ctx, choices[i].recipient) };
		struct reading r = { .subject = choices[i].subject, .text = choices[i].text,
			.recipients = { &to, 1 } };
		struct rule_facts facts = { .purpose = choices[i].purpose, .source = choices[i].source, .reading = &r };
		const struct rule *rule = rules_match(&settings, &facts);
		const char *code = rule != NULL ? rule->department : "desk";

		if (strcmp(code, choices[i].department) != 0 || (rule != NULL ? rule->line : 0) != choices[i].line)
			fail_msg("row %zu: %s, line %d", i, code, rule != NULL ? rule->line : 0);
		talloc_free(ctx);
	}
}

static void
routes_what_could_not_be_read(void **state)
{
	struct rule_facts facts = { .purpose = "road", .source = "box" };
	const struct rule *rule = rules_match(&settings, &facts);

	(void)state;
	assert_non_null(rule);
	assert_int_equal(rule->line, 40);
}

static const struct {
	const char *form, *subject, *purpose;
} named[] = {
	{ "", "", "other" },
	{ "道路のこと", "", "road" },
	{ " 道路のこと　", "", "road" },
	{ "ＲＯＡＤ", "", "road" },
	{ "街路灯", "", "road" },
	{ "わからない", "街路灯が切れた", "road" },
	{ "その他", "街路灯が切れた", "other" },
	{ "", "[道路のこと] 穴", "road" },
	{ "", "【road】穴", "road" },
	{ "", "Re: 【道路のこと】", "road" },
	{ "", "［道路のこと］穴", "road" },
	{ "", "[至急] 舗装の穴", "road" },
	{ "", "【その他】舗装の穴", "other" },
	{ "", "[", "other" },
	{ "", "道路", "other" }
};

static void
names_the_purpose(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
		const char *purpose = rules_purpose(&settings, named[i].form, named[i].subject);

		if (strcmp(purpose, named[i].purpose) != 0)
			fail_msg("row %zu: %s", i, purpose);
	}
}

/* Rules with a reason: of a sender without a name, of a text that came before; never where somebody may be in danger. */
static void
holds_for_what_is_not_processed(void **state)
{
	static struct rule reasons[] = {
		{ .repeated = true, .department = "desk", .reason = "repeated", .line = 1 },
		{ .anonymous = true, .words = { rule_words, 2 }, .department = "desk", .reason = "anonymous", .line = 2 },
		{ .words = { rule_words, 2 }, .department = "park", .line = 3 },
	};
	static const struct {
		const char *text;
		bool anonymous, repeated, danger;
		int line;
	} rows[] = {
		{ "ベンチ", false, false, false, 3 }, { "ベンチ", true, false, false, 2 }, { "街路灯", true, false, false, 0 },
		{ "街路灯", false, true, false, 1 }, { "ベンチ", true, true, false, 1 }, { "ベンチ", true, true, true, 3 },
		{ "街路灯", true, true, true, 0 },
	};
	struct settings s = settings;

	(void)state;
	s.rules = reasons;
	s.rule_count = 3;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct reading r = { .subject = "", .text = rows[i].text };
		struct rule_facts facts = { .purpose = "other", .source = "box", .reading = &r, .anonymous = rows[i].anonymous,
			.repeated = rows[i].repeated, .danger = rows[i].danger };
		const struct rule *rule = rules_match(&s, &facts);

		if ((rule != NULL ? rule->line : 0) != rows[i].line)
			fail_msg("row %zu: line %d", i, rule != NULL ? rule->line : 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chooses_the_first_rule), cmocka_unit_test(routes_what_could_not_be_read),
		cmocka_unit_test(names_the_purpose), cmocka_unit_test(holds_for_what_is_not_processed)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
