/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export - what iken-export does: a case folder, proposals and who agrees to them, media. */
#ifndef REPORT_EXPORT_H
#define REPORT_EXPORT_H

#include "config/run.h"
#include "report/export_doc.h"
#include "report/export_out.h"
#include "spool/export.h"
#include "spool/parser.h"

/* What the work on opinions needs. */
struct export_work {
	struct run *run;
	struct ledger *l;
	struct parser *parser;
	struct fonts *fonts;
	struct export_words words;
	bool infected;			/* originals in which a virus was found, too */
};

/* Fonts and words. HALT: a font is missing. */
enum verdict export_work_begin(struct export_work *w, struct fault *f) MUST_USE;

/* ---- export_case ------------------------------------------------------------------------------------------------------ */

/* Writes all of an opinion; missing: signs that the PDF lacks, of ctx; sums_out: the digest of its SHA256SUMS, sums_size its
 * octets. facts: of its manifest. */
enum verdict export_case_write(struct export_work *w, void *ctx, const struct export_case *c, const struct export_target *target,
    const char *prefix, const struct export_fact *facts, char sums_out[SHA256_DIGITS + 1], struct fault *f) MUST_USE;

/* One opinion as a folder in folder. NEVER: there is one of that name, or so many people have to agree. */
enum verdict export_case(struct export_work *w, const char *number, const char *folder, const char *reason, bool masked,
    struct fault *f) MUST_USE;

/* ---- export_files ------------------------------------------------------------------------------------------------------ */

/* What came in as it came, and what was attached to it. */
enum verdict export_files(struct export_work *w, const struct export_case *c, struct export_out *out, struct fault *f) MUST_USE;

/* ---- export_people ------------------------------------------------------------------------------------------------------ */

enum verdict export_ask(struct run *run, struct ledger *l, const struct pick *pick, const char *reason, struct fault *f) MUST_USE;
enum verdict export_agree(struct run *run, struct ledger *l, const char *typed, struct fault *f) MUST_USE;
enum verdict export_give_up(struct run *run, struct ledger *l, const char *typed, struct fault *f) MUST_USE;
enum verdict export_show_all(struct run *run, struct ledger *l, struct fault *f) MUST_USE;
enum verdict export_show(struct run *run, struct ledger *l, const char *typed, struct fault *f) MUST_USE;
/* The export that somebody typed. NEVER: there is none. */
enum verdict export_find(struct run *run, struct ledger *l, const char *typed, struct export *out, struct fault *f) MUST_USE;

/* ---- export_run --------------------------------------------------------------------------------------------------------- */

/* Writes what was agreed to, or ends what a run that was killed has left. notice NULL: the password is shown on standard
 * output. */
enum verdict export_run(struct export_work *w, const char *typed, const char *folder, const char *notice, struct fault *f)
    MUST_USE;

/* ---- export_tables -------------------------------------------------------------------------------------------------------- */

struct export_tables;

struct export_tables *export_tables_new(void *ctx, struct export_work *w, const struct pick *pick, int64_t opinions);
/* The rows of an opinion; writes what is full. */
enum verdict export_tables_add(struct export_tables *t, const struct export_case *c, struct export_out *out, struct fault *f)
    MUST_USE;
/* Writes the rest. */
enum verdict export_tables_end(struct export_tables *t, struct export_out *out, struct fault *f) MUST_USE;

/* ---- export_notice -------------------------------------------------------------------------------------------------------- */

/* The notice of a password (パスワード通知書), a page. */
enum verdict export_notice(struct export_work *w, void *ctx, const struct export *e, const char *who, const char *approved,
    const char *password, struct buffer *pdf, struct fault *f) MUST_USE;

#endif
