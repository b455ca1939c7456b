/* SPDX-License-Identifier: GPL-3.0-or-later */
/* allowance - how many automatic mails may still go to somebody today (law 10). */
#ifndef SPOOL_ALLOWANCE_H
#define SPOOL_ALLOWANCE_H

#include "spool/ledger.h"

/* Counts one more for who ("address:…", "domain:…", "all") on the day in Tokyo of now, unless limit
 * is reached: then *granted_out is false and nothing is counted. */
enum verdict allowance_take(struct ledger *l, const char *who, int64_t now, int64_t limit, bool *granted_out,
    struct fault *f) MUST_USE;

/* Forgets the days before the last 35. */
enum verdict allowance_forget(struct ledger *l, int64_t now, struct fault *f) MUST_USE;

#endif
