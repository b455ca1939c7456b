/* SPDX-License-Identifier: GPL-3.0-or-later */
/* beside - what people write beside or below the word that says what their mail is. Pure. */
#ifndef PROCESS_BESIDE_H
#define PROCESS_BESIDE_H

#include "process/words.h"

/* What a word without anything behind it means, from the first line of the text below: a department (移送), a
 * reason (処理対象外), a code. Takes the line off *text and returns it; "" where it is none of these. alone: the
 * only line of the text is it, whatever it is. Owned by ctx. */
const char *beside_target(void *ctx, enum word word, bool alone, const char **text);

/* Whether a text is nothing but the code of a standard answer, with a letter in it. */
bool beside_is_code(const char *text);

/* What stands behind the word within 区分: without the bracket that it ends with. Owned by ctx. */
const char *beside_value(void *ctx, const char *rest);

#endif
