/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * former_sheet - the check sheet (確認表): what became of each row, and whether the register holds what the file holds.
 *
 * In the given folder, mode 0600:
 *
 *	check.xlsx, check.pdf	all tables; the printed one is signed
 *	check-1-sums.csv ...	the same tables, UTF-8
 *	rows.csv		each row: what was taken of it, or why not
 *	refused.csv		the refused rows in the octets of the old file, with its head line, to be put right and given again
 *
 * The register's side is read from the register after everything has been committed, and counted there; the file's side is
 * counted from the file.
 */
#ifndef PROCESS_FORMER_SHEET_H
#define PROCESS_FORMER_SHEET_H

#include "process/former_back.h"
#include "spool/grid.h"

struct former_sheet;

/* trial: nothing is taken, so there is no register's side. */
enum verdict former_sheet_begin(void *ctx, const struct former_import *im, const char *folder, const char *file, bool trial,
    struct former_sheet **out, struct fault *f) MUST_USE;

/* A row, once it is known what became of it. */
enum verdict former_sheet_row(struct former_sheet *s, const struct former_item *item, struct fault *f) MUST_USE;

/* Whether a person should look at signs of it: then its opinion's name is in the sheet. */
bool former_sheet_shows(const struct former_item *item);

/* Counts what a row that was taken says, and, unless it is a trial, compares it with back. */
void former_sheet_count(struct former_sheet *s, const struct former_item *item, const struct former_back *back);
/* A row that is there twice in the file. */
void former_sheet_repeated(struct former_sheet *s);

/* Counts in the register and writes everything. *equal_out: nothing is missing, nothing differs. */
enum verdict former_sheet_end(struct former_sheet *s, bool *equal_out, struct fault *f) MUST_USE;

/* How many rows had this outcome. */
int64_t former_sheet_outcomes(const struct former_sheet *s, enum former_outcome outcome);

/* The sums, for a terminal. */
void former_sheet_print(const struct former_sheet *s, struct buffer *out);

#endif
