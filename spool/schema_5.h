/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_5 - the step of the register from version 4 to 5. Private to schema.c; the columns are as schema.c says. */
#ifndef SPOOL_SCHEMA_5_H
#define SPOOL_SCHEMA_5_H

#include "spool/schema_4.h"

/* Ends with NULL, or after so many. */
extern const char *const schema_step_5[SCHEMA_PIECES];

#endif
