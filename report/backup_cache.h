/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_cache - the digests of files that did not change since the last backup, so that they are not read again.
 *
 * FOLDER/state/backup.files. Losing it costs time only. A file counts as the same when its inode, its size and the
 * time of its last change are: an arrival's file is written once, and its key is taken out once.
 */
#ifndef REPORT_BACKUP_CACHE_H
#define REPORT_BACKUP_CACHE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "config/settings.h"
#include "spool/arrival.h"
#include "spool/seal.h"

struct cache;

struct cache *cache_open(void *ctx, const struct settings *s);
/* blank: whether the digest is of the file without its key. */
bool cache_find(const struct cache *c, const char *id, const struct stat *st, bool blank, unsigned char out[SEAL_DIGEST]);
/* What the next backup shall find. */
void cache_note(struct cache *c, const char *id, const struct stat *st, bool blank, const unsigned char digest[SEAL_DIGEST]);
/* LATER: the next backup reads all files again. */
enum verdict cache_save(const struct cache *c, struct fault *f) MUST_USE;

#endif
