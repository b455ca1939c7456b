/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * former_row - what a row of an older system's table says, by the mapping. Pure but for the present time.
 *
 * Why a row is refused, by code (words for people: former_words.h):
 *
 *	cells		it has more or fewer cells than there are columns
 *	quote, behind, long, mark	it is no row (former_split.h)
 *	damaged		characters that are none of the charset
 *	empty		a field that is needed is empty
 *	date		no date, or one that does not exist
 *	future, order	received after today; answered or closed before it was received
 *	code		a word that the mapping does not explain
 *	department	answered, and nobody did it
 *	undated		answered or closed, and it is not said when
 *	unfinished	it is open, and there is an answer
 *	reply		an answer by mail or post, and no address for it
 */
#ifndef PROCESS_FORMER_ROW_H
#define PROCESS_FORMER_ROW_H

#include "process/former_map.h"
#include "spool/contact.h"

struct former_head {
	const struct former_column **column;	/* of the table's, in its order */
	size_t count;
	struct bytes octets;			/* of the head line */
};

/* Which of the mapping's columns each of the table's is. NEVER: errors says, a line each, which are missing on either
 * side, or there twice. Belongs to ctx. */
enum verdict former_head_read(void *ctx, const struct former_map *m, const struct former_row *row, struct former_head *out,
    struct buffer *errors, struct fault *f) MUST_USE;

struct former_answer {
	const char *text;
	int64_t at;
};

struct former_opinion {
	const char *number;
	int64_t received, requested, due, closed;	/* 0: not said */
	const char *word[FORMER_FIELDS];		/* of coded fields: as it is written there; NULL no column */
	const char *channel, *purpose, *department;
	enum former_state state;
	struct contact contact;
	bool is_protected;
	const char *subject, *text, *note;
	struct former_answer answer[FORMER_ANSWERS_MAX];
	size_t answer_count;
	struct list files;
};

struct former_problem {
	const char *code;
	enum former_field field;	/* FORMER_FIELDS: of none */
	size_t column;			/* from 1; 0 of none */
};

struct former_problems {
	struct former_problem *item;
	size_t count;
};

void former_problem_add(void *ctx, struct former_problems *p, const char *code, enum former_field field, size_t column);

/* Whatever it says is in *out; where problems is not empty it is not to be taken. Everything belongs to ctx. */
void former_row_read(void *ctx, const struct former_map *m, const struct former_head *head, const struct former_row *row,
    struct former_opinion *out, struct former_problems *problems);

/* ---- signs that somebody should look at ---- */

enum former_sign {
	FORMER_SIGN_USUAL,
	FORMER_SIGN_RARE,		/* an ideograph beyond JIS X 0208, or one of several forms: 髙 﨑 𠮷 */
	FORMER_SIGN_PRIVATE		/* 外字: what it looks like nobody but the older system knows */
};

/* HALT: the C library has no table of JIS X 0208. Once in each program before the other. */
enum verdict former_signs_begin(struct fault *f) MUST_USE;
enum former_sign former_sign_of(uint32_t code);

#endif
