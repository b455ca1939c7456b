/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fonts - the fonts that paper is set in, and what they lack.
 *
 * A text is set in the first family; characters that it lacks and the fallback has are set in the
 * fallback. What neither has is listed, never replaced: a letter with a wrong or an empty sign in a
 * name does not leave. A kanji with a variation selector (IVS) counts as one sign, which a font has
 * only when it has that very form.
 */
#ifndef SPOOL_FONTS_H
#define SPOOL_FONTS_H

#include <stddef.h>

#include "config/fault.h"

struct fonts;

/* Loads the families by their names in fontconfig; fallback "" or NULL: none. *out is owned by ctx and
 * serves any number of papers. HALT: a family is not installed (fontconfig would deliver another
 * silently). */
enum verdict fonts_open(void *ctx, const char *family, const char *fallback, struct fonts **out,
    struct fault *f) MUST_USE;

struct missing {
	char **signs;			/* "U+1F600 😀", "U+8FBB U+E01EF 辻󠇯"; each once */
	size_t count;
};

/* Adds to missing (which begins as { 0 }; its memory belongs to ctx) the signs of a text that the
 * fonts lack. */
void fonts_check(const struct fonts *fonts, void *ctx, const char *text, struct missing *missing);

/* A copy of text with 〓 for each sign that the fonts lack, which is added to missing: for sheets that clerks
 * read, where an emoji is no reason to print nothing. Owned by ctx. */
char *fonts_replace(const struct fonts *fonts, void *ctx, const char *text, struct missing *missing);

/* At the end of a program that opened fonts, after they are freed: gives back what the libraries can give back,
 * so that a leak checker reports leaks only. */
void fonts_end_of_program(void);

#endif
