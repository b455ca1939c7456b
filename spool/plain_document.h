/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plain_document - what the elements of HTML mean for a reader of plain text.
 *
 * Elements begin and end in pairs, as libxml2's parser reports them.
 */
#ifndef SPOOL_PLAIN_DOCUMENT_H
#define SPOOL_PLAIN_DOCUMENT_H

#include "config/bytes.h"
#include "spool/plain_writer.h"

struct frame;

struct document {
	struct writer w;
	struct frame *frame;	/* frame[0] is the document's */
	size_t depth;		/* of the innermost; those beyond some thousands are not kept */
	unsigned pre, lists;	/* open elements of these kinds */
	char *href;		/* of the open link, NULL for none */
	size_t link_start;	/* where its words begin in the output */
};

/* Owned by ctx, which must live as long; the text gathers in w.out, of at most max octets. */
struct document *document_new(void *ctx, size_t max);

/* attributes: names and values in turn, NULL at the end, or NULL. */
void document_begin(struct document *d, const char *name, const char *const *attributes);
void document_end(struct document *d);
void document_text(struct document *d, struct bytes text);

#endif
