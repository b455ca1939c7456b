/* SPDX-License-Identifier: GPL-3.0-or-later */
/* render - the letter for an intent, from its template and the facts of the register. */
#ifndef REPLY_RENDER_H
#define REPLY_RENDER_H

#include "reply/compose.h"
#include "reply/facts.h"

struct renderer;

/* l must outlive it. Templates are read when they are first needed, once. */
struct renderer *renderer_new(void *ctx, struct ledger *l);

struct rendering {
	struct letter letter;		/* without attachments */
	const char *sender;		/* of the envelope; "" none */
};

/* The arrival whose attachments may go along; NULL: there are none, or the department gets none. */
const struct reading *render_attachments(const struct facts *facts, const struct entry **entry_out);

/* The kinds of mails there are, one after the other; NULL behind the last. */
const char *render_kind(size_t index);

/* Whether attachments go along or are only named, for the words of the mail. */
enum attached { ATTACHED, NOT_ATTACHED };

/* Everything is owned by ctx. HALT: a fault in a template. NEVER: there is nothing to say. */
enum verdict render(struct renderer *r, void *ctx, const struct facts *facts, enum attached attached,
    struct rendering *out, struct fault *f) MUST_USE;

#endif
