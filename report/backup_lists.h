/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_lists - the lists of stored pieces (spool/backup_list.h) and the files that they speak of. */
#ifndef REPORT_BACKUP_LISTS_H
#define REPORT_BACKUP_LISTS_H

#include "report/backup_store.h"

/* Writes the lists that are not there yet, and their digests into b. */
enum verdict lists_write(void *ctx, const char *folder, const struct stored *pieces, size_t count, struct backup *b,
    struct fault *f) MUST_USE;
/* NEVER: one of them is missing or damaged; f says which. */
enum verdict lists_read(void *ctx, const char *folder, const struct backup *b, struct stored **out, size_t *count_out,
    struct fault *f) MUST_USE;

/* Each list of all these backups once, whatever stands in several of them. Those that are missing or damaged are told to
 * the log and gone over. */
enum verdict lists_read_all(void *ctx, const char *folder, const struct backups *all, struct stored **out,
    size_t *count_out, struct fault *f) MUST_USE;

/* The digest of a file's octets. NEVER: it is not there, or no file. */
enum verdict lists_file_digest(const char *path, unsigned char out[SEAL_DIGEST], int64_t *size_out, struct fault *f)
    MUST_USE;
/* Asks the system to forget what it has of the file in memory. LATER: it cannot be opened. */
enum verdict lists_drop_cache(const char *path, struct fault *f) MUST_USE;

/* Calls act with the path of each file in a folder of a folder; one that is not there has none. */
typedef void lists_act(const char *path, const char *name, void *with);
void lists_each_name(const char *folder, const char *within, lists_act *act, void *with);
/* An act: removes the file. */
void lists_remove(const char *path, const char *name, void *with);

#endif
