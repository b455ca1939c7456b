/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words - the words by which people say what their mail is: 回答, 経過, 移送, 照会, 承認, ... */
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
	WORD_RETURN,		/* 差戻し */
	WORD_ASK,		/* 照会 */
	WORD_NOT_OURS,		/* 所管外; with a department behind it it passes on */
	WORD_DISCLOSE,		/* 開示 */
	WORD_DISMISS,		/* 処理対象外 REASON */
	WORD_CODE,		/* 回答コード CODE */
	WORD_CORRECT,		/* 訂正 */
	WORD_STOP,		/* 停止 */
	WORD_ALL,		/* 一括回答: to all who sent the same letter */
	WORD_SAME,		/* 同じ回答: as the others got */
	WORD_SEPARATE,		/* 別件: not the same letter */
	WORD_FINE		/* 決裁, 可, OK: approves where nothing else is said */
};

/* What a line of its own says, e.g. 【回答】, 移送：道路課, 承認します。, "Pass on: road".
 * *rest_out is where its argument begins (target, remark or the text's first words), behind the
 * separator; at line + len when there is none. WORD_NONE: the line is ordinary text, e.g.
 * 回答いたします。, which announces an answer. */
enum word words_of_line(const char *line, size_t len, const char **rest_out);

/* The same for the value of 区分: a word, whatever stands behind it in brackets or after a space.
 * Words in brackets that have a separator between them (回答・経過) are our own hint, no argument. */
enum word words_of_value(const char *value, size_t len, const char **rest_out);

/* A short sentence of its own such as 道路課へ移送してください: the length of the department's name
 * at its beginning; 0 when it is none. */
size_t words_pass_on_sentence(const char *line, size_t len);

/* A short sentence of its own such as 本件は当課の所管ではありません。 */
bool words_not_ours_sentence(const char *line, size_t len);

/* Whether a few words are a department's name (or code) rather than a remark. */
bool words_department(const char *words, size_t len);

/* Octets of the code of a standard answer at p: letters, digits, - and _ with at least one digit. */
size_t words_code(const char *p, size_t len);

/* Whether any of the sayings that make a short text perhaps no answer to a resident (所管外,
 * 転送, 後日, 確認中, 承知, 赤字で ...) is in a folded text. */
bool words_perhaps_no_answer(const char *folded);

/* Whether a folded remark takes an approval back in part (ただし, 修正, except, ...). */
bool words_conditional(const char *folded);

#endif
