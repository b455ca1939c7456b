/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_doc - one opinion as a document: fields, headings and texts, which become plain text and pages alike. */
#ifndef REPORT_EXPORT_DOC_H
#define REPORT_EXPORT_DOC_H

#include "report/export_gather.h"
#include "report/export_words.h"
#include "spool/fonts.h"

enum export_item_kind { ITEM_HEADING, ITEM_FIELD, ITEM_TEXT, ITEM_LINE };

struct export_item {
	enum export_item_kind kind;
	const char *label;		/* FIELD */
	const char *text;
};

struct export_doc {
	const char *title, *office;
	int64_t made;
	struct export_item *item;
	size_t count;
};

/* Owned by ctx. */
struct export_doc *export_doc_of(void *ctx, const struct settings *s, const struct export_words *w, const struct export_case *c);
void export_doc_text(const struct export_doc *d, struct buffer *out);
/* Pages of A4; signs that the fonts lack are set as 〓 and added to missing. */
enum verdict export_doc_pdf(void *ctx, const struct export_doc *d, const struct fonts *fonts, struct missing *missing,
    struct buffer *out, struct fault *f) MUST_USE;
/* The same signs, without setting anything. */
void export_doc_check(void *ctx, const struct export_doc *d, const struct fonts *fonts, struct missing *missing);

/* A department's name; its code when it is not in the settings. */
const char *export_department(const struct settings *s, const char *code);

#endif
