/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime_stream - gmime's streams over octets that are read on demand, and into a sink of ours. */
#ifndef SPOOL_MIME_STREAM_H
#define SPOOL_MIME_STREAM_H

#include <gmime/gmime.h>

#include "spool/mime_guard.h"
#include "spool/octets.h"

/* A seekable stream over octets, which must live longer than it and all its parts. A failing read ends
 * the stream. The caller unrefs it. */
GMimeStream *mime_stream_from(const struct octets *octets);

/* A stream to be written to; what is written goes to sink, which must live longer. */
GMimeStream *mime_stream_into(const struct sink *sink);

/* Parses what the guard guards, and ends it. NULL when gmime finds no message (no header) or no entity.
 * The guard must live longer than the result, which the caller unrefs. */
GMimeMessage *mime_parse_message(struct mime_guard *guard);
GMimeObject *mime_parse_entity(struct mime_guard *guard);

#endif
