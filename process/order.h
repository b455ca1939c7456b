/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * order - what the desk's short replies to mails of ours have in common: where in a reply the words are its own, and
 * words and numbers in a line.
 *
 * Nothing is read from what is quoted, except from the block that we sent, as it was filled in.
 */
#ifndef PROCESS_ORDER_H
#define PROCESS_ORDER_H

#include <stdbool.h>
#include <stddef.h>

#include "spool/block.h"
#include "spool/reading.h"

enum { ORDER_NUMBER_DIGITS = 11 };	/* of an opinion's number */

struct order_text {
	struct lines lines;
	struct block block;	/* the first one of the text */
	bool has_block;
};

/* Lines that are the writer's own; owned by ctx, as the text that they stand in. */
struct order_lines {
	const char **folded;	/* ended by a 0 */
	size_t count;
};

struct order_text order_text(void *ctx, const char *text);

/* What stands in the block of the mail that is answered; false: it has none. Deeper than that mail it is somebody
 * else's. */
bool order_in_block(void *ctx, const struct order_text *t, struct order_lines *out);

/* What stands above or below the quoted lines; false: nothing, or it cannot be told from what our mail says. */
bool order_around(void *ctx, const struct order_text *t, struct order_lines *out);

/* The text to look at where the first says nothing; NULL: there is no other. */
const char *order_second_text(const struct reading *r);

/* What may stand in a line of an order. */
struct order_word {
	const char *words;	/* folded */
	int meaning;		/* 0: nothing by itself */
};

/* Octets of the longest of the words that p begins with; 0 none. */
size_t order_take_word(const struct order_word *vocabulary, size_t count, const char *p, int *meaning_out);

/* Octets of digits with dashes between them, or with what keyboards make of dashes; 0: no digit. */
size_t order_take_digits(const char *p, size_t *digits_out);

/* Whether so many digits at p are meant to be an opinion's number. */
bool order_is_number(const char *p, size_t digits);

#endif
