/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fall_back - a department's mail came back: its successor is asked, and people are told. */
#ifndef PROCESS_FALL_BACK_H
#define PROCESS_FALL_BACK_H

#include "spool/intent.h"

/* Within the caller's transaction. arrival: seq of the bounce. The administrator is told in any case, and
 * the desk too when the mail was for a department other than the desk. Where that department has ended since the
 * mail was decided, its successor (else the desk) gets what is still open of it. */
enum verdict fall_back(struct ledger *l, const struct intent *intent, int64_t arrival, const char *status,
    const char *who, struct fault *f) MUST_USE;

#endif
