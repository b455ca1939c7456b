/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transcribe - a clerk types in a scan by replying to the mail that shows it.
 *
 * One clerk: a form without mistakes is the opinion. Two: each form waits for the other, equal ones are the
 * opinion, and of others a third person decides. Instead of a form: 破棄 (nothing was written on it), 追記 NUMBER
 * (it belongs to that opinion). Nothing that was typed is lost: what cannot be taken goes back as it was.
 */
#ifndef PROCESS_TRANSCRIBE_H
#define PROCESS_TRANSCRIBE_H

#include "process/classify.h"
#include "process/take.h"

/* Within the caller's transaction. *note_out: for the log; owned by ctx. */
enum verdict transcribe_decide(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **note_out, struct fault *f) MUST_USE;

#endif
