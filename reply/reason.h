/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reason - the words for codes of ours, from the template files LANGUAGE/reasons. */
#ifndef REPLY_REASON_H
#define REPLY_REASON_H

#include "config/settings.h"

/* The words for a code, e.g. "forged-token"; the code itself where there are none. A line
 * "refused *: words" is for each code whose first word that is. Owned by ctx. */
enum verdict reason_words(void *ctx, const struct office *office, enum language language, const char *code,
    const char **out, struct fault *f) MUST_USE;

/* Appends a line to errors for each line that is neither empty nor a comment nor "code: words". */
void reason_check(void *ctx, const struct office *office, enum language language, struct buffer *errors);

#endif
