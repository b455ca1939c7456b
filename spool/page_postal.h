/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_postal - the post office's table of postal codes (KEN_ALL.CSV, UTF_KEN_ALL.CSV) as small files that the form and the
 * browser read: out/static/postal/123.txt with lines `4567<tab>address`.
 */
#ifndef SPOOL_PAGE_POSTAL_H
#define SPOOL_PAGE_POSTAL_H

#include <stdbool.h>

#include "config/fault.h"

/* Takes the table, in CP932 or UTF-8, into DIR; files that are there are replaced each as a whole. dry_run: only counts.
 * Prints how many codes there are. NEVER: it is not that table. */
enum verdict page_postal_convert(void *ctx, const char *table, const char *dir, bool dry_run, struct fault *f) MUST_USE;

#endif
