/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words - the words by which people say what their mail is: 回答, 経過, 移送, 承認, ... */
#ifndef PROCESS_WORDS_H
#define PROCESS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum word {
	WORD_NONE,
	WORD_ANSWER,		/* 回答 */
	WORD_NOTE,		/* 経過 */
	WORD_PASS_ON,		/* 移送 */
	WORD_NO_ANSWER,		/* 回答不要 */
	WORD_APPROVE,		/* 承認 */
	WORD_RETURN		/* 差戻し */
};

/* What a line of its own says, e.g. 【回答】, 移送：道路課, 承認します。, "Pass on: road".
 * *rest_out is where its argument begins (target, remark or the text's first words), behind the
 * separator; at line + len when there is none. WORD_NONE: the line is ordinary text, e.g.
 * 回答いたします。, which announces an answer. */
enum word words_of_line(const char *line, size_t len, const char **rest_out);

/* The same for the value of 区分: a word, whatever stands behind it in brackets or after a space. */
enum word words_of_value(const char *value, size_t len, const char **rest_out);

/* A short sentence of its own such as 道路課へ移送してください: the length of the department's name
 * at its beginning; 0 when it is none. */
size_t words_pass_on_sentence(const char *line, size_t len);

/* Whether any of the sayings that make a short text perhaps no answer to a resident (所管外,
 * 転送, 後日, 確認中, 承知 ...) is in a folded text. */
bool words_perhaps_no_answer(const char *folded);

/* Whether a folded remark takes an approval back in part (ただし, 修正, except, ...). */
bool words_conditional(const char *folded);

#endif
