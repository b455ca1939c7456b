/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_runs - runs of letters at the command line: which there are, and that one was posted. */
#ifndef REPLY_PRINT_RUNS_H
#define REPLY_PRINT_RUNS_H

#include "config/run.h"
#include "spool/ledger.h"

/* Prints a line for each of the newest runs. */
enum verdict print_runs_list(struct run *run, struct ledger *l, struct fault *f) MUST_USE;

/* The run was posted, all of it but the letters of the numbers. NEVER: why nothing was done. */
enum verdict print_runs_confirm(struct run *run, struct ledger *l, const char *which, const struct list *kept,
    struct fault *f) MUST_USE;

#endif
