/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * former_split - the rows of an older system's table (RFC 4180), one after the other, each with its own octets.
 *
 * Nothing is guessed: charset and separator are given. A row that is not right is given out as well, with its octets, so
 * that nothing of the file is lost; the next one begins behind the end of its line.
 */
#ifndef PROCESS_FORMER_SPLIT_H
#define PROCESS_FORMER_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "config/bytes.h"

/* In the order of the mapping's words. UTF-16 has a mark at its beginning, UTF-8 may have one. */
enum former_charset { FORMER_UTF8, FORMER_UTF16, FORMER_CP932, FORMER_CHARSETS };

enum { FORMER_ROW_MAX = 16 << 20, FORMER_CELLS_MAX = 10000 };	/* octets and cells of a row */

struct former_cell {
	const char *text;		/* running text, without spaces around it */
	size_t damaged;			/* characters that could not be decoded */
};

struct former_row {
	size_t line, end;		/* of the file, from 1: where it begins, and its last one */
	struct bytes octets;		/* as they are in the file, the end of the line among them */
	const char *wrong;		/* "" nothing; "quote" begins and does not end, "behind" a quote stands something,
					 * "cells": more than FORMER_CELLS_MAX, "long": not within FORMER_ROW_MAX, "mark": the file is of another charset; "quote",
					 * "long" and "mark" are the last row */
	size_t column;			/* where that is, from 1 */
	struct former_cell *cell;
	size_t count;
};

struct former_split;

/* Reads fd from where it stands. */
struct former_split *former_split_new(void *ctx, int fd, enum former_charset charset, char separator);

/* The next row that is not empty; false: there is none. All of it belongs to ctx. */
bool former_split_next(struct former_split *s, void *ctx, struct former_row *out);

/* Whether fd could be read to its end. */
bool former_split_is_whole(const struct former_split *s);

#endif
