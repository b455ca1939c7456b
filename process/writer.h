/* SPDX-License-Identifier: GPL-3.0-or-later */
/* writer - who wrote an opinion, from the sender of the mail and the form lines in its text. */
#ifndef PROCESS_WRITER_H
#define PROCESS_WRITER_H

#include <stdbool.h>

#include "spool/contact.h"
#include "spool/reading.h"

struct writer {
	struct contact contact;
	const char *purpose;		/* as typed behind 投稿目的, "" for none */
};

/* The address that an answer goes to is the sender's, whatever a form line or Reply-To says: an
 * answer goes only to where the opinion came from (law 9). Owned by ctx. */
struct writer writer_of(void *ctx, const struct reading *r);

/* Whether the text has Japanese in it, so that mails to the writer are in Japanese. */
bool writer_is_japanese(const struct reading *r);

#endif
