/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_words - the words of the published questions and answers, in the office's language. */
#ifndef REPORT_FAQ_WORDS_H
#define REPORT_FAQ_WORDS_H

#include <stdint.h>

#include "config/settings.h"

enum faq_word {
	FAQ_TITLE, FAQ_SEARCH, FAQ_FOUND, FAQ_PURPOSES, FAQ_EASY, FAQ_OWNER, FAQ_AS_OF, FAQ_NOTHING,
	FAQ_NUMBER, FAQ_PURPOSE, FAQ_DEPARTMENT, FAQ_QUESTION, FAQ_ANSWER, FAQ_SEARCH_WORDS, FAQ_CHANGED, FAQ_UNTIL, FAQ_MONTH, FAQ_ALL,
	FAQ_WORDS
};

const char *faq_words(enum language language, enum faq_word word);
/* "令和8年11月30日", "2026-11-30"; owned by ctx. */
const char *faq_words_day(void *ctx, enum language language, int64_t utc);

#endif
