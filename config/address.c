/* SPDX-License-Identifier: GPL-3.0-or-later */
/* address - whether a mail address that somebody wrote down can be sent to. */
#include "config/address.h"

#include <arpa/inet.h>
#include <string.h>

#include "config/text.h"

#define LOCAL_MAX 64		/* RFC 5321, 4.5.3.1 */
#define ADDRESS_MAX 254
#define HOST_MAX 253
#define LABEL_MAX 63

static bool
is_letter_or_digit(char c)
{
	char low = text_lower(c);

	return text_is_digit(c) || (low >= 'a' && low <= 'z');
}

/* Labels of letters, digits and hyphens with dots between them (RFC 1123, 2.1). */
static const char *
domain_fault(const char *domain)
{
	size_t label = 0;

	if (strlen(domain) > HOST_MAX)
		return "its host name is too long";
	for (const char *p = domain;; p++) {
		if (*p == '.' || *p == 0) {
			if (label == 0 || label > LABEL_MAX || p[-1] == '-')
				return "its host name is not well formed";
			if (*p == 0)
				return NULL;
			label = 0;
		} else if (is_letter_or_digit(*p) || (*p == '-' && label != 0))
			label++;
		else
			return "its host name has other signs than letters, digits, hyphens and dots";
	}
}

static const char *
local_fault(const char *local, size_t len)
{
	if (len == 0)
		return "nothing stands before the @";
	if (len > LOCAL_MAX)
		return "more than 64 signs stand before the @";
	for (size_t i = 0; i < len; i++) {
		char c = local[i];

		if (!is_letter_or_digit(c) && strchr("!#$%&'+-/=?^_`{|}~.", c) == NULL)
			return "a sign before the @ cannot be in a mail address";
	}
	return NULL;
}

const char *
address_fault(const char *address)
{
	const char *at = strrchr(address, '@');
	const char *fault;

	if (at == NULL)
		return "it has no @";
	if (strlen(address) > ADDRESS_MAX)
		return "it is longer than 254 signs";
	fault = local_fault(address, (size_t)(at - address));
	if (fault == NULL)
		fault = domain_fault(at + 1);
	if (fault == NULL && strchr(at, '.') == NULL)
		return "its host name has no dot";
	return fault;
}

const char *
host_fault(const char *host)
{
	unsigned char octets[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET6, host, octets) == 1)
		return NULL;
	return domain_fault(host);
}
