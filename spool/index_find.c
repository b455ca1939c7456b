/* SPDX-License-Identifier: GPL-3.0-or-later */
/* index_find - candidates for words, and how much of the register the index covers. */
#include "config/memory.h"
#include "spool/index_file.h"

enum { GRAMS = 8 };		/* asked for of one word */
enum { QUOTED = INDEX_TOKEN + 2 };	/* octets of a token in quotes */

enum verdict
index_take_opinion(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)ctx, (void)with, (void)f;
	*(int64_t *)out = index_row_of(query_number_at(q, 0));
	return DONE;
}

/* Endings that are in every text tell nothing, and have the longest lists. */
static bool
is_kana(const uint32_t *code)
{
	for (int i = 0; i < INDEX_GRAM; i++)
		if (code[i] < 0x3041 || code[i] > 0x309f)
			return false;
	return true;
}

static void
add_token(struct buffer *match, uint64_t token)
{
	char letters[INDEX_TOKEN + 1];

	index_token_letters(token, letters);
	buffer_printf(match, "%s\"%s\"", match->len != 0 ? " AND " : "", letters);
}

/* The threes of a longer word, spread over it; those of hiragana alone only where there are no others. */
static void
add_threes(struct buffer *match, const struct index_key *key, enum index_domain domain, const struct folded *word)
{
	size_t all = word->count - INDEX_GRAM + 1, telling = 0, taken = 0;
	bool any;

	for (size_t i = 0; i < all; i++)
		telling += !is_kana(word->code + i);
	any = telling == 0;
	telling = any ? all : telling;
	for (size_t i = 0, k = 0; i < all; i++) {
		if (!any && is_kana(word->code + i))
			continue;
		/* The first and the last one, and as many between. */
		if (telling <= GRAMS || k * (GRAMS - 1) / (telling - 1) >= taken) {
			add_token(match, index_token(key, domain, word->code + i, INDEX_GRAM));
			taken++;
		}
		k++;
	}
}

static void
add_word(struct buffer *match, const struct index_key *key, enum index_domain domain, const struct folded *word)
{
	if (domain == INDEX_OF_PHONE) {
		struct tokens whole = { .ctx = NULL };

		index_tokens_add_whole(&whole, key, domain, word);
		if (whole.count != 0)
			add_token(match, whole.item[0]);
		talloc_free(whole.item);
	} else if (word->count >= INDEX_GRAM) {
		add_threes(match, key, domain, word);
	} else if (word->count != 0) {
		add_token(match, index_token(key, domain, word->code, word->count));
	}
}

/* Whether anything has the first of several tokens: FTS5 looks for all of them before it sees that one is nowhere. */
static enum verdict
has_any(struct index *x, const struct buffer *match, bool *any_out, struct fault *f)
{
	struct query *q = db_query(x->db, "SELECT 1 FROM word WHERE word MATCH ?1 LIMIT 1");
	char first[QUOTED + 1] = "";
	enum verdict v;

	memcpy(first, match->data, QUOTED);
	query_text(q, 1, first);
	v = query_next(q, any_out, f);
	query_done(q);
	return v;
}

enum verdict
index_find(struct index *x, void *ctx, const struct index_query *q, int64_t before, size_t max, int64_t **out, size_t *count_out,
    struct fault *f)
{
	struct query *find = db_query(x->db, "SELECT rowid FROM word WHERE word MATCH ?1 AND rowid > ?2 ORDER BY rowid LIMIT ?3");
	struct buffer match = buffer_init(NULL);
	struct rows rows = { .item = NULL };
	bool any = true;
	enum verdict v = DONE;

	for (size_t i = 0; i < q->count; i++)
		add_word(&match, &x->key, q->word[i].domain, &q->word[i].folded);
	if (match.len > QUOTED && before == 0)
		v = has_any(x, &match, &any, f);
	if (v == DONE && any && match.len != 0) {
		query_text(find, 1, buffer_text(&match));
		query_number(find, 2, before != 0 ? index_row_of(before) : INT64_MIN);
		query_number(find, 3, (int64_t)max);
		v = query_all(find, ctx, sizeof(int64_t), index_take_opinion, NULL, &rows, f);
	}
	*out = rows.item;
	*count_out = rows.count;
	talloc_free(match.data);
	return v;
}

enum verdict
index_cover(struct index *x, struct index_cover *out, struct fault *f)
{
	int64_t newest = 0, highest = 0;
	enum verdict v = index_ends(x, &newest, &highest, f);

	*out = (struct index_cover){ x->built, highest, newest - x->event };
	return v;
}
