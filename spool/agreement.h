/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * agreement - who has agreed to what one person alone may not do: an erasure (erasure.h), an export (export.h).
 *
 * A person counts once for each; who may agree, and how many have to, is theirs to say. All functions work within the caller's
 * transaction.
 */
#ifndef SPOOL_AGREEMENT_H
#define SPOOL_AGREEMENT_H

#include "spool/ledger.h"
#include "spool/person.h"

enum agreement_to { TO_ERASURE, TO_EXPORT };

struct agreement {
	const char *person, *name;	/* person.h */
	int64_t at;
};

/* In the order of their coming; an array owned by ctx. */
enum verdict agreement_list(struct ledger *l, void *ctx, enum agreement_to what, int64_t id, struct agreement **out,
    size_t *count_out, struct fault *f) MUST_USE;
enum verdict agreement_add(struct ledger *l, enum agreement_to what, int64_t id, const struct person *who, struct fault *f)
    MUST_USE;

/* Whether this person is among them. */
bool agreement_has(const struct agreement *all, size_t count, const char *person);
/* "tanaka (1000), suzuki (1001)"; owned by ctx. */
const char *agreement_names(void *ctx, const struct agreement *all, size_t count);

#endif
