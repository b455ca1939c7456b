/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sketch - texts that say nearly the same, found without reading all the others. */
#include "spool/sketch.h"

#include <stdlib.h>
#include <string.h>

#include "config/memory.h"
#include "config/text.h"

enum {
	ORDERS = 3,		/* whose least members make one number */
	SHORT_TEXT = 80,	/* characters: a shorter one is like too many others: thanks, a question in one line */
	LONG_TEXT = 200,
	CLOSE = 8,		/* letters between two differences that are told as one */
	TEXT_MAX = 20000	/* what stands behind it makes no difference */
};

#define LIKE_IF_SHORT 0.80
#define LIKE_IF_LONG 0.75
#define HELD 0.90

/* Letters and digits, of folded text. */
static bool
is_said(uint32_t c)
{
	if (c < 0x80)
		return text_is_digit((char)c) || (c >= 'a' && c <= 'z');
	/* Punctuation and signs of Latin-1, of Japanese and of full width; long vowels (U+30FC) are letters. */
	return c >= 0xc0 && !(c >= 0x2000 && c <= 0x2bff) && !(c >= 0x3000 && c <= 0x3004) && !(c >= 0x3007 && c <= 0x3020) &&
	    c != 0x30fb && !(c >= 0xfe00 && c <= 0xff0f) && !(c >= 0xff1a && c <= 0xff20) && c < 0xfff0;
}

static int
by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Three characters of 21 bits are the group itself. */
static void
add(struct grams *g, uint32_t last[3], uint32_t c, size_t *characters)
{
	last[0] = last[1];
	last[1] = last[2];
	last[2] = c;
	if (++*characters >= 3)
		g->run[g->runs++] = (uint64_t)last[0] << 42 | (uint64_t)last[1] << 21 | last[2];
}

struct grams
grams_of(void *ctx, const char *text)
{
	const unsigned char *p = (const unsigned char *)text_fold(ctx, text_cut(ctx, text, TEXT_MAX));
	const unsigned char *end = p + strlen((const char *)p);
	struct grams g = { .run = must(talloc_array(ctx, uint64_t, (size_t)(end - p) + 1)) };
	uint32_t last[3] = { 0, 0, 0 };
	size_t characters = 0;

	while (p < end) {
		uint32_t c;
		size_t n = text_decode(p, end, &c);

		if (n == 0)
			break;
		if (is_said(c))
			add(&g, last, c, &characters);
		p += n;
	}
	g.item = must(talloc_array(ctx, uint64_t, g.runs + 1));
	memcpy(g.item, g.run, g.runs * sizeof *g.run);
	qsort(g.item, g.runs, sizeof *g.item, by_number);
	for (size_t i = 0; i < g.runs; i++)
		if (g.count == 0 || g.item[g.count - 1] != g.item[i])
			g.item[g.count++] = g.item[i];
	return g;
}

/* How many groups both have. */
static size_t
in_both(const struct grams *a, const struct grams *b)
{
	size_t i = 0, k = 0, both = 0;

	while (i < a->count && k < b->count) {
		if (a->item[i] == b->item[k]) {
			both++;
			i++;
			k++;
		} else if (a->item[i] < b->item[k]) {
			i++;
		} else {
			k++;
		}
	}
	return both;
}

double
grams_likeness(const struct grams *a, const struct grams *b)
{
	size_t both = in_both(a, b);

	return both == 0 ? 0 : (double)both / (double)(a->count + b->count - both);
}

static bool
is_new(uint64_t gram, const struct grams *b)
{
	return bsearch(&gram, b->item, b->count, sizeof *b->item, by_number) == NULL;
}

size_t
grams_own_words(const struct grams *a, const struct grams *b)
{
	size_t most = 0, now = 0;

	for (size_t i = 0; i < a->runs; i++) {
		now += is_new(a->run[i], b);
		if (i >= GRAMS_WINDOW)
			now -= is_new(a->run[i - GRAMS_WINDOW], b);
		most = now > most ? now : most;
	}
	return most;
}

/* Where each letter of a text begins and ends in it. */
struct letters {
	const char **begin, **end;
	size_t count;
};

static struct letters
letters_of(void *ctx, const char *text)
{
	size_t len = strlen(text);
	struct letters l = { must(talloc_array(ctx, const char *, len + 1)), must(talloc_array(ctx, const char *, len + 1)), 0 };
	const unsigned char *at = (const unsigned char *)text, *end = at + len;

	while (at < end) {
		uint32_t c;
		size_t n = text_decode(at, end, &c);

		if (n == 0)
			break;
		if (is_said(text_fold_code(c))) {
			l.begin[l.count] = (const char *)at;
			l.end[l.count++] = (const char *)at + n;
		}
		at += n;
	}
	return l;
}

/* The next letters, from *end_io on, that are in no group of b: from *begin_out to, not including, *end_io. */
static bool
next_difference(const struct grams *a, const struct grams *b, size_t *gram, size_t *begin_out, size_t *end_io)
{
	size_t i = *gram, first;

	do {
		while (i < a->runs && !is_new(a->run[i], b))
			i++;
		first = i;
		while (i < a->runs && is_new(a->run[i], b))
			i++;
		/* Of the groups at both ends two letters are what both say, unless the text ends there; where b says more than
		 * it, nothing is left. */
		*begin_out = first == 0 ? 0 : first + 2;
		*end_io = i == a->runs ? a->runs + 2 : i;
	} while (first < a->runs && *end_io <= *begin_out);
	*gram = i;
	return first < a->runs;
}

char *
grams_differences(void *ctx, const char *text, const struct grams *b, size_t max)
{
	char *cut = text_cut(ctx, text, TEXT_MAX);
	struct letters l = letters_of(ctx, cut);
	struct grams a = grams_of(ctx, cut);
	struct buffer out = buffer_init(ctx);
	size_t gram = 0, begin, end = 0, before = 0;

	/* Half-width kana with a sound mark are two letters here and one when folded: then nothing is told. */
	while (l.count == a.runs + 2 && next_difference(&a, b, &gram, &begin, &end) && text_length(buffer_text(&out)) < max) {
		if (out.len != 0 && begin <= before + CLOSE)
			buffer_add(&out, l.end[before - 1], (size_t)(l.begin[begin] - l.end[before - 1]));
		else if (out.len != 0)
			buffer_string(&out, "…");
		buffer_add(&out, l.begin[begin], (size_t)(l.end[end - 1] - l.begin[begin]));
		before = end;
	}
	return text_cut(ctx, buffer_text(&out), max);
}

bool
grams_same_letter(const struct grams *a, const struct grams *b)
{
	const struct grams *shorter = a->runs < b->runs ? a : b;

	if (shorter->runs + 2 < SHORT_TEXT)
		return false;
	return grams_likeness(a, b) >= (shorter->runs + 2 < LONG_TEXT ? LIKE_IF_SHORT : LIKE_IF_LONG) ||
	    (double)in_both(a, b) >= HELD * (double)shorter->count;
}

/* A number of a group in one of the orders. The final mix is MurmurHash3's; the secret is the seed, and what is
 * kept passes BLAKE2b besides. */
static uint64_t
mix(uint64_t x, uint64_t seed)
{
	x ^= seed;
	x ^= x >> 33;
	x *= UINT64_C(0xff51afd7ed558ccd);
	x ^= x >> 33;
	x *= UINT64_C(0xc4ceb9fe1a85ec53);
	return x ^ x >> 33;
}

/* The orders of one number. */
static void
seeds_of(const struct seal_key *lookup, int number, uint64_t seeds[ORDERS])
{
	unsigned char octet = (unsigned char)number, out[ORDERS * sizeof *seeds];

	seal_hash(lookup, "sketch.order", (struct bytes){ &octet, 1 }, out, sizeof out);
	memcpy(seeds, out, sizeof out);
	seal_wipe(out, sizeof out);
}

static int64_t
number_of(const struct seal_key *lookup, const struct grams *g, int number)
{
	uint64_t seeds[ORDERS], least[ORDERS + 1];
	unsigned char out[SEAL_HASH];
	int64_t kept;

	seeds_of(lookup, number, seeds);
	for (int i = 0; i < ORDERS; i++) {
		least[i] = UINT64_MAX;
		for (size_t k = 0; k < g->count; k++) {
			uint64_t x = mix(g->item[k], seeds[i]);

			least[i] = x < least[i] ? x : least[i];
		}
	}
	least[ORDERS] = (uint64_t)number;
	seal_hash(lookup, "sketch.number", (struct bytes){ (const unsigned char *)least, sizeof least }, out, sizeof out);
	memcpy(&kept, out, sizeof kept);
	seal_wipe(seeds, sizeof seeds);
	return kept;
}

bool
sketch_of(const struct seal_key *lookup, const struct grams *g, struct sketch *out)
{
	if (g->runs + 2 < SHORT_TEXT)
		return false;
	for (int i = 0; i < SKETCH_NUMBERS; i++)
		out->number[i] = number_of(lookup, g, i);
	return true;
}
