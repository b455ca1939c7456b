/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_6 - the step of the register from version 5 to 6. */
#include "spool/schema_6.h"

#include <stddef.h>

#pragma GCC diagnostic ignored "-Woverlength-strings"

const char *const schema_step_6[SCHEMA_PIECES] = {
/* What left the office on a medium, sealed with a password that was handed over by another way (媒体管理簿). */
"CREATE TABLE medium ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  at INTEGER NOT NULL,"
"  who TEXT NOT NULL,"				/* who made it */
"  approved TEXT NOT NULL,"			/* who agreed */
"  name TEXT NOT NULL,"				/* of the file */
"  digest TEXT NOT NULL,"			/* SHA-256 of the file, hexadecimal */
"  size INTEGER NOT NULL,"			/* octets */
"  opinions INTEGER NOT NULL,"			/* how many it holds */
"  reason BLOB,"				/* as somebody gave it, sealed; NULL when erased */
"  returned INTEGER NOT NULL DEFAULT 0,"	/* when it came back or was destroyed; 0: it is out */
"  end TEXT NOT NULL DEFAULT ''"		/* returned, destroyed */
") STRICT;",
};
