/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_process - starts iken-scan and gives it jobs; within scan.c only. */
#ifndef SPOOL_SCAN_PROCESS_H
#define SPOOL_SCAN_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "config/bytes.h"
#include "config/fault.h"
#include "spool/scan_wire.h"

struct scan_process {
	const char *path;		/* of iken-scan */
	const char *argument;		/* SCAN_WORDS_ARGUMENT or NULL */
	pid_t pid;			/* -1: not running */
	int control;
};

/* Kills it and its children. */
void scan_process_end(struct scan_process *p);

/* A descriptor of a file in memory that holds these octets and can be changed by nobody. */
enum verdict scan_process_file(struct bytes file, int *fd_out, struct fault *f) MUST_USE;

/* Starts the process where it does not run. *socket_out: where the answer to the job comes from; no read of it lasts
 * longer than job->seconds allows. */
enum verdict scan_process_job(struct scan_process *p, const struct scan_job *job, int file, int *socket_out,
    struct fault *f) MUST_USE;

#endif
