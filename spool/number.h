/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number - an opinion's number for people: 2026-000123-7.
 *
 * Year, running number of at least six digits, check digit (Damm's, which finds every wrong digit
 * and every swap of neighbours), so that it survives a phone call and a pen.
 */
#ifndef SPOOL_NUMBER_H
#define SPOOL_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

char *number_make(void *ctx, int64_t year, int64_t running);

/* Reads a number as people type it: full-width digits and dashes, spaces, without dashes.
 * Returns it in its proper form, or NULL when digits are missing or the check digit is wrong. */
char *number_read(void *ctx, const char *typed);

#endif
