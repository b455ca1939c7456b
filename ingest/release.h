/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * release - lets go of what is safe in the spool, and of nothing else.
 *
 * A file is renamed into .iken-taken, where nobody else can reach it, and looked at once more: only when it is the
 * one that was read, and no program has it open for writing, it is removed or moved away. Else it is put back.
 *
 * An item of several files is gathered in .iken-taken/ID. When all of it is there and the same, that folder becomes
 * ID.gone, and only then the first file is removed. Killed before that, the next run puts everything back, finds
 * that the item is in the spool already, and lets go again; killed after it, the next run removes the rest.
 */
#ifndef INGEST_RELEASE_H
#define INGEST_RELEASE_H

#include "ingest/item.h"

/* Ends what a run that was killed has begun. */
enum verdict release_leftovers(struct drop_folder *d, struct fault *f) MUST_USE;

/* NEVER: it is not what was read any more; it stays, and is something new. LATER: it stays and is known. */
enum verdict release_item(struct drop_folder *d, const struct item *item, struct fault *f) MUST_USE;

/* Makes durable what was moved away. */
enum verdict release_sync(const struct drop_folder *d, struct fault *f) MUST_USE;

#endif
