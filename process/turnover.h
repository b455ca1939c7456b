/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * turnover - what the settings say about a day on which departments end and begin.
 *
 * Pure: no register, no clock. Each function adds lines for the administrator, and nothing when there
 * is nothing to say.
 */
#ifndef PROCESS_TURNOVER_H
#define PROCESS_TURNOVER_H

#include "config/bytes.h"
#include "config/settings.h"

/* The next moment after now at which a department ends or begins; 0: there is none. */
int64_t turnover_next(const struct settings *s, int64_t now);

/* Departments that end with the day before the moment on, or begin with it. */
void turnover_departments(const struct settings *s, int64_t on, struct buffer *out);

/* Rules, reasons and the office that name a department which is not there at on, and who gets it. */
void turnover_names(const struct settings *s, int64_t on, struct buffer *out);

/* Approvers and groups of clerks that nobody needs any more at on: no department that is there then and no
 * purpose names them, or their addresses are only those of departments that have ended. */
void turnover_people(const struct settings *s, int64_t on, struct buffer *out);

/* Mail addresses that two departments have at on: an answer from there could be either's. */
void turnover_addresses(const struct settings *s, int64_t on, struct buffer *out);

#endif
