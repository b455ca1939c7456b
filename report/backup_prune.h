/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_prune - removes backups that are old enough, and the pieces that no backup needs any more. */
#ifndef REPORT_BACKUP_PRUNE_H
#define REPORT_BACKUP_PRUNE_H

#include "report/backup_store.h"

/* Removes those that are older than keep_age and not among the newest keep ones; damaged ones stay, for somebody has to
 * look at them. Pieces go only when the lists of all that stay can be read. The store knows nothing afterwards. */
enum verdict backup_prune(void *ctx, struct store *s, const struct backup_settings *settings, int64_t now,
    size_t *removed_out, struct fault *f) MUST_USE;

#endif
