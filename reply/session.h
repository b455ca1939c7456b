/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session - an SMTP session up to where mails can be sent: greeting, EHLO, STARTTLS, AUTH. */
#ifndef REPLY_SESSION_H
#define REPLY_SESSION_H

#include "reply/dialogue.h"

struct session {
	struct dialogue *dialogue;
	const char *host;
	bool pipelining;	/* RFC 2920 */
	bool sized;		/* RFC 1870: SIZE was announced */
	int64_t size_limit;	/* 0: none */
};

/* *out is owned by ctx; freeing it says QUIT. LATER: not reachable, not now, no STARTTLS where the
 * settings ask for it. HALT: user and password are refused, or the server knows no way to give them. */
enum verdict session_open(void *ctx, const struct server *server, struct session **out, struct fault *f) MUST_USE;

#endif
