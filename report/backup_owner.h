/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_owner - which data folder is the live one of an office, as the backups' folder knows it.
 *
 * Each live folder has a lineage, FOLDER/state/lineage. The folder of backups names the one that writes there. Who
 * takes over gets a lineage of its own and writes it there; the machine before, if it comes back, finds another
 * one with its own keys at its next backup, and retires.
 */
#ifndef REPORT_BACKUP_OWNER_H
#define REPORT_BACKUP_OWNER_H

#include "config/settings.h"
#include "spool/backup_list.h"

/* The lineage of the data folder; made when there is none. */
enum verdict owner_lineage(const struct settings *s, char out[BACKUP_LINEAGE + 1], struct fault *f) MUST_USE;
enum verdict owner_new_lineage(const struct settings *s, char out[BACKUP_LINEAGE + 1], struct fault *f) MUST_USE;

/* Whether this data folder may write its backups there; a folder without a name gets it. HALT: it is another office's;
 * or another machine has taken over, and this data folder is now retired. */
enum verdict owner_claim(const struct settings *s, const char *folder, const char *lineage, const char *keys, struct fault *f)
    MUST_USE;
/* The folder is ours from here on, whoever wrote there before. */
enum verdict owner_take(const char *folder, const char *lineage, const char *keys, struct fault *f) MUST_USE;
/* Whether what lies there is sealed to this public key; noted when nothing is. HALT: to another one, so that a backup
 * that uses it could be opened by neither secret key alone. */
enum verdict owner_check_key(const char *folder, const unsigned char public[SEAL_PUBLIC], struct fault *f) MUST_USE;
/* Whether the folder has a name. */
bool owner_is_named(const char *folder);

/* This data folder is not live any more. */
enum verdict owner_retire(const char *data_folder, struct fault *f) MUST_USE;

#endif
