/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faq_shape - what is asked in a text, and how much two texts ask the same. Pure.
 *
 * Two signs that stand beside each other count, those of kanji more than those of kana: 粗大 says what it is about, ました
 * does not. Katakana and hiragana (ゴミ, ごみ), widths and cases are the same.
 */
#ifndef REPORT_FAQ_SHAPE_H
#define REPORT_FAQ_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct faq_term {
	uint64_t key;
	float weight;
};

struct faq_shape {
	struct faq_term *term;		/* by key, each once */
	size_t count;
	float norm;			/* sum of the squares of the weights */
};

enum { FAQ_QUESTION_MAX = 160 };	/* characters */

/* The sentences that ask or wish for something, without greetings, together at most FAQ_QUESTION_MAX characters; the
 * beginning where nothing does. Owned by ctx. */
char *faq_question_of(void *ctx, const char *text);

/* Words of a question by which it is recognised, with spaces between them: what stands together in kanji or katakana. Owned
 * by ctx. */
char *faq_words_of(void *ctx, const char *question);

struct faq_shape faq_shape_of(void *ctx, const char *text);

/* 0 nothing in common .. 1 the same: the square of the cosine. */
float faq_likeness(const struct faq_shape *a, const struct faq_shape *b);

#define FAQ_ALIKE 0.3F			/* from here on they ask the same */

/* Which of the shapes ask the same: of[i] is the place of the first shape that the i-th is like best, i itself where it is
 * like none before it. Owned by ctx. */
size_t *faq_group(void *ctx, const struct faq_shape *shapes, size_t count);

#endif
