/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * erasure_destroy - keys destroyed, rows emptied, files removed.
 *
 * Batches of a released erasure: each is one transaction. Before it commits, the marks of what it destroys (needle.h)
 * are a file FOLDER/erasure/ID-BATCH.marks, and the names of the arrivals' files stand in the register (erasure_file),
 * so that whoever is killed goes on where the register says. Files are removed after the commit.
 */
#ifndef SPOOL_ERASURE_DESTROY_H
#define SPOOL_ERASURE_DESTROY_H

#include "spool/erasure.h"

/* Destroys the next batch, in transactions of its own. *e is brought up to date. *more_out false: there was nothing
 * left to do. */
enum verdict erasure_destroy(struct ledger *l, struct erasure *e, bool *more_out, struct fault *f) MUST_USE;

/* Removes the files of arrivals that are erased, what lies in the outbox for erased opinions, and printed PDFs of
 * them; in transactions of its own. */
enum verdict erasure_remove_files(struct ledger *l, struct erasure *e, struct fault *f) MUST_USE;

/* All keys are destroyed and all files removed: the state becomes erased. In a transaction of its own. */
enum verdict erasure_close(struct ledger *l, struct erasure *e, struct fault *f) MUST_USE;

/* The marks of all batches, and what secret they are made with. */
struct needles *erasure_needles(void *ctx, const struct ledger *l, const struct erasure *e);
/* *missing_out: files of marks that are gone. */
enum verdict erasure_read_marks(const struct settings *s, const struct erasure *e, struct needles *n, int64_t *missing_out,
    struct fault *f) MUST_USE;
/* Removes all files of marks, those of runs that were killed among them: when no erasure is under way. */
enum verdict erasure_forget_marks(const struct settings *s, struct fault *f) MUST_USE;

#endif
