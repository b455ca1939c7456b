/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dispatch - the desk says by one reply that a run of letters was posted, all of it or all but a few. */
#ifndef PROCESS_DISPATCH_H
#define PROCESS_DISPATCH_H

#include "process/classify.h"
#include "process/take.h"

/* The desk's reply to a mail "dispatch". What is not clear or not possible is said in the mail that answers it,
 * to which it can reply again; nothing is changed then. *note_out is what came of it. Within the caller's
 * transaction. */
enum verdict dispatch_decide(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **note_out, struct fault *f) MUST_USE;

#endif
