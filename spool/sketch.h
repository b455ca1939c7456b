/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sketch - texts that say nearly the same, found without reading all the others.
 *
 * A text is taken for the set of its groups of three characters (letters and digits, folded: width, case, spaces and
 * punctuation make no difference). Of the set a few numbers are kept, its sketch: keyed hashes of the least
 * members of the set in several orders that only the key's holder knows (MinHash). Two texts that have most of
 * their groups in common have one of these numbers in common, nearly always; two others hardly ever. What has a
 * number in common is a candidate only: whoever asks compares the texts themselves. Pure, but for the key.
 */
#ifndef SPOOL_SKETCH_H
#define SPOOL_SKETCH_H

#include <stdbool.h>

#include "spool/seal.h"

enum { SKETCH_NUMBERS = 12 };

struct grams {
	uint64_t *item;		/* sorted, each once; owned by ctx */
	size_t count;
	uint64_t *run;		/* in the order of the text */
	size_t runs;		/* how many: the text's letters and digits less 2; 0: it has fewer than three */
};

struct grams grams_of(void *ctx, const char *text);

/* The share of groups that both have, of those that either has: 0 to 1. */
double grams_likeness(const struct grams *a, const struct grams *b);

/* How many groups of a that are nowhere in b stand together, among GRAMS_WINDOW one after the other: a sentence of its own
 * has many, a word that was exchanged few. */
enum { GRAMS_WINDOW = 40 };
size_t grams_own_words(const struct grams *a, const struct grams *b);

/* The words of a text that are nowhere in b, one behind the other with … between them, of at most max characters; "" none.
 * Owned by ctx. */
char *grams_differences(void *ctx, const char *text, const struct grams *b, size_t max);

struct sketch {
	int64_t number[SKETCH_NUMBERS];
};

/* lookup: the register's lookup.key. False: the text has too few characters to be told from others by this. */
bool sketch_of(const struct seal_key *lookup, const struct grams *g, struct sketch *out);

/* Whether two texts are the same letter: changed a little (the shorter they are the more must be the same), or whole within the
 * other, which says something besides. */
bool grams_same_letter(const struct grams *a, const struct grams *b);

#endif
