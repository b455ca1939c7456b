/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap - an IMAP4rev1 session (RFC 3501), shared by imap.c and imap_answer.c. */
#ifndef INGEST_IMAP_H
#define INGEST_IMAP_H

#include <stdbool.h>

#include "config/bytes.h"
#include "ingest/lines.h"
#include "ingest/mailbox.h"

struct imap {
	mailimap *session;	/* libetpan's: greeting, capabilities, log in, select, log out */
	struct wire *wire;
	struct lines *lines;	/* ours: everything with UIDs in it */
	struct buffer command;
	uint32_t validity;
	bool uidplus, move;
	bool expunge_warned;
	unsigned tag;		/* of the last command of ours: "iN" */
	bool asked;		/* the answer to imap_ask() has not been read yet */
	size_t asked_first, asked_count;
};

/* A command is begun, added to with buffer_* on im->command, and sent. */
void imap_begin(struct imap *im);
enum verdict imap_send(struct imap *im, struct fault *f) MUST_USE;
/* Adds the UIDs of those of count mails whose fate is a or b as a set ("3,5:9"); false: none. */
bool imap_add_set(struct imap *im, const struct mail *mails, size_t count, enum fate a, enum fate b);

/* Reads up to the tagged answer. LATER: connection broken, or the server said NO or BAD. */
enum verdict imap_finish(struct imap *im, struct fault *f) MUST_USE;
/* UIDs of a SEARCH, as they come; appended to *uids (an array of talloc). */
enum verdict imap_read_search(struct imap *im, uint32_t **uids, size_t *count, struct fault *f) MUST_USE;
/* RFC822.SIZE of mails sorted by number; what does not come keeps size -1. */
enum verdict imap_read_sizes(struct imap *im, struct mail *mails, size_t count, struct fault *f) MUST_USE;
/* The bodies of waiting mails, each written to an arrival as it comes. Those that do not come
 * stay MAIL_WAITING; *refused_out: the server said NO. */
enum verdict imap_read_bodies(struct mailbox *m, struct mail *mails, size_t count, bool *refused_out,
    struct fault *f) MUST_USE;

/* Modified UTF-7 (RFC 3501 section 5.1.3) of a mailbox name; owned by ctx. */
char *imap_mailbox_name(void *ctx, const char *utf8);

#endif
