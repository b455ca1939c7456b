/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_words - the words of the check sheet (確認表), in the language of the office. */
#ifndef PROCESS_FORMER_WORDS_H
#define PROCESS_FORMER_WORDS_H

#include "config/settings.h"
#include "process/former_map.h"

enum former_word {
	FW_SHEET, FW_SHEET_TRIAL, FW_ITEM, FW_FILE, FW_REGISTER, FW_DIFFERENCE, FW_ROWS, FW_NEW, FW_THERE, FW_CHANGED, FW_REFUSED,
	FW_BALANCE, FW_EQUAL, FW_UNEQUAL, FW_FIRST, FW_LAST, FW_COMPARED, FW_MOVED, FW_REPEATED, FW_INTENTS, FW_ANSWERS, FW_FIELDS,
	FW_COLUMN, FW_FILLED_FILE, FW_FILLED_REGISTER, FW_SIGNS_FILE, FW_SIGNS_REGISTER, FW_DIFFERS, FW_CODES, FW_WORD, FW_CODE,
	FW_YEAR, FW_FINDINGS, FW_LINE, FW_OLD_NUMBER, FW_NUMBER, FW_OUTCOME, FW_WHY, FW_SIGNS, FW_SIGN, FW_SIGN_CODE,
	FW_SIGN_KIND, FW_RARE, FW_PRIVATE, FW_NOT_ALL, FW_NO_COLUMN, FW_WOULD, FW_NONE, FW_EMPTY, FW_TAKEN_DIFFERENTLY, FW_DAMAGED_SEE,
	FW_SEAL_MADE, FW_SEAL_CHECKED, FW_SEAL_RESPONSIBLE, FW_SUM, FW_OF_FILE, FW_OF_MAPPING, FW_OPEN_DUE, FW_UNDATED,
	FORMER_WORDS
};

const char *former_word(enum language language, enum former_word word);
/* Of a field, and of a code of former_row.h and former_files.h; static. */
const char *former_field_words(enum language language, enum former_field field);
const char *former_problem_words(enum language language, const char *code);

#endif
