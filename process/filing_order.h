/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filing_order - what the desk wants done with a held mail. Pure: its reply goes in. */
#ifndef PROCESS_FILING_ORDER_H
#define PROCESS_FILING_ORDER_H

#include "spool/reading.h"

enum filing_as {
	FILING_UNSAID,
	FILING_FOLLOW_UP,	/* 追記: the resident wrote again */
	FILING_ANSWER,		/* 回答: the department's answer */
	FILING_NEW,		/* 新規: an opinion of its own */
	FILING_DISCARD,		/* 破棄 */
	FILING_RETURNED		/* 返戻: a letter of ours, which the post has brought back; of one opinion */
};

enum { FILING_MAX = 9 };

struct filing_order {
	enum filing_as as;
	struct {
		int place;		/* in the list of guesses, from 1; 0: number says it */
		const char *number;	/* 2026-000123-7, its check digit is right; owned by ctx */
	} item[FILING_MAX];		/* each once */
	size_t count;
	const char *unclear;		/* a code of the reasons, static; NULL: it is clear */
};

/* Reads the block of our mail or, when that says nothing, what stands above or below the quoted
 * lines: "1", "2026-000123-7", "番号: 1 と 3", "1 回答", "新規", "破棄", "2026-000123-7 返戻". Lines that say something else are passed over;
 * nothing is read from what is quoted. */
struct filing_order filing_order_read(void *ctx, const struct reading *r);

#endif
