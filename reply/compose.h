/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose - a whole mail (RFC 5322, MIME) from its parts; the one place that writes MIME.
 *
 * Lines end with CR LF and have at most 998 octets, all of them ASCII, so that it passes any
 * server as it is. The same letter always makes the same octets: a mail that has to be sent again
 * is the same mail. Attachments are asked for when the mail is written and never in memory as
 * a whole.
 */
#ifndef REPLY_COMPOSE_H
#define REPLY_COMPOSE_H

#include "config/settings.h"
#include "reply/message.h"
#include "spool/header.h"

/* RFC 3834: on its own accord, or in answer to a mail. */
enum automatic { AUTOMATIC_GENERATED, AUTOMATIC_REPLIED };

struct letter {
	struct address from;
	struct address reply_to;	/* address "": none */
	const struct address *to;
	size_t to_count;
	const char *subject;		/* text of one line */
	const char *text;		/* running text */
	const char *message_id;		/* without brackets */
	int64_t date;			/* UTC seconds */
	const char *in_reply_to;	/* "" none; what is no message id is left out */
	struct list references;		/* oldest first */
	const char *stamp;		/* value of X-Ikenbako */
	enum automatic automatic;
	const struct attachment *attachments;
	size_t attachment_count;
};

/* *out is owned by ctx and refers to the attachments' states. NEVER: an address that cannot be
 * written, or control characters where a header would come of them. */
enum verdict message_compose(void *ctx, const struct letter *letter, struct message **out, struct fault *f) MUST_USE;

#endif
