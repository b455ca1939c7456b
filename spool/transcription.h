/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transcription - scans that clerks type in: who was asked, what they typed, and what a machine proposes.
 *
 * Places: 1 and 2 the two clerks, 3 who decides between them. What was typed is sealed under the arrival's key, and
 * gone once the scan is registered or discarded.
 */
#ifndef SPOOL_TRANSCRIPTION_H
#define SPOOL_TRANSCRIPTION_H

#include "spool/entry.h"

enum { TRANSCRIPTION_PLACES = 3 };

/* What the register knows of one scan; index 0 is place 1. */
struct transcription_state {
	struct {
		bool asked;
		const char *form;	/* in its proper form; NULL: not typed yet */
	} place[TRANSCRIPTION_PLACES];
};

/* Somebody is asked; twice is harmless. */
enum verdict transcription_ask(struct ledger *l, int64_t arrival, int place, struct fault *f) MUST_USE;
/* What they typed, instead of what they typed before. NEVER: they were not asked. */
enum verdict transcription_put(struct ledger *l, const struct entry *scan, int place, const char *form,
    struct fault *f) MUST_USE;
/* Strings owned by ctx. NEVER: the arrival's key is gone. */
enum verdict transcription_get(struct ledger *l, void *ctx, const struct entry *scan, struct transcription_state *out,
    struct fault *f) MUST_USE;
/* The scan is no longer to be typed in: nothing of it is kept. */
enum verdict transcription_close(struct ledger *l, int64_t arrival, struct fault *f) MUST_USE;

struct scan_waiting {
	const char *arrival;		/* its id */
	const char *channel;
	int64_t asked;			/* whoever has waited longest */
	bool place[TRANSCRIPTION_PLACES];	/* index 0 is place 1: who has not typed it in */
};

/* The scans that somebody was asked for before a moment and has not typed in, at most max, the oldest first; an array
 * owned by ctx. */
enum verdict transcription_waiting(struct ledger *l, void *ctx, int64_t before, size_t max, struct scan_waiting **out,
    size_t *count_out, struct fault *f) MUST_USE;

struct proposal {
	const char *text;
	int confidence;			/* 0 to 100 */
};

/* text "": nothing could be read. */
enum verdict proposal_put(struct ledger *l, const struct entry *scan, const struct proposal *p, struct fault *f) MUST_USE;
/* *found_out false: there is none, or nothing could be read. */
enum verdict proposal_get(struct ledger *l, void *ctx, const struct entry *scan, struct proposal *out, bool *found_out,
    struct fault *f) MUST_USE;
/* The next scan behind seq after that waits to be typed in and that no machine has looked at. *found_out false: there is none. */
enum verdict proposal_next(struct ledger *l, void *ctx, int64_t after, struct entry *out, bool *found_out,
    struct fault *f) MUST_USE;

#endif
