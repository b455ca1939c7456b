/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trouble - what keeps the programs from their work: the administrator is told of each once, and once when it is over.
 *
 * The mail is an intent of kind notice (intent.h); its code is a code of the reasons (config/templates), and behind it what it is
 * about. All of it is within the caller's transaction.
 */
#ifndef SPOOL_TROUBLE_H
#define SPOOL_TROUBLE_H

#include "spool/ledger.h"

enum trouble_kind { TROUBLE_SCANNER_AWAY, TROUBLE_SCANNER_OLD, TROUBLE_SCANNER_UNABLE, TROUBLE_LATE_WORKS, TROUBLE_LATE_GONE,
	TROUBLE_BOOKS, TROUBLE_KINDS };

/* "scanner-away", ...; what the desk reads instead: word_of_trouble() (report/book_words.h). */
const char *trouble_code(enum trouble_kind kind);

struct trouble {
	const char *name;	/* "scanner", "late iken-register", ... */
	const char *code;	/* with what it is about: "late-works iken-register" */
	enum trouble_kind kind;	/* TROUBLE_KINDS: one of another version */
	const char *about;	/* "iken-register"; "" nothing */
	int64_t since;
};

/* It is there; tells once, whatever its kind is later. about: "" nothing. *told_out may be NULL. */
enum verdict trouble_is(struct ledger *l, const char *name, enum trouble_kind kind, const char *about, bool *told_out,
    struct fault *f) MUST_USE;
/* It is not there (any more); tells with code when it was. */
enum verdict trouble_is_over(struct ledger *l, const char *name, const char *code, bool *told_out, struct fault *f)
    MUST_USE;
/* All that is there, oldest first; an array owned by ctx. */
enum verdict trouble_list(struct ledger *l, void *ctx, struct trouble **out, size_t *count_out, struct fault *f) MUST_USE;

#endif
