/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_words - what iken-export writes for people, in the office's language. */
#ifndef REPORT_EXPORT_WORDS_H
#define REPORT_EXPORT_WORDS_H

#include "config/settings.h"

enum export_word {
	WORD_TITLE, WORD_NUMBER, WORD_STATE, WORD_CHANNEL, WORD_PURPOSE, WORD_DEPARTMENT, WORD_RECEIVED, WORD_DUE, WORD_REASON,
	WORD_PERSON, WORD_NAME, WORD_MAIL, WORD_POSTAL, WORD_ADDRESS, WORD_PHONE, WORD_FAX, WORD_REPLY, WORD_REPLY_MAIL,
	WORD_REPLY_POST, WORD_REPLY_NONE, WORD_PROTECTED, WORD_IS_PROTECTED, WORD_IS_MASKED, WORD_ERASED, WORD_ARRIVED, WORD_SUBJECT,
	WORD_SENDER, WORD_FILE, WORD_UNREADABLE, WORD_NO_TEXT, WORD_DRAFTS, WORD_PARTS, WORD_EVENTS, WORD_NOT_WRITTEN,
	WORD_INFECTED, WORD_GONE, WORD_NOT_MASKED, WORD_CHANGED,
	WORD_OPINIONS, WORD_ANSWERS, WORD_TEXT, WORD_FOLLOW_UPS, WORD_ANSWER, WORD_ANSWERED, WORD_KIND, WORD_AT, WORD_YES, WORD_CUT,
	WORD_MANIFEST, WORD_MADE, WORD_BY, WORD_WHY, WORD_MEDIUM, WORD_APPROVED, WORD_COUNT, WORD_CHECK, WORD_CONTENT, WORD_LEFT_OUT,
	WORD_MISSING, WORD_ORIGINAL, WORD_FORM, WORD_ATTACHED, WORD_AS_TEXT, WORD_AS_PDF, WORD_TABLE, WORD_MISFITS, WORD_SUMS,
	WORD_RELEASED, WORD_NOTICE, WORD_NOTICE_APART, WORD_PASSWORD, WORD_NOTICE_OPEN, WORD_NOTICE_ALPHABET, WORD_HANDED,
	WORD_HANDED_ON, WORD_HANDED_BY, WORD_HANDED_TO, WORD_ANOTHER_TIME, WORD_RETURNED_ON, WORD_OFFICE, WORD_PAGE, EXPORT_WORDS
};

struct export_words {
	enum language language;
	struct audit_words *codes;
};

/* Owned by ctx. HALT: the office's own words cannot be read. */
enum verdict export_words_read(void *ctx, const struct office *office, struct export_words *out, struct fault *f) MUST_USE;

const char *export_word(const struct export_words *w, enum export_word word);
/* What a code of the register is called: "channel " and "mail"; the code where nobody has called it anything. Owned by w. */
const char *export_code(const struct export_words *w, const char *prefix, const char *code);

#endif
