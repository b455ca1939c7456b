/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch - takes the mails of one source, in the order that loses none. */
#ifndef INGEST_FETCH_H
#define INGEST_FETCH_H

#include <stdint.h>

#include "config/fault.h"
#include "config/run.h"
#include "spool/arrival.h"

enum fetch_extent {
	FETCH_ALL,	/* take, commit, remember, let go */
	FETCH_LIST,	/* only count what would be taken */
	FETCH_OPEN	/* only connect, verify, log in, open the folder */
};

/* seen = known + taken + too_large + failed + left */
struct fetch_counts {
	int64_t seen;		/* mails at the source */
	int64_t known;		/* taken by earlier runs */
	int64_t taken;		/* by this run (FETCH_LIST: would be) */
	int64_t too_large;	/* stay at the source, reported each run */
	int64_t failed;		/* the source did not give them; tried again by the next run */
	int64_t left;		/* for the next run: over the limit, or the session broke */
	int64_t largest;	/* octets of the largest that was too large */
};

/* arrivals may be NULL unless the extent is FETCH_ALL. LATER: the source could not be worked
 * through; *counts says what was done nevertheless. HALT: passwords, CA file, own folders. */
enum verdict fetch_source(const struct run *run, const struct source *source, struct arrivals *arrivals,
    enum fetch_extent extent, struct fetch_counts *counts, struct fault *f) MUST_USE;

#endif
