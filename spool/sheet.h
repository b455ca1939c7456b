/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet - what the QR code of a printed sheet says: IKEN:KIND:SUBJECT:PAGE.PAGES:TOKEN.
 *
 * Only signs of a QR code's alphanumeric mode (ISO/IEC 18004), so that the code stays small enough for a fax. TOKEN is
 * 80 bits of a keyed hash over all the rest, so that nobody can make a sheet that files into an opinion.
 */
#ifndef SPOOL_SHEET_H
#define SPOOL_SHEET_H

#include <stdbool.h>
#include <stdint.h>

#include "spool/keys.h"

enum sheet_kind {
	SHEET_LETTER,		/* L: an answer by post; subject: the opinion's number and the letter's id */
	SHEET_OPINION,		/* O: an opinion printed to be read; its number */
	SHEET_NOTE,		/* N: a sheet that a department fills in by hand; the opinion's number */
	SHEET_BATCH,		/* B: the cover of a stack; id of the batch */
	SHEET_SEPARATOR,	/* S: between two opinions of a stack; id of the batch and place, from 1 */
	SHEET_KINDS
};

struct sheet {
	enum sheet_kind kind;
	const char *number;	/* LETTER, OPINION, NOTE: 2026-000123-7; else "" */
	int64_t id;		/* LETTER: the letter's; BATCH, SEPARATOR: the batch's; else 0 */
	int64_t place;		/* SEPARATOR: from 1; else 0 */
	int64_t page, pages;	/* from 1 */
};

/* The code's text; owned by ctx. */
char *sheet_write(void *ctx, const struct seal_key *key, const struct sheet *sheet);

enum sheet_fit {
	SHEET_FOREIGN,		/* a code of somebody else's */
	SHEET_FORGED,		/* it looks like ours, and its token does not fit */
	SHEET_OURS
};

/* Reads a code, made with the present key or one that is still accepted. *out is filled when it is ours; its number is owned by ctx. */
enum sheet_fit sheet_read(void *ctx, const struct token_keys *keys, const char *text, struct sheet *out);

#endif
