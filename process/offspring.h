/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * offspring - writes what an arrival is split into back into the queue, as arrivals of their own.
 *
 * Their ids follow from the parent's and their place, so that splitting it again makes the same ones; what is there
 * already, waiting or registered, is never written again.
 */
#ifndef PROCESS_OFFSPRING_H
#define PROCESS_OFFSPRING_H

#include "process/take.h"
#include "spool/piece.h"

struct offspring;

/* The parent must outlive it. */
enum verdict offspring_begin(void *ctx, const struct settings *s, const struct taken *parent, struct offspring **out,
    struct fault *f) MUST_USE;

struct child_file {
	const char *name;
	struct bytes octets;
};

struct child {
	const char *label;		/* as of struct piece */
	const char *name;		/* of the item, for its Subject */
	const char *channel;
	const char *remark;		/* where the envelope's recipient would be */
	struct bytes form;		/* data NULL: none */
	struct child_file *file;
	size_t file_count;
	const char *outcome;		/* not "": it is no arrival of its own */
};

/* Writes one; its place is the next one. *piece_out (owned by ctx) is what the register shall know of it. */
enum verdict offspring_write(struct offspring *o, void *ctx, const struct child *c, struct piece *piece_out,
    struct fault *f) MUST_USE;

/* Makes all of them durable, and ends. Not called: none of them is there. */
enum verdict offspring_commit(struct offspring **o, struct fault *f) MUST_USE;

#endif
