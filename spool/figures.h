/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures - how many of what the register holds, for `iken status` and `iken list`. */
#ifndef SPOOL_FIGURES_H
#define SPOOL_FIGURES_H

#include "spool/opinion.h"

struct figures {
	int64_t opinions[STATES];		/* by state */
	int64_t oldest[STATES];			/* since when the oldest is in that state; 0 none */
	int64_t late;				/* open opinions whose due day has passed */
	int64_t held, set_aside;
	int64_t waiting, oldest_waiting;	/* intents that go by mail; UTC seconds of the oldest, 0 none */
	int64_t postponed;			/* of those, how many have failed before */
	int64_t failed;				/* given up or refused in the last 30 days */
};

enum verdict figures_read(struct ledger *l, int64_t now, struct figures *out, struct fault *f) MUST_USE;

/* How many were not processed, by reason; an array owned by ctx. */
struct reason_count {
	const char *reason;
	int64_t count;
};
enum verdict figures_reasons(struct ledger *l, void *ctx, struct reason_count **out, size_t *count_out,
    struct fault *f) MUST_USE;

/* The next opinion with an id above after for which a person was called and that nobody has touched since: it
 * is still to be answered, and no step was taken but by programs and the resident. */
enum verdict figures_next_danger(struct ledger *l, void *ctx, int64_t after, struct opinion *out, bool *found_out,
    struct fault *f) MUST_USE;

/* Of what is not answered yet, how many each department has that are due from .. before until; an array owned by ctx. */
struct due_count {
	const char *department;		/* a code, "" not routed yet */
	int64_t count;
};
enum verdict figures_due(struct ledger *l, void *ctx, int64_t from, int64_t until, struct due_count **out, size_t *count_out,
    struct fault *f) MUST_USE;

/* Scans that are still to be typed in, and when the oldest came; 0 none. */
enum verdict figures_scans(struct ledger *l, int64_t *count_out, int64_t *oldest_out, struct fault *f) MUST_USE;

enum list_of { LIST_OPEN, LIST_LATE, LIST_ALL };

struct filter {
	enum list_of of;
	const char *department;		/* "" any */
	const char *state;		/* "" any */
	const char *reason;		/* why it is not processed; "" and NULL: any, and none */
	int64_t now;
	int64_t after;			/* ids above this one */
};

/* The next opinion that fits, in the order of ids. */
enum verdict figures_next(struct ledger *l, void *ctx, const struct filter *filter, struct opinion *out,
    bool *found_out, struct fault *f) MUST_USE;

#endif
