/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * formtext - the text form of an opinion: the one grammar for all that people type.
 *
 *	氏名: 山田太郎
 *	住所: 東京都〇〇区1-2-3
 *	回答方法: 郵送
 *	文字の大きさ: 大
 *
 *	公園の街灯が……
 *
 * Header lines `name: value` (the names in Japanese or English), a blank line, the text. A line
 * `本文:` also ends the header. Forgiven are full-width colons and spaces, bullets and brackets
 * around a name (■氏名：, 【氏名】), （必須） behind it, quote marks (> and ＞), a value that a mail
 * program has wrapped onto the next line, and lines that it has joined.
 */
#ifndef SPOOL_FORMTEXT_H
#define SPOOL_FORMTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "config/bytes.h"
#include "config/fault.h"
#include "config/settings.h"
#include "spool/contact.h"

enum formtext_field {
	FORMTEXT_NAME, FORMTEXT_POSTAL_CODE, FORMTEXT_ADDRESS, FORMTEXT_PHONE, FORMTEXT_MAIL,
	FORMTEXT_FAX, FORMTEXT_PURPOSE, FORMTEXT_REPLY, FORMTEXT_CHANNEL, FORMTEXT_SUBJECT,
	FORMTEXT_LARGE,
	FORMTEXT_RECEIVED, FORMTEXT_OLD_NUMBER, FORMTEXT_ABOUT,	/* of the office's own forms alone: in a resident's
								 * mail they belong to the text */
	FORMTEXT_TEXT,
	FORMTEXT_FIELDS
};

/* How sure the caller is that this is a form. */
enum formtext_use {
	FORMTEXT_STRICT,	/* transcriptions, sidecars: every mistake is an error */
	FORMTEXT_LOOSE		/* an opinion's mail: what is not a form is all text; nothing is an error */
};

struct formtext {
	struct contact contact;		/* "" where not given; reply REPLY_MAIL unless given */
	bool reply_given;
	const char *purpose;		/* as typed */
	const char *channel;
	const char *subject;
	const char *received;		/* 受付日, as typed; "" none */
	const char *old_number;		/* 旧番号: what it was called elsewhere */
	const char *about;		/* 受付番号, 追記先: the opinion that it adds to, as typed */
	const char *text;		/* running text */
	size_t fields;			/* header lines found; 0 (FORMTEXT_LOOSE): no form at all */
};

/* Reads the form; *out and its strings belong to ctx. FORMTEXT_STRICT: NEVER when something is wrong;
 * errors (made by the caller) then holds a line for each mistake, "3行目: ..." or "line 3: ...",
 * naming what was expected and nothing of what was typed; f holds the first in English. */
enum verdict formtext_read(void *ctx, const char *text, enum formtext_use use, enum language language,
    struct formtext **out, struct buffer *errors, struct fault *f) MUST_USE;

/* Writes the form, so that formtext_read() gives the same back. Empty fields are left out. */
void formtext_write(const struct formtext *form, enum language language, struct buffer *out);

/* Octets of `name:` with all that is forgiven around it at the beginning of a line without its
 * quote marks, and which field it names; 0 when there is none. */
size_t formtext_label(const char *line, size_t len, enum formtext_field *field_out);

#endif
