/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resemble - which answered opinions a new one is like, for its processing request (spool/similar.h).
 *
 * The blind index (spool/index.h) proposes, the texts themselves are compared. Nothing of it holds up routing: where the
 * index is missing, behind or damaged, there are fewer similar ones, or none.
 */
#ifndef PROCESS_RESEMBLE_H
#define PROCESS_RESEMBLE_H

#include "spool/opinion.h"
#include "spool/reading.h"

struct resemble;

/* Opens the index once for a run; NULL: there is none to be used, or the settings want none. */
struct resemble *resemble_begin(void *ctx, struct ledger *l);

/* Within the caller's transaction. x may be NULL. */
enum verdict resemble_note(struct resemble *x, struct ledger *l, void *ctx, const struct opinion *o, const struct reading *r,
    struct fault *f) MUST_USE;

#endif
