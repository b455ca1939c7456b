/* SPDX-License-Identifier: GPL-3.0-or-later */
/* propose - what a machine can read of scans that wait to be typed in: a proposal in the clerk's mail, no more. */
#ifndef PROCESS_PROPOSE_H
#define PROCESS_PROPOSE_H

#include "config/run.h"
#include "process/lightbox.h"
#include "spool/ledger.h"

/* Reads the first pages of those that nobody has looked at, each committed by itself, for so long as a run may
 * spend on it; the others come next time. That one cannot be read is no failure. */
enum verdict propose(struct run *run, struct ledger *l, struct lightbox *box) MUST_USE;

#endif
