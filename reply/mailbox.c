/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mailbox - a mail address as RFC 5321 and RFC 5322 want it written. */
#include "reply/mailbox.h"

#include <stdbool.h>

#include "config/address.h"
#include "config/memory.h"

static bool
needs_quotes(const char *local, size_t len)
{
	if (local[0] == '.' || local[len - 1] == '.')
		return true;
	for (size_t i = 1; i < len; i++)
		if (local[i] == '.' && local[i - 1] == '.')
			return true;
	return false;
}

enum verdict
mailbox_write(void *ctx, const char *address, char **out, struct fault *f)
{
	const char *wrong = address_fault(address);
	const char *at = strrchr(address, '@');

	if (wrong != NULL)
		return fail(f, NEVER, "an address cannot be sent to: %s", wrong);
	if (needs_quotes(address, (size_t)(at - address)))
		*out = must(talloc_asprintf(ctx, "\"%.*s\"%s", (int)(at - address), address, at));
	else
		*out = must(talloc_strdup(ctx, address));
	return DONE;
}
