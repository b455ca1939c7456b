/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats_tables - how cells of the report's tables are written. Private to report/stats_*.c. */
#ifndef REPORT_STATS_TABLES_H
#define REPORT_STATS_TABLES_H

#include "report/stats.h"

/* There is no such number: of no answers there is no median. A sign that CP932 has, and that no program takes for a formula. */
#define NOTHING "…"

const char *tables_word(const struct stats_report *r, enum word word);

void tables_number(struct grid *g, int64_t number, bool hidden);
void tables_share(struct grid *g, int64_t part, int64_t whole, bool hidden);
void tables_change(struct grid *g, int64_t now, int64_t before, bool hidden);
void tables_median(struct grid *g, const struct days *d, bool hidden);
void tables_ninetieth(struct grid *g, const struct days *d, bool hidden);
/* Whether a number that stands in no sum is hidden. */
bool tables_small(const struct stats_report *r, int64_t number);
/* Names statements below a table; ends with STATISTICS_SQLS. */
void tables_source(const struct stats_report *r, struct grid *g, const enum statistics_sql *sql);

/* The same letter from many (stats_campaigns.c): its rows of the table of letters and people, and each by itself. */
void tables_campaign_rows(const struct stats_report *r, struct grid *g);
void tables_campaigns(struct stats_report *r, struct grid *g);

/* The tables that are lists (stats_lists.c). */
void tables_summary(struct stats_report *r, struct grid *g);
void tables_course(struct stats_report *r, struct grid *g);
void tables_letters(struct stats_report *r, struct grid *g);
void tables_ways(struct stats_report *r, struct grid *g);
void tables_reasons(struct stats_report *r, struct grid *g);
void tables_open_now(struct stats_report *r, struct grid *g);

#endif
