/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_gather - takes a picture of the data folder while everything in it goes on.
 *
 * The order makes that every file which the register of the backup names is in it, and that nothing which the mailbox
 * memory calls taken is missing:
 *
 *	1. whatever is there besides, the mailbox memory (taken/) among it: what it calls taken lies in the
 *	   spool by now, so it must be read before the arrivals are
 *	2. the names of the arrivals that wait
 *	3. the register, as it is at one moment
 *	4. once more the names of the arrivals that wait: those that came in meanwhile
 *	5. the files of the arrivals that the register names. They never change but for their key, move once, and
 *	   go only when they are erased; then their key is gone, too
 *	6. the files of arrivals that waited at 2 or 4 and that the register does not name. One that was registered
 *	   since has its key in the register that is in use, where keyring_write() finds it
 */
#ifndef REPORT_BACKUP_GATHER_H
#define REPORT_BACKUP_GATHER_H

#include "config/run.h"
#include "report/backup_root.h"
#include "report/backup_store.h"
#include "spool/ledger.h"

struct gathered {
	struct root root;
	char (*waiting)[ARRIVAL_ID_LENGTH + 1];	/* whose keys have to be in the keyring */
	size_t waiting_count;
	int64_t opinions, arrivals;
	int64_t missing;		/* files that the register names and that are not there */
	bool stopped;			/* by a signal */
};

/* Puts all into the store. Files that are missing are tallied as NEVER. */
enum verdict backup_gather(struct run *run, struct ledger *l, struct store *s, const struct piece_key *key,
    struct gathered *out, struct fault *f) MUST_USE;

#endif
