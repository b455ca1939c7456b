/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hand_over - the year turns: what a department had that has ended goes to its successor. */
#ifndef PROCESS_HAND_OVER_H
#define PROCESS_HAND_OVER_H

#include "spool/opinion.h"
#include "spool/part.h"

/* Who takes over from a department that has ended at utc, or that the settings do not know any more: its
 * successor, else the desk. NULL: it goes on. */
const struct department *hand_over_to(const struct settings *s, const char *code, int64_t utc);

/* The step, with the request to the successor; what waited to be sent to the old department about it is
 * not sent. Within the caller's transaction. arrival: a mail that showed it, 0 none. */
enum verdict hand_over_opinion(struct ledger *l, struct opinion *o, const struct department *to, const char *who,
    int64_t arrival, struct fault *f) MUST_USE;

/* The part that a department was asked for: its successor is asked, unless it leads or was asked itself. */
enum verdict hand_over_part(struct ledger *l, struct opinion *o, const char *from, const struct department *to,
    const char *who, int64_t arrival, struct fault *f) MUST_USE;

#endif
