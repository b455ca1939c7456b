/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pagein - takes what residents did on the page from DIR/in, in the order that loses none (1-①).
 *
 * The files were sealed to this spool by the page, which let them have their names when they were whole; they are copied
 * as they are, made durable by one commit, and only then removed. A file that comes again, because it was copied from
 * another machine again, has the same id, and is let go at once. What cannot be opened is found out by iken-register,
 * which sets it aside.
 */
#ifndef INGEST_PAGEIN_H
#define INGEST_PAGEIN_H

#include "ingest/collect.h"

/* seen = taken + refused + failed + left. arrivals may be NULL unless the extent is COLLECT_ALL. LATER, HALT: as
 * collect_drop(). */
enum verdict pagein_collect(const struct run *run, struct arrivals *arrivals, enum collect_extent extent,
    struct collect_counts *counts, struct fault *f) MUST_USE;

#endif
