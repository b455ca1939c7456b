/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rehearse_report - what a rehearsed day was like: DIR/report/report.html, and its tables as CSV and XLSX.
 *
 * Nothing personal is in it: counts, codes, statuses.
 */
#ifndef REPORT_REHEARSE_REPORT_H
#define REPORT_REHEARSE_REPORT_H

#include "report/rehearse_day.h"
#include "spool/rehearsal.h"

struct rehearse_report {
	const struct settings *s;	/* of the office */
	const char *dir;
	const char *of;			/* what was copied */
	const struct rehearse_hours *hours;
	const struct rehearse_day *day;
	struct rehearsal_counts before, after;
	int64_t mails;			/* in DIR/out/mail */
	int64_t papers;			/* in DIR/out/print */
	struct rehearsal_counts expected;	/* of --expect */
	bool has_expected, running;
	size_t changed;			/* files of the office that are not as they were */
	const char *changes;		/* which, a line each */
	size_t files;			/* that were compared */
	int64_t octets;
};

/* Writes it. *findings_out: how much of it somebody has to look into. */
enum verdict rehearse_report_write(void *ctx, const struct rehearse_report *r, int64_t *findings_out, struct fault *f) MUST_USE;

/* Reads item,count lines (spool/csv.h). NEVER: it is no such table. */
enum verdict rehearse_expected_read(void *ctx, const char *path, struct rehearsal_counts *out, struct fault *f) MUST_USE;

#endif
