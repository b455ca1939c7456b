/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * formdiff - where two people typed in the same paper differently. Pure.
 *
 * Values and lines are the same whatever spaces, width and case they were typed with; blank lines do not count.
 */
#ifndef SPOOL_FORMDIFF_H
#define SPOOL_FORMDIFF_H

#include "spool/formtext.h"

struct formdiff_item {
	enum formtext_field field;
	size_t line;			/* FORMTEXT_TEXT: of the first one's text, from 1, blank ones not counted */
	const char *first, *second;	/* FORMTEXT_TEXT: a few lines */
};

struct formdiff {
	struct formdiff_item *item;
	size_t count;			/* 0: they are the same */
	struct formtext agreed;		/* "" where they differ; in the text stands open instead */
};

/* Two forms in their proper form (intake_write); all of it is owned by ctx. */
struct formdiff formdiff_compare(void *ctx, const char *first, const char *second, const char *open);

/* What stands where they differ in the text of the form that the third person gets: it must not be left there. */
#define FORMDIFF_OPEN "【ここを書いてください】"

#endif
