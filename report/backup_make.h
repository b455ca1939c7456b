/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_make - one backup from its begin to its end. */
#ifndef REPORT_BACKUP_MAKE_H
#define REPORT_BACKUP_MAKE_H

#include "config/run.h"
#include "spool/backup_list.h"

/* first: the folder may be empty although there were backups before. */
enum verdict backup_make(struct run *run, bool first, struct backup *out) MUST_USE;

/* Renews the keyring alone and removes all others: what was erased is unreadable from here on. */
enum verdict backup_renew_keys(struct run *run) MUST_USE;

/* Says what the next backup would hold. */
enum verdict backup_rehearse(struct run *run) MUST_USE;

#endif
