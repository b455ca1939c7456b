/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv - a table of RFC 4180: cells in quotes or not, line ends within quotes, doubled quotes; also with tabs.
 *
 * Nothing is guessed but the separator (the tab, where the first line has one and no comma) and the charset: UTF-8,
 * UTF-16 with its mark, or CP932, as Excel writes them.
 */
#ifndef SPOOL_CSV_H
#define SPOOL_CSV_H

#include <stddef.h>

#include "config/bytes.h"
#include "config/fault.h"

struct csv_row {
	size_t line;		/* of the text, on which it begins, from 1 */
	const char **cell;	/* running text, without spaces around it; as many as the row has */
	size_t count;
};

/* Why it is no table. */
enum csv_wrong {
	CSV_QUOTE,		/* a quote begins here and does not end */
	CSV_BEHIND,		/* something stands behind a closing quote */
	CSV_CHARSET,		/* neither UTF-8 nor CP932 */
	CSV_ROWS,		/* too many rows */
	CSV_WRONGS
};

struct csv {
	struct csv_row *row;	/* without rows that have nothing in them */
	size_t count;
	enum csv_wrong wrong;	/* NEVER: what, and where */
	size_t line, column;
};

/* "quote", ...; static. */
const char *csv_wrong_name(enum csv_wrong wrong);

/* All of it belongs to ctx. NEVER: out->wrong, out->line and out->column (from 1) say what; f the same in English. */
enum verdict csv_read(void *ctx, struct bytes octets, size_t max, struct csv *out, struct fault *f) MUST_USE;

#endif
