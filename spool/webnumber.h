/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * webnumber - numbers of opinions that the residents' page gives away before the posts are in the register.
 *
 * They are running numbers like all others, given out for nothing yet. The page gives them away in their order, so that
 * those before one that was used are either on their way or will never come: they are not offered any more.
 */
#ifndef SPOOL_WEBNUMBER_H
#define SPOOL_WEBNUMBER_H

#include "spool/ledger.h"

/* Gives out as many as the settings want to be ready: of this year, and in its last days of the next one as well.
 * *more_out: how many that were. Within the caller's transaction. */
enum verdict webnumber_reserve(struct ledger *l, int64_t now, int64_t *more_out, struct fault *f) MUST_USE;
/* Whether webnumber_reserve() would have anything to do. */
enum verdict webnumber_is_short(struct ledger *l, int64_t now, bool *is_out, struct fault *f) MUST_USE;

/* Those that the page may give away, in order, those of a year that is over last; an array owned by ctx. */
enum verdict webnumber_list(struct ledger *l, void *ctx, int64_t now, char ***out, size_t *count_out, struct fault *f) MUST_USE;
enum verdict webnumber_count(struct ledger *l, int64_t *count_out, struct fault *f) MUST_USE;

/* Whether a number (in its proper form) was given out, and no opinion has it. */
enum verdict webnumber_is_free(struct ledger *l, const char *number, bool *is_out, struct fault *f) MUST_USE;
/* An opinion has it now. */
enum verdict webnumber_use(struct ledger *l, const char *number, struct fault *f) MUST_USE;
/* None of those that are offered is any more: another machine may have given them away. */
enum verdict webnumber_pass_all(struct ledger *l, struct fault *f) MUST_USE;

#endif
