/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * index_token - text folded for searching, and the keyed hashes of its pieces.
 *
 * Folded are, in this order: what text_fold() folds (full-width ASCII and half-width kana, case of ASCII letters, the
 * ideographic space); a kana followed by a combining sound mark becomes one; the wave dash is a tilde, the minus sign a
 * hyphen; variation selectors and characters without width are left out; spaces, tabs and line ends become one space between
 * two ASCII letters or digits, and nothing elsewhere, so that a word is found across the end of a line. A part of a text is a
 * part of it folded, too.
 *
 * A token is SipHash-2-4 over the domain and one, two or three neighbouring characters, cut to 40 bits: eight letters.
 */
#ifndef SPOOL_INDEX_TOKEN_H
#define SPOOL_INDEX_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/bytes.h"
#include "spool/seal.h"

/* Code points, and where each begins in the text (octets). */
struct folded {
	uint32_t *code;
	uint32_t *at;
	size_t count;
};

/* Owned by ctx. */
struct folded index_fold(void *ctx, const char *text);
/* The digits of a telephone number. */
struct folded index_fold_phone(void *ctx, const char *phone);
/* The first place of word in text from a place on; text.count: there is none. */
size_t index_place_of(const struct folded *text, size_t from, const struct folded *word);

/* What a token is of; the same characters in another domain are another token. */
enum index_domain { INDEX_OF_WORDS, INDEX_OF_NAME, INDEX_OF_PHONE };
enum { INDEX_GRAM = 3, INDEX_TOKEN = 8 };

struct index_key {
	unsigned char octets[SEAL_SHORT_KEY];
};

/* Derived from lookup.key. */
struct index_key index_key_of(const struct seal_key *lookup);

uint64_t index_token(const struct index_key *key, enum index_domain domain, const uint32_t *code, size_t count);
void index_token_letters(uint64_t token, char out[INDEX_TOKEN + 1]);

struct tokens {
	void *ctx;
	uint64_t *item;
	size_t count, room;
};

void index_tokens_put(struct tokens *t, uint64_t token);
/* Those of all ones, twos and threes of the text. */
void index_tokens_add(struct tokens *t, const struct index_key *key, enum index_domain domain, const struct folded *text);
/* One of the whole: for what is looked for whole. */
void index_tokens_add_whole(struct tokens *t, const struct index_key *key, enum index_domain domain, const struct folded *text);
/* Sorted, each once. */
void index_tokens_settle(struct tokens *t);
/* Those of a that are not in b; both settled. */
void index_tokens_minus(struct tokens *a, const struct tokens *b);
/* Those of from come to those of to; both settled. */
void index_tokens_join(struct tokens *to, const struct tokens *from);
/* Five octets each, as the row of an opinion keeps them, and back; both settled. */
void index_tokens_pack(const struct tokens *t, struct buffer *out);
void index_tokens_read(struct tokens *t, struct bytes packed);
/* As letters, with spaces between. */
void index_tokens_write(const struct tokens *t, struct buffer *out);

#endif
