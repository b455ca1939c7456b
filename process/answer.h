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

#include "spool/reading.h"

enum answer_to { ANSWER_TO_REQUEST, ANSWER_TO_APPROVAL };

enum answer_kind {
	ANSWER_TEXT,		/* 回答 */
	ANSWER_NOTE,		/* 経過 */
	ANSWER_PASS_ON,		/* 移送 DEPARTMENT */
	ANSWER_NO_ANSWER,	/* 回答不要 */
	ANSWER_APPROVE,		/* 承認 */
	ANSWER_RETURN,		/* 差戻し */
	ANSWER_UNCLEAR,		/* reason says what to change */
	ANSWER_ASK,		/* 照会: a question to the resident */
	ANSWER_NOT_OURS,	/* 所管外, and no department is named */
	ANSWER_DISCLOSE,	/* 開示: who wrote it is to be told to the department */
	ANSWER_DISMISS,		/* 処理対象外 REASON */
	ANSWER_STOP,		/* 停止: what was approved is not to go out */
	ANSWER_SAME,		/* 同じ回答: what the others got who sent the same letter; text: a remark */
	ANSWER_SEPARATE,	/* 別件: it is not the same letter; text: the numbers that are meant, "" its own */
	ANSWER_KINDS
};

struct answer {
	enum answer_kind kind;
	const char *text;	/* answer, note, question, or remark or reason; running text; "" for none; owned by ctx */
	const char *pass_to;	/* PASS_ON: the department as the clerk wrote it, code or name */
	const char *reason_words;	/* DISMISS: the reason as the clerk wrote it, code or name */
	const char *code;	/* TEXT: code of a standard answer before the text, folded; "" for none */
	const char *remark;	/* of the block, where it is not in text: never for the resident */
	bool all;		/* TEXT: 一括回答, it answers all who sent the same letter */
	bool correction;	/* TEXT: 訂正, it corrects an answer */
	bool public;		/* TEXT: 公開: 可, it may be published without what is personal */
	const char *reason;	/* UNCLEAR: "empty", "unchanged" (nothing but our own mail), "no-department",
				 * "no-reason" (dismissed without one),
				 * "two-words" (approved on a condition is one of them), "no-word" (an
				 * approval without its word, an unknown 区分, or a few words outside the
				 * block that are perhaps no answer to a resident: 後日ご連絡します),
				 * "no-public" (公開: neither yes nor no) */
	bool from_block;	/* it stood in the answer block */
	bool between;		/* lines between quoted lines: kept with the quotes, whole */
	bool whole;		/* nothing was cut, because nothing would have been left */
};

/* text: running text. All of the answer is owned by ctx or is text's. */
struct answer answer_read(void *ctx, const char *text, enum answer_to to);

/* The same of a mail: of its text or, where that says nothing of its own, of its HTML. */
struct answer answer_of_reading(void *ctx, const struct reading *r, enum answer_to to);

#endif
