/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paragraph - one paragraph set in lines of a width; what was set before is not set again.
 *
 * The letters of a run have much in common: greeting, closing, whom to ask, and where many were answered alike the
 * whole text. Setting is the dearest part of a letter, so a store remembers what it has set lately, by all that
 * shapes it.
 */
#ifndef SPOOL_PARAGRAPH_H
#define SPOOL_PARAGRAPH_H

#include "spool/paper_pango.h"

struct paragraph_line {
	PangoLayoutLine *line;		/* belongs to the layout */
	double width;			/* points, before it was pulled apart */
};

struct paragraph {
	PangoLayout *layout;		/* not to be changed; whoever keeps a line keeps a reference to this */
	struct paragraph_line *lines;
	size_t count;
	double hang;			/* points by which all lines but the first are moved to the right */
	size_t mark;			/* octets of the list's mark; 0: none, or it does not hang */
	bool lacks;			/* it has a sign that the fonts lack */
};

struct paragraph_store;

/* A store for what is set in these fonts; owned by ctx, which may be the fonts'. */
struct paragraph_store *paragraph_store_new(void *ctx, const struct fonts *fonts);

/* A paragraph of len octets of running text (config/text.h) without line feeds and tabs, in lines of width points.
 * Owned by the store; it lasts until the next call. */
const struct paragraph *paragraph_set(struct paragraph_store *store, const struct style *style, double width,
    const char *text, size_t len);

#endif
