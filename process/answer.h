/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer - what a clerk's reply says: the words that they added to our mail, and what they want done.
 *
 * Pure. The text is what stands in the answer block of spool/block.h or, failing that, what the reply
 * adds above, below or between the quoted lines. Quotes are cut for reading only and never to
 * nothing: where nothing would be left, the whole text is given and marked.
 */
#ifndef PROCESS_ANSWER_H
#define PROCESS_ANSWER_H

#include <stdbool.h>

enum answer_to { ANSWER_TO_REQUEST, ANSWER_TO_APPROVAL };

enum answer_kind {
	ANSWER_TEXT,		/* 回答 */
	ANSWER_NOTE,		/* 経過 */
	ANSWER_PASS_ON,		/* 移送 DEPARTMENT */
	ANSWER_NO_ANSWER,	/* 回答不要 */
	ANSWER_APPROVE,		/* 承認 */
	ANSWER_RETURN,		/* 差戻し */
	ANSWER_UNCLEAR		/* reason says what to change */
};

struct answer {
	enum answer_kind kind;
	const char *text;	/* answer, note or remark; running text; "" for none; owned by ctx */
	const char *pass_to;	/* PASS_ON: the department as the clerk wrote it, code or name */
	const char *reason;	/* UNCLEAR: "empty", "unchanged" (nothing but our own mail), "no-department",
				 * "two-words" (approved on a condition is one of them), "no-word" (an
				 * approval without its word, an unknown 区分, or a few words outside the
				 * block that are perhaps no answer to a resident: 後日ご連絡します) */
	bool from_block;	/* it stood in the answer block */
	bool between;		/* lines between quoted lines: kept with the quotes, whole */
	bool whole;		/* nothing was cut, because nothing would have been left */
};

struct answer answer_read(void *ctx, const char *text, enum answer_to to);

#endif
