/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dismissal - opinions that are not processed (処理しないもの): the reason, who gets a copy, and taking up again. */
#ifndef PROCESS_DISMISSAL_H
#define PROCESS_DISMISSAL_H

#include "spool/opinion.h"

/* The reason that somebody named by its code, its name or one of its words; NULL when there is none. */
const struct reason *dismissal_reason(const struct settings *s, const char *words);

/* Closes an opinion for a reason: d says who, the arrival and, where it is not yet routed, the department
 * that answers for it. The resident is told where the reason says so, and its department gets a copy. */
enum verdict dismissal_take(struct ledger *l, struct opinion *o, const struct reason *reason, struct detail *d,
    struct fault *f) MUST_USE;

/* A dismissed opinion is about to be taken up again: its department (the desk, where it has none) gets the
 * request that perhaps never left. d is the detail of the step that follows. */
enum verdict dismissal_taken_up(struct ledger *l, const struct opinion *o, struct detail *d, struct fault *f) MUST_USE;

#endif
