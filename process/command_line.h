/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command_line - one line of a command: its word, the numbers on it, what it corrects. Private to process/command*.c. */
#ifndef PROCESS_COMMAND_LINE_H
#define PROCESS_COMMAND_LINE_H

#include "process/command.h"

struct command_line {
	enum command_word word;		/* COMMAND_NONE: none stands there */
	size_t rest;			/* where what follows the word begins, behind colon and space */
	const char *before;		/* LIST: a department before the word, 道路課の一覧; "" none */
	size_t before_len;
};

struct command_line command_line_read(const char *line, size_t len);

/* Octets of the number that begins at p, which follows no digit; 0 when none is meant. *out is owned by ctx. */
size_t command_number_at(void *ctx, const char *p, size_t len, struct command_number *out);

/* The next number at or behind offset from; false when there is none. *end_out is behind it, *begin_out (may
 * be NULL) where it begins. */
bool command_number_next(void *ctx, const char *line, size_t len, size_t from, struct command_number *out,
    size_t *begin_out, size_t *end_out);

/* Where the first number begins on a line on which nothing but a label (受付番号:, No.) stands before it; len
 * when it does not begin so. */
size_t command_number_first(const char *line, size_t len);

/* Takes what a line corrects into out->purpose and out->department; both may stand on it. Owned by ctx. */
void command_correction(void *ctx, const char *p, size_t len, struct command *out);

#endif
