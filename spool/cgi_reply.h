/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cgi_reply - what goes back to the browser, with all that keeps others out of it. */
#ifndef SPOOL_CGI_REPLY_H
#define SPOOL_CGI_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "config/bytes.h"
#include "config/fault.h"

struct cgi_reply {
	int status;			/* 200, 303, 400, 403, 404, 408, 411, 413, 429, 503 */
	const char *type;		/* of what follows */
	const char *cookie;		/* the value of Set-Cookie; NULL none. Ours, checked by cookie_write() */
	const char *location;		/* for 303: a URL of ours; NULL none */
	const char *name;		/* what follows is a file to be saved under it: text of one line; NULL it is a page */
	int64_t size;			/* octets that follow */
	int64_t retry;			/* seconds after which to try again; 0 nothing is said */
	bool head_only;			/* answers a HEAD */
};

/* Writes the head and, unless head_only, body, to standard output. For a file, body may be empty and its octets follow by
 * cgi_reply_octets(). LATER: nobody reads any more. */
enum verdict cgi_reply(const struct cgi_reply *reply, struct bytes body, struct fault *f) MUST_USE;
enum verdict cgi_reply_octets(struct bytes octets, struct fault *f) MUST_USE;

/* "filename" as RFC 6266 and RFC 8187 write it, whatever stands in name: appended to out. */
void cgi_disposition(const char *name, struct buffer *out);

#endif
