/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print - a run of letters, as iken-print makes it.
 *
 *	choose	what waits, each letter rendered from the register and checked: what has no address or no glyph stays out
 *	fix	one commit: the run in state making, its letters with their numbers, their intents marked as begun
 *	make	set and drawn, one after the other, and written into the folder or printed
 *	finish	one commit: the run is printed, the step of each opinion, a mail to the desk
 *
 * Killed between fix and finish, the next run of the program finds the run and makes it once more as it was
 * fixed, before it begins another.
 */
#ifndef REPLY_PRINT_H
#define REPLY_PRINT_H

#include "config/run.h"
#include "reply/facts.h"
#include "reply/sheet_letter.h"
#include "reply/view.h"
#include "spool/letter.h"

#define PRINT_WHO "iken-print"

/* One letter on its way to paper. */
struct print_letter {
	void *ctx;			/* owns what is below */
	const struct intent *intent;
	struct facts facts;
	struct letter_row row;
	struct letter_text text;
	const char *why;		/* it cannot be printed: "no-address", "address-bad", "window", "gone",
					 * "glyph U+20BB7 ..."; NULL: it can */
	const char *cancelled;		/* it must not go out any more, and why; NULL: it may */
	const struct seal_key *key;	/* of the QR codes */
};

struct print_run {
	struct run *run;
	struct ledger *l;
	struct renderer *renderer;
	struct fonts *fonts;
	void *ctx;
	struct letter_run row;		/* id 0: not fixed yet */
	struct print_letter **letter;	/* stay where they are: they point to themselves */
	size_t count;
	bool found;			/* it was fixed by a run of the program that has ended before its time */
};

/* Opens what all runs need. HALT: a font is missing. */
enum verdict print_open(struct run *run, struct ledger *l, struct print_run *out, struct fault *f) MUST_USE;

/* The program's work: finishes what is in the making, and makes a run of what waits. Quiet when nothing does. now:
 * although print.every has not passed since the run before. */
enum verdict print_due(struct print_run *x, bool now, struct fault *f) MUST_USE;
/* Prints a run, or an opinion's newest letter, once more. which: a run's id or an opinion's number. NEVER: there
 * is none. */
enum verdict print_again(struct print_run *x, const char *which, struct fault *f) MUST_USE;

/* ---- the parts ---- */

/* Renders and checks one letter; row must be filled but for id and sheets. LATER, HALT: nothing is known of it. */
enum verdict print_prepare(struct print_run *x, struct print_letter *p, struct fault *f) MUST_USE;

/* Begins a run of at most so many letters; talloc_free(x->ctx) ends it. And a letter of it, not yet prepared. */
void print_begin(struct print_run *x, int64_t made, size_t room);
struct print_letter *print_add(struct print_run *x);

/* Finishes the runs that are in the making. */
enum verdict print_resume(struct print_run *x, struct fault *f) MUST_USE;
/* Fixes the prepared letters as a run and makes it; x->count is 0 afterwards when none could be printed. documents: the
 * number of the last document among them; 0 none. */
enum verdict print_fix_and_make(struct print_run *x, int64_t documents, struct fault *f) MUST_USE;

/* Sets a letter that was prepared, for paper or to know its sheets; *out is owned by p. HALT: it cannot be set after all. */
enum verdict print_set(struct print_run *x, struct print_letter *p, struct letter_plan **out, struct fault *f) MUST_USE;

/* Draws the letters [from, end) as one PDF, and notes how many sheets each has. HALT: what is drawn does not balance with
 * what was set. */
enum verdict print_draw(struct print_run *x, size_t from, size_t end, struct buffer *out, struct fault *f) MUST_USE;
/* The dispatch list (発送簿) of letters that were drawn, as a PDF and as lines for spreadsheets. */
enum verdict print_draw_list(struct print_run *x, struct buffer *pdf, struct buffer *lines, struct fault *f) MUST_USE;

/* Hands the run over, as the settings say. *place_out is where it is; LATER: to be tried again, as a whole. */
enum verdict print_into_folder(struct print_run *x, const char **place_out, unsigned char digest[SEAL_DIGEST],
    struct fault *f) MUST_USE;
enum verdict print_on_printer(struct print_run *x, const char **place_out, unsigned char digest[SEAL_DIGEST],
    struct fault *f) MUST_USE;

/* The file's name for a run: "letters-12-20261124.pdf"; owned by ctx. */
char *print_file_name(void *ctx, const char *what, const struct letter_run *run, const char *ending);

#endif
