/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parser_process - the process that forks readers of mails, and the sockets to them; within parser.c only. */
#ifndef SPOOL_PARSER_PROCESS_H
#define SPOOL_PARSER_PROCESS_H

#include <sys/types.h>

#include "config/fault.h"
#include "config/settings.h"

struct parser_process {
	pid_t pid;		/* -1: there is none */
	int control;		/* each socket sent over it gets a reader; closed, the process ends */
};

/* Returns when the process is confined. To be ended in any case. HALT: the reason why it is not confined. */
enum verdict parser_process_start(struct parser_process *p, const struct limits *limits, struct fault *f) MUST_USE;

/* Waits until it and its readers are gone: a second at most, since readers that do not go are killed. */
void parser_process_end(struct parser_process *p);

/* A socket to a new reader, on which no read or write lasts longer than patience seconds. */
enum verdict parser_process_reader(const struct parser_process *p, int64_t patience, int *fd_out,
    struct fault *f) MUST_USE;

#endif
