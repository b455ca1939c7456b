/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit - what iken-audit does; each is noted in the access log itself. */
#ifndef REPORT_AUDIT_H
#define REPORT_AUDIT_H

#include "config/run.h"
#include "spool/ledger.h"

/* Verifies the access log and prints what was found. against: a file with a mail or a printout that has a
 * checkpoint in it, "-" standard input; NULL none. NEVER: something was found. */
enum verdict audit_verify(struct run *run, struct ledger *l, const char *against, struct fault *f) MUST_USE;

/* The lines since the last checkpoint, in one line of English, for --check. NEVER: something was found. */
enum verdict audit_check(struct run *run, struct ledger *l, struct fault *f) MUST_USE;

/* Signs what is new, writes it outside the register, and has it mailed once a day where that is set. begin: a file outside that is
 * gone is begun anew. NEVER: it is not signed, because something was found. */
enum verdict audit_checkpoint(struct run *run, struct ledger *l, bool begin, struct fault *f) MUST_USE;

/* The analysis of a month, which is written 2026-11; NULL: the one before this. NEVER: it is no month. */
enum verdict audit_month(struct run *run, struct ledger *l, const char *which, bool csv, struct fault *f) MUST_USE;

/* On one page what is known of a mail that has gone astray: a Message-ID, an arrival's id or an opinion's number. NEVER: there
 * is none. */
enum verdict audit_leak(struct run *run, struct ledger *l, const char *asked, struct fault *f) MUST_USE;

#endif
