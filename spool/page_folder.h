/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_folder - DIR, the one folder through which the residents' page and the spool speak.
 *
 *	out/page		what the page knows of the office (page_config.h)
 *	out/numbers		reserved numbers of opinions, one a line
 *	out/cases/NUMBER	what may be read of an opinion (page_case.h), and its files NUMBER.1, ...
 *	out/links/NAME		one-time links (page_link.h)
 *	out/static/		what the web server gives by itself: page.css, page.js, faq.txt, postal/
 *	in/ID			what residents did (page_notice.h), each a sealed arrival (arrival.h)
 *	state/			of the page alone
 *
 * The spool writes out/ and empties in/; the page writes in/ and state/. A file in in/ is whole and durable as soon as it
 * has its name, and stays until the other side has taken it durably.
 */
#ifndef SPOOL_PAGE_FOLDER_H
#define SPOOL_PAGE_FOLDER_H

#include <stddef.h>

#include "config/bytes.h"
#include "config/fault.h"

/* What is read of one file of out/ at most. */
#define PAGE_FILE_MAX (16 << 20)

/* The source that arrivals of the page name in their note; their channel is "web". */
#define PAGE_SOURCE "page"

/* DIR itself, and all of its folders; those of out/ and in/ with mode 0750 and 02770, state/ 0700. What is there stays
 * as it is. */
enum verdict page_folder_make(const char *dir, struct fault *f) MUST_USE;

/* Paths, owned by ctx. number in its proper form; index from 1. */
char *page_path(void *ctx, const char *dir, const char *below);		/* "in", "out/page" */
char *page_path_case(void *ctx, const char *dir, const char *number);
char *page_path_file(void *ctx, const char *dir, const char *number, size_t index);
char *page_path_link(void *ctx, const char *dir, const char *name);

/* out/numbers. Reading passes over lines that are no number. */
void page_numbers_write(char *const *numbers, size_t count, struct buffer *out);
void page_numbers_read(void *ctx, struct bytes file, char ***numbers_out, size_t *count_out);

#endif
