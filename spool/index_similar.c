/* SPDX-License-Identifier: GPL-3.0-or-later */
/* index_similar - opinions that say something like a text. */
#include <math.h>

#include "config/memory.h"
#include "spool/index_file.h"

enum { TEXT_MAX = 4000, TRIED = 64, CHOSEN = 24, LIST = 200 };

struct gram {
	uint64_t token;
	double weight;
	int64_t *opinion;	/* the newest that have it */
	size_t count;
};

static bool
is_hiragana(uint32_t c)
{
	return c >= 0x3041 && c <= 0x309f;
}

static bool
is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 0xc0 && c < 0x250);
}

/* Kanji, katakana, and what else carries a meaning. */
static bool
is_telling(uint32_t c)
{
	return (c >= 0x30a1 && c <= 0x30fe) || (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || c >= 0x20000;
}

/* Two kanji, three with at most one hiragana, three letters. */
static bool
is_worth_it(const uint32_t *code, size_t n)
{
	size_t telling = 0, hiragana = 0, letters = 0;

	for (size_t i = 0; i < n; i++) {
		telling += is_telling(code[i]);
		hiragana += is_hiragana(code[i]);
		letters += is_letter(code[i]);
	}
	return telling == n || (n == INDEX_GRAM && (letters == n || (telling == n - 1 && hiragana == 1)));
}

static struct tokens
telling_tokens(struct index *x, void *ctx, const struct folded *text)
{
	struct tokens all = { .ctx = ctx }, out = { .ctx = ctx };

	for (size_t i = 0; i < text->count; i++)
		for (size_t n = 2; n <= INDEX_GRAM && i + n <= text->count; n++)
			if (is_worth_it(text->code + i, n))
				index_tokens_put(&all, index_token(&x->key, INDEX_OF_WORDS, text->code + i, n));
	index_tokens_settle(&all);
	/* They are sorted by their hashes: any so many are as good as drawn by lot, and the same each time. */
	for (size_t i = 0; i < all.count && i < TRIED; i++)
		index_tokens_put(&out, all.item[i]);
	return out;
}

/* How many have it is read off how far back so many of the newest reach. */
static enum verdict
weigh(struct index *x, void *ctx, struct gram *g, struct fault *f)
{
	struct query *q = db_query(x->db, "SELECT rowid FROM word WHERE word MATCH ?1 ORDER BY rowid LIMIT ?2");
	char letters[INDEX_TOKEN + 1];
	struct rows rows;
	double have;
	enum verdict v;

	index_token_letters(g->token, letters);
	query_text(q, 1, letters);
	query_number(q, 2, LIST);
	v = query_all(q, ctx, sizeof(int64_t), index_take_opinion, NULL, &rows, f);
	g->opinion = rows.item;
	g->count = rows.count;
	have = (double)g->count;
	if (g->count == LIST)
		have = LIST * (double)x->built / (double)(x->built - g->opinion[LIST - 1] + 1);
	g->weight = log(1 + (double)x->built / (have + 1));
	return v;
}

static int
by_weight(const void *a, const void *b)
{
	double x = ((const struct gram *)a)->weight, y = ((const struct gram *)b)->weight;

	return x > y ? -1 : x < y;
}

static int
by_opinion(const void *a, const void *b)
{
	int64_t x = ((const struct index_score *)a)->opinion, y = ((const struct index_score *)b)->opinion;

	return x > y ? -1 : x < y;
}

/* The newer of two that are as alike. */
static int
by_score(const void *a, const void *b)
{
	const struct index_score *x = a, *y = b;

	return x->score > y->score ? -1 : x->score < y->score ? 1 : by_opinion(a, b);
}

/* One of nobody else, or of nobody at all, finds nothing. */
static bool
is_shared(const struct gram *g, int64_t except)
{
	return g->count > 1 || (g->count == 1 && g->opinion[0] != except);
}

static struct index_score *
add_up(void *ctx, const struct gram *gram, size_t count, int64_t except, size_t *count_out)
{
	struct index_score *all = must(talloc_array(ctx, struct index_score, count * LIST + 1));
	double whole = 0;
	size_t n = 0, m = 0;

	for (size_t i = 0; i < count; i++) {
		whole += gram[i].weight;
		for (size_t k = 0; k < gram[i].count; k++)
			if (gram[i].opinion[k] != except)
				all[n++] = (struct index_score){ gram[i].opinion[k], gram[i].weight };
	}
	if (n != 0)
		qsort(all, n, sizeof *all, by_opinion);
	for (size_t i = 0; i < n; i++)
		if (m != 0 && all[m - 1].opinion == all[i].opinion)
			all[m - 1].score += all[i].score;
		else
			all[m++] = all[i];
	for (size_t i = 0; i < m; i++)
		all[i].score /= whole;
	if (m != 0)
		qsort(all, m, sizeof *all, by_score);
	*count_out = m;
	return all;
}

enum verdict
index_similar(struct index *x, void *ctx, const char *text, int64_t except, size_t max, struct index_score **out,
    size_t *count_out, struct fault *f)
{
	void *own = must(talloc_new(ctx));
	struct folded folded = index_fold(own, text);
	struct tokens tokens;
	struct gram *gram;
	size_t count = 0;
	enum verdict v = DONE;

	*out = NULL;
	*count_out = 0;
	if (folded.count > TEXT_MAX)
		folded.count = TEXT_MAX;
	tokens = telling_tokens(x, own, &folded);
	gram = must(talloc_zero_array(own, struct gram, tokens.count + 1));
	for (size_t i = 0; v == DONE && i < tokens.count; i++) {
		gram[count].token = tokens.item[i];
		v = weigh(x, own, &gram[count], f);
		count += is_shared(&gram[count], except);
	}
	if (v == DONE && count != 0) {
		qsort(gram, count, sizeof *gram, by_weight);
		*out = add_up(ctx, gram, count < CHOSEN ? count : CHOSEN, except, count_out);
		*count_out = *count_out < max ? *count_out : max;
	}
	talloc_free(own);
	return v;
}
