/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_6 - the step of the register from version 5 to 6. Private to schema.c; the columns are as schema.c says. */
#ifndef SPOOL_SCHEMA_6_H
#define SPOOL_SCHEMA_6_H

#include "spool/schema_4.h"

/* Ends with NULL, or after so many. */
extern const char *const schema_step_6[SCHEMA_PIECES];

#endif
