/* SPDX-License-Identifier: GPL-3.0-or-later */
/* visible - a reply's text in the characters that its words are looked for in. */
#ifndef PROCESS_VISIBLE_H
#define PROCESS_VISIBLE_H

/* The text with plain spaces for no-break ones, without characters that show nothing (zero-width
 * spaces, byte order and direction marks), and with > for the bars that a program put before every line of
 * our mail. Owned by ctx. */
const char *visible_text(void *ctx, const char *text);

#endif
