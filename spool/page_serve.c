/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_serve - what both programs of the residents' page do before and after they answer a request. */
#include "spool/page_serve.h"

#include <sys/stat.h>

#include "config/log.h"
#include "config/memory.h"
#include "spool/confine_page.h"
#include "spool/page_state.h"
#include "spool/page_tidy.h"

static enum verdict
answer(struct page *page, const struct page_program *answers, struct fault *f)
{
	switch (page->request.method) {
	case CGI_OTHER:
		return page_say(page, 405, answers->self(page), "title-bad-request", "bad-request", f);
	case CGI_POST:
		return answers->post(page, f);
	default:
		return answers->get(page, f);
	}
}

enum verdict
page_serve(const char *dir, const struct page_program *answers, struct fault *f)
{
	struct page *page;
	struct fault why = { "" };
	enum verdict v;

	umask(027);
	v = dir != NULL ? page_state_open(dir, &why) : fail(&why, HALT, "IKEN_PAGE is not set in the environment");
	if (v == DONE)
		v = confine_page(dir, &why);
	page = page_begin(NULL, dir != NULL ? dir : "");
	if (v != DONE || !page->ready)
		v = answers->unavailable(page, v != DONE ? why.text : "out/page is missing or damaged", f);
	else
		v = answer(page, answers, f);
	if (page->ready && page_tidy(dir, page->config, page->now, false, &why) != DONE)
		log_line(LOG_WARNING, "%s", why.text);
	talloc_free(page);
	return v;
}

enum verdict
page_administer(void *ctx, const char *dir, struct page **page_out, struct fault *f)
{
	if (dir == NULL)
		return fail(f, HALT, "the page's folder is not known: --page DIR, or IKEN_PAGE in the environment");
	umask(027);
	*page_out = page_begin(ctx, dir);
	if (!(*page_out)->ready)
		return fail(f, HALT, "%s/out/page is missing or damaged", dir);
	return page_state_open(dir, f);
}
