/* SPDX-License-Identifier: GPL-3.0-or-later */
/* morning - who is reminded today, and of what the administrator is warned. */
#ifndef PROCESS_MORNING_H
#define PROCESS_MORNING_H

#include "config/bytes.h"
#include "spool/calendar.h"

/* On an open day, in its hours and the first time that day: decides a reminder for each party that has
 * something to be reminded of. said has a line for each. Within the caller's transaction, so that all of
 * them are decided or none. */
enum verdict morning_remind(struct ledger *l, const struct calendar *cal, int64_t now, struct buffer *said,
    struct fault *f) MUST_USE;

/* Once a month, while holidays are missing: a notice to the administrator. said: likewise. */
enum verdict morning_warn(struct ledger *l, const struct calendar *cal, int64_t now, struct buffer *said,
    struct fault *f) MUST_USE;

#endif
