/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stack - where the opinions of a scanned stack begin and end. Pure: pages and their codes go in.
 *
 * Covers and separators divide the stack and belong to no piece, nor does a blank page behind one (its back). A sheet
 * of another opinion or letter begins a piece, too. Pieces of blank pages alone are none, but are counted.
 */
#ifndef PROCESS_STACK_H
#define PROCESS_STACK_H

#include <stddef.h>

#include "spool/sheet.h"

struct stack_page {
	bool blank;
	bool has_sheet;
	struct sheet sheet;		/* the page's code of ours */
};

struct stack_piece {
	size_t first, end;		/* pages */
	const struct sheet *sheet;	/* of a note, letter or printed opinion that begins it; NULL: none */
	int64_t batch;			/* 0: none */
};

/* One stack with a batch sheet, as far as its sheets were found. Strings: "3, 5" or "". */
struct stack_batch {
	int64_t id;
	size_t found;			/* pieces */
	const char *missing, *twice;	/* places of separators */
};

struct stack {
	struct stack_piece *piece;
	size_t count;
	struct stack_batch *batch;
	size_t batch_count;
	size_t blanks;			/* pieces of nothing but blank pages, left out */
	bool is_split;			/* it is more than one thing, or has sheets that belong to none */
};

/* All of it is owned by ctx; pages must live as long. */
struct stack stack_split(void *ctx, const struct stack_page *page, size_t count);

#endif
