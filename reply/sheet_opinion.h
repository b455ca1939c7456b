/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet_opinion - one opinion on paper (意見内容の確認・出力), and the sheet on which a department notes by hand what it
 * did (処理票).
 *
 * Signs that the fonts lack are shown as 〓 here and named at the end: clerks must be able to read any opinion.
 */
#ifndef REPLY_SHEET_OPINION_H
#define REPLY_SHEET_OPINION_H

#include "spool/paper.h"

struct sheet_field {
	const char *label;		/* 氏名, 住所, … */
	const char *value;		/* NULL: masked, 〔伏せています〕 */
};

struct sheet_event {
	int64_t when;			/* UTC seconds */
	const char *title;		/* 回答（道路課） */
	const char *text;		/* running text; may be "" */
};

struct opinion_text {
	const char *office;
	const char *number;
	int64_t received;		/* UTC seconds */
	const char *channel, *purpose, *department, *state;
	int64_t due;			/* 0: none */
	int64_t printed;		/* now */
	const struct sheet_field *person;
	size_t person_count;
	const char *subject;
	const char *text;		/* running text */
	const struct sheet_event *events;	/* answers and what happened, in order */
	size_t event_count;
	const struct bytes *scans;	/* JPEG, a page each */
	size_t scan_count;
	size_t scans_left;		/* files whose pages are not among them, or not all */
	/* The QR code's text for a page (1-based); owned by ctx. NULL: no code. */
	char *(*code)(void *ctx, void *state, size_t page, size_t pages);
	void *code_state;
};

/* Draws the opinion on new pages. NEVER: a scan is no JPEG; nothing is drawn. */
enum verdict sheet_opinion(void *ctx, struct paper *paper, const struct fonts *fonts, const struct opinion_text *text,
    struct fault *f) MUST_USE;

/* Draws the note sheet: the same head, the beginning of the text, and ruled lines; pages in all (at least 1),
 * those after the first have lines only. events and scans are not drawn. */
enum verdict sheet_note(void *ctx, struct paper *paper, const struct fonts *fonts, const struct opinion_text *text,
    size_t pages, struct fault *f) MUST_USE;

#endif
