/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_scans - the scans of an opinion as pictures, a page each. */
#ifndef REPLY_PRINT_SCANS_H
#define REPLY_PRINT_SCANS_H

#include "reply/facts.h"
#include "spool/parser.h"
#include "spool/scan.h"

enum { SCANS_SHOWN_MAX = 100 };

struct print_scans {
	const struct bytes *page;	/* JPEG; owned by the caller's ctx */
	size_t count;
	size_t left;			/* files of which pages are missing here: they cannot be read, or are too many */
};

/* What came with the opinion's own arrival and is a scan. What is left out is said in the log. */
enum verdict print_scans(struct ledger *l, void *ctx, const struct facts *facts, struct parser *parser,
    struct scanner *scanner, struct print_scans *out, struct fault *f) MUST_USE;

#endif
