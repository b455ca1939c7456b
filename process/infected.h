/* SPDX-License-Identifier: GPL-3.0-or-later */
/* infected - what follows when a virus was found in an arrival: it is set aside, and people are told. */
#ifndef PROCESS_INFECTED_H
#define PROCESS_INFECTED_H

#include "process/decide.h"
#include "process/take.h"

/*
 * Sets it aside within the caller's transaction. The desk is told what was found. Who wrote it is told that the mail could
 * not be taken because of a file, and nothing of a virus: only where the mail would have been taken for a person's by
 * the rules for all mails (law 10), and, where a relay is trusted, with its word that the sender is no
 * forged one. All of it once, however often the arrival is tried again.
 */
enum verdict infected_decide(struct ledger *l, void *ctx, const struct taken *t, struct decision *out,
    struct fault *f) MUST_USE;

#endif
