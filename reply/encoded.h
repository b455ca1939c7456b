/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * encoded - header values as they travel: RFC 2047 words where there is more than ASCII.
 *
 * A word has at most 75 signs and holds whole characters only; lines are folded behind 76 signs.
 * Headers end with CR LF.
 */
#ifndef REPLY_ENCODED_H
#define REPLY_ENCODED_H

#include "config/bytes.h"
#include "spool/header.h"

/* A header being written to the end of a buffer. */
struct encoded {
	struct buffer *out;
	size_t begin;		/* where the value begins in out */
	size_t column;
};

/* Writes the header's name and colon. */
struct encoded encoded_begin(struct buffer *out, const char *name);
/* Running words, e.g. a subject; text of one line. */
void encoded_text(struct encoded *e, const char *text);
/* One mailbox of a list: name is text of one line, "" for none; written is the address as
 * mailbox_write() gave it. */
void encoded_mailbox(struct encoded *e, const char *name, const char *written);
/* One word that nothing may be done to but to fold before it, e.g. a message id. */
void encoded_word(struct encoded *e, const char *word);
/* Ends the header. */
void encoded_end(struct encoded *e);

#endif
