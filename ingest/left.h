/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * left - what stays in a drop folder: since when it is known, and when it was last reported.
 *
 * A file of lines, FOLDER/taken/DROP, written anew when something in it has changed. Names are remembered as
 * hashes. Lost, it costs a repeated report.
 */
#ifndef INGEST_LEFT_H
#define INGEST_LEFT_H

#include "ingest/item.h"

#define LEFT_KEY 16

struct left_entry {
	unsigned char key[LEFT_KEY];	/* of the item's name and inode */
	unsigned char stamp[LEFT_KEY];	/* of what is known of its files without reading them */
	int64_t first;		/* when it was first seen, by the clock of the run */
	int64_t since;		/* when it was first seen as it is, by the real clock */
	int64_t reported;	/* 0: never */
	bool present;		/* still in the folder */
	bool known;		/* by an earlier run */
};

struct left;

/* LATER or HALT: the file cannot be read. */
enum verdict left_open(void *ctx, const struct settings *s, const struct drop *drop, struct left **out,
    struct fault *f) MUST_USE;

/* What is remembered of the item, made anew where it is nothing; belongs to left. now: of the run. */
struct left_entry *left_note(struct left *l, const struct item *item, int64_t now);
/* Keeps what is remembered of an item that this run has not come to. */
void left_keep(struct left *l, const struct item *item);
/* Notes a report. */
void left_reported(struct left *l, struct left_entry *entry, int64_t now);

/* Forgets what is not present, and writes the file when anything has changed. */
enum verdict left_save(struct left *l, struct fault *f) MUST_USE;

#endif
