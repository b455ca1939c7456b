/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tabular - opinions in the rows of a table (spool/csv.h): each row becomes the text of a form. Pure.
 *
 * The first row names the columns as a form does (氏名, 住所, 本文, 受付日, ...), in any order.
 */
#ifndef PROCESS_TABULAR_H
#define PROCESS_TABULAR_H

#include "config/settings.h"
#include "spool/csv.h"

struct tabular_row {
	size_t line;			/* of the file */
	const char *form;		/* in the words that were typed */
	const char *proper;		/* in its proper form; NULL: there are mistakes */
	uint64_t hash;			/* of that, so that equal ones are found fast */
	const char *errors;		/* what they are, one line, nothing of what was typed; "" none */
};

struct tabular {
	struct tabular_row *row;
	size_t count;
	const char *wrong;		/* why it is no such table: "quote 12.3", "column 1.4", "no-text 1.1"; NULL */
};

/* All of it belongs to ctx. channel: of what is not said. */
struct tabular tabular_read(void *ctx, const struct settings *s, struct bytes octets, const char *channel);

#endif
