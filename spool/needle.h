/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * needle - marks of octets that must be nowhere any more, and the search for them.
 *
 * Of each value that is destroyed (a wrapped key, a sealed column, a keyed hash, the end of a file) up to three
 * windows of 16 octets are marked: its beginning, what stands behind a nonce, and its end. A mark is two keyed sums
 * of 64 bits, from which the octets cannot be had. Every octet of every file is then the beginning of a window.
 *
 * What is there is never missed; that something else gives both sums of a mark happens once in 2^100 windows or so.
 */
#ifndef SPOOL_NEEDLE_H
#define SPOOL_NEEDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "config/bytes.h"
#include "config/fault.h"
#include "spool/seal.h"

#define NEEDLE_WINDOW 16

struct needles;

/* Sums are keyed by key and purpose; both must be the same to put marks together. */
struct needles *needles_new(void *ctx, const struct seal_key *key, const char *purpose);

/* Marks a value; one that is shorter than a window is left out. */
void needles_add(struct needles *n, struct bytes value);
size_t needles_count(const struct needles *n);

/* Marks as octets, and added from octets. NEVER: they are damaged. */
void needles_pack(const struct needles *n, struct buffer *out);
enum verdict needles_unpack(struct needles *n, struct bytes packed, struct fault *f) MUST_USE;

/* After the last mark and before the first search. */
void needles_sort(struct needles *n);
/* What begins with this window may be anywhere: it belongs to something that is still there. */
void needles_excuse(struct needles *n, struct bytes value);
size_t needles_excused(const struct needles *n);

struct found {
	size_t count;		/* windows that hit a mark */
	long long at;		/* the first one's place in the file */
	long long octets;	/* that were searched */
};

/* Searches a whole file, which must be a regular one. LATER: it cannot be read; NEVER: it is gone. */
enum verdict needles_search(const struct needles *n, const char *path, struct found *out, struct fault *f) MUST_USE;

#endif
