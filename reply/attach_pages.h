/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attach_pages - the pages of a scan as pictures in a mail to who has to read them. */
#ifndef REPLY_ATTACH_PAGES_H
#define REPLY_ATTACH_PAGES_H

#include "reply/attach.h"
#include "spool/scan.h"

/* Whether a mail shows the pages of the arrival that it is about: one that asks to type them in, to look at what is
 * held, or what to do about a letter that came back. */
bool attach_pages_wanted(const struct facts *facts);

/* page-01.jpg, page-02.jpg, ...: as many as make a mail of no more than max octets. *left_out: pages that there are
 * besides; those of a file that cannot be read are none. The pictures are owned by ctx. *scanner is started when it
 * is NULL; it is owned by whoever ends it. NEVER is not returned. */
enum verdict attach_pages(struct ledger *l, struct parser *parser, struct scanner **scanner, void *ctx,
    const struct facts *facts, int64_t max, struct attached_files *out, size_t *left_out, struct fault *f) MUST_USE;

#endif
