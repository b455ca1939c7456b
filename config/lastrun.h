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

/* A run that has begun and not ended, as its lock says. */
struct working {
	int64_t since;			/* UTC seconds; 0: not said */
	int64_t process;
	bool alive;			/* false: it is gone, and never came to its end */
};

/* False when none has begun since the last one ended. */
bool lastrun_working(const char *folder, const char *program, struct working *out);

/* Whether a program has not finished in its time: a run that has worked for longer than within, or runs that did not come
 * to their end, the last that did being longer ago. *since_out: since when it should have. */
bool lastrun_late(const char *folder, const char *program, int64_t now, int64_t within, struct working *out,
    int64_t *since_out);

#endif
