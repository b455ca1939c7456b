/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cookie - the one cookie of the page: its value is of ours, hexadecimal digits. */
#include "spool/cookie.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"

static const char digits[] = "0123456789abcdef";

char *
cookie_write(void *ctx, const char *name, const char *value, int64_t age, bool secure)
{
	return must(talloc_asprintf(ctx, "%s%s=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s", secure ? "__Host-" : "",
	    name, age > 0 ? value : "", (long long)age, secure ? "; Secure" : ""));
}

char *
cookie_read(void *ctx, const char *sent, const char *name, bool secure)
{
	char *wanted = must(talloc_asprintf(ctx, "%s%s=", secure ? "__Host-" : "", name)), *found = NULL;

	while (*sent != 0 && found == NULL) {
		size_t len;

		sent += strspn(sent, "; ");
		len = strcspn(sent, ";");
		if (text_starts(sent, wanted)) {
			const char *value = sent + strlen(wanted);
			size_t used = strspn(value, digits);

			if (used != 0 && value + used == sent + len)
				found = must(talloc_strndup(ctx, value, used));
		}
		sent += len;
	}
	talloc_free(wanted);
	return found;
}
