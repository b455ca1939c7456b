/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * former_table - an older system's table, taken apart by a confined child (law 7).
 *
 * The child has the open file and a pipe, and neither keys nor network nor files; it gives up its rights before it reads
 * the first octet. It must be started before keys are in memory. One row is in memory at a time.
 */
#ifndef PROCESS_FORMER_TABLE_H
#define PROCESS_FORMER_TABLE_H

#include "config/fault.h"
#include "config/settings.h"
#include "process/former_split.h"

struct former_table;

/* NEVER: there is no such regular file. HALT: the child cannot be confined. */
enum verdict former_table_open(void *ctx, const char *path, enum former_charset charset, char separator,
    const struct limits *limits, struct former_table **out, struct fault *f) MUST_USE;

/* The next row, owned by ctx; *more_out false: there is none. NEVER: the child died, or talks nonsense. */
enum verdict former_table_next(struct former_table *t, void *ctx, struct former_row *out, bool *more_out, struct fault *f)
    MUST_USE;

/* Ends the child. */
void former_table_close(struct former_table **t);

#endif
