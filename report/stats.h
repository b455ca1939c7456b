/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stats - the report of a period: its tables, and what they are given out as.
 *
 * One set of tables (stats_tables.c) is the source of all: page, PDF, CSV and XLSX show the same numbers. Where it is
 * for publication, what is small is hidden in the tables themselves (stats_suppress.h), so that no form can tell more.
 */
#ifndef REPORT_STATS_H
#define REPORT_STATS_H

#include "report/stats_words.h"
#include "spool/grid.h"
#include "spool/period.h"
#include "spool/statistics.h"

enum stats_table {
	TABLE_SUMMARY, TABLE_COURSE, TABLE_CHANNEL_PURPOSE, TABLE_DEPARTMENT_PURPOSE, TABLE_DEPARTMENT_TIME,
	TABLE_DAYS_PURPOSE, TABLE_DAYS_DEPARTMENT, TABLE_DAYS_CHANNEL, TABLE_LETTERS, TABLE_CAMPAIGNS, TABLE_WAYS, TABLE_REASONS,
	TABLE_OPEN_NOW, TABLE_ALL, STATS_TABLES
};

/* The codes along an axis that there is something of, and their numbers; [i] belongs to code[i]. */
struct stats_axis {
	size_t count;
	size_t *code;			/* places in codes[axis] */
	const char **name;
	int64_t *received, *before, *answered, *answered_before;
	bool *received_hidden, *before_hidden, *answered_hidden, *answered_before_hidden;
	const struct days **days, **days_before;
};

struct stats_report {
	void *ctx;
	const struct settings *s;
	enum language language;
	struct period period;
	bool by_day;
	bool for_public;
	int64_t least;			/* smaller numbers are not told; 0: all are */
	struct statistics now, before;	/* before: the same period of the year before */
	struct stats_axis axis[AXES];
	bool *step_hidden;		/* for public: those received and answered in a step */
	bool *step_answered_hidden;
	struct grid *table[STATS_TABLES];	/* NULL: not in this report */
};

/* Reads the register and makes the tables. HALT with *unbalanced_out: the sums are not what the register counts. Of *r the caller sets ctx, s,
 * period, by_day, for_public. */
enum verdict stats_make(struct stats_report *r, struct ledger *l, bool *unbalanced_out, struct fault *f) MUST_USE;
void stats_tables(struct stats_report *r);

/* "2026年度 第3四半期"; "2026年10月1日～2026年12月31日". Owned by ctx of r. */
const char *stats_period_words(const struct stats_report *r, const struct period *p);
const char *stats_period_days(const struct stats_report *r, const struct period *p);
const char *stats_title(const struct stats_report *r);
/* "2026年4月", "4月1日"; short, as below a chart: "4月", "4/1". */
const char *stats_step_words(const struct stats_report *r, size_t step);
const char *stats_step_label(const struct stats_report *r, size_t step);

/* The charts that stand above a table, owned by ctx of r; how many there are. */
enum { STATS_CHARTS_MAX = 2 };
size_t stats_charts(const struct stats_report *r, enum stats_table table, struct picture *out[STATS_CHARTS_MAX]);

void stats_html(const struct stats_report *r, struct buffer *out);
/* All tables as one file, each with its title; misfits as grid_csv(). */
enum verdict stats_csv(const struct stats_report *r, enum grid_charset charset, struct buffer *out, struct grid *misfits,
    struct fault *f) MUST_USE;
enum verdict stats_xlsx(const struct stats_report *r, struct buffer *out, struct fault *f) MUST_USE;
enum verdict stats_pdf(const struct stats_report *r, struct buffer *out, struct fault *f) MUST_USE;

#endif
