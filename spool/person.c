/* SPDX-License-Identifier: GPL-3.0-or-later */
/* person - who sits at the keyboard, where two people have to agree. */
#include "spool/person.h"

#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/file.h"

#define LOGIN "/proc/self/loginuid"

enum { DIGITS_MAX = 32 };

/* Not set is 4294967295. */
static bool
who_logged_in(void *ctx, uid_t *out)
{
	struct buffer digits;
	struct fault ignored;
	int64_t uid;

	if (file_get(ctx, LOGIN, DIGITS_MAX, &digits, &ignored) != DONE)
		return false;
	if (!text_to_number(text_trim(ctx, buffer_text(&digits)), 0, UINT32_MAX - INT64_C(1), &uid))
		return false;
	*out = (uid_t)uid;
	return true;
}

struct person
person_here(void *ctx)
{
	const struct passwd *user;
	uid_t uid = getuid();
	struct person p;

	if (!who_logged_in(ctx, &uid))
		uid = getuid();
	user = getpwuid(uid);
	p.id = must(talloc_asprintf(ctx, "uid %lu", (unsigned long)uid));
	p.name = must(talloc_asprintf(ctx, "%s (%lu)", user != NULL ? user->pw_name : "?", (unsigned long)uid));
	return p;
}
