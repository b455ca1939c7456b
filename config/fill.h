/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fill - words with holes: the texts of mails, and standard answers.
 *
 *	Text. {number} is a hole. A line such as "> {text}", where only quote marks stand before the
 *	hole, repeats them before each line of a value that has several.
 *	{?due}
 *	These lines appear when there is a due day (the value is not empty),
 *	{/due}
 *	{!due}
 *	these when there is none. A line with nothing but such a mark is left out.
 *	{/due}
 *	{{ is a brace.
 *
 * Values are never interpreted.
 */
#ifndef CONFIG_FILL_H
#define CONFIG_FILL_H

#include <stdbool.h>

#include "config/bytes.h"
#include "config/fault.h"

struct fill;

struct hole {
	const char *name;
	const char *value;	/* text; "" and NULL: nothing to say */
};

/* Where words stand, and which holes they may have. */
struct fill_source {
	const char *label;		/* what faults call the file */
	int line;			/* of the first line of text */
	const char *text;		/* running text */
	const char *const *names;	/* names of holes, as lists separated by spaces; ends with NULL */
	const char *what;		/* for faults: "this kind of mail" */
};

/* Reads the words; *out is owned by ctx. HALT: "FILE:LINE: what is wrong". */
enum verdict fill_read(void *ctx, const struct fill_source *source, struct fill **out, struct fault *f) MUST_USE;

/* Whether the words have that hole somewhere (len octets of name). */
bool fill_has(const struct fill *words, const char *name, size_t len);

/* The number of the line behind the last one. */
int fill_end_line(const struct fill *words);

/* Adds the filled words to out. holes ends with a NULL name; a hole that is not among them is empty. */
void fill_write(const struct fill *words, const struct hole *holes, struct buffer *out);

/* Whether a word of len octets is in a list separated by spaces. */
bool fill_lists(const char *list, const char *word, size_t len);

/* The value of a hole; "" when it is not among them. */
const char *fill_value(const struct hole *holes, const char *name);

#endif
