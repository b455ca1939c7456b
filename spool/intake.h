/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake - an opinion that somebody of the office types in for a resident: the form of formtext.h, strictly
 * read and checked against the settings.
 */
#ifndef SPOOL_INTAKE_H
#define SPOOL_INTAKE_H

#include "spool/formtext.h"

struct intake {
	struct formtext *form;		/* its contact is what the resident wishes, as far as it was said */
	const char *channel;		/* code: counter, phone, letter, fax, mail, web, box, other, or standard */
	const char *purpose;		/* code */
	int64_t received;		/* midnight in Tokyo of the day that it came in, where the form says it; else 0 */
	const char *about;		/* number of the opinion that it adds to, in its proper form; "" none */
};

/* Reads and checks the form; everything belongs to ctx. standard: the channel where the form names none. NEVER
 * when something is wrong: errors (made by the caller) then holds a line for each mistake, "3行目: ..." or
 * "line 3: ...", counted from the first line of text, naming what was expected and nothing of what was
 * typed; f holds the first in English. */
enum verdict intake_read(void *ctx, const struct settings *s, const char *text, const char *standard,
    enum language language, struct intake *out, struct buffer *errors, struct fault *f) MUST_USE;

/* The code of a channel that people name: 窓口, はがき, "phone"; static, NULL when there is none. */
const char *intake_channel(void *ctx, const char *typed);

/* The form in its proper form: what is the same whatever spaces and signs it was typed with. */
void intake_write(const struct intake *intake, struct buffer *out);

/*
 * The two rules between which our mails carry the form, so that it can be filled in in a reply, quoted or not:
 *
 *	----- 意見の入力（この行は消さないでください） -----
 *	氏名:
 *	...
 *	----- ここまで -----
 *
 * or "----- Opinion to be entered (please keep this line) -----" and "----- End of opinion -----". They are known
 * by their words; dashes of any kind and number, full-width signs, spaces and quote marks are forgiven.
 */
struct intake_block {
	size_t first, end;		/* lines that it takes up, both rules included */
	char *text;			/* what stands between them, without its quote marks; owned by ctx */
	bool filled;			/* there is a text, or who wrote it */
	bool ended;			/* the second rule was found; else nobody knows where the form ends */
};

struct lines;

/* The first block at or behind line from; false when there is none. */
bool intake_block_find(void *ctx, const struct lines *lines, size_t from, struct intake_block *out);

#endif
