/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book_words - what the registers and the desk's page call states and the like, in the office's language. */
#ifndef REPORT_BOOK_WORDS_H
#define REPORT_BOOK_WORDS_H

#include "config/settings.h"
#include "spool/state.h"
#include "spool/trouble.h"

/* All are static, or the code itself where it has no words. */
const char *word_of_state(enum language language, enum state state);
/* "printed", "posted", "kept", "returned" of letters; "proposed" and so on of erasures; "returned", "destroyed", "void" of media,
 * "" is out. */
const char *word_of_letter(enum language language, const char *code);
const char *word_of_erasure(enum language language, const char *code);
const char *word_of_medium(enum language language, const char *code);
/* Of mails to residents (intent.h): answer, receipt, ... */
const char *word_of_mail(enum language language, const char *kind);
const char *word_of_way(enum language language, const char *way);
/* What goes on, for who reads the desk's page: "ウイルス検査のプログラムが働いていません"; not of TROUBLE_KINDS. */
const char *word_of_trouble(enum language language, enum trouble_kind kind);

/* The names of purposes, departments and reasons of the settings; the code where they do not know it (any more). */
const char *name_of_purpose(const struct settings *s, const char *code);
const char *name_of_department(const struct settings *s, const char *code);
const char *name_of_reason(const struct settings *s, const char *code);

#endif
