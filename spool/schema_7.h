/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_7 - the step of the register from version 6 to 7. Private to schema.c; the columns are as schema.c says. */
#ifndef SPOOL_SCHEMA_7_H
#define SPOOL_SCHEMA_7_H

#include "spool/schema_4.h"

/* Ends with NULL, or after so many. */
extern const char *const schema_step_7[SCHEMA_PIECES];

#endif
