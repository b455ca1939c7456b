/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet_batch - the cover of a stack of papers to be scanned, and the sheets that part them.
 *
 * The clerk puts the cover on top and one separator between each two papers. Bars at the edges let people see
 * the sheets in the stack; the QR code tells the program where a paper ends.
 */
#ifndef REPLY_SHEET_BATCH_H
#define REPLY_SHEET_BATCH_H

#include "spool/paper.h"

struct batch_text {
	const char *office;
	const char *channel;		/* what people call it: 区長へのはがき */
	const char *batch;		/* the batch's code, for people */
	int64_t date;			/* UTC seconds */
	size_t expected;		/* papers in the stack; 0: not counted */
	size_t separators;
	/* The QR code's text; position 0 is the cover, 1 .. separators the others. Owned by ctx. */
	char *(*code)(void *ctx, void *state, size_t position);
	void *state;
};

/* Draws the cover and the separators, a page each. NEVER: the fonts lack signs, which are added to missing, and
 * nothing is drawn. */
enum verdict sheet_batch(void *ctx, struct paper *paper, const struct fonts *fonts, const struct batch_text *text,
    struct missing *missing, struct fault *f) MUST_USE;

#endif
