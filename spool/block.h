/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * block - the answer block that our mails to departments carry and that a clerk fills in.
 *
 *	----- ここから回答を記入してください（この行は消さないでください） -----
 *	区分: 回答
 *	（本文）
 *	----- ここまで -----
 *
 * or, in English,
 *
 *	----- Write your answer below (please keep this line) -----
 *	Kind: answer
 *	(text)
 *	----- End of answer -----
 *
 * The two rules are known by their words; dashes of any kind and number, full-width signs, spaces,
 * quote marks and a wrap within the first are forgiven. Before the text may stand, in any order,
 *
 *	区分: / Kind:		what the mail is (process/words.h). Sent as 回答, which says nothing
 *				before there is a text as well; for an approval sent empty
 *	移送先: / Pass on to:	the department, by code or name
 *	回答コード: / Answer code:	the code of a standard answer, which goes before the text
 *	備考: / Remark:		for whoever reads it before the resident does; below the text as well
 *	公開: / Public:		可 or 不可 (yes, no): whether the answer may be published without personal data;
 *				below the text as well, and the last one counts
 *	本文: / Text:		nothing; the text goes on behind it
 *
 * （本文） or (text) is the placeholder of the text. A line in brackets before the text that lists
 * the kinds, （回答・経過・移送 ...） or (answer, progress, ...), is our own hint and is passed over.
 */
#ifndef SPOOL_BLOCK_H
#define SPOOL_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "spool/lines.h"

#define BLOCK_BEGIN_JA "----- ここから回答を記入してください（この行は消さないでください） -----"
#define BLOCK_KIND_JA "区分: 回答"
#define BLOCK_PUBLIC_JA "公開: 不可"
#define BLOCK_TEXT_JA "（本文）"
#define BLOCK_END_JA "----- ここまで -----"
#define BLOCK_BEGIN_EN "----- Write your answer below (please keep this line) -----"
#define BLOCK_KIND_EN "Kind: answer"
#define BLOCK_PUBLIC_EN "Public: no"
#define BLOCK_TEXT_EN "(text)"
#define BLOCK_END_EN "----- End of answer -----"

/* What 公開: says. UNCLEAR: something else than yes or no. */
enum block_public { BLOCK_PUBLIC_UNSAID, BLOCK_PUBLIC_NO, BLOCK_PUBLIC_YES, BLOCK_PUBLIC_UNCLEAR };

/* What a text says aside, which is never for the resident. */
struct block_aside {
	const char *remark;	/* one in a line; "" none */
	enum block_public public;
};

struct block {
	size_t first, end;	/* lines that the block takes up, both rules included */
	size_t depth;		/* quote marks before its first rule */
	bool ended;		/* the second rule was found; else the block is its first rule only */
	bool filled;		/* a text, a department, a code or a remark was written into it; whether kind or
				 * public say something else than what was sent is for the caller */
	const char *kind;	/* as typed, "" for none; owned by ctx, as the others */
	const char *pass_to;
	const char *code;
	struct block_aside aside;
	const char *text;	/* running text, without the quote marks of the block */
};

/* The first block at or behind line from; false when there is none. */
bool block_find(void *ctx, const struct lines *lines, size_t from, struct block *out);

/* Whether a line begins with 区分: or Kind:. *value_out is what stands behind it, not ended by a 0. */
bool block_names_kind(const struct line *line, const char **value_out, size_t *len_out);

/* Running text without its lines 備考: and Remark:, which are never for the resident, and those lines without
 * their label, one in a line, added to *aside. A line so long that a mail program may have broken it takes
 * the next one along. Likewise without lines that are 公開: 可 or 不可 and nothing else. Owned by ctx. */
char *block_take_asides(void *ctx, const char *text, struct block_aside *aside);

/* Reads lines first to end as what stands within a block of out->depth into out. */
void block_read(void *ctx, const struct lines *lines, size_t first, size_t end, struct block *out);

#endif
