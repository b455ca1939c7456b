/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dispatch_order - what the desk says became of a run of letters. */
#include "process/dispatch_order.h"

#include "config/memory.h"
#include "config/text.h"
#include "process/order.h"
#include "spool/number.h"

enum { LINE_MAX_OCTETS = 2000, COUNT_DIGITS = 5 };

enum meaning { NOTHING, POSTED, KEPT, NONE, COLON };

/* What may stand in a line of an order. */
static const struct order_word vocabulary[] = {
	{ "発送済", POSTED }, { "発送済み", POSTED }, { "発送ずみ", POSTED }, { "発送しました", POSTED }, { "発送いたしました", POSTED },
	{ "発送した", POSTED }, { "発送完了", POSTED }, { "発送を完了しました", POSTED }, { "投函済", POSTED }, { "投函済み", POSTED },
	{ "投函しました", POSTED }, { "差出済", POSTED }, { "差出済み", POSTED }, { "差し出しました", POSTED }, { "郵送済", POSTED },
	{ "郵送済み", POSTED }, { "郵送しました", POSTED }, { "送付済", POSTED }, { "送付済み", POSTED }, { "済", POSTED }, { "済み", POSTED },
	{ "posted", POSTED }, { "posted: all", POSTED }, { "posted: yes", POSTED }, { "posted:", COLON }, { "sent", POSTED }, { "mailed", POSTED }, { "dispatched", POSTED },
	{ "残り", KEPT }, { "残", KEPT }, { "残し", KEPT }, { "残しました", KEPT }, { "抜き", KEPT }, { "抜きました", KEPT },
	{ "抜き取り", KEPT }, { "除く", KEPT }, { "除き", KEPT }, { "除いて", KEPT }, { "を除いて", KEPT }, { "以外", KEPT },
	{ "未発送", KEPT }, { "保留", KEPT }, { "発送せず", KEPT },
	{ "kept", KEPT }, { "except", KEPT }, { "without", KEPT }, { "but for", KEPT }, { "not posted", KEPT }, { "not sent", KEPT },
	{ "なし", NONE }, { "無し", NONE }, { "ありません", NONE }, { "はありません", NONE }, { "ございません", NONE }, { "none", NONE },
	{ ":", COLON },
	{ "発送", NOTHING }, { "受付番号", NOTHING }, { "番号", NOTHING }, { "区分", NOTHING }, { "number", NOTHING },
	{ "全部", NOTHING }, { "全て", NOTHING }, { "すべて", NOTHING }, { "全", NOTHING }, { "本日", NOTHING }, { "今日", NOTHING },
	{ "すべての", NOTHING }, { "手紙", NOTHING }, { "文書", NOTHING }, { "分", NOTHING }, { "all", NOTHING }, { "were", NOTHING },
	{ "letters", NOTHING }, { "letter", NOTHING }, { "today", NOTHING }, { "has been", NOTHING }, { "have been", NOTHING },
	{ "です", NOTHING }, { "ました", NOTHING }, { "の", NOTHING }, { "は", NOTHING }, { "を", NOTHING }, { "と", NOTHING }, { "も", NOTHING },
	{ "and", NOTHING }, { "、", NOTHING }, { ",", NOTHING }, { ";", NOTHING }, { ".", NOTHING }, { "。", NOTHING }, { "・", NOTHING },
	{ "/", NOTHING }, { "(", NOTHING }, { ")", NOTHING }, { "「", NOTHING }, { "」", NOTHING }, { "【", NOTHING }, { "】", NOTHING },
	{ "!", NOTHING }, { " ", NOTHING }, { "　", NOTHING }, { "\t", NOTHING },
};

/* In a line that is no order: perhaps not all of it was posted. */
static const char *const doubts[] = { "残", "抜", "除", "以外", "未", "ない", "ません", "せず", "保留", "待", "まだ", "一部", "not ",
	"n't", "except", "kept", "keep", "without", "yet", "20" };

struct reader {
	void *ctx;
	struct dispatch_order o;
	bool posted;
	bool kept_open;		/* numbers on the next lines are kept ones */
	bool kept_unsaid;	/* something was kept, and nothing says what */
};

/* ---- one line ---------------------------------------------------------------------------------- */

/* What a line said, before it is known that all of it is an order. */
struct said {
	bool posted, kept, none, colon;
	char *numbers[DISPATCH_KEPT_MAX];
	size_t count;
	int64_t letters;		/* -1: not said */
	const char *unclear;
};

/* "10通": how many. False: these digits are nothing of ours. */
static bool
take_count(const char *p, size_t len, struct said *s, size_t *octets_out)
{
	static const char *const units[] = { "通", "件", "部", " letters", " letter" };
	char digits[COUNT_DIGITS + 1];

	if (len > COUNT_DIGITS)
		return false;
	snprintf(digits, sizeof digits, "%.*s", (int)len, p);
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (text_starts(p + len, units[i]) && s->letters < 0 && text_to_number(digits, 0, INT32_MAX, &s->letters)) {
			*octets_out = len + strlen(units[i]);
			return true;
		}
	return false;
}

static bool
take_number(void *ctx, const char *p, struct said *s, size_t *octets_out)
{
	size_t digits, len = order_take_digits(p, &digits);
	char *number;

	if (!order_is_number(p, digits))
		return take_count(p, len, s, octets_out);
	number = number_read(ctx, must(talloc_strndup(ctx, p, len)));
	*octets_out = len;
	if (number == NULL || s->count == DISPATCH_KEPT_MAX)
		s->unclear = "dispatch-number";
	else
		s->numbers[s->count++] = number;
	return true;
}

/* False: the line is no order. */
static bool
read_words(void *ctx, const char *line, struct said *s)
{
	for (const char *p = line; *p != 0;) {
		int meaning = NOTHING;
		size_t n = 0;

		if (text_is_digit(*p)) {
			if (!take_number(ctx, p, s, &n))
				return false;
		} else {
			n = order_take_word(vocabulary, sizeof vocabulary / sizeof vocabulary[0], p, &meaning);
		}
		if (n == 0)
			return false;
		s->posted |= meaning == POSTED;
		s->kept |= meaning == KEPT;
		s->none |= meaning == NONE;
		s->colon |= meaning == COLON;
		p += n;
	}
	return true;
}

static bool
is_doubtful(const char *line)
{
	for (size_t i = 0; i < sizeof doubts / sizeof doubts[0]; i++)
		if (strstr(line, doubts[i]) != NULL)
			return true;
	return false;
}

static void
add_kept(struct reader *r, char *number)
{
	struct list *kept = &r->o.kept;

	if (settings_list_has(kept, number))
		return;
	if (kept->count == DISPATCH_KEPT_MAX) {
		r->o.unclear = "dispatch-unclear";
		return;
	}
	kept->item = must(talloc_realloc(r->ctx, kept->item, char *, kept->count + 1));
	kept->item[kept->count++] = number;
}

static void
read_line(struct reader *r, const char *folded)
{
	struct said s = { .letters = -1 };

	if (strlen(folded) > LINE_MAX_OCTETS || !read_words(r->ctx, folded, &s)) {
		if (is_doubtful(folded))
			r->o.unclear = "dispatch-unclear";
		return;
	}
	if (s.unclear != NULL)
		r->o.unclear = s.unclear;
	/* A number that nothing is said of. */
	if (s.count != 0 && !s.kept && !(r->kept_open && !s.posted))
		r->o.unclear = "dispatch-unclear";
	for (size_t i = 0; i < s.count; i++)
		add_kept(r, s.numbers[i]);
	r->posted |= s.posted;
	if (s.letters >= 0 && s.posted)
		r->o.said = s.letters;
	else if (s.letters > 0)
		r->o.unclear = "dispatch-unclear";
	if (s.kept) {
		r->kept_open = true;
		r->kept_unsaid = s.count == 0 && !s.none && !s.colon;
	} else if (s.count != 0 || s.none) {
		r->kept_unsaid = false;
	}
}

/* ---- the reply ---------------------------------------------------------------------------------- */

static struct dispatch_order
unclear(const char *code)
{
	return (struct dispatch_order){ .said = -1, .unclear = code };
}

static bool
says_something(const struct dispatch_order *o)
{
	return o->unclear == NULL || strcmp(o->unclear, "") != 0;
}

/* unclear "": nothing was said. */
static struct dispatch_order
read_lines(void *ctx, const struct order_lines *lines)
{
	struct reader r = { .ctx = ctx, .o = { .said = -1 } };

	for (size_t i = 0; i < lines->count && r.o.unclear == NULL; i++)
		read_line(&r, lines->folded[i]);
	if (r.o.unclear == NULL && r.kept_unsaid)
		r.o.unclear = "dispatch-unclear";
	if (r.o.unclear == NULL && !r.posted)
		r.o.unclear = r.o.kept.count != 0 ? "dispatch-unclear" : "";
	return r.o;
}

static struct dispatch_order
read_text(void *ctx, const char *text)
{
	struct order_text t = order_text(ctx, text);
	struct order_lines own;

	if (order_in_block(ctx, &t, &own)) {
		struct dispatch_order o = read_lines(ctx, &own);

		if (says_something(&o))
			return o;
	}
	return order_around(ctx, &t, &own) ? read_lines(ctx, &own) : unclear("dispatch-unclear");
}

struct dispatch_order
dispatch_order_read(void *ctx, const struct reading *r)
{
	struct dispatch_order o = read_text(ctx, r->text);
	const char *second = order_second_text(r);

	if (o.unclear != NULL && second != NULL) {
		struct dispatch_order html = read_text(ctx, second);

		o = html.unclear == NULL ? html : o;
	}
	if (o.unclear != NULL && o.unclear[0] == 0)
		o.unclear = "dispatch-unclear";
	return o;
}
