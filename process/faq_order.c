/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_order - what a department says to a question with its answer. */
#include "process/faq_order.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/furniture.h"
#include "process/order.h"
#include "process/quote.h"
#include "process/words.h"

enum { WORD_MAX = 90 };		/* octets */

/* Folded, without spaces. */
static const struct {
	const char *word;
	enum faq_wish wish;
} words[] = {
	{ "承認", FAQ_APPROVE }, { "了承", FAQ_APPROVE }, { "確認済", FAQ_APPROVE }, { "公開可", FAQ_APPROVE }, { "このまま公開", FAQ_APPROVE },
	{ "approve", FAQ_APPROVE }, { "approved", FAQ_APPROVE }, { "ok", FAQ_APPROVE },
	{ "修正", FAQ_CORRECT }, { "訂正", FAQ_CORRECT }, { "correct", FAQ_CORRECT }, { "correction", FAQ_CORRECT },
	{ "change", FAQ_CORRECT },
	{ "不要", FAQ_DROP }, { "廃止", FAQ_DROP }, { "取下げ", FAQ_DROP }, { "取り下げ", FAQ_DROP }, { "公開しない", FAQ_DROP },
	{ "公開不可", FAQ_DROP }, { "非公開", FAQ_DROP }, { "不承認", FAQ_DROP }, { "notneeded", FAQ_DROP }, { "withdraw", FAQ_DROP },
	{ "drop", FAQ_DROP },
};

/* What politeness puts behind a word. */
static const char *const tails[] = { "します", "いたします", "致します", "する", "です", "とします", "でお願いします", "でお願いいたします",
	"をお願いします", "お願いします", "しました", "り", "み", "。", ".", "!", "" };

static char *
squeezed(void *ctx, const char *text, size_t len)
{
	char *folded = text_fold(ctx, must(talloc_strndup(ctx, text, len))), *to = folded;

	for (const char *p = folded; *p != 0; p++)
		if (!text_is_space(*p))
			*to++ = *p;
	*to = 0;
	return folded;
}

static bool
is_tail(const char *p)
{
	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++)
		if (text_starts(p, tails[i])) {
			const char *rest = p + strlen(tails[i]);

			if (*rest == 0 || (tails[i][0] != 0 && is_tail(rest)))
				return true;
		}
	return false;
}

/* What a value or a line is, all of it; FAQ_UNCLEAR: something else. */
static enum faq_wish
wish_of(void *ctx, const char *text, size_t len)
{
	const char *word;

	if (len > WORD_MAX)
		return FAQ_UNCLEAR;
	word = squeezed(ctx, text, len);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (text_starts(word, words[i].word) && is_tail(word + strlen(words[i].word)))
			return words[i].wish;
	return FAQ_UNCLEAR;
}

static struct faq_order
unclear(const char *code)
{
	return (struct faq_order){ .wish = FAQ_UNCLEAR, .code = code };
}

/* The word and what stands below it agree. */
static struct faq_order
judge(void *ctx, enum faq_wish wish, const char *text)
{
	struct faq_order o = { .wish = wish, .form = faq_form_read(ctx, text) };

	if (wish == FAQ_UNCLEAR)
		return unclear("faq-unclear");
	if (wish == FAQ_CORRECT)
		return faq_form_has_text(&o.form) ? o : unclear("faq-no-text");
	/* What is approved is what was shown. */
	if (wish == FAQ_APPROVE && (faq_form_has_text(&o.form) || words_conditional(text_fold(ctx, text))))
		return unclear("faq-condition");
	return o;
}

static struct faq_order
read_block(void *ctx, const struct block *b)
{
	enum faq_wish wish = wish_of(ctx, b->kind, strlen(b->kind));
	const char *text = b->aside.remark[0] == 0 ? b->text : must(talloc_asprintf(ctx, "%s\n%s", b->text, b->aside.remark));

	/* The word below its place. */
	if (b->kind[0] == 0) {
		size_t len = strcspn(b->text, "\n");

		wish = wish_of(ctx, b->text, len);
		text = b->text + len;
	}
	return judge(ctx, wish, text);
}

/* A word on the first line that is no greeting; what follows is text. */
static struct faq_order
read_lines(void *ctx, const char *own)
{
	struct lines lines = lines_split(ctx, own);

	for (size_t i = 0; i < lines.count; i++) {
		const struct line *line = &lines.item[i];
		const char *value = line->text;
		size_t len = line->len;
		enum faq_wish wish;

		if (line_is_blank(line))
			continue;
		(void)block_names_kind(line, &value, &len);
		wish = wish_of(ctx, value, len);
		if (wish != FAQ_UNCLEAR)
			return judge(ctx, wish, lines_join(ctx, &lines, i + 1, lines.count, 0));
		if (!furniture_greeting(line))
			break;
	}
	return unclear("faq-unclear");
}

static struct faq_order
read_text(void *ctx, const char *text)
{
	struct order_text t = order_text(ctx, text);
	unsigned char *known = memory_new(ctx, t.lines.count + 1);
	struct quote_cut cut;

	if (t.has_block && t.block.depth <= 1 && (t.block.filled || t.block.kind[0] != 0))
		return read_block(ctx, &t.block);
	if (t.has_block)
		memset(known + t.block.first, 1, t.block.end - t.block.first);
	cut = quote_cut(ctx, &t.lines, known);
	if (cut.whole || cut.between)
		return unclear("faq-unclear");
	return read_lines(ctx, cut.text);
}

struct faq_order
faq_order_read(void *ctx, const struct reading *r)
{
	struct faq_order o = read_text(ctx, r->text);
	const char *second = order_second_text(r);

	if (o.wish == FAQ_UNCLEAR && second != NULL) {
		struct faq_order html = read_text(ctx, second);

		o = html.wish != FAQ_UNCLEAR ? html : o;
	}
	return o;
}
