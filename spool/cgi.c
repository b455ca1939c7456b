/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cgi - a request as a web server hands it over: its head in the environment, its body on standard input. */
#include "spool/cgi.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"

enum { VALUE_MAX = 16384, OCTETS_A_SECOND = 20000, PATIENCES = 10 };

bool
cgi_called(void)
{
	return getenv("GATEWAY_INTERFACE") != NULL || getenv("REQUEST_METHOD") != NULL;
}

static const char *
value_of(void *ctx, const char *name)
{
	const char *value = getenv(name);

	if (value == NULL || strlen(value) > VALUE_MAX)
		return "";
	return text_from(ctx, bytes_of(value), TEXT_LINE, NULL);
}

static enum cgi_method
method_of(const char *name)
{
	if (strcmp(name, "GET") == 0)
		return CGI_GET;
	if (strcmp(name, "HEAD") == 0)
		return CGI_HEAD;
	return strcmp(name, "POST") == 0 ? CGI_POST : CGI_OTHER;
}

static int64_t
length_of(const char *said)
{
	int64_t length = -2;

	if (*said == 0)
		return -1;
	return text_to_number(said, 0, INT64_MAX / 2, &length) ? length : -2;
}

/* A household has one IPv4 address or 64 bits of IPv6, and changes the rest at will. */
static const char *
source_of(void *ctx, const char *address)
{
	char shown[INET6_ADDRSTRLEN];
	struct in6_addr six;
	struct in_addr four;

	if (inet_pton(AF_INET, address, &four) == 1)
		return address;
	if (inet_pton(AF_INET6, address, &six) != 1)
		return "unknown";
	if (IN6_IS_ADDR_V4MAPPED(&six)) {
		memcpy(&four, six.s6_addr + 12, sizeof four);
		inet_ntop(AF_INET, &four, shown, sizeof shown);
	} else {
		memset(six.s6_addr + 8, 0, 8);
		inet_ntop(AF_INET6, &six, shown, sizeof shown);
	}
	return must(talloc_strdup(ctx, shown));
}

bool
cgi_same_site(const char *origin, const char *host)
{
	const char *name = text_starts(origin, "https://") ? origin + 8 : text_starts(origin, "http://") ? origin + 7 : "";

	return *name != 0 && text_equal_ignoring_case(name, host);
}

/* Browsers say where a form was sent from. Those that do not are judged by the form's own token alone. */
static bool
is_foreign(void *ctx)
{
	const char *fetch = value_of(ctx, "HTTP_SEC_FETCH_SITE"), *origin = value_of(ctx, "HTTP_ORIGIN");

	if (*fetch != 0)
		return strcmp(fetch, "same-origin") != 0 && strcmp(fetch, "none") != 0;
	/* "null" is what our own pages send that tell nobody where they are */
	if (*origin == 0 || strcmp(origin, "null") == 0)
		return false;
	return !cgi_same_site(origin, value_of(ctx, "HTTP_HOST"));
}

struct cgi
cgi_request(void *ctx)
{
	return (struct cgi){
		.method = method_of(value_of(ctx, "REQUEST_METHOD")),
		.query = value_of(ctx, "QUERY_STRING"),
		.type = value_of(ctx, "CONTENT_TYPE"),
		.cookie = value_of(ctx, "HTTP_COOKIE"),
		.language = value_of(ctx, "HTTP_ACCEPT_LANGUAGE"),
		.source = source_of(ctx, value_of(ctx, "REMOTE_ADDR")),
		.length = length_of(value_of(ctx, "CONTENT_LENGTH")),
		.foreign = is_foreign(ctx),
	};
}

/* ---- the body ---- */

static int64_t
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

struct cgi_body
cgi_body_begin(const struct cgi *request, int64_t patience)
{
	int64_t length = request->length > 0 ? request->length : 0;

	return (struct cgi_body){
		.fd = STDIN_FILENO,
		.left = length,
		.patience = patience,
		.until = seconds() + PATIENCES * patience + length / OCTETS_A_SECOND,
		.end = length > 0 ? CGI_MORE : CGI_WHOLE,
	};
}

static bool
wait_for_octets(const struct cgi_body *body)
{
	int64_t left = body->until - seconds();
	struct pollfd one = { .fd = body->fd, .events = POLLIN };
	int n;

	left = left < body->patience ? left : body->patience;
	if (left <= 0)
		return false;
	while ((n = poll(&one, 1, (int)left * 1000)) < 0 && errno == EINTR)
		;
	return n > 0;
}

size_t
cgi_body_read(struct cgi_body *body, unsigned char *out, size_t len)
{
	ssize_t n;

	if (body->end != CGI_MORE)
		return 0;
	if ((int64_t)len > body->left)
		len = (size_t)body->left;
	do {
		if (!wait_for_octets(body)) {
			body->end = CGI_SLOW;
			return 0;
		}
		n = read(body->fd, out, len);
	} while (n < 0 && errno == EINTR);
	if (n <= 0) {
		body->end = CGI_SHORT;
		return 0;
	}
	body->left -= n;
	if (body->left == 0)
		body->end = CGI_WHOLE;
	return (size_t)n;
}
