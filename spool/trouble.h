/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trouble - what keeps the programs from their work: the administrator is told of each once, and once when it is over.
 *
 * The mail is an intent of kind notice (intent.h); its code is a code of the reasons. All of it is within the caller's
 * transaction.
 */
#ifndef SPOOL_TROUBLE_H
#define SPOOL_TROUBLE_H

#include "spool/ledger.h"

struct trouble {
	const char *name;	/* "scanner", "late register", ... */
	const char *code;
	int64_t since;
};

/* It is there; tells once, whatever the code is later. *told_out may be NULL. */
enum verdict trouble_is(struct ledger *l, const char *name, const char *code, bool *told_out, struct fault *f) MUST_USE;
/* It is not there (any more); tells with code when it was. */
enum verdict trouble_is_over(struct ledger *l, const char *name, const char *code, bool *told_out, struct fault *f)
    MUST_USE;
/* All that is there, oldest first; an array owned by ctx. */
enum verdict trouble_list(struct ledger *l, void *ctx, struct trouble **out, size_t *count_out, struct fault *f) MUST_USE;

#endif
