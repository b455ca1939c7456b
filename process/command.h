/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command - what a clerk's mail to their group's address asks for. Pure.
 *
 * The command is the first line of the clerk's own that is no greeting and no bare number, or the subject
 * where the text has none:
 *
 *	入力, 登録, enter		and the form of an opinion (spool/intake.h)
 *	照会 NUMBER ..., look up	state and dates
 *	内容 NUMBER ..., read		text and answers
 *	一覧 [DEPARTMENT], list	what is open
 *	再依頼 NUMBER ..., 再送, reissue
 *	訂正 NUMBER ..., correct	and lines 投稿目的: PURPOSE, 担当: DEPARTMENT; of one number also the lines of a
 *				form that say who wrote it (氏名:, 住所:, 回答方法:, ...)
 *	郵送 NUMBER ..., 再送付, post	an answer that could not be delivered goes out again
 *	経過 NUMBER, note		and the text of a progress note
 *	保護 NUMBER ..., protect	addresses are protected from here on
 *	再開 NUMBER ..., reopen		what was closed or not processed
 *	ヘルプ, help			also what an empty mail asks for
 *
 * Numbers stand before or behind the word, on its line or on lines of their own below it. A form that is
 * filled in between its rules, or a mail that is nothing but a form, is a command to enter it.
 */
#ifndef PROCESS_COMMAND_H
#define PROCESS_COMMAND_H

#include <stdbool.h>

#include "spool/reading.h"

enum command_word {
	COMMAND_NONE, COMMAND_ENTER, COMMAND_LOOK_UP, COMMAND_READ, COMMAND_LIST, COMMAND_REISSUE,
	COMMAND_CORRECT, COMMAND_NOTE, COMMAND_PROTECT, COMMAND_REOPEN, COMMAND_POST, COMMAND_HELP, COMMAND_WORDS
};

/* "enter", "look-up", ...; "not-understood" for COMMAND_NONE. Static. */
const char *command_name(enum command_word word);

enum { COMMAND_NUMBERS_MAX = 20 };

/* A number of an opinion, as far as it is one. Digits that cannot be meant for one are none. */
struct command_number {
	enum { NUMBER_RIGHT, NUMBER_WRONG, NUMBER_NO_CHECK } state;	/* a digit is wrong; the last is missing */
	const char *number;	/* RIGHT: in its proper form; else its digits as they were typed */
};

struct command {
	enum command_word word;
	const char *problem;	/* why it cannot be done, a code of the reasons behind "command "; NULL none:
				 * "no-number", "many-numbers", "one-number", "no-note", "no-form", "open-form"
				 * (its second rule is missing), "two-commands", "no-change" */
	struct command_number number[COMMAND_NUMBERS_MAX];
	size_t count;
	const char *department;	/* LIST, CORRECT: as the clerk wrote it; "" none */
	const char *purpose;	/* CORRECT: likewise */
	const char *contact;	/* CORRECT: lines of a form that say who wrote it; "" none */
	const char *text;	/* ENTER: the form; NOTE: the note; else "" */
};

/* All of the command is owned by ctx. */
struct command command_read(void *ctx, const char *subject, const char *text);

/* The same of a mail; its HTML is asked where its text does not say. */
struct command command_of_reading(void *ctx, const struct reading *r);

#endif
