/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * collect - takes the items of one drop folder, in the order that loses none.
 *
 * For each batch: read into sealed arrivals, made durable by one commit, and only then let go. An item's arrival has
 * an id that is a hash of the files' inodes, times and contents. Killed anywhere, the next run finds the same item
 * under the same id: it is let go and not written again, for a second file of that id would have another key than
 * the one that the register holds.
 */
#ifndef INGEST_COLLECT_H
#define INGEST_COLLECT_H

#include <stdint.h>

#include "config/fault.h"
#include "config/run.h"
#include "spool/arrival.h"

enum collect_extent {
	COLLECT_ALL,	/* take, commit, let go, report what stays */
	COLLECT_LIST,	/* only print what would be taken */
	COLLECT_OPEN	/* only look whether the folder is right */
};

/* seen = taken + waiting + refused + failed + left */
struct collect_counts {
	int64_t seen;		/* items in the folder */
	int64_t taken;		/* by this run, or by one that was killed before it let go (COLLECT_LIST: would be) */
	int64_t waiting;	/* not settled, or not whole */
	int64_t refused;	/* stay for good, and are reported */
	int64_t failed;		/* could not be read, or not be let go */
	int64_t left;		/* for the next run: over the limit, or gone meanwhile */
	int64_t reported;	/* of those that stay: told to the desk by this run */
};

/* arrivals may be NULL unless the extent is COLLECT_ALL. LATER: the folder could not be worked through; *counts says
 * what was done nevertheless. HALT: the folder is not right; f says what to do. */
enum verdict collect_drop(const struct run *run, const struct drop *drop, struct arrivals *arrivals,
    enum collect_extent extent, struct collect_counts *counts, struct fault *f) MUST_USE;

#endif
