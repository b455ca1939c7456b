/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letter - letters on paper in the register: the runs that they are printed in (発送簿), their document numbers, and
 * the stacks of scans that batch sheets were printed for.
 *
 *	run:	making ──▶ printed ──▶ confirmed
 *	letter:	printed ──▶ posted ──▶ returned
 *	               └──▶ kept
 *
 * A run is fixed before anything of it is drawn: which letters are in it, in which order, with which numbers.
 * Killed in between, it is found as making, and is made once more as it was. Nothing here is personal. Everything
 * happens within the caller's transaction.
 */
#ifndef SPOOL_LETTER_H
#define SPOOL_LETTER_H

#include "spool/ledger.h"

enum run_state { RUN_MAKING, RUN_PRINTED, RUN_CONFIRMED };

struct letter_run {
	int64_t id;
	int64_t made;
	enum run_state state;
	const char *place;		/* the PDF's name, or how far the printer's jobs are */
	int64_t confirmed;		/* 0: not yet */
	const char *who;		/* confirmed it */
	/* of its letters */
	int64_t letters, sheets;
	int64_t printed, posted, kept, returned;	/* by state */
	int64_t stopped;		/* letters that it should have had and that could not be printed */
};

enum letter_state { LETTER_PRINTED, LETTER_POSTED, LETTER_KEPT, LETTER_RETURNED };

struct letter_row {
	int64_t id, run;
	int64_t place;			/* in the run, from 1 */
	int64_t opinion, draft, intent;
	int64_t reprints;		/* the letter that it is printed for again; 0 none */
	const char *document;		/* 文書番号; "" none */
	int64_t sheets;			/* of paper */
	enum letter_state state;
	int64_t changed;
	const char *number;		/* the opinion's */
};

/* The words in the register; static strings. */
const char *letter_run_state_name(enum run_state state);
const char *letter_state_name(enum letter_state state);

/* A new run, in state making. */
enum verdict letter_run_insert(struct ledger *l, int64_t made, int64_t *id_out, struct fault *f) MUST_USE;
/* How far the making is. */
enum verdict letter_run_place(struct ledger *l, int64_t run, const char *place, struct fault *f) MUST_USE;
/* It is printed: where, and the keyed digest of its PDF. */
enum verdict letter_run_finish(struct ledger *l, int64_t run, const char *place, struct bytes digest, struct fault *f) MUST_USE;
/* It was said that it was posted. */
enum verdict letter_run_confirm(struct ledger *l, int64_t run, const char *who, struct fault *f) MUST_USE;
/* A run in state making that has lost all its letters. */
enum verdict letter_run_remove(struct ledger *l, int64_t run, struct fault *f) MUST_USE;

enum verdict letter_run_by_id(struct ledger *l, void *ctx, int64_t id, struct letter_run *out, bool *found_out,
    struct fault *f) MUST_USE;
/* Those that are not confirmed, oldest first, or the newest ones, newest first; an array owned by ctx. */
enum verdict letter_run_list_open(struct ledger *l, void *ctx, struct letter_run **out, size_t *count_out,
    struct fault *f) MUST_USE;
enum verdict letter_run_list_newest(struct ledger *l, void *ctx, size_t max, struct letter_run **out, size_t *count_out,
    struct fault *f) MUST_USE;

/* A letter of a run: run, place, opinion, draft, intent, reprints, document and sheets are taken; its id is set. */
enum verdict letter_insert(struct ledger *l, struct letter_row *letter, struct fault *f) MUST_USE;
/* Takes one out of a run that is in the making, and closes the gap. */
enum verdict letter_remove(struct ledger *l, const struct letter_row *letter, struct fault *f) MUST_USE;
enum verdict letter_set(struct ledger *l, int64_t id, enum letter_state state, struct fault *f) MUST_USE;
/* How many sheets it turned out to have. */
enum verdict letter_set_sheets(struct ledger *l, int64_t id, int64_t sheets, struct fault *f) MUST_USE;

enum verdict letter_by_id(struct ledger *l, void *ctx, int64_t id, struct letter_row *out, bool *found_out,
    struct fault *f) MUST_USE;
/* By their places; an array owned by ctx. */
enum verdict letters_of_run(struct ledger *l, void *ctx, int64_t run, struct letter_row **out, size_t *count_out,
    struct fault *f) MUST_USE;
/* The newest letter of an opinion that is no reprint. */
enum verdict letter_newest(struct ledger *l, void *ctx, int64_t opinion, struct letter_row *out, bool *found_out,
    struct fault *f) MUST_USE;

/* The letter that an intent was printed as and that was not posted, the newest: it is printed again under its number. */
enum verdict letter_kept(struct ledger *l, void *ctx, int64_t intent, struct letter_row *out, bool *found_out,
    struct fault *f) MUST_USE;
/* The letter of an opinion that is with the post when nothing else says which: the newest that was posted, else the
 * newest that was printed. */
enum verdict letter_out(struct ledger *l, void *ctx, int64_t opinion, struct letter_row *out, bool *found_out,
    struct fault *f) MUST_USE;

/* A letter came back by post. False: there is no such letter of that opinion, or it had come back before. What
 * follows for its opinion is the caller's. */
enum verdict letter_returned(struct ledger *l, int64_t id, int64_t opinion, bool *was_out, struct fault *f) MUST_USE;

/* The number of the newest document (文書番号) of the fiscal year of a moment, from April in Tokyo; 0 none. Only one
 * program gives them out, one at a time: what it used it notes. */
enum verdict document_number_last(struct ledger *l, int64_t utc, int64_t *out, struct fault *f) MUST_USE;
enum verdict document_number_use(struct ledger *l, int64_t utc, int64_t number, struct fault *f) MUST_USE;
/* A number as the settings shape it; "" where they have none. Owned by ctx. */
const char *document_number_text(void *ctx, const struct settings *s, int64_t utc, int64_t number);

/* What a run should have had and could not be printed: in a mail's words, its opinion's number and why ("no-address",
 * "glyph U+20BB7"); an array owned by ctx. Such an intent has failed with the result that letter_stopped_result()
 * makes. */
struct letter_stopped {
	const char *number;
	const char *why;
};
enum verdict letters_stopped(struct ledger *l, void *ctx, const struct letter_run *run, struct letter_stopped **out,
    size_t *count_out, struct fault *f) MUST_USE;
char *letter_stopped_result(void *ctx, int64_t run, const char *why);

/* How many letters wait to be printed, and since when; how many are printed, and not said to be posted, and
 * since when: UTC seconds, 0 none. */
struct letter_figures {
	int64_t waiting, oldest_waiting;
	int64_t printed, oldest_printed;
};
enum verdict letter_figures(struct ledger *l, int64_t now, struct letter_figures *out, struct fault *f) MUST_USE;

/* A stack of scans to come, with so many papers. */
enum verdict batch_insert(struct ledger *l, const char *channel, int64_t expected, int64_t *id_out,
    struct fault *f) MUST_USE;

#endif
