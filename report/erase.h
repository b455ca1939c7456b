/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erase - what iken-erase does: shows, lets people decide, erases what was released. */
#ifndef REPORT_ERASE_H
#define REPORT_ERASE_H

#include "config/run.h"
#include "spool/erasure.h"

/* ---- erase_show ---------------------------------------------------------------------------------------------------- */

/* What would go now: counts by rule, and the numbers. Nothing personal. */
enum verdict erase_show_plan(struct run *run, struct ledger *l, struct fault *f) MUST_USE;
/* All erasures, a line each; one whole; the holds. */
enum verdict erase_show_list(struct run *run, struct ledger *l, struct fault *f) MUST_USE;
enum verdict erase_show_one(struct run *run, struct ledger *l, const char *typed, struct fault *f) MUST_USE;
enum verdict erase_show_holds(struct run *run, struct ledger *l, struct fault *f) MUST_USE;
/* The report of an erasure, into a file or (NULL) on standard output. */
enum verdict erase_show_report(struct run *run, struct ledger *l, const char *typed, const char *output,
    struct fault *f) MUST_USE;

/* The erasure that somebody typed. NEVER: there is none. */
enum verdict erase_find(struct run *run, struct ledger *l, const char *typed, struct erasure *out, struct fault *f)
    MUST_USE;

/* ---- erase_people -------------------------------------------------------------------------------------------------- */

/* A proposal of what would go now; the desk and the administrator are told. Where one waits already they are told of
 * that again, and no other is made. */
enum verdict erase_propose(struct run *run, struct ledger *l, struct fault *f) MUST_USE;
enum verdict erase_release(struct run *run, struct ledger *l, const char *typed, struct fault *f) MUST_USE;
enum verdict erase_withdraw(struct run *run, struct ledger *l, const char *typed, struct fault *f) MUST_USE;
enum verdict erase_hold(struct run *run, struct ledger *l, const char *number, const char *reason, struct fault *f) MUST_USE;
enum verdict erase_lift(struct run *run, struct ledger *l, const char *number, struct fault *f) MUST_USE;

/* ---- erase_work ---------------------------------------------------------------------------------------------------- */

/* Erases what was released, to its report; goes on with what a run that was killed has left. *l is closed and opened
 * again meanwhile; NULL when that fails. */
enum verdict erase_work(struct run *run, struct ledger **l, struct fault *f) MUST_USE;

/* Has iken-backup renew its keys, where backups are made, so that none opens what is erased. False: that failed, or there
 * are no backups. */
bool erase_renew_keys(struct run *run);

#endif
