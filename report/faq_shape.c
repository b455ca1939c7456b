/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_shape - what is asked in a text, and how much two texts ask the same. */
#include "report/faq_shape.h"

#include <stdlib.h>
#include <string.h>

#include "config/memory.h"
#include "config/text.h"

enum { SENTENCES_MAX = 3, SHORTEST = 4, TERMS_MAX = 512, GREETING_MAX = 60, WORDS_MAX = 5 };

/* ---- the question --------------------------------------------------------------------------------------------------- */

/* What a sentence that asks ends with, before its 。 */
static const char *const asking[] = { "か", "か?", "?", "ください", "下さい", "ほしい", "欲しい", "ほしいです", "欲しいです", "たい", "たいです",
	"たいのですが", "ですが", "お願いします", "お願いいたします", "でしょう", "分からない", "わからない", "分かりません", "わかりません", "please" };

static const char *const greetings[] = { "お世話", "いつも", "はじめまして", "初めまして", "こんにちは", "こんばんは", "おはよう", "よろしく",
	"宜しく", "以上", "突然", "拝啓", "前略", "敬具", "失礼", "お忙しい", "ありがとう", "ご回答", "お返事", "回答を", "返事を" };

static bool
ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

static bool
is_greeting(const char *folded)
{
	for (size_t i = 0; i < sizeof greetings / sizeof greetings[0]; i++)
		if (text_starts(folded, greetings[i]))
			return text_length(folded) < GREETING_MAX;
	return false;
}

static bool
is_asking(const char *folded)
{
	for (size_t i = 0; i < sizeof asking / sizeof asking[0]; i++)
		if (ends_with(folded, asking[i]))
			return true;
	return false;
}

/* Octets of the sentence at p, its end included; *words_out without it. */
static size_t
sentence_at(const char *p, size_t *words_out)
{
	static const char *const ends[] = { "。", "？", "?", "！", "!", "\n" };
	size_t at = 0;

	for (; p[at] != 0; at++)
		for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
			if (text_starts(p + at, ends[i])) {
				bool asks = i == 1 || i == 2;

				*words_out = at + (asks ? strlen(ends[i]) : 0);
				return at + strlen(ends[i]);
			}
	*words_out = at;
	return at;
}

/* asks: only sentences that ask. */
static char *
gather(void *ctx, const char *text, bool asks)
{
	struct buffer b = buffer_init(ctx);
	size_t taken = 0, words;

	for (size_t n; *text != 0 && taken < SENTENCES_MAX && (n = sentence_at(text, &words)) != 0; text += n) {
		char *sentence = text_trim(ctx, must(talloc_strndup(ctx, text, words))), *folded = text_fold(ctx, sentence);

		if (text_length(sentence) < SHORTEST || is_greeting(folded) || (asks && !is_asking(folded)))
			continue;
		buffer_printf(&b, "%s%s", sentence, ends_with(folded, "?") ? "" : "。");
		taken++;
	}
	return text_cut(ctx, buffer_text(&b), FAQ_QUESTION_MAX);
}

char *
faq_question_of(void *ctx, const char *text)
{
	char *question = gather(ctx, text, true);

	return question[0] != 0 ? question : gather(ctx, text, false);
}

/* ---- shapes --------------------------------------------------------------------------------------------------------- */

enum script { OTHER, HIRAGANA, KATAKANA, KANJI, LATIN };

static enum script
script_of(uint32_t code)
{
	if (code >= 0x3041 && code <= 0x3096)
		return HIRAGANA;
	if ((code >= 0x30a1 && code <= 0x30f6) || code == 0x30fc)
		return KATAKANA;
	if ((code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) || code == 0x3005)
		return KANJI;
	return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9') ? LATIN : OTHER;
}

/* Words that stand in any letter to an office. */
static const char *const common[] = { "お願い", "教えて", "下さい", "区役所", "区民", "思います", "思って", "質問", "意見", "場合", "方法", "住んで",
	"住民", "知りたい", "出来", "大変", "連絡", "回答", "対応", "検討", "必要", "可能", "今後", "先日", "最近", "以前", "何度", NULL };

static size_t
common_at(const char *p)
{
	for (size_t i = 0; common[i] != NULL; i++)
		if (text_starts(p, common[i]))
			return strlen(common[i]);
	return 0;
}

char *
faq_words_of(void *ctx, const char *question)
{
	struct buffer b = buffer_init(ctx);
	size_t words = 0;

	while (*question != 0 && words < WORDS_MAX) {
		enum script first = OTHER, script;
		size_t len = 0, signs = 0, n = common_at(question);
		uint32_t code;

		while (n == 0 && (n = text_decode((const unsigned char *)question + len, (const unsigned char *)question + len +
		    strnlen(question + len, 4), &code)) != 0 && ((script = script_of(code)) == KANJI || script == KATAKANA) &&
		    (signs == 0 || script == first)) {
			first = script;
			len += n;
			signs++;
			n = 0;
		}
		if (signs >= 2 && strstr(buffer_text(&b), must(talloc_strndup(ctx, question, len))) == NULL) {
			buffer_printf(&b, "%s%.*s", b.len != 0 ? " " : "", (int)len, question);
			words++;
		}
		question += len != 0 ? len : n != 0 ? n : 1;
	}
	return must(talloc_strdup(ctx, buffer_text(&b)));
}

static float
weight_of(enum script a, enum script b)
{
	if (a == KANJI && b == KANJI)
		return 2.0F;
	if ((a == KATAKANA && b == KATAKANA) || (a == LATIN && b == LATIN))
		return 1.5F;
	return a == HIRAGANA && b == HIRAGANA ? 0.1F : 0.5F;
}

static int
by_key(const void *a, const void *b)
{
	const struct faq_term *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

static void
add(struct faq_shape *s, uint64_t key, float weight)
{
	if (s->count < TERMS_MAX)
		s->term[s->count++] = (struct faq_term){ key, weight };
}

/* Each key once, with its greatest weight. */
static void
settle(struct faq_shape *s)
{
	size_t kept = 0;
	float sum = 0;

	qsort(s->term, s->count, sizeof s->term[0], by_key);
	for (size_t i = 0; i < s->count; i++) {
		if (kept != 0 && s->term[kept - 1].key == s->term[i].key) {
			if (s->term[kept - 1].weight < s->term[i].weight)
				s->term[kept - 1].weight = s->term[i].weight;
			continue;
		}
		s->term[kept++] = s->term[i];
	}
	s->count = kept;
	for (size_t i = 0; i < kept; i++)
		sum += s->term[i].weight * s->term[i].weight;
	s->norm = sum;
}

struct faq_shape
faq_shape_of(void *ctx, const char *text)
{
	struct faq_shape s = { .term = must(talloc_array(ctx, struct faq_term, TERMS_MAX)) };
	const char *folded = text_fold(ctx, text);
	const unsigned char *end = (const unsigned char *)folded + strlen(folded);
	uint32_t before = 0;
	enum script script_before = OTHER;

	while (*folded != 0) {
		uint32_t code;
		enum script script;
		size_t n = common_at(folded);

		if (n != 0) {
			folded += n;
			script_before = OTHER;
			continue;
		}
		n = text_decode((const unsigned char *)folded, end, &code);
		folded += n != 0 ? n : 1;
		script = n != 0 ? script_of(code) : OTHER;
		if (script == KATAKANA && code != 0x30fc)
			code -= 0x60;
		if (script != OTHER && script_before != OTHER)
			add(&s, (uint64_t)before << 32 | code, weight_of(script_before, script));
		if (script == KANJI)
			add(&s, code, 1.0F);
		before = code;
		script_before = script;
	}
	settle(&s);
	return s;
}

float
faq_likeness(const struct faq_shape *a, const struct faq_shape *b)
{
	float sum = 0;

	if (a->norm <= 0 || b->norm <= 0)
		return 0;
	for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
		if (a->term[i].key == b->term[k].key)
			sum += a->term[i].weight * b->term[k].weight;
		if (a->term[i].key < b->term[k].key)
			i++;
		else if (a->term[i].key > b->term[k].key)
			k++;
		else {
			i++;
			k++;
		}
	}
	return sum * sum / (a->norm * b->norm);
}

/* ---- groups --------------------------------------------------------------------------------------------------------- */

/* Where a term stands in the shapes that begin a group: only those are compared that have a heavy term in common. */
struct posting {
	uint64_t key;
	size_t shape, next;		/* next: in the same bucket, from 1 */
};

struct index {
	void *ctx;
	size_t *bucket, buckets;
	struct posting *item;
	size_t count, room;
};

static size_t
bucket_of(const struct index *x, uint64_t key)
{
	return (size_t)((key * 0x9e3779b97f4a7c15ULL) >> 40) % x->buckets;
}

static void
enter(struct index *x, const struct faq_shape *s, size_t shape)
{
	for (size_t i = 0; i < s->count; i++) {
		size_t *bucket = &x->bucket[bucket_of(x, s->term[i].key)];

		if (s->term[i].weight < 1)
			continue;
		if (x->count == x->room) {
			x->room = x->room * 2 + 1024;
			x->item = must(talloc_realloc(x->ctx, x->item, struct posting, x->room));
		}
		x->item[x->count] = (struct posting){ s->term[i].key, shape, *bucket };
		*bucket = ++x->count;
	}
}

/* The group whose beginning s is like best; SIZE_MAX none. seen: by which shape each was compared last. */
static size_t
best_of(const struct index *x, const struct faq_shape *shapes, size_t place, size_t *seen)
{
	const struct faq_shape *s = &shapes[place];
	size_t best = SIZE_MAX;
	float most = FAQ_ALIKE;

	if (x->item == NULL)
		return SIZE_MAX;
	for (size_t i = 0; i < s->count; i++)
		for (size_t at = x->bucket[bucket_of(x, s->term[i].key)]; s->term[i].weight >= 1 && at != 0;
		    at = x->item[at - 1].next) {
			const struct posting *p = &x->item[at - 1];
			float likeness;

			if (p->key != s->term[i].key || seen[p->shape] == place + 1)
				continue;
			seen[p->shape] = place + 1;
			likeness = faq_likeness(s, &shapes[p->shape]);
			if (likeness > most || (likeness == most && p->shape < best)) {
				most = likeness;
				best = p->shape;
			}
		}
	return best;
}

size_t *
faq_group(void *ctx, const struct faq_shape *shapes, size_t count)
{
	void *own = must(talloc_new(NULL));
	struct index x = { .ctx = own, .buckets = 4 * count + 64 };
	size_t *of = must(talloc_array(ctx, size_t, count + 1)), *seen = memory_new(own, (count + 1) * sizeof *seen);

	x.bucket = memory_new(own, x.buckets * sizeof *x.bucket);
	for (size_t i = 0; i < count; i++) {
		size_t best = best_of(&x, shapes, i, seen);

		of[i] = best != SIZE_MAX ? best : i;
		if (best == SIZE_MAX)
			enter(&x, &shapes[i], i);
	}
	talloc_free(own);
	return of;
}
