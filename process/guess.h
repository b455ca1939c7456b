/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guess - looks for the opinions that a held mail perhaps belongs to. */
#ifndef PROCESS_GUESS_H
#define PROCESS_GUESS_H

#include "process/take.h"

/* Puts them into the register, the likeliest first (spool/guess.h): what its reply addresses name, the
 * numbers in subject and text, the mails of ours that it answers, what its sender wrote before, what is open at the
 * sender's department. Nothing of it is proof; only the desk reads it. */
enum verdict guess_gather(struct ledger *l, const struct taken *t, int64_t seq, struct fault *f) MUST_USE;

#endif
