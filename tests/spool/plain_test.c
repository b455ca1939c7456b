/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_test - what a person reads of HTML and of format=flowed text. */
#include "spool/plain.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "config/memory.h"
#include "config/text.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

struct pair {
	const char *html;
	const char *text;
};

static void
check(const struct pair *e, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		void *ctx = talloc_new(NULL);
		bool truncated = true;
		char *text = plain_from_html(ctx, bytes_of(e[i].html), 100000, &truncated);

		if (strcmp(text, e[i].text) != 0)
			print_error("%s\n", e[i].html);
		assert_string_equal(text, e[i].text);
		assert_false(truncated);
		talloc_free(ctx);
	}
}

static void
blocks_become_lines(void **state)
{
	static const struct pair e[] = {
		{ "", "" },
		{ "   \n ", "" },
		{ "ご意見", "ご意見\n" },
		{ "<p>a</p><p>b</p>", "a\n\nb\n" },
		{ "<div>a</div><div>b</div>", "a\nb\n" },
		{ "a<br>b<br><br>c<br/>", "a\nb\n\nc\n" },
		{ "<div>a</div><div><br></div><div>b</div>", "a\n\nb\n" },
		{ "<div>a</div><div>&nbsp;</div><div>b</div>", "a\n\nb\n" },
		{ "<p class=MsoNormal>a</p><p class=MsoNormal>b</p><p class=MsoNormal>&nbsp;</p>"
		    "<p class=MsoNormal>c</p>", "a\nb\n\nc\n" },
		{ "<p style='margin-top:0; margin-bottom:0'>a</p><p style='margin: 0 0 0 0'>b</p>", "a\nb\n" },
		{ "<h1>t</h1>x", "t\n\nx\n" },
		{ "  a \n\t b  <b> c</b>d ", "a b cd\n" },
		{ "a&nbsp;&nbsp;b&amp;&lt;&#12354;&#146;", "a  b&<あ’\n" },
		/* no space where the source breaks a line of Japanese */
		{ "日本\n語の abc\n本文", "日本語の abc 本文\n" },
		{ "<pre> a\n  b\n\nc</pre>d", " a\n  b\n\nc\n\nd\n" },
		{ "a<hr>b", "a\n----------\nb\n" },
		{ "<ul><li>a<li>b<ul><li>c</ul></ul><ol><li>x</li><li>y</li></ol>",
		    "- a\n- b\n  - c\n1. x\n2. y\n" },
		{ "<table><tr><td>a<td>b</tr><tr><th>c</th><td></td><td><p>d</p></td></tr></table>",
		    "a | b\nc\n\nd\n" },
		{ "a<blockquote>b<blockquote>c<p>d</blockquote></blockquote>e",
		    "a\n\n> b\n>\n>> c\n>>\n>> d\n\ne\n" },
	};

	(void)state;
	check(e, COUNT(e));
}

static void
what_is_not_read_is_left_out(void **state)
{
	static const struct pair e[] = {
		{ "<html><head><title>t</title><style>p{x:y}</style><script>a<b</script></head>"
		    "<body>x<script>document.write('<p>no')</script>y</body></html>", "xy\n" },
		{ "<div style='display:none'>pre<p>header</p></div>x", "x\n" },
		{ "<span style='DISPLAY : none !important'>p</span>x", "x\n" },
		{ "<div style='max-height:0px;overflow:hidden'>p</div><div hidden>q</div>x", "x\n" },
		{ "<span style='visibility:hidden'>p</span><i style='opacity:0'>q</i>x", "x\n" },
		{ "<span style='font-size:0'>p</span><b style='opacity:0.9;font-size:0.9em'>x</b>", "x\n" },
		{ "<div style='font-size:0'><b>p</b></div>x", "x\n" },
		{ "<div style='display:none'><p style='font-size:13px'>p</p></div>x", "x\n" },
		/* font-size:0 against gaps is lifted within */
		{ "<td style='font-size:0px'><div style='font-size:13px'>x</div></td>", "x\n" },
		{ "<!-- c --><![if !mso]>x<![endif]><!--[if mso]>y<![endif]-->", "x\n" },
		{ "a<img src=x alt='写真'>b<img src=y>", "a写真b\n" },
		{ "a&#8203;b&shy;c\001", "abc\n" },
		/* text in the head, by programs that know no better */
		{ "<html><head><meta charset=Shift_JIS>本文", "本文\n" },
		{ "<meta http-equiv=Content-Type content='text/html; charset=iso-2022-jp'><p>本文</p>", "本文\n" },
	};

	(void)state;
	check(e, COUNT(e));
}

static void
nothing_is_lost_behind_what_is_broken(void **state)
{
	static const struct pair e[] = {
		{ "<html><body>x</body></html>after<p>z", "x\n\nafter\n\nz\n" },
		{ "</b>x</i>y", "xy\n" },
		{ "a < b, 3<4 <5 <>x", "a < b, 3<4 <5 <>x\n" },
		{ "a<![endif]>b<!-->c<!-- <!-- d -->e", "abce\n" },
		{ "a <a href=\"x>要望 <p>b</p>", "a 要望\n\nb\n" },
		{ "a<p class='x'>b</p", "a\n\nb\n" },
		{ "<?xml:namespace prefix=o ns='urn:x' />a<o:p></o:p>b", "ab\n" },
	};

	(void)state;
	check(e, COUNT(e));
}

static void
links_show_where_they_lead(void **state)
{
	static const struct pair e[] = {
		{ "<a href='https://city.example.jp/a'>こちら</a>へ", "こちら <https://city.example.jp/a>へ\n" },
		{ "<a href='https://city.example.jp/'>https://city.example.jp</a>", "https://city.example.jp\n" },
		{ "<a href='https://city.example.jp/'>city.example.jp</a>", "city.example.jp\n" },
		{ "<a href='mailto:a@example.jp'>A@example.jp</a>", "A@example.jp\n" },
		{ "<a href='https://evil.example/'>https://city.example.jp</a>",
		    "https://city.example.jp <https://evil.example/>\n" },
		{ "<a href='#top'>top</a> <a href='javascript:x()'>js</a> <a name=x>n</a>", "top js n\n" },
		{ "<a href='https://example.jp/'><img src=x></a>", "<https://example.jp/>\n" },
		{ "<a href='https://example.jp/'>open", "open <https://example.jp/>\n" },
		{ "<div>a</div><a href='https://example.jp/'><div>b</div></a>", "a\nb <https://example.jp/>\n" },
	};

	(void)state;
	check(e, COUNT(e));
}

static void
nothing_comes_from_outside(void **state)
{
	static const struct pair e[] = {
		{ "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>a&x;b", "]>a&x;b\n" },
		{ "<iframe src='file:///etc/passwd'></iframe>a", "a\n" },
		{ "<?xml version='1.0' encoding='x-none'?>あ", "あ\n" },
	};

	(void)state;
	check(e, COUNT(e));
}

static void
the_output_is_bounded(void **state)
{
	void *ctx = talloc_new(NULL);
	bool truncated = false;
	char *text = plain_from_html(ctx, bytes_of("<p>ああああ</p><p>い</p>"), 8, &truncated);

	(void)state;
	assert_true(truncated);
	assert_string_equal(text, "ああ");
	text = plain_from_html(ctx, bytes_of("ab\0cd"), 2, &truncated);
	assert_string_equal(text, "ab\n");
	assert_false(truncated);
	text = plain_from_html(ctx, (struct bytes){ (const unsigned char *)"a\0b\xff" "c", 5 }, 99, NULL);
	assert_string_equal(text, "ab\xef\xbf\xbd" "c\n");
	text = plain_from_html(ctx, (struct bytes){ NULL, 0 }, 99, NULL);
	assert_string_equal(text, "");
	talloc_free(ctx);
}

/* times times the unit between before and after; "@" in it is the turn's number. */
static struct bytes
repeat(void *ctx, const char *before, const char *unit, int times, const char *after)
{
	struct buffer b = buffer_init(ctx);

	buffer_string(&b, before);
	for (int i = 0; i < times; i++) {
		for (const char *p = unit; *p != 0; p++) {
			if (*p == '@')
				buffer_printf(&b, "%d", i);
			else
				buffer_char(&b, (unsigned char)*p);
		}
	}
	buffer_string(&b, after);
	return buffer_bytes(&b);
}

static void
a_hostile_document_costs_little(void **state)
{
	static const struct {
		const char *before, *unit, *after;
	} e[] = {
		{ "", "<div>", "end" },
		{ "<div>", "<b>", "</div>end" },
		{ "", "<blockquote>", "end" },
		{ "", "<table><tr><td>", "end" },
		{ "", "<ul><li>", "end" },
		{ "", "<p><a href='http://x/@'>", "end" },
		{ "", "</b><div>", "end" },
		{ "", "<", "<p>end" },
		{ "", "&", "<p>end" },
		{ "", "<!-- -->", "end" },
		{ "<a ", "x@=1 ", ">end" },
		{ "<a ", "x@='<' ", ">end" },
		{ "<a ", "x@ ", ">end" },
		{ "<img src=\"data:,", "abcdefgh\n", "\">end" },
		{ "<img alt=\"", "abcdefgh", "\">end" },
		{ "<p style=\"", "display:none;", "\">x</p>end" },
		{ "", "<body x@=1>", "end" },
		{ "", "a ", "end" },
		{ "<pre>", "\n", "end" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(e); i++) {
		void *ctx = talloc_new(NULL);
		struct bytes html = repeat(ctx, e[i].before, e[i].unit, 100000, e[i].after);
		clock_t start = clock();
		char *text = plain_from_html(ctx, html, 10000000, NULL);
		long ms = (long)((clock() - start) * 1000 / CLOCKS_PER_SEC);

		if (ms > 1000 || strstr(text, "end") == NULL)
			print_error("%s%s: %ld ms, %zu octets\n", e[i].before, e[i].unit, ms, strlen(text));
		assert_non_null(strstr(text, "end"));
#ifndef IKEN_SANITIZED
		assert_true(ms <= 1000);
#endif
		talloc_free(ctx);
	}
}

/* 100,000 open elements, then as many end tags that fit none of them. */
static void
end_tags_cost_little(void **state)
{
	void *ctx = talloc_new(NULL);
	struct buffer b = buffer_init(ctx);
	struct bytes open = repeat(ctx, "", "<div>", 100000, ""), close = repeat(ctx, "", "</b>", 100000, "end");
	clock_t start = clock();
	char *text;

	(void)state;
	buffer_add(&b, open.data, open.len);
	buffer_add(&b, close.data, close.len);
	text = plain_from_html(ctx, buffer_bytes(&b), 1000, NULL);
	assert_string_equal(text, "end\n");
#ifndef IKEN_SANITIZED
	assert_true((clock() - start) / CLOCKS_PER_SEC < 1);
#else
	(void)start;
#endif
	talloc_free(ctx);
}

static void
noise_gives_text(void **state)
{
	static const char *const parts[] = { "<div", ">", "<", "/", "</div>", "<p>", "</p>", "\"", "'", "=", " ",
		"<a href=", "http://x", "</a>", "<!--", "-->", "&", "&lt", ";", "&#x3042;", "あ", "\xe3", "<li>",
		"<ul>", "</ul>", "<blockquote>", "</blockquote>", "<pre>", "\n", "<table>", "<td>", "</table>",
		"<script>", "</script>", "<br>", "style='display:none'", "<![CDATA[", "]]>", "<?x", "\0" };
	uint32_t seed = 11;

	(void)state;
	for (int round = 0; round < 5000; round++) {
		void *ctx = talloc_new(NULL);
		struct buffer b = buffer_init(ctx);
		char *text;

		for (int i = 0; i < round % 40; i++) {
			seed = seed * 1664525 + 1013904223;
			buffer_string(&b, parts[(seed >> 16) % COUNT(parts)]);
		}
		text = plain_from_html(ctx, buffer_bytes(&b), 200, NULL);
		assert_true(text_is_utf8(bytes_of(text)));
		assert_true(strlen(text) <= 201);
		talloc_free(ctx);
	}
}

static void
flowed_lines_are_joined(void **state)
{
	static const struct {
		const char *text;
		bool delsp;
		const char *joined;
	} e[] = {
		{ "", false, "" },
		{ "a \nb\nc", false, "a b\nc" },
		{ "次の行は \n続きます。\n", true, "次の行は続きます。\n" },
		{ "> 引用された長い \n> 文です。\n次の行は \n続きます。\n-- \n署名\n", true,
		    "> 引用された長い文です。\n次の行は続きます。\n-- \n署名\n" },
		{ ">> a \n> b \nc\n", false, ">> a \n> b \nc\n" },
		{ " From here\n  two\n > no quote\n", false, "From here\n two\n> no quote\n" },
		{ "a \n-- \nb\n", false, "a \n-- \nb\n" },
		{ ">a\n>\n> b\n", false, "> a\n>\n> b\n" },
		{ "a \n\nb\n", false, "a \nb\n" },
		{ "end ", true, "end" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(e); i++) {
		void *ctx = talloc_new(NULL);

		assert_string_equal(plain_from_flowed(ctx, e[i].text, e[i].delsp), e[i].joined);
		talloc_free(ctx);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_become_lines),
		cmocka_unit_test(what_is_not_read_is_left_out),
		cmocka_unit_test(nothing_is_lost_behind_what_is_broken),
		cmocka_unit_test(links_show_where_they_lead),
		cmocka_unit_test(nothing_comes_from_outside),
		cmocka_unit_test(the_output_is_bounded),
		cmocka_unit_test(a_hostile_document_costs_little),
		cmocka_unit_test(end_tags_cost_little),
		cmocka_unit_test(noise_gives_text),
		cmocka_unit_test(flowed_lines_are_joined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
