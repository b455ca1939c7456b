/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filing_order - what the desk wants done with a held mail. */
#include "process/filing_order.h"

#include "config/memory.h"
#include "config/text.h"
#include "process/order.h"
#include "spool/number.h"

enum { LINE_MAX_OCTETS = 200 };

/* What may stand in a line of an order. */
static const struct order_word vocabulary[] = {
	{ "追記", FILING_FOLLOW_UP }, { "追加", FILING_FOLLOW_UP }, { "続報", FILING_FOLLOW_UP }, { "続き", FILING_FOLLOW_UP },
	{ "follow-up", FILING_FOLLOW_UP }, { "follow up", FILING_FOLLOW_UP }, { "followup", FILING_FOLLOW_UP },
	{ "回答", FILING_ANSWER }, { "answer", FILING_ANSWER },
	{ "新規", FILING_NEW }, { "新しい意見", FILING_NEW }, { "新しいご意見", FILING_NEW }, { "new", FILING_NEW },
	{ "new opinion", FILING_NEW },
	{ "破棄", FILING_DISCARD }, { "廃棄", FILING_DISCARD }, { "discard", FILING_DISCARD },
	{ "返戻", FILING_RETURNED }, { "返戻郵便", FILING_RETURNED }, { "返戻の手紙", FILING_RETURNED },
	{ "戻ってきた手紙", FILING_RETURNED }, { "手紙の返戻", FILING_RETURNED }, { "returned", FILING_RETURNED },
	{ "returned letter", FILING_RETURNED }, { "came back", FILING_RETURNED },
	{ "区分", 0 }, { "番号", 0 }, { "受付番号", 0 }, { "案件", 0 }, { "案件番号", 0 }, { "kind", 0 }, { "number", 0 },
	{ "no", 0 }, { ":", 0 }, { ".", 0 }, { "。", 0 }, { ",", 0 }, { "、", 0 }, { "・", 0 }, { "/", 0 }, { "&", 0 },
	{ "(", 0 }, { ")", 0 }, { "「", 0 }, { "」", 0 }, { "【", 0 }, { "】", 0 }, { " ", 0 }, { "　", 0 }, { "\t", 0 },
	{ "番", 0 }, { "番目", 0 }, { "号", 0 }, { "の", 0 }, { "に", 0 }, { "へ", 0 }, { "と", 0 }, { "を", 0 }, { "及び", 0 },
	{ "として", 0 }, { "扱い", 0 }, { "です", 0 }, { "でお願いします", 0 }, { "でお願いいたします", 0 }, { "お願いします", 0 },
	{ "お願いいたします", 0 }, { "をお願いします", 0 }, { "してください", 0 }, { "します", 0 }, { "入れてください", 0 },
	{ "振り分け", 0 }, { "振り分けてください", 0 }, { "登録", 0 }, { "ファイル", 0 },
	{ "please", 0 }, { "file", 0 }, { "under", 0 }, { "to", 0 }, { "as", 0 }, { "an", 0 }, { "a", 0 }, { "and", 0 },
	{ "of", 0 },
};

static struct filing_order
unclear(const char *code)
{
	return (struct filing_order){ .unclear = code };
}

/* ---- one line ---------------------------------------------------------------------------------- */

static void
add_item(struct filing_order *o, int place, const char *number)
{
	for (size_t i = 0; i < o->count; i++)
		if (o->item[i].place == place && strcmp(o->item[i].number, number) == 0)
			return;
	if (o->count == FILING_MAX) {
		o->unclear = "file-unclear";
		return;
	}
	o->item[o->count].place = place;
	o->item[o->count++].number = number;
}

/* False: these digits are nothing of ours. */
static bool
take_number(void *ctx, const char *p, size_t len, size_t digits, struct filing_order *o)
{
	const char *number;

	if (digits == 1 && len == 1 && *p != '0') {
		add_item(o, *p - '0', "");
		return true;
	}
	if (!order_is_number(p, digits))
		return false;
	number = number_read(ctx, must(talloc_strndup(ctx, p, len)));
	if (number == NULL)
		o->unclear = "file-number";
	else
		add_item(o, 0, number);
	return true;
}

static void
take_as(struct filing_order *o, enum filing_as as)
{
	if (as != FILING_UNSAID && o->as != FILING_UNSAID && o->as != as)
		o->unclear = "file-unclear";
	else if (as != FILING_UNSAID)
		o->as = as;
}

/* A line is an order when all of it is of the vocabulary and it names something; else it is none. */
static void
read_line(void *ctx, const char *folded, struct filing_order *o)
{
	struct filing_order read = *o;

	if (strlen(folded) > LINE_MAX_OCTETS)
		return;
	for (const char *p = folded; *p != 0;) {
		int as;
		size_t digits, n = order_take_digits(p, &digits);

		if (n != 0 && !take_number(ctx, p, n, digits, &read))
			return;
		if (n == 0) {
			n = order_take_word(vocabulary, sizeof vocabulary / sizeof vocabulary[0], p, &as);
			take_as(&read, (enum filing_as)as);
		}
		if (n == 0)
			return;
		p += n;
	}
	*o = read;
}

/* ---- the reply ---------------------------------------------------------------------------------- */

static bool
says_something(const struct filing_order *o)
{
	return o->count != 0 || o->as != FILING_UNSAID || o->unclear != NULL;
}

static struct filing_order
read_lines(void *ctx, const struct order_lines *lines)
{
	struct filing_order o = { .as = FILING_UNSAID };

	for (size_t i = 0; i < lines->count && o.unclear == NULL; i++)
		read_line(ctx, lines->folded[i], &o);
	return o;
}

static struct filing_order
read_text(void *ctx, const char *text)
{
	struct order_text t = order_text(ctx, text);
	struct order_lines own;

	if (order_in_block(ctx, &t, &own)) {
		struct filing_order o = read_lines(ctx, &own);

		if (says_something(&o))
			return o;
	}
	return order_around(ctx, &t, &own) ? read_lines(ctx, &own) : unclear("file-unclear");
}

struct filing_order
filing_order_read(void *ctx, const struct reading *r)
{
	struct filing_order o = read_text(ctx, r->text);

	if (!says_something(&o) || o.unclear != NULL) {
		const char *second = order_second_text(r);
		struct filing_order html = second != NULL ? read_text(ctx, second) : o;

		o = says_something(&html) && html.unclear == NULL ? html : o;
	}
	if (!says_something(&o))
		return unclear("file-unclear");
	/* 新規 and 破棄 file it nowhere; the others need to know where. */
	if (o.unclear == NULL && (o.as == FILING_NEW || o.as == FILING_DISCARD) != (o.count == 0))
		return unclear("file-unclear");
	return o;
}
