/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rehearsal - what is in a register at one moment, as a list of items and counts: before a rehearsed day, and behind it.
 *
 *	opinions, late, open		all; late: open ones whose due day has passed
 *	state X, channel X, purpose X, department X
 *	arrival KIND, held REASON, set-aside REASON
 *	mail KIND to GROUP, letter KIND	that left: accepted, or printed and posted; GROUP: resident, department, desk, ...
 *	waiting KIND, failed KIND, cancelled KIND
 *
 * Nothing personal is in it.
 */
#ifndef SPOOL_REHEARSAL_H
#define SPOOL_REHEARSAL_H

#include "spool/ledger.h"

struct rehearsal_item {
	const char *item;
	int64_t count;
};

struct rehearsal_counts {
	struct rehearsal_item *item;	/* by their names */
	size_t count;
};

/* Owned by ctx. now: by what is late. */
enum verdict rehearsal_count(struct db *db, void *ctx, int64_t now, struct rehearsal_counts *out, struct fault *f) MUST_USE;

/* 0 where there is no such item. */
int64_t rehearsal_of(const struct rehearsal_counts *counts, const char *item);

#endif
