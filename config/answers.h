/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answers - standard answers (回答コード): the files CODE.txt of the folder office.answers.
 *
 * A code is letters, digits, - and _, with a digit among them; upper and lower case are the same. A file is
 * UTF-8 text with holes (fill.h): {number} {name} {department} {received} {text}, the last being what the
 * department wrote besides the code. In the folders ja and en within it stand those of one language, which are
 * taken before those of the folder itself. Links are not followed, and a file has 64 KB at most.
 */
#ifndef CONFIG_ANSWERS_H
#define CONFIG_ANSWERS_H

#include "config/fill.h"
#include "config/settings.h"

/* The answer of a code; *out is owned by ctx, NULL when there is none. LATER: the folder or the file cannot be
 * read, or there is a fault in it, as "FILE:LINE: what is wrong". */
enum verdict answers_read(void *ctx, const struct office *office, enum language language, const char *code,
    struct fill **out, struct fault *f) MUST_USE;

/* All codes that there are for a language, as the files are named, in order; owned by ctx. */
enum verdict answers_list(void *ctx, const struct office *office, enum language language, struct list *out,
    struct fault *f) MUST_USE;

/* Adds a line to errors for each fault in the folder and its files; the number of answers that are right. */
size_t answers_check(void *ctx, const struct office *office, struct buffer *errors);

#endif
