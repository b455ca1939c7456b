/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plain_writer - lines of text from the elements of a document.
 *
 * It knows what a browser does with white space and line breaks: blocks begin on a line of
 * their own, white space is one space, quotes carry "> ", items "- " or their number.
 */
#ifndef SPOOL_PLAIN_WRITER_H
#define SPOOL_PLAIN_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "config/bytes.h"

enum { WRITER_MARKER_MAX = 24 };

struct writer {
	struct buffer out;
	size_t max;		/* octets of out */
	bool full;		/* something was left out, because out had reached max */
	size_t quotes;		/* depth of quotation */
	size_t line_quotes;	/* the same when the last line began */
	unsigned breaks;	/* line ends to write before the next character */
	bool space;		/* a space to write before the next character */
	bool soft;		/* that space was a line end of the source */
	bool held;		/* the line to come has a space (&nbsp;) already */
	bool cell;		/* a cell's border to write before the next character */
	char marker[WRITER_MARKER_MAX];	/* of a list item, to write before the next character */
	uint32_t last;		/* the last character written, 0 at the beginning of a line */
};

struct writer writer_init(void *ctx, size_t max);

/* A character as it is, after what has been waiting. */
void writer_put(struct writer *w, uint32_t code);
void writer_string(struct writer *w, const char *text);
/* Text of the source, where white space means nothing but a gap. */
void writer_flow(struct writer *w, struct bytes text);
/* Text of the source, where white space is meant (pre). */
void writer_verbatim(struct writer *w, struct bytes text);

/* At least so many line ends before the next character: 1 for a block, 2 for a paragraph. */
void writer_break(struct writer *w, unsigned breaks);
/* One line end more, as <br> asks for. */
void writer_line_end(struct writer *w);
/* A border, where something stands on this line already. */
void writer_cell(struct writer *w);
/* What a list item begins with; marker is copied. */
void writer_item(struct writer *w, const char *marker);

#endif
