/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema - the tables of the register, as numbered steps forward; nothing steps back. */
#ifndef SPOOL_SCHEMA_H
#define SPOOL_SCHEMA_H

#include "config/fault.h"
#include "spool/db.h"

/* The version that these programs work with. */
int schema_version(void);

/* That of a register; 0 of a new, empty one. */
enum verdict schema_read_version(struct db *db, int64_t *version_out, struct fault *f) MUST_USE;

/* Brings a register (a new, empty one too) to schema_version(), each step in a transaction of its
 * own. HALT: it is newer than these programs, or not a register. */
enum verdict schema_migrate(struct db *db, struct fault *f) MUST_USE;

/* HALT unless the register has exactly schema_version(). */
enum verdict schema_check(struct db *db, struct fault *f) MUST_USE;

#endif
