/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reading - what one arrived message says: a plain, bounded description.
 *
 * It is made by the confined child of parser.h, handed over as a record, and kept sealed in
 * the register. It is all that process, reply and report ever know of a message's MIME: no one
 * reads it again but to take the bytes of an attachment out. Every string is text, never NULL.
 */
#ifndef SPOOL_READING_H
#define SPOOL_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/bytes.h"
#include "config/settings.h"
#include "spool/header.h"

#define READING_DIGEST 32

/* An attachment: every leaf that is not the text which was taken for the body. */
struct part {
	int index;		/* in depth-first order; what parser_extract() takes */
	const char *name;	/* as the sender wrote it; one line; never used as a path */
	const char *declared;	/* Content-Type as declared, "" for none */
	const char *sniffed;	/* libmagic's, from the first octets */
	int64_t size;		/* octets after transfer decoding */
	unsigned char digest[READING_DIGEST];	/* BLAKE2b-256 of those octets */
	bool inline_shown;	/* Content-Disposition: inline, or an image that HTML refers to */
};

/* One recipient of a delivery status notification (RFC 3464). */
struct bounce {
	const char *recipient;	/* Final-Recipient or Original-Recipient; "" where not said */
	const char *status;	/* "5.1.1"; "" where not said */
	const char *action;	/* "failed", "delayed", "delivered", ... */
};

struct reading {
	/* who and to whom */
	struct address from;		/* of the first From; address "" when none can be read */
	int from_count;			/* mailboxes found in all From fields */
	struct address reply_to;
	const char *sender;
	const char *return_path;	/* "" when the field is missing; "<>" when it is empty */
	struct addresses recipients;	/* To, Cc, Delivered-To, X-Original-To, Envelope-To; without doubles */
	const char *subject;
	const char *message_id;		/* without brackets; "" for none */
	struct list references;		/* In-Reply-To and References, without doubles, newest last */
	const char *date;		/* as written */
	struct list authentication;	/* every Authentication-Results field, topmost first, as written */
	struct list received_for;	/* addresses in "Received: ... for <x>" */

	/* signs of automatic mail, as written ("" where missing) */
	const char *auto_submitted;
	const char *precedence;
	const char *list_id;		/* List-Id or List-Unsubscribe or List-Post: the first there is */
	const char *suppress;		/* X-Auto-Response-Suppress */
	const char *stamp;		/* X-Ikenbako: our own stamp */
	const char *other_automatic;	/* name of another header that only robots write, e.g. X-Autoreply */

	/* the text */
	const char *text;		/* running text */
	const char *html_text;		/* the HTML alternative as text, where the plain text was missing or
					 * empty it is also text; "" for none */
	const char *charset;		/* of text */
	int64_t damaged;		/* characters that could not be decoded, anywhere */
	bool text_from_html;
	bool text_truncated;

	/* reports */
	bool is_report;			/* multipart/report with delivery-status, or recognised as one */
	struct bounce *bounces;
	size_t bounce_count;
	const char *original_message_id;	/* of the message that the report is about */
	const char *original_stamp;	/* its X-Ikenbako field */

	/* structure */
	struct part *parts;
	size_t part_count;
	bool is_signed, is_encrypted, had_tnef;
	const char *over_limit;		/* which limit was exceeded ("parts", "depth", ...); "" none */
};

/* The text, or that of the HTML where there is no other; "" for none, and where r is NULL. */
const char *reading_words(const struct reading *r);

/* To and from the record form. reading_unpack returns NULL when the record is not whole; all
 * it returns is owned by the result, which is owned by ctx. Strings pass text_from(). */
void reading_pack(const struct reading *r, struct buffer *out);
struct reading *reading_unpack(void *ctx, struct bytes record);

/* Of a record the subject and reading_words() alone, in a fifth of the time; owned by ctx. False: it is not whole so far. */
bool reading_unpack_words(void *ctx, struct bytes record, const char **subject_out, const char **words_out);

#endif
