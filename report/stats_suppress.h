/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stats_suppress - which numbers of a table are not told where it is published.
 *
 * Not told is what is smaller than `least` (0 is told), and besides so many others that none of these can be computed
 * from the sums: in a line with a sum no number is hidden alone, nor do those hidden come to less than least; in a table
 * with sums of rows and columns no hidden number follows from all others together. The sums along one axis are decided
 * on first and hold for every table that has them; inside of a table nothing follows even for who knows them all.
 *
 * Pure.
 */
#ifndef REPORT_STATS_SUPPRESS_H
#define REPORT_STATS_SUPPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Numbers of which the sum is told. least 0: nothing is hidden. */
void suppress_line(const int64_t *value, size_t count, int64_t least, bool *hidden);

/* rows * columns numbers, [row * columns + column]; the sums of hidden rows and columns are not told. */
struct suppress_table {
	const int64_t *value;
	size_t rows, columns;
	const bool *row_hidden, *column_hidden;
	int64_t least;
};

void suppress_table(const struct suppress_table *t, bool *hidden);

#endif
