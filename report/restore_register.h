/* SPDX-License-Identifier: GPL-3.0-or-later */
/* restore_register - the register of a backup, put together with its keys and proved. */
#ifndef REPORT_RESTORE_REGISTER_H
#define REPORT_RESTORE_REGISTER_H

#include "report/restore_folder.h"

/* Makes the register at path: every table has the rows that the backup says, SQLite finds nothing wrong with it, keys
 * and foreign keys fit. *files_out: what it names, by ids, sorted; owned by ctx. */
enum verdict restore_register(const struct opened *from, const struct settings *s, void *ctx, const char *path, struct restored *out,
    struct register_file **files_out, size_t *count_out, struct fault *f) MUST_USE;

/* The arrival in what restore_register() listed; NULL: it is not there. */
const struct register_file *restore_find(const struct register_file *files, size_t count, const char *id);

#endif
