/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erasing - a clerk of the desk releases or withdraws an erasure by a reply to the mail that proposed it. */
#ifndef PROCESS_ERASING_H
#define PROCESS_ERASING_H

#include "process/classify.h"
#include "process/take.h"

/* The clerk's reply to a mail "erasure". What is not clear or not possible is said in the mail that answers it; nothing
 * is changed then. *note_out is what came of it. Within the caller's transaction. */
enum verdict erasing_decide(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **note_out, struct fault *f) MUST_USE;

#endif
