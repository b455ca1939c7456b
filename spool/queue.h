/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * queue - the arrivals that wait to be registered, and the store of those that were.
 *
 * An arrival file moves once in its life: from arrivals/ID to store/xx/ID (xx: the first two
 * digits of the id), after the register has committed what became of it. Its name says nothing
 * else. Whoever looks for it looks in arrivals/ first, then in store/.
 */
#ifndef SPOOL_QUEUE_H
#define SPOOL_QUEUE_H

#include "config/settings.h"
#include "spool/arrival.h"

struct queue {
	char (*id)[ARRIVAL_ID_LENGTH + 1];	/* oldest first */
	size_t count;
};

/* All arrivals that wait, by the time they came in. Names that are not an id are left out. */
enum verdict queue_list(void *ctx, const struct settings *s, struct queue *out, struct fault *f) MUST_USE;

/* How many wait, and since when the oldest does (UTC seconds, 0 when none). */
enum verdict queue_count(const struct settings *s, size_t *count_out, int64_t *oldest_out, struct fault *f) MUST_USE;

/* Where the file of an arrival is now; owned by ctx. NULL: nowhere. */
char *queue_find(void *ctx, const struct settings *s, const char *id);

/* What becomes of the key in the file: the register has taken it over, or could not open it. */
enum queue_key { QUEUE_TAKE_KEY_OUT, QUEUE_LEAVE_KEY };

/* Moves a registered arrival to the store. Nothing to do is success. */
enum verdict queue_store(const struct settings *s, const char *id, enum queue_key key, struct fault *f) MUST_USE;

/* Removes what writers that died have left in tmp/: files older than a day. */
void queue_sweep(const struct settings *s);

#endif
