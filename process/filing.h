/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filing - the desk files what was held, by one reply. */
#ifndef PROCESS_FILING_H
#define PROCESS_FILING_H

#include "process/classify.h"
#include "process/take.h"

/* Does with the held mail of the token (VALID FILE) what the reply t says, wholly or not at all, and tells its
 * sender what became of it. *note_out, for the log: a code; static. */
enum verdict filing_decide(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **note_out, struct fault *f) MUST_USE;

#endif
