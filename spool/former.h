/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * former - opinions that were taken over from an older system, and the numbers they had there.
 *
 * A number is found again whatever width and case it is typed in. It is sealed with the opinion's key; its hash stays
 * when the opinion is erased.
 */
#ifndef SPOOL_FORMER_H
#define SPOOL_FORMER_H

#include "spool/opinion.h"

/* Within the caller's transaction. number: one line, as the older system writes it; digest: of all that was taken. */
enum verdict former_insert(struct ledger *l, const struct opinion *o, const char *origin, const char *number,
    const unsigned char digest[SEAL_DIGEST], struct fault *f) MUST_USE;

/* *opinion_out: who has this number of that system, 0 nobody. *same_out: and what was taken is the same. */
enum verdict former_known(struct ledger *l, const char *origin, const char *number, const unsigned char digest[SEAL_DIGEST],
    int64_t *opinion_out, bool *same_out, struct fault *f) MUST_USE;

/* The opinions that had this number in any older system, oldest first; an array owned by ctx. */
enum verdict former_find(struct ledger *l, void *ctx, const char *number, int64_t **out, size_t *count_out, struct fault *f)
    MUST_USE;

/* The number that an opinion had, and where; owned by ctx. *number_out NULL: it was not taken over, or is erased. */
enum verdict former_number(struct ledger *l, void *ctx, const struct opinion *o, char **number_out, char **origin_out,
    struct fault *f) MUST_USE;

/* Whether a number was asked for before, since former_seen_begin(), and with the same digest. */
enum verdict former_seen_begin(struct ledger *l, struct fault *f) MUST_USE;
enum verdict former_seen(struct ledger *l, const char *number, const unsigned char digest[SEAL_DIGEST], bool *seen_out,
    bool *same_out, struct fault *f) MUST_USE;

/* ---- counting what is in the register, by nothing but the register ---- */

/* A set of opinions that lives as long as the register is open, empty at first. */
enum verdict former_set_begin(struct ledger *l, struct fault *f) MUST_USE;
enum verdict former_set_add(struct ledger *l, int64_t opinion, struct fault *f) MUST_USE;

/* By what the opinions of the set are counted. */
enum former_by { FORMER_BY_CHANNEL, FORMER_BY_PURPOSE, FORMER_BY_DEPARTMENT, FORMER_BY_STATE, FORMER_BY_YEAR, FORMER_BYS };

struct former_count {
	const char *code;		/* FORMER_BY_YEAR: that of the receipt in Tokyo */
	int64_t count;
};
enum verdict former_set_count(struct ledger *l, void *ctx, enum former_by by, struct former_count **out, size_t *count_out,
    struct fault *f) MUST_USE;

struct former_sums {
	int64_t opinions;
	int64_t first, last;		/* receipts; 0 none */
	int64_t answers, notes;		/* drafts */
	int64_t sent;			/* events that say that an answer left */
	int64_t open_with_due, open;
	int64_t intents;		/* that anything is to leave, or left, about one of them */
};
enum verdict former_set_sums(struct ledger *l, struct former_sums *out, struct fault *f) MUST_USE;

#endif
