/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * holiday_file - the Cabinet Office's list of national holidays, as it publishes it.
 *
 *	国民の祝日・休日月日,国民の祝日・休日名称
 *	1955/1/1,元日
 *
 * CP932 with CR LF, all years from 1955 to the next one. What an editor or a spreadsheet makes of it
 * is read too: UTF-8 with or without a mark, LF, zero padding, 1955-01-01, quotes, blank lines at the end.
 * Nothing else is: one line that is not understood, a day twice, a year with too few holidays or
 * without any late in the year, a year left out, and nothing of the file is taken.
 */
#ifndef SPOOL_HOLIDAY_FILE_H
#define SPOOL_HOLIDAY_FILE_H

#include "config/bytes.h"
#include "spool/holiday.h"

enum { HOLIDAY_FILE_MAX = 1048576 };	/* octets; that of 2026 has 20000 */

/* name: of the file, for reasons. NEVER with "NAME:LINE: what was expected". Owned by ctx. */
enum verdict holiday_file_parse(void *ctx, const char *name, struct bytes content, struct holidays *out,
    struct fault *f) MUST_USE;

#endif
