/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rehearse_day - lives through a day: what the crontab says, minute by minute, with the clock of the settings.
 *
 * Lines that run `iken` count, others do not; of their command everything up to the first | > < & ; is run, without a
 * shell. `iken run` is run from opening to closing, every so many minutes, as the day would take too long else;
 * `iken backup` is not.
 */
#ifndef REPORT_REHEARSE_DAY_H
#define REPORT_REHEARSE_DAY_H

#include "config/run.h"
#include "report/rehearse_settings.h"

struct rehearse_hours {
	int64_t day;			/* its midnight in Tokyo */
	int64_t open, close;		/* seconds of the day; both are rounds */
	int64_t step;			/* seconds between rounds */
};

struct rehearse_failure {
	int64_t at;
	const char *command;
	int status;
	const char *said;		/* its first line, or the first FAIL of iken check; "" nothing */
};

struct rehearse_day {
	int64_t rounds, jobs;		/* that were run */
	struct rehearse_failure *failure;	/* what did not end with 0; owned by ctx */
	size_t failure_count;
};

/* Whether a line of a crontab begins at a moment; *command_out: what it runs, owned by ctx. False for others, comments,
 * names. */
bool rehearse_due(void *ctx, const char *line, int64_t at, const char **command_out);

/* LATER: a program could not be started, or we were asked to stop. */
enum verdict rehearse_day(struct run *run, const struct rehearse_settings *r, const char *crontab,
    const struct rehearse_hours *hours, struct rehearse_day *out, struct fault *f) MUST_USE;

#endif
