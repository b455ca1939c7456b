/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_scans - the scans of an opinion as pictures, a page each. */
#ifndef REPLY_PRINT_SCANS_H
#define REPLY_PRINT_SCANS_H

#include "reply/facts.h"
#include "spool/parser.h"
#include "spool/scan.h"

enum { SCANS_SHOWN_MAX = 100 };

/* What came with the opinion's own arrival and is a scan, as JPEG; an array owned by ctx. A file that cannot be read is
 * left out, and said in the log. */
enum verdict print_scans(struct ledger *l, void *ctx, const struct facts *facts, struct parser *parser,
    struct scanner *scanner, const struct bytes **out, size_t *count_out, struct fault *f) MUST_USE;

#endif
