/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print_sheets - what iken-print prints besides letters: batch sheets, opinions, note sheets.
 *
 * output: a file, "-" for standard output, NULL for the folder or the printer of the settings. NEVER: there is no such
 * opinion, or what was asked for is wrong; HALT: there is no place to print to.
 */
#ifndef REPLY_PRINT_SHEETS_H
#define REPLY_PRINT_SHEETS_H

#include "config/run.h"
#include "spool/ledger.h"
#include "spool/parser.h"
#include "spool/scan.h"

enum { BATCH_MAX = 2000 };

/* The cover of a stack of so many papers, and separators (NULL: one less than papers). channel: a code, a name that people
 * use (はがき), or that of a drop folder. */
enum verdict print_batch(struct run *run, struct ledger *l, const char *channel, const char *papers,
    const char *separators, const char *output, struct fault *f) MUST_USE;

struct print_opinion {
	const char *number;		/* as it was typed */
	const char *reason;		/* why it is shown unmasked; NULL: it is masked */
	struct parser *parser;		/* these two for the pages of its scans; NULL: none are shown */
	struct scanner *scanner;
	const char *output;
};

/* An opinion on paper (意見内容の確認・出力). The look is noted in the access log before anything is printed. Where addresses
 * are protected they are never shown. */
enum verdict print_opinion(struct run *run, struct ledger *l, const struct print_opinion *what, struct fault *f) MUST_USE;
/* The sheet on which a department notes by hand what it did (処理票); masked. */
enum verdict print_note(struct run *run, struct ledger *l, const char *number, const char *output, struct fault *f) MUST_USE;

/* The signed report (消去報告書) of an erasure, typed as its number. NEVER: there is none yet. */
enum verdict print_erasure(struct run *run, struct ledger *l, const char *typed, const char *output,
    struct fault *f) MUST_USE;

/* ---- the parts ---- */

/* Puts a finished PDF where it belongs; what: "batch-3", its name in a folder. */
enum verdict print_output(struct run *run, const char *what, const struct buffer *pdf, const char *output,
    struct fault *f) MUST_USE;

#endif
