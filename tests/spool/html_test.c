/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html_test - no value leaves its place in a page, and every page has its words in every language. */
#include "tests/spool/fixture.h"

#include "config/text.h"
#include "spool/html.h"
#include "spool/page_builtin.h"
#include "spool/page_view.h"

static const char *given;	/* the template "t" */

static struct bytes
find_given(const char *name)
{
	return strcmp(name, "t") == 0 ? bytes_of(given) : strcmp(name, "self") == 0 ? bytes_of("{>self}") :
	    (struct bytes){ NULL, 0 };
}

static const struct html_source source = { find_given };

static const char *
rendered(void *ctx, const char *template, const struct html *values, const char **wrong)
{
	struct html_words *words = html_words_new(ctx);
	struct buffer out = buffer_init(ctx);

	html_words_read(words, bytes_of("# a remark\nhello = <b>Hello</b> {name}\ntwo =\n  lines\n"));
	given = template;
	html_render(&source, words, "t", values, &out, wrong);
	return buffer_text(&out);
}

static void
test_values(void **state)
{
	struct fixture *fx = *state;
	struct html *h = html_new(fx);
	const char *wrong;

	html_set(h, "name", "a<b>&\"'\n{evil}{$hello}{>t}");
	html_set_number(h, "number", -7);
	html_set_flag(h, "on", true);
	html_set_flag(h, "off", false);
	html_set(h, "key", "hello");
	assert_string_equal(rendered(fx, "<p title=\"{name}\">{number}{none}", h, &wrong),
	    "<p title=\"a&lt;b&gt;&amp;&quot;&#39;&#10;{evil}{$hello}{&gt;t}\">-7");
	assert_null(wrong);
	html_set(h, "name", "x");
	assert_string_equal(rendered(fx, "{$hello}|{@key}|{@none}|{$two}", h, &wrong), "<b>Hello</b> x|<b>Hello</b> x||\nlines");
	assert_string_equal(rendered(fx, "{?on}1{/on}{!on}2{/on}{?off}3{/off}{!off}4{/off}{?none}5{/none}", h, &wrong), "14");
	assert_null(wrong);
}

static void
test_lists(void **state)
{
	struct fixture *fx = *state;
	struct html *h = html_new(fx), *one;
	const char *wrong;

	html_set(h, "outer", "o");
	one = html_add(h, "list");
	html_set(one, "name", "1");
	html_set_flag(one, "first", true);
	html_set(html_add(one, "list"), "name", "inner");
	one = html_add(h, "list");
	html_set(one, "name", "2");
	assert_string_equal(rendered(fx, "{?list}[{*list}{name}{outer}{?first}!{*list}({name}){/list}{/first};{/list}]{/list}", h, &wrong),
	    "[1o!(inner);2o;]");
	assert_null(wrong);
	assert_string_equal(rendered(fx, "{!list}none{/list}{*nothing}x{/nothing}", h, &wrong), "");
}

static void
test_wrong_templates(void **state)
{
	static const char *const templates[] = { "{?on}x", "{$nowhere}", "{>nowhere}", "{>self}", "a { b", "{}" };
	struct fixture *fx = *state;
	struct html *h = html_new(fx);

	html_set_flag(h, "on", true);
	for (size_t i = 0; i < sizeof templates / sizeof templates[0]; i++) {
		const char *wrong = NULL;

		(void)rendered(fx, templates[i], h, &wrong);
		assert_non_null(wrong);
	}
}

/* ---- the page's own ---- */

/* A hole in an attribute without quotes would let a value out. */
static void
test_attributes_are_quoted(void **state)
{
	size_t templates = 0;

	(void)state;
	for (const struct page_builtin *b = page_builtin_files; b->name != NULL; b++) {
		const char *text = (const char *)b->content.data;

		if (!text_starts(b->name, "html/"))
			continue;
		templates++;
		for (const char *p = text; (p = strstr(p, "={")) != NULL; p++) {
			const char *tag = p;
			size_t quotes = 0;

			while (tag > text && *tag != '<')
				quotes += *tag-- == '"';
			if (quotes % 2 == 0)
				fail_msg("%s: a value without quotes: %.30s", b->name, p - 10);
		}
		if (strstr(text, "<script>") != NULL || strstr(text, "<style") != NULL || strstr(text, " style=") != NULL ||
		    strstr(text, " onclick") != NULL)
			fail_msg("%s: the policy forbids it", b->name);
	}
	assert_true(templates > 10);
}

static void
check_words(void *ctx, const char *name, const char *text)
{
	struct html_words *words[PAGE_LANGUAGES];

	for (int i = 0; i < PAGE_LANGUAGES; i++)
		words[i] = page_words_of(ctx, "nowhere", (enum page_language)i);
	for (const char *p = text; (p = strstr(p, "{$")) != NULL; p++) {
		char *word = must(talloc_strndup(ctx, p + 2, strcspn(p + 2, "}")));

		for (int i = 0; i < PAGE_LANGUAGES; i++)
			if (html_word(words[i], word) == NULL)
				fail_msg("%s: %s has no words '%s'", name, page_language_name((enum page_language)i), word);
	}
}

static void
test_words_are_there(void **state)
{
	struct fixture *fx = *state;

	for (const struct page_builtin *b = page_builtin_files; b->name != NULL; b++)
		if (text_starts(b->name, "html/"))
			check_words(fx, b->name, (const char *)b->content.data);
}

/* Each language has what the others have, and nothing that would break an attribute. */
static void
test_languages_have_the_same_words(void **state)
{
	static const char *const files[PAGE_LANGUAGES] = { "ja/words", "en/words", "easy/words" };
	struct fixture *fx = *state;
	struct html_words *words[PAGE_LANGUAGES];
	size_t count = 0;

	for (int i = 0; i < PAGE_LANGUAGES; i++)
		words[i] = page_words_of(fx, "nowhere", (enum page_language)i);
	for (const struct page_builtin *b = page_builtin_files; b->name != NULL; b++) {
		bool is_words = strcmp(b->name, files[0]) == 0 || strcmp(b->name, files[1]) == 0 || strcmp(b->name, files[2]) == 0;
		char *rest = is_words ? must(talloc_strdup(fx, (const char *)b->content.data)) : NULL, *line;

		while ((line = strsep(&rest, "\n")) != NULL) {
			const char *name;

			if (*line == '#' || *line == ' ' || strchr(line, '=') == NULL)
				continue;
			name = must(talloc_strndup(fx, line, strcspn(line, " =")));
			count++;
			for (int i = 0; i < PAGE_LANGUAGES; i++) {
				const char *text = html_word(words[i], name);

				if (text == NULL || *text == 0)
					fail_msg("%s has no words '%s'", page_language_name((enum page_language)i), name);
				if (text_starts(name, "error-") && strchr(text, '"') != NULL)
					fail_msg("'%s' of %s has a quote", name, page_language_name((enum page_language)i));
			}
		}
	}
	assert_true(count > 300);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(test_values),
		spool_test(test_lists),
		spool_test(test_wrong_templates),
		spool_test(test_attributes_are_quoted),
		spool_test(test_words_are_there),
		spool_test(test_languages_have_the_same_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
