/* SPDX-License-Identifier: GPL-3.0-or-later */
/* saying - the line of a reply that says what it is, and what follows from it for the others. */
#ifndef PROCESS_SAYING_H
#define PROCESS_SAYING_H

#include "process/answer.h"
#include "process/words.h"
#include "spool/lines.h"

struct saying {
	enum word word;		/* WORD_NONE: no line says it */
	size_t line;		/* where it was found; SIZE_MAX: on none */
	const char *rest;	/* what stands behind it on that line; within its text */
	size_t rest_len;
};

/* The first line that is no greeting, where it says what the mail is and the rest of the mail
 * leaves it standing: 質問 above 回答 is the heading of an answer; 決裁 and OK count alone. */
struct saying saying_find(void *ctx, const struct lines *lines, enum answer_to to);

/* Whether another line of its own decides otherwise, or names another code. */
bool saying_contradicted(const struct lines *lines, const struct saying *s);

/* The text without the line that says what it is, but with rest_len octets of what stands behind
 * it there (rest may begin later than s->rest). Owned by ctx. */
char *saying_rest_of_text(void *ctx, const struct lines *lines, const struct saying *s,
    const char *rest, size_t rest_len);

/* A department's name, or a reason, without what people put around it. Owned by ctx. */
char *saying_name(void *ctx, const char *words);

#endif
