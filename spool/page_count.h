/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_count - how often something was tried today, and how long to wait before the next time.
 *
 * What it was, and from where, is hashed with a key of this host and day: the files say neither, and are worthless the
 * next day. Nothing is refused for good: there is always a time at which the next try is taken.
 */
#ifndef SPOOL_PAGE_COUNT_H
#define SPOOL_PAGE_COUNT_H

#include <stdint.h>

#include "config/fault.h"

/* The first `free` times cost nothing; then each is taken `pause` seconds after the one before, twice as many each
 * time, `longest` at most. */
struct page_pace {
	int64_t free, pause, longest;
};

/* Counts one try of `what` before it is made. *wait_out > 0: it was too early by so many seconds, and is not counted.
 * *count_out (may be NULL): how often before. */
enum verdict page_count_try(const char *dir, const char *what, struct page_pace pace, int64_t now, int64_t *wait_out,
    int64_t *count_out, struct fault *f) MUST_USE;
/* Takes one try back, which turned out to be right. That it fails costs a little patience only. */
void page_count_forgive(const char *dir, const char *what, int64_t now);

/*
 * A password tried for a number from a network: five times at once, then with pauses of 15 minutes and growing, up to 4
 * hours. When many networks together have tried a number 20 times in a day, each of them is left one at once
 * instead of five: the right person can still come in at the first try. A network that is wrong with many
 * numbers waits as well.
 */
enum verdict page_count_password(const char *dir, const char *number, const char *source, int64_t now,
    int64_t *wait_out, struct fault *f) MUST_USE;
void page_count_password_right(const char *dir, const char *number, const char *source, int64_t now);

/* Notes a wrong try for the spool's access log. */
enum verdict page_wrong_note(const char *dir, const char *number, const char *source, int64_t now, struct fault *f)
    MUST_USE;

#endif
