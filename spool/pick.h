/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pick - which opinions are given out, and what of them: the choice that people agree to.
 *
 * A choice is words of ours alone (codes, times, numbers), never anything personal. It is made again whenever it is
 * needed: what its digest is the same for is the same opinions, protected and erased as they were.
 */
#ifndef SPOOL_PICK_H
#define SPOOL_PICK_H

#include "spool/opinion.h"

#define PICK_DIGEST (2 * SEAL_DIGEST)	/* hexadecimal digits */

struct pick {
	/* which; "" and 0 are any */
	int64_t from, to;		/* received: from .. before to */
	const char *department, *purpose, *channel;	/* codes */
	const char *state;		/* a name of state.h */
	const char *numbers;		/* these alone, each once, in their proper form with a space between them; "" all */
	/* what of them */
	bool cases;			/* a case folder of each, not the tables alone */
	bool masked;			/* without who wrote it */
	bool infected;			/* originals in which a virus was found, too */
	bool cp932;			/* CSV for old programs for tables */
};

/* To and from the words that the register keeps. pick_read() is NULL when they are not whole; owned by ctx. */
char *pick_write(void *ctx, const struct pick *pick);
struct pick *pick_read(void *ctx, const char *words);

/* The next one that fits, in the order of ids; after 0: the first. The order of numbers that were named is theirs in the
 * register, too. */
struct pick_walk {
	struct ledger *l;
	const struct pick *pick;
	int64_t after;
	int64_t *named;			/* ids of the numbers that were named, ascending */
	size_t named_count, next;
};

/* NEVER: a number that was named is none, or no opinion has it; f names it. Memory belongs to ctx. */
enum verdict pick_begin(struct ledger *l, void *ctx, const struct pick *pick, struct pick_walk *out, struct fault *f) MUST_USE;
enum verdict pick_next(struct pick_walk *w, void *ctx, struct opinion *out, bool *found_out, struct fault *f) MUST_USE;

struct pick_count {
	int64_t opinions, is_protected, erased;
	char digest[PICK_DIGEST + 1];
};

enum verdict pick_count(struct ledger *l, const struct pick *pick, struct pick_count *out, struct fault *f) MUST_USE;

#endif
