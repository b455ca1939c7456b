/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_4 - the step of the register from version 3 to 4. Private to schema.c; the columns are as schema.c says. */
#ifndef SPOOL_SCHEMA_4_H
#define SPOOL_SCHEMA_4_H

enum { SCHEMA_PIECES = 5 };	/* of a step at most: a string literal has its limit */

/* Ends with NULL, or after so many. */
extern const char *const schema_step_4[SCHEMA_PIECES];

#endif
