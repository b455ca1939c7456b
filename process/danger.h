/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * danger - a resident's words that call for a person at once, or make their addresses protected (支援措置).
 *
 * Whoever enters an opinion calls danger_mark() before opinion_enter(), and danger_call() once its arrival
 * is in the register; whoever enters a further text of a resident calls danger_call() alone. Of what a
 * clerk typed for a resident a reading is made up: subject, text, html_text "" and no parts.
 */
#ifndef PROCESS_DANGER_H
#define PROCESS_DANGER_H

#include "spool/alarm.h"
#include "spool/opinion.h"

/* What the words say; sets o->danger and o->is_protected. reading NULL: nothing. */
struct alarm danger_mark(const struct settings *s, const struct reading *reading, struct opinion *o);

/* Writes the events "danger" and "protect", and the mail to who is on duty, within the caller's
 * transaction. Nothing when the alarm does not ring. arrival: where the words are. */
enum verdict danger_call(struct ledger *l, struct opinion *o, const struct alarm *alarm, int64_t arrival,
    struct fault *f) MUST_USE;

#endif
