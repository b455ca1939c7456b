/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guess - where a held mail perhaps belongs: at most GUESSES_MAX opinions, the likeliest first, as
 * they were listed to the desk. The desk names one by its place, from 1.
 *
 *	why		what speaks for it
 *	token		one of our reply addresses names it, though it does not open it
 *	number		its number stands in the subject or the text
 *	reference	the mail answers a mail of ours about it
 *	sender		the sender wrote it
 *	department	it is open at the sender's department
 */
#ifndef SPOOL_GUESS_H
#define SPOOL_GUESS_H

#include "spool/ledger.h"

enum { GUESSES_MAX = 9 };

struct guess {
	int64_t opinion;
	const char *why;
};

/* Adds an opinion behind those that are there; nothing when it is there already, when it was
 * erased, or when there are GUESSES_MAX. */
enum verdict guess_add(struct ledger *l, int64_t arrival, int64_t opinion, const char *why, struct fault *f) MUST_USE;

/* The same for all opinions that came from a mail address, and for those that are open at a
 * department; the newest first, at most max. */
enum verdict guess_add_of_sender(struct ledger *l, int64_t arrival, const char *address, int64_t max,
    struct fault *f) MUST_USE;
enum verdict guess_add_of_department(struct ledger *l, int64_t arrival, const char *code, int64_t max,
    struct fault *f) MUST_USE;

/* Those of an arrival in order; an array owned by ctx. */
enum verdict guess_list(struct ledger *l, void *ctx, int64_t arrival, struct guess **out, size_t *count_out,
    struct fault *f) MUST_USE;

#endif
