/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clerk_look - clerks look opinions up, read them, and list what is open; the mail shows it, the access log
 * says who saw it. */
#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "process/clerk.h"
#include "process/naming.h"
#include "spool/access.h"

static enum verdict
look_up(struct clerk *k, struct opinion *o, const char **outcome_out, struct fault *f)
{
	const struct look look = { .who = k->who, .what = "look up", .opinion = o->id, .items = "state" };

	(void)outcome_out;
	return access_look_within(k->l, &look, f);
}

static enum verdict
read_all(struct clerk *k, struct opinion *o, const char **outcome_out, struct fault *f)
{
	const struct look look = { .who = k->who, .what = "read", .opinion = o->id, .items = "state text answer" };

	(void)outcome_out;
	return access_look_within(k->l, &look, f);
}

enum verdict
clerk_look_up(struct clerk *k, struct fault *f)
{
	return clerk_each(k, look_up, f);
}

enum verdict
clerk_read(struct clerk *k, struct fault *f)
{
	return clerk_each(k, read_all, f);
}

static bool
is_all(void *ctx, const char *words)
{
	static const char *const all[] = { "", "すべて", "全て", "全部", "全課", "全件", "all" };
	const char *folded = text_fold(ctx, words);

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (strcmp(folded, all[i]) == 0)
			return true;
	return false;
}

enum verdict
clerk_list(struct clerk *k, struct fault *f)
{
	struct naming named;
	enum verdict v;

	if (!is_all(k->ctx, k->c.department)) {
		named = naming_department(k->l->settings, k->c.department, clock_now());
		if (named.department == NULL)
			return clerk_refuse(k, naming_reason(k->ctx, &named), f);
		buffer_printf(&k->result, " %s", named.department->code);
	}
	v = clerk_register(k, NULL, f);
	return v == DONE ? access_note_within(k->l, k->who, "list", 0, f) : v;
}
