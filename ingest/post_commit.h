/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post_commit - one opinion becomes one file of DIR/in, however often its button was pressed; 1-① and 1-②. */
#ifndef INGEST_POST_COMMIT_H
#define INGEST_POST_COMMIT_H

#include "ingest/post_form.h"
#include "spool/page_password.h"

enum post_refusal {
	POST_TAKEN,		/* it is durable; the number and password are right */
	POST_TOO_OFTEN,		/* too many from that network in an hour */
	POST_FULL		/* no number is left, no folder or no room: later */
};

struct posted {
	enum post_refusal refusal;
	char *number;
	char password[PAGE_PASSWORD_SHOWN + 1];
};

/* post has been checked. The same draft again gives the same number and password, and posts nothing. Anything but POST_TAKEN
 * has left nothing behind that would hinder the next try; f says why. */
void post_commit(struct post *post, struct posted *out, struct fault *f);
/* Whether the draft has become a post. */
bool post_is_done(const struct post *post);

#endif
