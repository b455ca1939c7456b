/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * index_text - all that can be searched of an opinion: what the resident wrote, and what the departments did.
 *
 *	subject, opinion	of the arrival that made it; typed by a clerk where it was paper
 *	follow-up		subject and text of what the resident wrote later
 *	answer, note, ...	drafts of the departments, also those that never left
 */
#ifndef SPOOL_INDEX_TEXT_H
#define SPOOL_INDEX_TEXT_H

#include "spool/opinion.h"

enum index_side { INDEX_BY_RESIDENT, INDEX_BY_OFFICE };

struct index_piece {
	enum index_side side;
	bool is_subject;
	const char *kind;		/* "subject", "opinion", "follow-up"; of a draft its kind */
	char source;			/* 'a': an arrival, 'd': a draft ... */
	int64_t id;			/* ... with this seq or id */
	const char *text;
};

struct index_text {
	struct index_piece *piece;
	size_t count, room;
	const struct contact *contact;	/* NULL: not known, or not asked for */
};

enum index_with { INDEX_WORDS_ONLY, INDEX_WITH_CONTACT };

/* Owned by ctx. What does not open is left out. NEVER: it was erased. */
enum verdict index_text_of(struct ledger *l, void *ctx, const struct opinion *o, enum index_with with, struct index_text *out,
    struct fault *f) MUST_USE;

#endif
