/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cgi - a request as a web server hands it over (RFC 3875): its head in the environment, its body on standard input.
 *
 * Nothing of it is believed; what becomes text has been through text_from().
 */
#ifndef SPOOL_CGI_H
#define SPOOL_CGI_H

#include <stdbool.h>
#include <stdint.h>

#include "config/fault.h"

enum cgi_method { CGI_GET, CGI_HEAD, CGI_POST, CGI_OTHER };

struct cgi {
	enum cgi_method method;
	const char *query;		/* of the URL, still encoded; "" none */
	const char *type;		/* of the body; "" none */
	const char *cookie;		/* what the browser keeps for us; "" none */
	const char *language;		/* what it prefers; "" none */
	const char *source;		/* the network that asks: an IPv4 address, or the first 64 bits of an IPv6 one */
	int64_t length;			/* octets of the body; -1 not said, -2 nonsense */
	bool foreign;			/* the form was sent from another site's page, as far as the browser says */
};

/* Whether a web server called: then nothing on the command line is ours, for some servers put the query there. */
bool cgi_called(void);

/* Strings belong to ctx. */
struct cgi cgi_request(void *ctx);

/* Whether other names the same site as host does, as Origin and Host write it. */
bool cgi_same_site(const char *origin, const char *host);

/*
 * The body, as it comes. At most its announced length is read; it must go on within `patience` seconds each time, and
 * end in ten times that and a second more for every 20 KB.
 */
enum cgi_end { CGI_MORE, CGI_WHOLE, CGI_SHORT, CGI_SLOW };

struct cgi_body {
	int fd;
	int64_t left;			/* octets announced and not read */
	int64_t patience, until;	/* seconds; monotonic time */
	enum cgi_end end;
};

struct cgi_body cgi_body_begin(const struct cgi *request, int64_t patience);
/* Up to len octets into out; 0 at the end, which body->end tells of. */
size_t cgi_body_read(struct cgi_body *body, unsigned char *out, size_t len);

#endif
