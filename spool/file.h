/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file - files that are wholly there or not. */
#ifndef SPOOL_FILE_H
#define SPOOL_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "config/bytes.h"
#include "config/fault.h"

/* Writes all of it to an open descriptor. False with errno (ENOSPC where nothing was taken): perhaps a part was. */
bool file_write(int fd, struct bytes content);

/* The same as what a struct sink (spool/octets.h) takes; state is an int *, the descriptor. */
enum verdict file_take(void *state, const unsigned char *data, size_t len, struct fault *f) MUST_USE;

/* For what the users of the spool share where there are several (config/users.h): the group may write it, or read it (0640),
 * as far as the umask lets it; where one user runs all, nobody else may. */
enum { FILE_SHARED = 0660, FILE_SHOWN = 0, FOLDER_SHARED = 0770 };

/* Writes a whole file: temporary name beside it, fsync, rename, fsync of the folder. A file of
 * that name is replaced. LATER: nothing changed. */
enum verdict file_put(const char *path, struct bytes content, mode_t mode, struct fault *f) MUST_USE;

/* What killed programs have left of file_put() in a folder, of files whose names begin so: NAME.PROCESS.tmp, where that process
 * is gone. What cannot be removed stays, and does no harm. */
void file_sweep(const char *folder, const char *beginning);

/* Reads a regular file of at most max octets, owned by ctx. NEVER: not there, too large, not a
 * regular file, a link. */
enum verdict file_get(void *ctx, const char *path, size_t max, struct buffer *out, struct fault *f) MUST_USE;

/* Writes a file over, syncs and removes it: on a disk whose blocks are given out again its octets would lie there for long.
 * What a medium moves about by itself is out of reach. Not there is DONE. LATER: perhaps a part is left. */
enum verdict file_destroy(const char *path, struct fault *f) MUST_USE;

enum verdict folder_sync(const char *path, struct fault *f) MUST_USE;
/* Makes the folder if it is not there. */
enum verdict folder_make(const char *path, mode_t mode, struct fault *f) MUST_USE;

#endif
