/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * former_map - what the columns of an older system's table are, and what its words mean here: the mapping file.
 *
 * It has the form of the settings (sections, NAME = VALUE). Each column of the table is named in it, also one that is left
 * out; each word of a coded column has its line: nothing is guessed.
 *
 *	[import]	origin, charset, separator, files, requests, language
 *	[columns]	FIELD = name of the column; answer, answered and left-out as often as needed, in order
 *	[always]	FIELD = CODE for a coded field that has no column
 *	[channel] [purpose] [department] [state] [reply] [protected]
 *			CODE = word of the older system; a line for each word, nothing behind the = for an empty cell
 */
#ifndef PROCESS_FORMER_MAP_H
#define PROCESS_FORMER_MAP_H

#include "config/settings.h"
#include "process/former_split.h"

enum former_field {
	FORMER_NUMBER, FORMER_RECEIVED, FORMER_CHANNEL, FORMER_PURPOSE, FORMER_DEPARTMENT, FORMER_STATE, FORMER_REPLY,
	FORMER_PROTECTED,
	FORMER_REQUESTED,		/* when the department got it; else when it was received */
	FORMER_DUE, FORMER_CLOSED,
	FORMER_NAME, FORMER_MAIL, FORMER_POSTAL, FORMER_ADDRESS, FORMER_PHONE, FORMER_FAX,
	FORMER_SUBJECT, FORMER_TEXT,
	FORMER_NOTE,			/* 対応経過 */
	FORMER_ANSWER, FORMER_ANSWERED,	/* several of them, in pairs */
	FORMER_FILES,			/* names of files in the folder beside */
	FORMER_LEFT_OUT,
	FORMER_FIELDS
};

/* What a word of the state's column means: open (with its department; where there is none iken-route decides), delivered,
 * closed without an answer. */
enum former_state { FORMER_OPEN, FORMER_ANSWERED_ALL, FORMER_NO_ANSWER, FORMER_STATES };

enum { FORMER_ANSWERS_MAX = 9 };

struct former_column {
	enum former_field field;
	const char *name;
	size_t nth;			/* of its field, from 0 */
	int line;			/* of the mapping */
};

struct former_code {
	enum former_field field;	/* one of those that are coded */
	const char *code;		/* as the settings write it; of a state its word */
	int value;			/* of a state, reply or protection */
	const char *word;
};

struct former_map {
	const char *file;
	const char *origin;		/* a code for the older system */
	enum former_charset charset;
	char separator;
	const char *files;		/* stands between names of files */
	bool requests;			/* departments get a request for what is open */
	const char *language;		/* of the opinions */
	struct former_column *column;
	size_t column_count;
	struct former_code *code;
	size_t code_count;
	struct former_code always[FORMER_FIELDS];	/* code NULL: none */
};

/* "number", ... as the mapping writes it; static. */
const char *former_field_name(enum former_field field);
bool former_is_coded(enum former_field field);

/* All of it belongs to ctx. HALT: errors holds a line for each mistake. */
enum verdict former_map_read(void *ctx, const struct settings *s, const char *path, struct former_map *out,
    struct buffer *errors, struct fault *f) MUST_USE;

/* What a word of a coded field means; NULL: the mapping does not say. */
const struct former_code *former_map_code(const struct former_map *m, enum former_field field, const char *word);

#endif
