/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pop3 - the parts of POP3 that can be tried without a server. */
#ifndef INGEST_POP3_H
#define INGEST_POP3_H

#include <stdbool.h>

#include "ingest/lines.h"
#include "spool/octets.h"

/* Reads a mail up to the line with a single dot, undoubles the dots that begin lines
 * (RFC 1939 section 3) and gives on everything else exactly as it comes. *too_large_out: it has more than
 * max octets; it was read to its end nevertheless, but not given on. */
enum verdict pop3_read_mail(struct lines *l, struct sink sink, int64_t max, bool *too_large_out,
    struct fault *f) MUST_USE;

/* The base64 of "user=USER^Aauth=Bearer TOKEN^A^A"; owned by ctx, to be wiped. */
char *pop3_xoauth2(void *ctx, const char *user, const char *token);

#endif
