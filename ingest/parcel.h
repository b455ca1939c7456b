/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parcel - an item of a drop folder as an arrival: its id, and its files as a bundle. */
#ifndef INGEST_PARCEL_H
#define INGEST_PARCEL_H

#include "ingest/item.h"
#include "spool/arrival.h"

/* Reads the item's files and learns item->id. NEVER: they are not as they were examined. LATER: they cannot be read. */
enum verdict parcel_identify(const struct drop_folder *d, struct item *item, struct fault *f) MUST_USE;

/* Writes the item, which was identified, to the batch of arrivals. NEVER as above. LATER: the spool takes nothing. */
enum verdict parcel_write(const struct drop_folder *d, struct item *item, int64_t received, struct arrivals *arrivals,
    struct fault *f) MUST_USE;

#endif
