/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lastrun - what a program remembers of its last run, in FOLDER/state/PROGRAM.run.
 *
 * A text of `name: value` lines that is replaced as a whole, so that a reader sees one run or
 * the other and never half of one. `iken status` shows it.
 */
#ifndef CONFIG_LASTRUN_H
#define CONFIG_LASTRUN_H

#include <stdbool.h>
#include <stdint.h>

#include "config/fault.h"
#include "config/run.h"

struct lastrun {
	int64_t began;			/* UTC seconds; 0: never */
	int64_t ended;
	int64_t succeeded;		/* end of the last run that ended with 0; 0: none yet */
	int exit_status;
	enum verdict verdict;
	const char *reason;		/* "" when the verdict is DONE */
	struct tally tally;
};

/* Replaces the record. succeeded is filled in here: from ended when exit_status is 0, else from
 * the record before. Failing is not worth stopping for; LATER with the reason. */
enum verdict lastrun_write(const char *folder, const char *program, struct lastrun *last,
    struct fault *f) MUST_USE;

/* False when there is none that can be read. reason belongs to ctx. */
bool lastrun_read(void *ctx, const char *folder, const char *program, struct lastrun *last_out);

#endif
