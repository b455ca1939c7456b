/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rewrap - the keys of opinions, wrapped anew when master.key was renewed.
 *
 * While it goes on some rows are of the former key and some of the present one; which one a row is of is found by trying, and
 * whoever has opened the register has both. Each transaction takes a bounded number of rows, others work between them.
 */
#ifndef SPOOL_REWRAP_H
#define SPOOL_REWRAP_H

#include "spool/ledger.h"

/* Wraps every row with the present key, and then reads each of them back with that one alone. *damaged_out: rows
 * that no key opens, and that stay as they are. LATER: stopped, or a row did not read back. */
enum verdict rewrap_all(struct ledger *l, int64_t *rows_out, int64_t *damaged_out, struct fault *f) MUST_USE;

#endif
