/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * board - the desk's page: what is open, late, waiting or set aside, how the programs do, as one static page of HTML.
 *
 * Read off at one moment, from what iken-status and the statistics read. Counts, codes of the settings, names of programs and
 * what they say of their runs; nothing personal, and no opinion is named.
 */
#ifndef REPORT_BOARD_H
#define REPORT_BOARD_H

#include "config/lastrun.h"
#include "config/settings.h"
#include "spool/figures.h"
#include "spool/letter.h"
#include "spool/statistics.h"
#include "spool/trouble.h"

enum { BOARD_DAYS = 90, BOARD_RUNS = 60 };

struct board_run {
	const char *program;
	struct lastrun last;
};

enum board_backup { BACKUP_NONE, BACKUP_UNKNOWN, BACKUP_MISSING, BACKUP_OLD, BACKUP_FINE };

struct board {
	const struct settings *settings;
	int64_t now;
	struct figures figures;
	struct letter_figures letters;
	struct statistics statistics;	/* of the last 90 days, by day */
	struct due_count *due;		/* this week */
	size_t due_count;
	int64_t week_ends;		/* the UTC second behind it */
	int64_t scans, oldest_scan;
	int64_t arrivals, oldest_arrival;	/* that wait to be registered */
	int64_t danger;			/* calls that nobody has followed */
	int64_t numbers_left, to_publish;	/* of the residents' page; -1: there is none */
	int64_t erasure;		/* that waits for people; 0 none */
	struct trouble *troubles;
	size_t trouble_count;
	int missing_year;		/* whose holidays are not loaded; 0 none */
	bool access_log_broken;
	enum board_backup backup;
	int64_t backup_time;
	struct board_run run[BOARD_RUNS];
	size_t runs;
};

/* Owned by ctx. */
enum verdict board_read(struct ledger *l, void *ctx, int64_t now, struct board *out, struct fault *f) MUST_USE;

/* The whole page, appended to out. */
void board_page(const struct board *b, struct buffer *out);
/* Whether a file is a page of ours, so that nothing else is overwritten. */
bool board_is_page(struct bytes file);

/* The open opinions of the last days as SVG (board_chart.c). */
void board_chart(const struct board *b, struct buffer *out);

/* ---- words (board_words.c) ------------------------------------------------------------------------------------------ */

enum board_word {
	SAY_LANG, SAY_TITLE, SAY_WRITTEN, SAY_UNTIL, SAY_OLD, SAY_STOP, SAY_GO_ON, SAY_ATTENTION, SAY_NO_ATTENTION, SAY_NOW,
	SAY_OPEN, SAY_LATE, SAY_WEEK, SAY_UNDATED, SAY_APPROVAL, SAY_UNDELIVERABLE, SAY_HELD, SAY_SCANS, SAY_SET_ASIDE, SAY_LETTERS,
	SAY_UNPOSTED, SAY_MAILS, SAY_GIVEN_UP, SAY_ARRIVALS, SAY_OLDEST, SAY_NONE,
	SAY_BY_DEPARTMENT, SAY_BY_STATE, SAY_BACKLOG, SAY_RUNS, SAY_BASE, SAY_DEPARTMENT, SAY_STATE, SAY_COUNT, SAY_SINCE,
	SAY_OLDEST_RECEIVED, SAY_NOT_ROUTED, SAY_TOTAL, SAY_DAY, SAY_RECEIVED, SAY_ANSWERED, SAY_OPEN_END, SAY_TABLE, SAY_CHART,
	SAY_CHART_TEXT, SAY_THIRTY, SAY_PROGRAM, SAY_ENDED, SAY_RESULT, SAY_SEEN, SAY_DONE, SAY_LEFT, SAY_SUCCEEDED, SAY_WELL, SAY_LATER,
	SAY_FAILED, SAY_BACKUP, SAY_BACKUP_NONE, SAY_BACKUP_UNKNOWN, SAY_BACKUP_MISSING, SAY_BACKUP_OLD, SAY_VIRUS, SAY_VIRUS_NONE,
	SAY_FINE, SAY_CALENDAR, SAY_CALENDAR_MISSING, SAY_ACCESS_LOG, SAY_ACCESS_BROKEN, SAY_PAGE, SAY_NUMBERS,
	SAY_FEW, SAY_TO_PUBLISH, SAY_ERASURE, SAY_ERASURE_WAITS, SAY_DANGER, SAY_TROUBLE, SAY_LATE_WARNING, SAY_PERSONAL, SAY_ITEM,
	SAY_SKIP, BOARD_WORDS
};

const char *board_word(enum language language, enum board_word word);

#endif
