/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import - the holidays of a file taken into the register, and what that changes. */
#ifndef PROCESS_IMPORT_H
#define PROCESS_IMPORT_H

#include "spool/ledger.h"

enum import_mode {
	IMPORT_STORE,	/* in one transaction */
	IMPORT_SHOW	/* nothing is written; a register opened for reading is enough */
};

/* Reads the file, adds to out what it changes for people to read, and stores it. Years that the file
 * does not hold stay. Due days that were promised stay too; those that would be others now are
 * listed. NEVER: the file is not right or leaves a year out, and nothing was changed. */
enum verdict import_holidays(struct ledger *l, void *ctx, const char *path, enum import_mode mode,
    struct buffer *out, struct fault *f) MUST_USE;

#endif
