/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_tidy - what the page's host does beside answering: old things go, wrong tries are told to the spool. */
#ifndef SPOOL_PAGE_TIDY_H
#define SPOOL_PAGE_TIDY_H

#include <stdbool.h>

#include "spool/page_config.h"

/* At most every ten minutes, unless it is urgent. What fails is tried the next time; f (may be NULL) says the first of it, and
 * the verdict is LATER then. */
enum verdict page_tidy(const char *dir, const struct page_config *config, int64_t now, bool urgent, struct fault *f);

#endif
