/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_verify - whether backups are whole: what is stored is read, and with the secret key opened, to its end. */
#ifndef REPORT_BACKUP_VERIFY_H
#define REPORT_BACKUP_VERIFY_H

#include "config/run.h"
#include "report/backup_key.h"

/* id NULL: all of them. pair NULL: only the digests of what is stored. Prints a line for each thing that is wrong, and
 * one for each backup. NEVER: something was wrong. */
enum verdict backup_verify(struct run *run, const char *folder, const char *keyrings, const char *id,
    const struct backup_pair *pair) MUST_USE;

#endif
