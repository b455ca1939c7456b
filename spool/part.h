/* SPDX-License-Identifier: GPL-3.0-or-later */
/* part - other departments that were asked for a part of an answer, or got a copy of the opinion. */
#ifndef SPOOL_PART_H
#define SPOOL_PART_H

#include <stdbool.h>

#include "spool/ledger.h"

enum part_role {
	PART_ASKED_FOR,		/* it writes a part, for the opinion's department to compile */
	PART_COPY		/* it was told, and nothing is expected of it */
};

enum part_state {
	PART_OPEN,
	PART_ANSWERED,
	PART_DECLINED,		/* it has nothing to write, or the part went on to another one */
	PART_INFORMED,		/* of a copy */
	PART_VOID		/* it was still open when the opinion was answered or closed, or when the
				 * department took the whole opinion over */
};

/* The words in the register; static strings. */
const char *part_role_name(enum part_role role);
const char *part_state_name(enum part_state state);

struct opinion_part {
	int64_t id, opinion;
	const char *department;		/* code */
	enum part_role role;
	enum part_state state;
	int64_t due;			/* 0: none yet */
	int64_t draft;			/* what it wrote last; 0 nothing */
	int64_t created, changed;
};

/* Asks a department for its part of an opinion, or notes that it gets a copy. Each department is there
 * once: a copy that is asked for becomes a part, a part that would be a copy stays what it is. */
enum verdict part_insert(struct ledger *l, int64_t opinion, const char *department, enum part_role role,
    int64_t due, struct fault *f) MUST_USE;

/* *found_out false: it has none. Strings owned by ctx. */
enum verdict part_find(struct ledger *l, void *ctx, int64_t opinion, const char *department, struct opinion_part *out,
    bool *found_out, struct fault *f) MUST_USE;

/* All of an opinion, in the order in which they were asked; an array owned by ctx. */
enum verdict part_list(struct ledger *l, void *ctx, int64_t opinion, struct opinion_part **out, size_t *count_out,
    struct fault *f) MUST_USE;

/* draft 0: as it was. */
enum verdict part_set(struct ledger *l, int64_t id, enum part_state state, int64_t draft, struct fault *f) MUST_USE;

/* The due day of what is open of an opinion; 0 none. */
enum verdict part_set_due(struct ledger *l, int64_t opinion, int64_t due, struct fault *f) MUST_USE;

/* Nothing is waited for any more: of a department that leads now; of an opinion that is done with. What is
 * not open stays as it is. */
enum verdict part_void(struct ledger *l, int64_t opinion, const char *department, struct fault *f) MUST_USE;
enum verdict part_void_all(struct ledger *l, int64_t opinion, struct fault *f) MUST_USE;

#endif
