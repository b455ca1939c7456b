/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message - a composed mail: its octets, and its attachments encoded as it is written. */
#ifndef REPLY_MESSAGE_H
#define REPLY_MESSAGE_H

#include "config/bytes.h"
#include "spool/octets.h"

struct attachment {
	const char *name;	/* text of one line, as the recipient shall see it */
	const char *type;	/* "image/jpeg"; what is not safe to show becomes application/octet-stream */
	int64_t size;		/* octets that give() gives */
	void *state;
	/* Gives all octets to sink, in order. */
	enum verdict (*give)(void *state, const struct sink *sink, struct fault *f);
};

/* Made by message_compose() (reply/compose.h). */
struct message {
	const char *id;			/* the Message-ID without brackets */
	int64_t date;			/* UTC seconds */
	struct bytes octets;		/* all but the attachments' content */
	const size_t *gap;		/* where in octets each attachment's content belongs */
	const struct attachment *attachments;
	size_t attachment_count;
};

/* The octets that message_write() gives. */
int64_t message_size(const struct message *m);

/* Gives the whole mail to sink. NEVER: an attachment is not as long as it was said to be. */
enum verdict message_write(const struct message *m, const struct sink *sink, struct fault *f) MUST_USE;

/* NEVER when its octets are not what compose.h promises. Nothing in them can end a line or the mail
 * early for a server that takes a lone CR or LF for a line end. */
enum verdict message_check(const struct message *m, struct fault *f) MUST_USE;

#endif
