/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * screen - has arrivals looked at by the virus scanner before a parser sees them (spool/virus.h).
 *
 * Of one in which something was found only the head is read afterwards, to know whom to answer, and only when the
 * scanner calls that head clean by itself.
 */
#ifndef PROCESS_SCREEN_H
#define PROCESS_SCREEN_H

#include "process/take.h"
#include "spool/virus.h"

struct screen;

/* What the scanner says of one arrival. */
struct screened {
	struct taken *taken;		/* opened; infected and head are filled in */
	enum virus_is is;		/* never VIRUS_FOUND for what a person lets pass */
	const char *why;		/* of VIRUS_UNABLE; owned by the context of screen_all() */
};

struct screen *screen_new(void *ctx, struct ledger *l);
void screen_close(struct screen **screen);

/* Every one of them. LATER: the scanner is away: some are VIRUS_UNKNOWN. */
enum verdict screen_all(struct screen *s, void *ctx, struct screened *all, size_t count, struct fault *f) MUST_USE;

/* Tells the administrator once that the scanner is away, or that there is something that it cannot scan, and once
 * when that is over; in a transaction of its own. */
enum verdict screen_tell(struct screen *s, struct fault *f) MUST_USE;

#endif
