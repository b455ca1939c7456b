/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html_tree - what html.c keeps and html_render.c reads. */
#ifndef SPOOL_HTML_TREE_H
#define SPOOL_HTML_TREE_H

#include <stddef.h>

struct html_value {
	const char *name;	/* a literal */
	const char *text;	/* never NULL; owned by the struct html, or static */
	struct html **list;
	size_t count;
};

struct html {
	const struct html *around;
	struct html_value *item;
	size_t count;
};

struct html_word {
	const char *name, *text;
};

struct html_words {
	struct html_word *item;
	size_t count;
};

#endif
