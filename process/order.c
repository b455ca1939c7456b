/* SPDX-License-Identifier: GPL-3.0-or-later */
/* order - what the desk's short replies to mails of ours have in common. */
#include "process/order.h"

#include "config/memory.h"
#include "config/text.h"
#include "process/quote.h"

/* ---- where ---------------------------------------------------------------------------------------- */

struct order_text
order_text(void *ctx, const char *text)
{
	struct order_text t = { .lines = lines_split(ctx, text) };

	t.has_block = block_find(ctx, &t.lines, 0, &t.block);
	return t;
}

/* Those with no more quote marks than depth. */
static struct order_lines
pick(void *ctx, const struct lines *lines, size_t first, size_t end, size_t depth)
{
	struct order_lines out = { must(talloc_zero_array(ctx, const char *, end - first + 1)), 0 };

	for (size_t i = first; i < end; i++)
		if (lines->item[i].depth <= depth)
			out.folded[out.count++] = must(talloc_strndup(ctx, lines->item[i].folded, lines->item[i].folded_len));
	return out;
}

bool
order_in_block(void *ctx, const struct order_text *t, struct order_lines *out)
{
	const struct block *b = &t->block;

	if (!t->has_block || !b->ended || b->depth > 1)
		return false;
	*out = pick(ctx, &t->lines, b->first + 1, b->end - 1, b->depth);
	return true;
}

bool
order_around(void *ctx, const struct order_text *t, struct order_lines *out)
{
	unsigned char *known = memory_new(ctx, t->lines.count + 1);
	struct quote_cut cut;
	struct lines own;

	/* Our block without quote marks is taken for quoted. */
	if (t->has_block)
		memset(known + t->block.first, 1, t->block.end - t->block.first);
	cut = quote_cut(ctx, &t->lines, known);
	/* Or our mail stands there as the writer's own words: whose number is whose cannot be told. */
	if (cut.text[0] == 0 || cut.whole || cut.between || (t->has_block && t->block.depth == 0 && !cut.announced))
		return false;
	own = lines_split(ctx, cut.text);
	*out = pick(ctx, &own, 0, own.count, 0);
	return true;
}

const char *
order_second_text(const struct reading *r)
{
	return r->html_text[0] != 0 && strcmp(r->html_text, r->text) != 0 ? r->html_text : NULL;
}

/* ---- in a line ------------------------------------------------------------------------------------- */

size_t
order_take_word(const struct order_word *vocabulary, size_t count, const char *p, int *meaning_out)
{
	size_t longest = 0;

	*meaning_out = 0;
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(vocabulary[i].words);

		if (n > longest && text_starts(p, vocabulary[i].words)) {
			longest = n;
			*meaning_out = vocabulary[i].meaning;
		}
	}
	return longest;
}

size_t
order_take_digits(const char *p, size_t *digits_out)
{
	static const char *const dashes[] = { "-", "−", "‐", "‑", "–", "—", "―", "ー", "─" };
	size_t len = 0, step = 1;

	*digits_out = 0;
	while (step != 0) {
		step = text_is_digit(p[len]);
		*digits_out += step;
		for (size_t i = 0; step == 0 && len != 0 && i < sizeof dashes / sizeof dashes[0]; i++)
			if (text_starts(p + len, dashes[i]))
				step = strlen(dashes[i]);
		len += step;
	}
	return len;
}

bool
order_is_number(const char *p, size_t digits)
{
	return digits >= ORDER_NUMBER_DIGITS && text_starts(p, "20");
}
