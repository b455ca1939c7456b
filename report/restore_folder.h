/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * restore_folder - makes a data folder of a backup, or brings one that was made so up to date.
 *
 * While it is at work FOLDER/standby says that the folder is unfinished; at the end it says that it is a standby, and of
 * which backup. Killed at any moment and run again, it ends the same. No program works in it before somebody takes
 * over (restore_takeover.h).
 */
#ifndef REPORT_RESTORE_FOLDER_H
#define REPORT_RESTORE_FOLDER_H

#include "config/run.h"
#include "report/backup_open.h"

enum restore_into {
	RESTORE_FRESH,		/* a folder that is not there, or empty */
	RESTORE_STANDBY		/* that, or a standby */
};

struct restored {
	bool nothing_new;	/* the standby has this backup already */
	int64_t files, octets;	/* arrivals' files: all of them */
	int64_t fetched;	/* of these, what was written */
	int64_t removed;	/* what is no longer in the backup */
	int64_t erased;		/* opinions that were erased after the backup */
	int64_t unreadable;	/* files whose key is destroyed; they are left out */
	int64_t rows;
	size_t tables;
};

/* NEVER or HALT: f says what is wrong, and the folder stays unfinished. */
enum verdict restore_folder(struct run *run, const struct opened *from, const char *folder, enum restore_into into,
    struct restored *out, struct fault *f) MUST_USE;

/* Whether a backup may go there. HALT: it holds something else. */
enum verdict restore_may_go(const char *folder, enum restore_into into, struct fault *f) MUST_USE;

#endif
