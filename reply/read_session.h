/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read_session - who has shown the password of an opinion, for some minutes.
 *
 * All of it is in the cookie, sealed to this host for an hour: the secret half of the opinion's pair, too. The host keeps
 * nothing but the ids of sessions that were ended by hand.
 */
#ifndef REPLY_READ_SESSION_H
#define REPLY_READ_SESSION_H

#include "spool/page_view.h"

struct session {
	const char *id;			/* hexadecimal digits */
	const char *number;
	int64_t generation;		/* of the password that was shown */
	int64_t began, expires;		/* UTC seconds */
	unsigned char secret[SEAL_SECRET];
};

/* Begins one: page->cookie is set. False: this host cannot keep a key now. */
bool session_begin(struct page *page, const char *number, int64_t generation, const unsigned char secret[SEAL_SECRET]);
/* That of the cookie that came. NULL: none, or it is over. */
struct session *session_read(struct page *page);
/* It goes on from now: page->cookie is set. */
void session_go_on(struct page *page, struct session *session);
/* The cookie goes, and the session is dead even where a copy of it is. */
void session_end(struct page *page, const struct session *session);
/* The cookie goes; there was no session in it. */
void session_forget(struct page *page);

#endif
