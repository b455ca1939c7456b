/* SPDX-License-Identifier: GPL-3.0-or-later */
/* returned - a letter of ours came back by post: by the code on it, or because the desk says so. */
#ifndef PROCESS_RETURNED_H
#define PROCESS_RETURNED_H

#include "process/take.h"
#include "spool/opinion.h"

/* The letter has come back: the arrival is filed to the opinion, whose address is bad and whose answer did not arrive.
 * *was_out false: it had come back before, or is none of the opinion's; nothing was changed. Within the caller's
 * transaction. */
enum verdict returned_enter(struct ledger *l, const struct taken *t, struct opinion *o, int64_t letter, const char *who,
    bool *was_out, struct fault *f) MUST_USE;

#endif
