/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * renewal - keys are shown, renewed, and brought back from a keyring.
 *
 * A renewal is steps that are each whole or not done (spool/keys_change.h); the commit that changes the register's mark
 * (spool/marks.h) is the one that decides. Killed anywhere and run again, or followed by renewal_mend(), it ends as if it had
 * never been killed; meanwhile every program works, with the old key or with both.
 *
 *	master.key	rows are wrapped anew and read back, then the former one is destroyed
 *	lookup.key	hashes are made anew in the commit (spool/rehash.h), then the former one is destroyed
 *	audit.key	the log is signed by both (spool/access_handover.h), then the former one is destroyed
 *	token.key	the former one is destroyed when [keys] accept_addresses has passed
 *	arrival		the former secret is destroyed when [keys] accept_arrivals has passed and no arrival waits for it
 *
 * The keyring of the backups is written anew before anything is destroyed. FOLDER/state/keyring.due says that it is due.
 */
#ifndef REPORT_RENEWAL_H
#define REPORT_RENEWAL_H

#include "config/run.h"
#include "spool/keys.h"

/* "master" or "master.key". False: there is no such key, or it is not renewed. */
bool renewal_kind(const char *name, enum key_kind *kind_out);

enum verdict renewal_renew(struct run *run, enum key_kind kind) MUST_USE;

/* Ends what was begun, destroys what nothing needs any more, writes a public half that is missing or another's. */
enum verdict renewal_mend(struct run *run) MUST_USE;

/* Prints every key, and what is wrong with it; HALT when something is. */
enum verdict renewal_show(struct run *run) MUST_USE;
/* For iken-check: one line, and a warning for each that is old or half renewed. */
enum verdict renewal_check(struct run *run) MUST_USE;

/* Writes the files of keys that are missing, damaged or not the register's as the keyring in folder has them. key: the
 * secret half of the backups' key, a file. */
enum verdict renewal_recover(struct run *run, const char *key, const char *folder) MUST_USE;

#endif
