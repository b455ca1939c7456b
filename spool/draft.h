/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draft - what a department wrote for an opinion: answers, parts, questions and notes, sealed. */
#ifndef SPOOL_DRAFT_H
#define SPOOL_DRAFT_H

#include "spool/opinion.h"

struct draft {
	int64_t id, opinion, arrival, at;
	const char *department;
	const char *kind;		/* "answer", "note", "question" to the resident, "part" for the lead */
	int64_t corrects;		/* of an answer: when the one left that it corrects; 0: none */
	bool public;			/* of an answer: it may be published, without what is personal (公開: 可) */
	const char *text;		/* running text; "" when it could not be opened */
};

/* at 0: now. */
enum verdict draft_insert(struct ledger *l, const struct opinion *o, const struct draft *d, int64_t *id_out,
    struct fault *f) MUST_USE;
enum verdict draft_by_id(struct ledger *l, void *ctx, int64_t id, struct draft *out, bool *found_out,
    struct fault *f) MUST_USE;
/* The newest answer of an opinion. */
enum verdict draft_newest(struct ledger *l, void *ctx, int64_t opinion, struct draft *out, bool *found_out,
    struct fault *f) MUST_USE;
/* All of an opinion, oldest first; an array owned by ctx. */
enum verdict draft_list(struct ledger *l, void *ctx, int64_t opinion, struct draft **out, size_t *count_out,
    struct fault *f) MUST_USE;

#endif
