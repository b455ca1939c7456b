/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html - pages made of templates and values. Every value is escaped: there is no way to put one in as it is.
 *
 *	{name}			the value, escaped; nothing where there is none
 *	{$word}			words in the reader's language (config/templates/page/LANGUAGE/words), templates themselves
 *	{@name}			the words that the value of name names; the value comes from the program
 *	{?name}...{/name}	where name has a value or a list; {!name}...{/name}: where it has none
 *	{*name}...{/name}	for each of a list: its values first, then those around it
 *	{>name}			the template name
 *
 * Attributes are quoted in every template, so that an escaped value cannot leave its place.
 */
#ifndef SPOOL_HTML_H
#define SPOOL_HTML_H

#include <stdbool.h>
#include <stdint.h>

#include "config/bytes.h"

struct html;		/* values by name, and lists of such */
struct html_words;	/* what {$word} says */

/* Owned by ctx. */
struct html *html_new(void *ctx);

/* text is copied; NULL or "" is no value. A later value takes the place of an earlier one. name: a literal. */
void html_set(struct html *h, const char *name, const char *text);
void html_set_number(struct html *h, const char *name, int64_t number);
void html_set_flag(struct html *h, const char *name, bool on);
/* One more in the list of that name. */
struct html *html_add(struct html *h, const char *list);
const char *html_get(const struct html *h, const char *name);	/* of h itself; "" none */

/* Words: lines `name = text`, lines that begin with a space or a tab go on, # comments. Later files add to those before, and
 * take their place where they have the same name. */
struct html_words *html_words_new(void *ctx);
void html_words_read(struct html_words *words, struct bytes file);
/* NULL: none of that name. */
const char *html_word(const struct html_words *words, const char *name);

/* Where templates come from: {NULL, 0} where there is none of that name. */
struct html_source {
	struct bytes (*find)(const char *name);
};

/* The template with these values, appended to out. What a template asks for wrongly is left out, and *wrong (may be NULL)
 * is the first such thing: static or owned by out->ctx. */
void html_render(const struct html_source *source, const struct html_words *words, const char *template,
    const struct html *values, struct buffer *out, const char **wrong);

/* Text as it may stand between tags and in quoted attributes. */
void html_escape(const char *text, struct buffer *out);

#endif
