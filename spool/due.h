/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * due - the legal day on which an opinion is due.
 *
 * It is counted in open days from day zero, which is the receipt, or that of the follow-up which
 * reopened the opinion, never a passing on: so many as department and purpose say (calendar_days()),
 * and as many more as the clock stood still while the resident was asked back. A due day ends with its
 * last second in Tokyo. opinion_step() keeps it: a day that was promised moves only when something that
 * it is counted by has changed.
 *
 * Pure but for due_pauses(). 0: no day, because the calendar does not reach so far, or nobody has
 * the opinion yet.
 */
#ifndef SPOOL_DUE_H
#define SPOOL_DUE_H

#include "spool/calendar.h"
#include "spool/opinion.h"

/* The due day of an opinion by what it is counted by; what o->due says does not matter. */
int64_t due_of(const struct calendar *cal, const struct settings *s, const struct opinion *o);

/* Of another department's part of an answer that is due at whole: calendar.part_days open days before, but
 * never before the next open day after now. */
int64_t due_of_part(const struct calendar *cal, const struct settings *s, int64_t whole, int64_t now);

/* How many open days late something due at due is at now: above 0 when its day has passed, below or 0
 * when so many are left. False when there is no due day, or the calendar does not know. */
bool due_days_late(const struct calendar *cal, int64_t due, int64_t now, int64_t *out);

/* Open days that the clock of an opinion has stood still since its day zero, by its history; a pause
 * that still goes on is not counted. *known_out false: the calendar does not know. */
enum verdict due_pauses(struct ledger *l, const struct calendar *cal, const struct opinion *o, int64_t *days_out,
    bool *known_out, struct fault *f) MUST_USE;

#endif
