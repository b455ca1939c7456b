/* SPDX-License-Identifier: GPL-3.0-or-later */
/* webpublic - removes what is published of an opinion on the residents' page; reply/publish.h puts it there. */
#ifndef SPOOL_WEBPUBLIC_H
#define SPOOL_WEBPUBLIC_H

#include "spool/opinion.h"

/* Its case, its files and its links. Where its key is destroyed already the links' names are not known any more. Nothing
 * where there is no page. LATER: something could not be removed. */
enum verdict webpublic_remove(struct ledger *l, const struct opinion *o, struct fault *f) MUST_USE;
/* Its links, but for that of a generation; 0: all. */
enum verdict webpublic_remove_links(struct ledger *l, const struct opinion *o, int64_t promised, int64_t but,
    struct fault *f) MUST_USE;

#endif
