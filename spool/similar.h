/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * similar - opinions that were answered and are like another one: found when that is routed, shown in its processing
 * request. Of what was erased meanwhile nothing is left (erasure_destroy.c), and what is protected is never shown.
 */
#ifndef SPOOL_SIMILAR_H
#define SPOOL_SIMILAR_H

#include "spool/opinion.h"

struct similar {
	int64_t other;		/* opinion */
	int64_t score;		/* of 1000: how like it is */
};

/* Those of an opinion, the most similar one first; what it had is replaced. */
enum verdict similar_keep(struct ledger *l, int64_t opinion, const struct similar *list, size_t count, struct fault *f) MUST_USE;
/* The same; an array owned by ctx. */
enum verdict similar_list(struct ledger *l, void *ctx, int64_t opinion, struct similar **out, size_t *count_out,
    struct fault *f) MUST_USE;

/* What was answered to an opinion. */
struct similar_answer {
	struct opinion opinion;
	const char *department;	/* code */
	int64_t at;		/* when it left */
	const char *text;	/* without what is known of the person; "" where the department did not say 公開: 可 */
};

enum similar_with { SIMILAR_WITHOUT_TEXT, SIMILAR_WITH_TEXT };

/* Owned by ctx; without its text, which takes most of the time, that is "". *found_out false: it is not answered (any more), protected
 * or erased: nothing of it is shown. */
enum verdict similar_answer(struct ledger *l, void *ctx, int64_t opinion, enum similar_with with, struct similar_answer *out,
    bool *found_out, struct fault *f) MUST_USE;

#endif
