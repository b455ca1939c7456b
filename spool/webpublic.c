/* SPDX-License-Identifier: GPL-3.0-or-later */
/* webpublic - removes what is published of an opinion on the residents' page. */
#include "spool/webpublic.h"

#include <errno.h>

#include "config/memory.h"
#include "spool/page_folder.h"
#include "spool/webcase.h"

/* A link that is older than these was removed when the next ones were made. */
enum { LINKS_BACK = 16 };

/* *there_out false: it was not there. */
static enum verdict
remove_one(const char *path, bool *there_out, struct fault *f)
{
	*there_out = unlink(path) == 0;
	if (!*there_out && errno != ENOENT && errno != ENOTDIR)
		return fail(f, LATER, "remove %s: %s", path, strerror(errno));
	return DONE;
}

enum verdict
webpublic_remove_links(struct ledger *l, const struct opinion *o, int64_t promised, int64_t but, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	enum verdict v = DONE;

	for (int64_t g = promised; v == DONE && g > 0 && g > promised - LINKS_BACK; g--) {
		char token[PAGE_TOKEN_SHOWN + 1], name[PAGE_LINK_NAME + 1];
		bool there;

		if (g == but)
			continue;
		v = webcase_token(l, o, g, token, f);
		if (v != DONE)
			break;
		page_link_name(token, name);
		v = remove_one(page_path_link(ctx, l->settings->page.folder, name), &there, f);
	}
	talloc_free(ctx);
	return v == NEVER ? DONE : v;
}

enum verdict
webpublic_remove(struct ledger *l, const struct opinion *o, struct fault *f)
{
	const char *dir = l->settings->page.folder;
	void *ctx;
	struct webcase c;
	bool found, there = true;
	enum verdict v;

	if (!settings_has_page(l->settings))
		return DONE;
	ctx = must(talloc_new(NULL));
	v = webcase_get(l, o, &c, &found, f);
	if (v == DONE && found)
		v = webpublic_remove_links(l, o, c.promised, 0, f);
	if (v == DONE)
		v = remove_one(page_path_case(ctx, dir, o->number), &there, f);
	there = true;
	for (size_t i = 1; v == DONE && there; i++)
		v = remove_one(page_path_file(ctx, dir, o->number, i), &there, f);
	talloc_free(ctx);
	return v;
}
