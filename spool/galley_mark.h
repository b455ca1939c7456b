/* SPDX-License-Identifier: GPL-3.0-or-later */
/* galley_mark - the mark that makes a paragraph an item of a list. */
#ifndef SPOOL_GALLEY_MARK_H
#define SPOOL_GALLEY_MARK_H

#include <stdbool.h>
#include <stddef.h>

/* Octets at the beginning of a paragraph (len octets) before the text under which it hangs: indent, mark and
 * spaces behind it; 0 when it is no item. */
size_t galley_mark(const char *text, size_t len);

/* Whether the mark is one of those that headings have: a number, ■, ●, ◆. */
bool galley_mark_of_heading(const char *text);

#endif
