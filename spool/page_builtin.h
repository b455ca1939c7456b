/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_builtin - the files of config/templates/page, built into the program by the Makefile. */
#ifndef SPOOL_PAGE_BUILTIN_H
#define SPOOL_PAGE_BUILTIN_H

#include "config/bytes.h"

struct page_builtin {
	const char *name;	/* "html/form.html", "ja/words", "static/page.css" */
	struct bytes content;
};

/* Ends with a NULL name. */
extern const struct page_builtin page_builtin_files[];

#endif
