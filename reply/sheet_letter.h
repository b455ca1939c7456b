/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet_letter - an answer as a letter: A4 for an envelope with a window.
 *
 * First sheet: the address in the window, number and date at the upper right, the sender below, the subject in the
 * middle, the text, whom to ask at the foot; fold marks at the left; a QR code at the lower right of every page.
 * A letter is planned first (its pages counted, its signs checked) and then drawn, any number of letters
 * into one paper:
 *
 *	v = sheet_letter_plan(ctx, fonts, &text, &plan, &missing, f);
 *	if (v == DONE)
 *		v = sheet_letter_draw(paper, plan, f);
 */
#ifndef REPLY_SHEET_LETTER_H
#define REPLY_SHEET_LETTER_H

#include "spool/paper.h"

/* mm from the left upper corner of the sheet. */
struct window {
	double left, top, width, height;
};

/* 長形3号 for A4 folded in three. */
#define WINDOW_LONG_3 ((struct window){ .left = 20, .top = 15, .width = 85, .height = 40 })

/* All texts may be "" or NULL, where there is nothing to say; the caller's, until the letter is drawn. */
struct letter_text {
	bool english;
	bool large;			/* for weak eyes: nothing is smaller than 16 pt, but what must fit the window */
	bool wide_digits;		/* full-width digits in the date */
	bool seal_omitted;		/* （公印省略） under the sender */
	bool barcode;			/* the post's, when there is a postal code of seven digits */
	bool reprint;			/* marked 再発行 */
	const char *name;
	const char *honorific;		/* 様, 御中; NULL: 様, in English nothing */
	const char *postal_code;	/* as people write it */
	const char *address;		/* lines */
	const char *document_number;
	int64_t date;			/* UTC seconds */
	const char *sender;		/* lines */
	const char *subject;
	const char *body;		/* running text */
	const char *closing;		/* at the right below the text, e.g. 以上 */
	const char *contact;		/* lines at the foot of the first page */
	struct window window;
	/* The QR code's text for a page (1-based); owned by ctx. NULL: no code. */
	char *(*code)(void *ctx, void *state, size_t page, size_t pages);
	void *state;
};

struct letter_plan;

/* Sets the letter; *out is owned by ctx and may be freed when it is drawn. NEVER: the fonts lack signs, which
 * are added to missing; or the address does not fit into the window. */
enum verdict sheet_letter_plan(void *ctx, const struct fonts *fonts, const struct letter_text *text,
    struct letter_plan **out, struct missing *missing, struct fault *f) MUST_USE;
/* Whether it could be set, without setting it: NEVER and missing as there. */
enum verdict sheet_letter_check(void *ctx, const struct fonts *fonts, const struct letter_text *text,
    struct missing *missing, struct fault *f) MUST_USE;
size_t sheet_letter_pages(const struct letter_plan *plan);

/* Draws it on new pages of paper. HALT: its QR texts cannot be codes. */
enum verdict sheet_letter_draw(struct paper *paper, const struct letter_plan *plan, struct fault *f) MUST_USE;

#endif
