/* SPDX-License-Identifier: GPL-3.0-or-later */
/* piece - what a piece of text, which need not end with a 0, begins with, ends with and holds. */
#include "process/piece.h"

#include <string.h>

bool
piece_has(const char *p, size_t len, const char *word)
{
	return memmem(p, len, word, strlen(word)) != NULL;
}

bool
piece_has_any(const char *p, size_t len, const char *const *words)
{
	for (; *words != NULL; words++)
		if (piece_has(p, len, *words))
			return true;
	return false;
}

bool
piece_starts(const char *p, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len >= n && memcmp(p, word, n) == 0;
}

bool
piece_ends_with_any(const char *p, size_t len, const char *const *words)
{
	for (; *words != NULL; words++) {
		size_t n = strlen(*words);

		if (len >= n && memcmp(p + len - n, *words, n) == 0)
			return true;
	}
	return false;
}
