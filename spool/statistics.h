/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * statistics - the figures of a period: what came in, what was answered and after how many open days, what was open.
 *
 * Counted is by two moments: an opinion is received when it came in (received), and answered when its first answer left
 * that did not come back (answered; a trigger of the register keeps it). Days to answer are open days of the calendar:
 * the day of receipt, or of the follow-up that opened it again before it was ever answered, is day zero; those on which
 * the resident was asked back do not count (due.h). In time is what was answered by the due day as it stood then. Where the
 * calendar does not know a day, or the register the due day, the opinion is counted as not known, and in no median.
 *
 * A median is the middle value, of an even number the mean of the two in the middle. The 90th percentile is the smallest
 * value that at least nine tenths of all do not exceed (nearest rank).
 *
 * Each table of rows is read once, in the order of an index that has all of it; every sum is compared with a count that
 * the register does by itself, within one transaction (statistics_sql.c has all statements).
 */
#ifndef SPOOL_STATISTICS_H
#define SPOOL_STATISTICS_H

#include "spool/calendar.h"

/* ---- the statements ---------------------------------------------------------------------------------------------- */

enum statistics_sql {
	SQL_RECEIVED, SQL_RECEIVED_COUNT, SQL_ANSWERED, SQL_ANSWERED_COUNT, SQL_PAUSES, SQL_TURNS, SQL_TURNS_COUNT,
	SQL_OPEN, SQL_RECEIVED_SINCE, SQL_OPEN_NOW, SQL_ERASED, SQL_CAMPAIGNS, STATISTICS_SQLS
};

/* "S1", and its text; static. */
const char *statistics_sql_name(enum statistics_sql sql);
const char *statistics_sql_text(enum statistics_sql sql);
/* STATISTICS_SQLS: there is none of that name; S1 and s1 are the same. */
enum statistics_sql statistics_sql_named(const char *name);

/* ---- open days --------------------------------------------------------------------------------------------------- */

/* How often which number of open days. */
struct days {
	int64_t *often;			/* [days] */
	size_t room;
	int64_t count;			/* of all whose days are known */
	int64_t unknown;		/* answered, but the calendar does not know all days between */
	int64_t dated;			/* whose due day was known */
	int64_t in_time;		/* of these, answered by then */
};

void days_add(void *ctx, struct days *d, int64_t open_days);
void days_merge(void *ctx, struct days *d, const struct days *more);
/* Twice the median, so that it is whole; -1: there is none. */
int64_t days_median_twice(const struct days *d);
/* The smallest value that at least so many percent do not exceed; -1: there is none. */
int64_t days_percentile(const struct days *d, int percent);
/* Of 1,000, half up: of 3 in 7 429; -1 of 0. */
int64_t per_mille(int64_t part, int64_t whole);

/* ---- what is counted --------------------------------------------------------------------------------------------- */

enum axis { AXIS_CHANNEL, AXIS_PURPOSE, AXIS_DEPARTMENT, AXES };
enum answer_way { WAY_OF_MAIL, WAY_OF_LETTER, WAY_OF_PAGE, WAY_OF_OTHER, ANSWER_WAYS };

enum { STATISTICS_PARTS = 12, STATISTICS_STEPS = 400 };

/* The codes along an axis, of all periods that were read with it: those of the settings first, in their order. */
struct codes {
	const char **code;
	size_t count;
};

struct coordinates {
	uint32_t at[AXES];
};

/* All opinions that are alike in channel, purpose and department. */
struct stat_cell {
	struct coordinates where;
	int64_t received, answered;
	int64_t received_in[STATISTICS_PARTS], answered_in[STATISTICS_PARTS];
	struct days days;
};

/* One day or one month. */
struct stat_step {
	int64_t begin;			/* UTC */
	int64_t received, answered;
	int64_t again;			/* were open again: follow-ups, corrections, reopened, came back */
	int64_t ended;			/* answer left, no answer needed, not processed */
	int64_t open;			/* at its end */
};

struct stat_reason {
	const char *code;
	int64_t count;
};

/* A department's open opinions when it was counted. */
struct stat_open {
	const char *department;
	int64_t count, late, undated, oldest;
};

/* The same letter from many (campaign.h): what of it came in within the period. */
struct stat_campaign {
	const char *number;		/* of its first opinion, whenever that came in */
	const char *department;		/* of the newest letter that has one; "" none has */
	int64_t letters;		/* without those that were taken out */
	int64_t people;			/* who wrote for the first time in it */
	int64_t open;			/* letters that are neither answered nor closed, when it was counted */
	int64_t whole;			/* letters of all time, two at least */
};

struct statistics {
	int64_t from, until;		/* UTC; until is the first second behind it */
	int64_t now;			/* when it was counted */
	struct codes *codes;		/* [AXES]; shared by those that are compared */

	size_t parts;			/* months of the period, or its days where it is one month (then steps alone) */
	int64_t part_begin[STATISTICS_PARTS + 1];
	struct stat_cell *cell;
	size_t cells;
	int64_t received, answered;
	int64_t first_received;		/* UTC; 0 none */
	struct days part_days[STATISTICS_PARTS];
	struct days days;		/* of all */

	struct stat_step *step;		/* by month, or by day; those that have not begun yet are not there */
	size_t steps;
	int64_t open_before;		/* when the period began */
	int64_t open_now;		/* when it was counted */
	bool with_open;			/* whether what is open was counted at all */

	struct stat_reason *reason;	/* not processed */
	size_t reasons;
	int64_t not_processed;		/* of those received */
	int64_t with_sender, persons;	/* whose sender has a mail address, and how many such different ones */
	int64_t erased;			/* of those received: counted all the same */
	int64_t way[ANSWER_WAYS];
	int64_t follow_ups, corrections, no_answer, dismissed, came_back, reopened;

	struct stat_open *open;		/* by department, as of now */
	size_t opens;

	struct stat_campaign *campaign;	/* those with most letters first */
	size_t campaigns;
	int64_t campaign_letters, campaign_people;	/* of all of them */

	/* the register's own counts */
	int64_t counted_received, counted_answered, counted_turns, turns;
};

/* What is to be counted. codes: an array [AXES] that the caller made (statistics_codes). */
struct statistics_request {
	int64_t from, until;
	bool by_day;			/* the steps */
	bool with_open;			/* what is open, too; else steps have received and answered only */
	struct codes *codes;
};

/* The codes that the settings know, in their order; owned by ctx. */
struct codes *statistics_codes(void *ctx, const struct settings *s);

/* Reads it, as the register is at one moment: between statistics_begin() and statistics_end() several are read of the
 * same. Owned by ctx. */
enum verdict statistics_begin(struct ledger *l, struct fault *f) MUST_USE;
enum verdict statistics_read(struct ledger *l, void *ctx, const struct statistics_request *r, struct statistics *out,
    struct fault *f) MUST_USE;
void statistics_end(struct ledger *l);

/* A part of statistics_read(): fills what is of campaigns; from and until are set. */
enum verdict statistics_campaigns(struct ledger *l, void *ctx, struct statistics *s, struct fault *f) MUST_USE;
/* What was received, the letters of a campaign being one matter. */
int64_t statistics_matters(const struct statistics *s);

/* HALT: a sum is not what the register counts; f says which. */
enum verdict statistics_balance(const struct statistics *s, struct fault *f) MUST_USE;

/* ---- in tables --------------------------------------------------------------------------------------------------- */

/* Along one axis: of each code (codes[axis].count of them). Owned by ctx. */
struct stat_line {
	int64_t received, answered;
	int64_t received_in[STATISTICS_PARTS];
	struct days days;
};
struct stat_line *statistics_along(void *ctx, const struct statistics *s, enum axis axis);

/* Received, by two axes: [row * codes[column].count + column]. Owned by ctx. */
int64_t *statistics_cross(void *ctx, const struct statistics *s, enum axis row, enum axis column);

#endif
