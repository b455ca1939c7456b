/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cgi_reply - what goes back to the browser, with all that keeps others out of it. */
#include "spool/cgi_reply.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/file.h"

enum { NAME_OCTETS = 200 };

static const char *
reason_of(int status)
{
	static const struct {
		int status;
		const char *reason;
	} known[] = {
		{ 200, "OK" }, { 303, "See Other" }, { 400, "Bad Request" }, { 403, "Forbidden" }, { 404, "Not Found" },
		{ 405, "Method Not Allowed" }, { 408, "Request Timeout" }, { 411, "Length Required" },
		{ 413, "Content Too Large" }, { 429, "Too Many Requests" }, { 503, "Service Unavailable" },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (known[i].status == status)
			return known[i].reason;
	return "Error";
}

void
cgi_disposition(const char *name, struct buffer *out)
{
	const char *dot = strrchr(name, '.');

	/* Old programs take the plain name, which says nothing of the true one but its end. */
	buffer_string(out, "attachment; filename=\"file");
	for (const char *p = dot; p != NULL && *p != 0 && p - dot < 6; p++)
		if (p == dot || text_is_digit(*p) || (text_lower(*p) >= 'a' && text_lower(*p) <= 'z'))
			buffer_char(out, (unsigned char)*p);
	buffer_string(out, "\"; filename*=UTF-8''");
	for (size_t i = 0; i < NAME_OCTETS && name[i] != 0; i++) {
		unsigned char c = (unsigned char)name[i];
		bool plain = text_is_digit(name[i]) || (text_lower(name[i]) >= 'a' && text_lower(name[i]) <= 'z') ||
		    c == '.' || c == '-' || c == '_';

		if (plain)
			buffer_char(out, c);
		else
			buffer_printf(out, "%%%02X", c);
	}
}

/* A page runs only our own script and shows only our own things; a file does nothing at all. */
static const char *
policy_of(const struct cgi_reply *reply)
{
	if (reply->name != NULL)
		return "default-src 'none'; sandbox; frame-ancestors 'none'";
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
	    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
}

static void
put_head(const struct cgi_reply *reply, struct buffer *out)
{
	buffer_printf(out, "Status: %d %s\r\nContent-Type: %s\r\n", reply->status, reason_of(reply->status), reply->type);
	buffer_printf(out, "Content-Length: %lld\r\n", (long long)reply->size);
	buffer_printf(out, "Content-Security-Policy: %s\r\n", policy_of(reply));
	buffer_string(out, "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
	    "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"
	    "Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Resource-Policy: same-origin\r\n"
	    "Permissions-Policy: camera=(), geolocation=(), microphone=()\r\nX-Robots-Tag: noindex\r\n");
	if (reply->name != NULL) {
		buffer_string(out, "Content-Disposition: ");
		cgi_disposition(reply->name, out);
		buffer_string(out, "\r\n");
	}
	if (reply->cookie != NULL)
		buffer_printf(out, "Set-Cookie: %s\r\n", reply->cookie);
	if (reply->location != NULL)
		buffer_printf(out, "Location: %s\r\n", reply->location);
	if (reply->status == 405)
		buffer_string(out, "Allow: GET, HEAD, POST\r\n");
	if (reply->retry > 0)
		buffer_printf(out, "Retry-After: %lld\r\n", (long long)reply->retry);
	buffer_string(out, "\r\n");
}

enum verdict
cgi_reply_octets(struct bytes octets, struct fault *f)
{
	if (!file_write(STDOUT_FILENO, octets))
		return fail(f, LATER, "the browser does not read on: %s", strerror(errno));
	return DONE;
}

enum verdict
cgi_reply(const struct cgi_reply *reply, struct bytes body, struct fault *f)
{
	struct buffer out = buffer_init(NULL);
	enum verdict v;

	put_head(reply, &out);
	if (!reply->head_only)
		buffer_add(&out, body.data, body.len);
	v = cgi_reply_octets(buffer_bytes(&out), f);
	talloc_free(out.data);
	return v;
}
