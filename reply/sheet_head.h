/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sheet_head - what the sheets about one opinion begin with: title, register data, person. */
#ifndef REPLY_SHEET_HEAD_H
#define REPLY_SHEET_HEAD_H

#include "reply/sheet_opinion.h"

#define HEAD_LEFT 18.0
#define HEAD_WIDTH (PAGE_WIDTH - 2 * HEAD_LEFT)

/* A copy with 〓 for the signs that the fonts lack; *lacking_out names them, NULL when there are none. */
struct opinion_text *sheet_printable(void *ctx, const struct fonts *fonts, const struct opinion_text *text,
    char **lacking_out);

/* Draws title and tables at the top of the page; returns where they end. paper NULL: draws nothing. */
double sheet_head(void *ctx, struct paper *paper, const struct fonts *fonts, const struct opinion_text *text,
    const char *title);

/* The line at the top of the pages after the first. */
void sheet_next_head(void *ctx, struct paper *paper, const struct fonts *fonts, const struct opinion_text *text,
    const char *title);

#endif
