/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * header - the meaning of raw header fields as real mail writes them.
 *
 * RFC 5322 fields, RFC 2047 encoded words (also split within a character, padded in between,
 * wrongly labelled, inside quotes), raw 8-bit and raw ISO-2022-JP fields, RFC 2231 parameters
 * with continuations, RFC 2047 and raw 8-bit in parameters, carriers' addresses that RFC 5322
 * does not allow (a..b@docomo.ne.jp, .c.@ezweb.ne.jp). Input is the raw value of one field,
 * folded lines included. Results are text of one line, owned by ctx. Nothing here fails: what
 * cannot be understood comes out as well as it can be and is counted in *damaged (may be NULL).
 */
#ifndef SPOOL_HEADER_H
#define SPOOL_HEADER_H

#include "config/bytes.h"

char *header_text(void *ctx, struct bytes raw, size_t *damaged);

struct address {
	char *name;		/* display name, "" for none */
	char *address;		/* local@domain without brackets, comments and quotes that are not needed;
				 * the domain in lower case. A bare local part ("MAILER-DAEMON") stands
				 * alone; "" for "Name <>" and for a field that holds a name only */
};

struct addresses {
	struct address *item;
	size_t count;		/* at most max of header_addresses() */
};

/* All mailboxes of an address list, groups opened; "<>" alone is none. Work in proportion to the
 * length, no recursion. */
struct addresses header_addresses(void *ctx, struct bytes raw, size_t max);

/* All message ids <...> of a field, without the brackets, at most max. */
struct list_of_ids {
	char **item;
	size_t count;
} header_ids(void *ctx, struct bytes raw, size_t max);

/* The value of parameter name (RFC 2231, 2047 or raw) of a Content-Type or
 * Content-Disposition field; NULL when it is not there. */
char *header_parameter(void *ctx, struct bytes raw, const char *name, size_t *damaged);

/* The part before the first ';', lower case, without spaces and comments: "text/plain". */
char *header_token(void *ctx, struct bytes raw);

#endif
