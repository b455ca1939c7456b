/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_asked - what somebody did on the page about an opinion that is there: a new password, a link spent, an answer read. */
#ifndef PROCESS_PAGE_ASKED_H
#define PROCESS_PAGE_ASKED_H

#include "spool/page_notice.h"
#include "spool/webcase.h"

struct asked {
	struct ledger *l;
	void *ctx;
	const struct page_notice *n;
	struct opinion o;
	struct webcase c;
	int64_t seq;			/* of its line in the register, once it has one */
	const char *outcome;		/* a word for that line */
	enum step step;			/* the event that it is; STEPS: none */
};

/* Does what was asked, or not; sets outcome and step. Whoever asked learns nothing of it. */
enum verdict page_asked(struct asked *a, struct fault *f) MUST_USE;
/* Writes the event, and what has to be sent, once its line is in the register. */
enum verdict page_asked_event(struct asked *a, struct fault *f) MUST_USE;

#endif
