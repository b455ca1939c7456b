/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock - now, as UTC seconds, and dates as people in Japan read them. */
#ifndef CONFIG_CLOCK_H
#define CONFIG_CLOCK_H

#include <stdint.h>

/* UTC seconds. Tests set the clock by the environment: IKEN_NOW, in UTC seconds. */
int64_t clock_now(void);
/* From here on clock_now() says utc in this process, unless the environment says otherwise: a
 * rehearsal (settings.h: trial). 0: the real time. */
void clock_rehearse(int64_t utc);

struct day {
	int year, month, day;		/* Gregorian; month 1-12 */
	int hour, minute, second;
	int weekday;			/* 0 is Sunday */
};

/* The moment in Asia/Tokyo (UTC+9; Japan has no daylight saving time). */
struct day clock_tokyo(int64_t utc);
/* The moment of midnight in Tokyo that begins this date. */
int64_t clock_from_tokyo(int year, int month, int day);

/* Owned by ctx: "2026-11-23 14:05" in Tokyo, "令和8年11月23日（月）" in Tokyo,
 * "Mon, 23 Nov 2026 14:05:00 +0900" (RFC 5322), "2026-11-23T05:05:00Z" (UTC). */
char *clock_local(void *ctx, int64_t utc);
char *clock_japanese_date(void *ctx, int64_t utc);
char *clock_rfc5322(void *ctx, int64_t utc);
char *clock_iso(void *ctx, int64_t utc);

#endif
