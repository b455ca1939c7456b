/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime - walks through the MIME structure of a message (RFC 2045-2049, 5322), over gmime.
 *
 * Runs in the confined child (parser.h). Text comes out through charset.h, header.h and plain.h;
 * gmime is only asked for structure and for octets after transfer decoding.
 */
#ifndef SPOOL_MIME_H
#define SPOOL_MIME_H

#include "config/settings.h"
#include "spool/octets.h"
#include "spool/reading.h"
#include "spool/sniff.h"

/* Whether one of the libraries that are attacked most was called, or a limit exceeded, since mime_begin(). */
bool mime_was_risky(void);

/* Once in a process, before anything else of this file; again in a child that begins anew. */
void mime_begin(void);

/* Reads a message. What has no header is text without a sender. NEVER: a header beyond all measure. */
enum verdict mime_read(const struct octets *message, const struct limits *limits, struct sniffer *sniffer,
    void *ctx, struct reading **out, struct fault *f) MUST_USE;

/* Gives the decoded octets of the part that mime_read() numbered index. NEVER: there is none. */
enum verdict mime_extract(const struct octets *message, const struct limits *limits, int index,
    const struct sink *sink, struct fault *f) MUST_USE;

#endif
