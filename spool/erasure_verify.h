/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * erasure_verify - that nothing of what was destroyed is left: not in rows, files, the write-ahead log or free pages.
 *
 *	erasure_verify_rows()	with the register open: no key, column or file of what is erased is there, nothing of it
 *				is found by the index; the write-ahead log is emptied into the register
 *	ledger_close()		while the register's file is read beside SQLite, no lock of ours may be on it
 *	erasure_verify_files()	each octet of each file: the data folder, the outbox, the folder of printed letters
 *
 * Where old pages of the register still hold something, as after an upgrade that moved tables, it is rebuilt
 * (erasure_rebuild) and searched again.
 */
#ifndef SPOOL_ERASURE_VERIFY_H
#define SPOOL_ERASURE_VERIFY_H

#include "spool/erasure_destroy.h"

struct erasure_check {
	int64_t marks;			/* that were searched for */
	int64_t excused;		/* hashes that somebody who is not erased has as well */
	int64_t missing;		/* files of marks that are gone: then not all is searched for */
	int64_t files, octets;		/* that were searched */
	int64_t found;			/* marks in them */
	char where[256];		/* the first file with one, within its folder; "" none */
	bool left_out;			/* what the page's web server, another user's, keeps for itself was not searched */
	bool in_register;		/* it is the register or its log */
	bool rebuilt;			/* the register was rebuilt for it */
	bool renewed;			/* the keys of backups were renewed: no older ones are left */
};

/* Fills in what the files are to be searched for. NEVER: a row or a file is there that must not be. LATER: another
 * program reads the log and it cannot be emptied now. Not within a transaction. */
enum verdict erasure_verify_rows(struct ledger *l, void *ctx, const struct erasure *e, struct needles **needles_out,
    struct erasure_check *out, struct fault *f) MUST_USE;
enum verdict erasure_verify_files(const struct settings *s, const struct needles *needles, struct erasure_check *out,
    struct fault *f) MUST_USE;

/* Writes the register anew without any free page. Not within a transaction. */
enum verdict erasure_rebuild(struct ledger *l, struct fault *f) MUST_USE;

#endif
