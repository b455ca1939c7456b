/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_serve - what both programs of the residents' page do before and after they answer a request. */
#ifndef SPOOL_PAGE_SERVE_H
#define SPOOL_PAGE_SERVE_H

#include "spool/page_view.h"

/* How a program answers; self is its URL. */
struct page_program {
	const char *(*self)(const struct page *page);
	enum verdict (*get)(struct page *page, struct fault *f);
	enum verdict (*post)(struct page *page, struct fault *f);
	/* The folder cannot be used, and why says so: for the log, not for the reader. */
	enum verdict (*unavailable)(struct page *page, const char *why, struct fault *f);
};

/* Gives up what is not needed (confine_page.h), answers the one request that a web server started us for, and tidies state/
 * up when it is time. dir: NULL when nobody has said it. LATER: the browser has gone. */
enum verdict page_serve(const char *dir, const struct page_program *answers, struct fault *f) MUST_USE;

/* What an administrator starts by hand: state/ is made, out/page is read. The page belongs to ctx. HALT: the folder is not known,
 * or out/page is missing or damaged. LATER: state/ cannot be made. */
enum verdict page_administer(void *ctx, const char *dir, struct page **page_out, struct fault *f) MUST_USE;

#endif
