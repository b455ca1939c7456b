/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cgi_fields - the named values of a form, from a URL, a urlencoded body or a multipart one.
 *
 * Their number and size are limited; what goes over is left out and noted, so that the rest can be shown again.
 * Browsers send UTF-8 because the pages are UTF-8; a program that sends CP932 or EUC-JP is understood as well.
 */
#ifndef SPOOL_CGI_FIELDS_H
#define SPOOL_CGI_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "config/bytes.h"

#define CGI_FIELDS_MAX 100
#define CGI_FIELD_OCTETS (1 << 20)

struct cgi_fields {
	struct cgi_field *item;
	size_t count;
	bool too_many, too_long;	/* something was left out */
	bool converted;			/* it was not UTF-8, and has been read as something else */
	bool damaged;			/* signs were lost in that, or a 0 octet was in it */
};

/* Owned by ctx. */
struct cgi_fields *cgi_fields_new(void *ctx);

/* application/x-www-form-urlencoded. */
void cgi_fields_urlencoded(struct cgi_fields *fields, struct bytes text);
/* One field; both are copied. Its value can grow by cgi_fields_more() until the next one begins. */
void cgi_fields_add(struct cgi_fields *fields, struct bytes name, struct bytes value);
void cgi_fields_more(struct cgi_fields *fields, struct bytes value);

/* Once, when all are there: makes text of them. */
void cgi_fields_settle(struct cgi_fields *fields);

/* The first of that name; "" none. Text of one line without spaces around it, or running text. Valid as long as
 * fields. */
const char *cgi_field_line(const struct cgi_fields *fields, const char *name);
const char *cgi_field_text(const struct cgi_fields *fields, const char *name);
bool cgi_field_is(const struct cgi_fields *fields, const char *name, const char *value);
/* The i-th value of that name, counted from 0; NULL: there are not so many. */
const char *cgi_field_each(const struct cgi_fields *fields, const char *name, size_t i);

#endif
