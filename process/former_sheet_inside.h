/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_sheet_inside - what the check sheet counts; for former_sheet*.c. */
#ifndef PROCESS_FORMER_SHEET_INSIDE_H
#define PROCESS_FORMER_SHEET_INSIDE_H

#include "process/former_out.h"
#include "process/former_sheet.h"
#include "process/former_words.h"
#include "spool/former.h"

/* Of a field: [0] in the file, [1] in the register. */
struct former_figure {
	int64_t filled[2], signs[2];
	int64_t differs;
};

/* Rows with a word for a code, counted in the file. */
struct former_coded {
	enum former_field field;	/* FORMER_RECEIVED: the year */
	const char *word, *code;
	int64_t count;
};

struct former_sheet {
	void *ctx;
	const struct former_import *im;
	enum language language;
	const char *folder, *file;
	bool trial, equal;

	int64_t rows, outcome[FORMER_OUTCOMES];
	int64_t counted, compared, moved, repeated;
	struct former_figure figure[FORMER_FIELDS];
	struct former_coded *coded;
	size_t coded_count;
	int64_t first, last, answers, open;
	struct former_sums sums;	/* of the register */

	struct grid *findings, *signs;
	size_t not_shown;
	struct former_out *all, *refused;
};

/* The tables: sums, fields, codes. The register is asked where it is no trial. Sets s->equal. */
enum verdict former_sheet_sums(struct former_sheet *s, struct grid **out, struct fault *f) MUST_USE;
struct grid *former_sheet_fields(struct former_sheet *s);
enum verdict former_sheet_codes(struct former_sheet *s, struct grid **out, struct fault *f) MUST_USE;

#endif
