/* SPDX-License-Identifier: GPL-3.0-or-later */
/* formdate - a date as people of an office write it: 2026-11-20, 2026年11月20日, 令和8年11月20日, R8.11.20, 20261120. */
#ifndef SPOOL_FORMDATE_H
#define SPOOL_FORMDATE_H

#include "spool/calendar.h"

/* The whole text is a date; spaces and a weekday in brackets behind it are forgiven. False leaves *day_out alone. */
bool formdate_read(const char *text, daynum *day_out);

#endif
