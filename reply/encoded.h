/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * encoded - header values as they travel: RFC 2047 words where there is more than ASCII.
 *
 * A word has at most 75 signs and holds whole characters only; lines are folded behind 76 signs.
 * Values begin with the space behind the header's colon and end with a line feed.
 */
#ifndef REPLY_ENCODED_H
#define REPLY_ENCODED_H

#include "config/bytes.h"
#include "spool/header.h"

/* A header value being written. */
struct encoded {
	struct buffer value;
	size_t column;
};

/* name is the header's, which its first line begins with. */
struct encoded encoded_begin(void *ctx, const char *name);
/* Running words, e.g. a subject; text of one line. */
void encoded_text(struct encoded *e, const char *text);
/* One mailbox of a list: name is text of one line, "" for none; written is the address as
 * mailbox_write() gave it. */
void encoded_mailbox(struct encoded *e, const char *name, const char *written);
/* The whole value; valid as long as ctx. */
const char *encoded_end(struct encoded *e);

#endif
