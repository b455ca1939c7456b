/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exposure - what a mail shows of whom: looked for in its words, not believed of its template.
 *
 * It is noted with the intent when the mail has left, for the leak drill; and of what goes to somebody of the office
 * a line of the access log says it.
 */
#ifndef REPLY_EXPOSURE_H
#define REPLY_EXPOSURE_H

#include "reply/compose.h"
#include "reply/facts.h"
#include "reply/transport.h"

struct exposure {
	const char *items;	/* words of spool/access.h; "" nothing */
	bool unmasked;		/* who wrote it can be seen: name, addresses, telephone, their files or a scan */
};

/* Of a mail with its attachments; owned by ctx. */
void exposure_of(void *ctx, const struct facts *facts, const struct letter *letter, struct exposure *out);

/* A mail has left for one of its recipients at least; within the transaction that says so. */
enum verdict exposure_note(struct ledger *l, void *ctx, const struct facts *facts, const struct exposure *e,
    const struct parcel *p, struct fault *f) MUST_USE;

#endif
