/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * holiday - the national holidays that the register knows, by whole years.
 *
 * They come from the Cabinet Office's file (holiday_file.h). A year is known wholly or not at all, and
 * the known years have no gap between them, so that no date is ever counted over unknown days.
 */
#ifndef SPOOL_HOLIDAY_H
#define SPOOL_HOLIDAY_H

#include "spool/calendar.h"
#include "spool/db.h"

/* Where the Cabinet Office publishes the file. */
#define HOLIDAY_SOURCE "https://www8.cao.go.jp/chosei/shukujitsu/syukujitsu.csv"

/* What to tell the administrator when a year is missing (calendar_missing_year()): what to download
 * and what to run. Owned by ctx. */
char *holiday_missing(void *ctx, int year);

/* All holidays of the years first_year to last_year in the order of days; 0, 0: none. */
struct holidays {
	struct holiday *item;
	size_t count;
	int first_year, last_year;
	int64_t imported;		/* UTC seconds: when last_year was loaded; 0 for a file */
};

/* The years of the register up to the last one without a gap; owned by ctx. */
enum verdict holiday_read(struct db *db, void *ctx, struct holidays *out, struct fault *f) MUST_USE;

/* NEVER: these years would leave a gap to those that are known. */
enum verdict holiday_fits(const struct holidays *known, const struct holidays *more, struct fault *f) MUST_USE;

/* Replaces the years that more holds, within the transaction that the caller began. NEVER as
 * holiday_fits(). */
enum verdict holiday_store(struct db *db, const struct holidays *more, int64_t now, struct fault *f) MUST_USE;

/* Known and more, with the years of more taken from it; owned by ctx, names are those given. */
struct holidays holiday_merge(void *ctx, const struct holidays *known, const struct holidays *more);

/* One day on which the years that both hold are not the same. */
struct holiday_change {
	daynum day;
	const char *before, *after;	/* NULL: no holiday */
};

/* In the order of days; an array owned by ctx, names are those given. */
struct holiday_change *holiday_compare(void *ctx, const struct holidays *known, const struct holidays *more,
    size_t *count_out);

/* Stores the years that come with the programs where none is known yet; a transaction of its own. */
enum verdict holiday_begin_with_shipped(struct db *db, struct fault *f) MUST_USE;

#endif
