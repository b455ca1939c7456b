/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * former_item - one row on its way into the register, with the files that belong to it.
 *
 *	read		former_item_new(): what it says, its files, its digest
 *	looked at	former_items_screen(): by the virus scanner, and its files by a confined reader
 *	entered		former_item_enter(): number, history, answers; nothing is caused by any of it
 *
 * What was received is kept as an arrival: a bundle of row.csv (head line and row, octet for octet) and the files.
 */
#ifndef PROCESS_FORMER_ITEM_H
#define PROCESS_FORMER_ITEM_H

#include "process/former_row.h"
#include "spool/arrival.h"
#include "spool/ledger.h"
#include "spool/parser.h"
#include "spool/virus.h"

enum former_outcome {
	FORMER_NEW,			/* to be taken, or taken */
	FORMER_THERE,			/* the same was taken before */
	FORMER_CHANGED,			/* its number was taken before, and something else: nothing is changed */
	FORMER_REFUSED,			/* problems says why */
	FORMER_OUTCOMES
};

enum { FORMER_FILES_MAX = 50 << 20 };	/* octets of a row's files together */

struct former_file {
	const char *name;
	struct bytes octets;
};

struct former_item {
	void *ctx;			/* owns all of it */
	struct former_row row;
	struct former_opinion says;
	struct former_problems problems;
	enum former_outcome outcome;
	struct former_file *file;
	size_t file_count;
	unsigned char digest[SEAL_DIGEST];	/* of number, row and files */
	int64_t opinion;		/* in the register; 0 none */
	const char *number;		/* its number there; "" none */

	/* on the way */
	struct buffer bundle;
	struct octets octets;		/* of the bundle */
	struct reading *reading;
	char id[ARRIVAL_ID_LENGTH + 1];
	struct seal_key key;		/* of the file */
};

struct former_import {
	struct ledger *l;
	const struct former_map *map;
	struct former_head head;
	const char *folder;		/* of files; NULL none */
	struct parser *parser;
	struct virus_scanner *scanner;	/* NULL: there is none by the settings */
	struct arrivals *store;
};

/* Reads the row; item->ctx and item->row are set. LATER: the register, or a file, cannot be read now. */
enum verdict former_item_read(struct former_import *im, struct former_item *item, struct fault *f) MUST_USE;

/* The FORMER_NEW among them: makes their bundles and has them looked at. Some are refused afterwards. LATER: the scanner
 * is away. */
enum verdict former_items_screen(struct former_import *im, void *ctx, struct former_item *items, size_t count, struct fault *f)
    MUST_USE;

/* Writes the arrival of a FORMER_NEW one; durable with arrivals_commit(im->store). */
enum verdict former_item_write(struct former_import *im, struct former_item *item, struct fault *f) MUST_USE;

/* Within the caller's transaction, after that. */
enum verdict former_item_enter(struct former_import *im, struct former_item *item, struct fault *f) MUST_USE;

#endif
