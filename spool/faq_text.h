/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faq_text - a question with its answer, as people type it.
 *
 *	担当: 清掃課				Department: of a file alone
 *	目的: 問い合わせ			Purpose: likewise
 *	質問: 粗大ごみはどう出せばよいですか	Question:
 *	回答: 電話で申し込んでください。	Answer:
 *	……
 *	やさしい日本語: 電話をしてください。	Easy: perhaps none
 *	ことば: 粗大ごみ 収集			Words: in which it is recognised; perhaps none
 *
 * A line with a label begins a value; the lines below go on with it. Pure.
 */
#ifndef SPOOL_FAQ_TEXT_H
#define SPOOL_FAQ_TEXT_H

#include <stdbool.h>

#include "config/bytes.h"
#include "config/settings.h"

struct faq_text {
	const char *question, *answer, *easy, *words;	/* "" none */
};

struct faq_form {
	struct faq_text text;			/* NULL: not given; "" : given without anything behind it */
	const char *department, *purpose;	/* likewise, as typed */
	bool before;				/* something stands before the first label */
};

/* Owned by ctx. */
struct faq_form faq_form_read(void *ctx, const char *text);

/* Whether any of the values of a text is given. */
bool faq_form_has_text(const struct faq_form *form);

/* What base becomes by what the form gives. */
struct faq_text faq_form_over(const struct faq_text *base, const struct faq_form *form);

void faq_text_write(const struct faq_text *text, enum language language, struct buffer *out);

/* Whether something in it is still masked: 〔…〕, 〔氏名〕. */
bool faq_text_is_masked(const struct faq_text *text);

/* Whether a reader would take both for the same. */
bool faq_text_equal(const struct faq_text *a, const struct faq_text *b);

#endif
