/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain - what a person would read, from HTML and from format=flowed text. */
#ifndef SPOOL_PLAIN_H
#define SPOOL_PLAIN_H

#include <stdbool.h>

#include "config/bytes.h"

/* The readable text of an HTML document that is UTF-8 already (libxml2's HTML reader; no
 * network, no entities from outside, no scripts, no styles, no hidden preheader): paragraphs,
 * lists, quotes as "> ", tables row by row, links' addresses where they differ from their words.
 * Bounded by max octets of output. Owned by ctx. *truncated_out may be NULL. */
char *plain_from_html(void *ctx, struct bytes html, size_t max, bool *truncated_out);

/* RFC 3676: soft line ends joined (delsp as given), stuffed spaces removed, quotes kept. */
char *plain_from_flowed(void *ctx, const char *text, bool delsp);

#endif
