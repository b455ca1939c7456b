/* SPDX-License-Identifier: GPL-3.0-or-later */
/* visible - a reply's text in the characters that its words are looked for in. */
#include "process/visible.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"

/* Invisible characters that would part words from those we know; those that join letters and
 * pictures (U+200C, U+200D) stay. */
static bool
is_invisible(uint32_t code)
{
	return code == 0x200b || code == 0x200e || code == 0x200f || code == 0x2060 ||
	    code == 0xfeff || code == 0xad;
}

/* The text with plain spaces only and nothing invisible. */
static char *
without_invisible(void *ctx, const char *text)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);
	struct buffer out = buffer_init(ctx);

	buffer_add(&out, "", 0);
	while (p < end) {
		uint32_t code = 0;
		size_t n = text_decode(p, end, &code);

		if (code == 0xa0 || code == 0x202f)
			buffer_char(&out, ' ');
		else if (n == 0 || !is_invisible(code))
			buffer_add(&out, p, n != 0 ? n : 1);
		p += n != 0 ? n : 1;
	}
	return (char *)out.data;
}

/* Bars before every line of our mail, its first rule among them, are quote marks. */
static const char *
without_bars(void *ctx, const char *text)
{
	static const char *const rules[] = { "| ----- ここから回答を記入", "| ----- Write your answer",
	    "│ ----- ここから回答を記入", "｜ ----- ここから回答を記入" };
	size_t mark = 0;
	struct buffer out = buffer_init(ctx);
	const char *bar = NULL;

	for (size_t i = 0; i < sizeof rules / sizeof rules[0] && bar == NULL; i++) {
		bar = strstr(text, rules[i]);
		mark = strcspn(rules[i], " ");
	}
	if (bar == NULL)
		return text;
	buffer_add(&out, "", 0);
	while (*text != 0) {
		size_t n = strcspn(text, "\n");
		size_t skipped = n >= mark && memcmp(text, bar, mark) == 0 ? mark : 0;

		if (skipped != 0)
			buffer_char(&out, '>');
		n += text[n] == '\n';
		buffer_add(&out, text + skipped, n - skipped);
		text += n;
	}
	return buffer_text(&out);
}

const char *
visible_text(void *ctx, const char *text)
{
	return without_bars(ctx, without_invisible(ctx, text));
}
