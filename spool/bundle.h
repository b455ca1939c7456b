/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bundle - files that came together as one message: what a drop folder's item becomes in the spool.
 *
 * It is written as MIME (RFC 2046), so that it is read, kept and taken apart by what reads mails. Its parts are
 * the files' own octets (Content-Transfer-Encoding: binary):
 *
 *	X-Ikenbako-Bundle: 1
 *	Subject: name of the item
 *	Content-Type: multipart/mixed
 *
 *	text/plain, inline: the form (spool/formtext.h), UTF-8 or CP932, as it was; only where there is one
 *	application/octet-stream, attachment, with its name: each file, in order
 *
 * What makes an arrival a bundle is where it came from, a [drop] of the settings; a mail that looks like one is
 * a mail.
 */
#ifndef SPOOL_BUNDLE_H
#define SPOOL_BUNDLE_H

#include "config/bytes.h"
#include "spool/octets.h"

struct bundle;

/* Writes the head. name: of the item, any octets; what is no text is written so that it can be read. out must
 * live until bundle_end(). */
enum verdict bundle_begin(void *ctx, const struct sink *out, struct bytes name, struct bundle **bundle_out,
    struct fault *f) MUST_USE;

/* Begins the part of the form, which comes first, or of a file; what was written before is ended by it. */
enum verdict bundle_form(struct bundle *b, struct fault *f) MUST_USE;
enum verdict bundle_file(struct bundle *b, struct bytes name, struct fault *f) MUST_USE;

/* Octets of the part. */
enum verdict bundle_write(struct bundle *b, const void *data, size_t len, struct fault *f) MUST_USE;

/* Ends the message and frees b. */
enum verdict bundle_end(struct bundle **b, struct fault *f) MUST_USE;

/* Where the octets of the form and of the files lie in a bundle, in order. */
struct bundle_place {
	int64_t from, to;
};
struct bundle_places {
	struct bundle_place *item;	/* owned by ctx */
	size_t count;
};
/* Only the lines between them are looked for. NEVER: it is not as bundle_begin() writes it. LATER: not readable. */
enum verdict bundle_places(void *ctx, const struct octets *bundle, struct bundle_places *out, struct fault *f) MUST_USE;

#endif
