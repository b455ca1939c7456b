/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quote - what a reply adds to the mail that it answers.
 *
 * Nothing that may be the writer's own is ever cut: where it is not clear what is quoted, the
 * whole text is given and marked.
 */
#ifndef PROCESS_QUOTE_H
#define PROCESS_QUOTE_H

#include <stdbool.h>
#include <stddef.h>

#include "spool/lines.h"

struct quote_cut {
	const char *text;	/* what was added, without the signature; owned by ctx */
	bool between;		/* added between quoted lines: text is the whole */
	bool announced;		/* a line says that a quote follows */
	bool whole;		/* nothing that was added could be told apart: text is the whole */
};

/* known: one octet for each line, not 0 where the caller knows that the line is ours. */
struct quote_cut quote_cut(void *ctx, const struct lines *lines, const unsigned char *known);

#endif
