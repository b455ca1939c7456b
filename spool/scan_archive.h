/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_archive - the files in a ZIP archive (libarchive). Within iken-scan only. */
#ifndef SPOOL_SCAN_ARCHIVE_H
#define SPOOL_SCAN_ARCHIVE_H

#include <stdint.h>

#include "config/bytes.h"
#include "config/fault.h"

struct archive_taker {
	void *state;
	void (*begin)(void *state, const char *name, int64_t size);	/* name: as it is, mostly UTF-8 */
	void (*take)(void *state, const void *data, size_t len);
	void (*end)(void *state);
	void (*alive)(void *state);					/* between two files */
};

/* Loads what names in Windows' Japanese need, which has to be done before files are given up. */
void archive_load(void);

/* Reads it twice: the first time to see that all of it is sound and how large it is. most: octets of all files. */
enum verdict archive_unpack(struct bytes zip, int64_t most, const struct archive_taker *taker, struct fault *f) MUST_USE;

#endif
