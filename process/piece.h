/* SPDX-License-Identifier: GPL-3.0-or-later */
/* piece - what a piece of text, which need not end with a 0, begins with, ends with and holds. */
#ifndef PROCESS_PIECE_H
#define PROCESS_PIECE_H

#include <stdbool.h>
#include <stddef.h>

bool piece_has(const char *p, size_t len, const char *word);
bool piece_starts(const char *p, size_t len, const char *word);

/* Of words the last is NULL. */
bool piece_has_any(const char *p, size_t len, const char *const *words);
bool piece_ends_with_any(const char *p, size_t len, const char *const *words);

#endif
