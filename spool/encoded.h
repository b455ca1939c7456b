/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * encoded - RFC 2047 encoded words as programs write them, and the fields they stand in.
 *
 * Words are recognised anywhere: without white space around them, inside quotes, with spaces
 * inside. Neighbours of the same charset are joined as octets before they are decoded, so that
 * a character or an escape sequence may be split between them.
 */
#ifndef SPOOL_ENCODED_H
#define SPOOL_ENCODED_H

#include <stdbool.h>

#include "config/bytes.h"

enum { ENCODED_CHARSET_MAX = 64 };

struct encoded_word {
	struct bytes charset;
	char encoding;		/* 'b' or 'q' */
	struct bytes text;
	size_t len;		/* of the whole word, from "=?" to "?=" */
};

/* One pass over a field; keeps the work of all looks together in proportion to its length. */
struct encoded_scan {
	const unsigned char *end;
	const unsigned char *closing;	/* the next "?=" seen ahead, or end */
};

struct encoded_scan encoded_scan_init(struct bytes field);
/* Whether an encoded word begins at p. Calls of one scan go forward only. */
bool encoded_at(struct encoded_scan *scan, const unsigned char *p, struct encoded_word *word_out);

/* The value of a field on one line as UTF-8: unfolded, and where it has raw octets beyond ASCII
 * or raw ISO-2022-JP, those decoded. Encoded words are left as they are. NUL-terminated, without
 * NULs; other control characters may stand in it. Adds to *damaged. */
struct bytes encoded_unfold(void *ctx, struct bytes raw, size_t *damaged);

/* Text of one line from what encoded_unfold() gave, all words decoded, trimmed. Adds to
 * *damaged. */
char *encoded_decode(void *ctx, struct bytes field, size_t *damaged);

#endif
