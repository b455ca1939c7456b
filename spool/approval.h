/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approval - who has to agree to a draft before it leaves (決裁), one after the other, and who sees it
 * then (供覧): a list for each draft, fixed when the draft came in.
 *
 *	decide:	waiting ──▶ asked ──▶ approved		see:	waiting ──▶ seen
 *	               any of them ──▶ returned, stopped, void
 *
 * An answer may leave when all who decide have approved and nobody has returned or stopped it. What a new
 * draft or a return overtakes is void: opinion_step() sees to the latter. Everything happens within the caller's transaction.
 */
#ifndef SPOOL_APPROVAL_H
#define SPOOL_APPROVAL_H

#include <stdbool.h>

#include "spool/ledger.h"

/* The code in approval.approver that stands for the desk; no [approver] may have it. */
#define APPROVAL_DESK "desk"

enum approval_role { APPROVAL_DECIDE, APPROVAL_SEE };

enum approval_state {
	APPROVAL_WAITING,	/* others come first */
	APPROVAL_ASKED,		/* the draft is with them */
	APPROVAL_APPROVED,
	APPROVAL_RETURNED,
	APPROVAL_STOPPED,
	APPROVAL_SEEN,		/* the approved answer was circulated to them */
	APPROVAL_VOID
};

/* The words in the register; static strings. */
const char *approval_role_name(enum approval_role role);
const char *approval_state_name(enum approval_state state);

struct approval {
	int64_t id, opinion, draft;
	int64_t position;		/* from 1; those who see come after those who decide */
	const char *approver;		/* a code of the settings, or APPROVAL_DESK */
	enum approval_role role;
	enum approval_state state;
	int64_t at;			/* of the last change */
	int64_t arrival;		/* the mail that decided; 0 none */
};

/* "desk" or "approver:CODE", as intents and tokens name them; owned by ctx. */
char *approval_party(void *ctx, const struct approval *a);

/* Puts somebody on a draft's list: opinion, draft, position, approver, role and state are taken. */
enum verdict approval_insert(struct ledger *l, const struct approval *a, struct fault *f) MUST_USE;

/* A draft's list by position; an array owned by ctx. */
enum verdict approval_list(struct ledger *l, void *ctx, int64_t draft, struct approval **out, size_t *count_out,
    struct fault *f) MUST_USE;

/* arrival 0: as it was. */
enum verdict approval_set(struct ledger *l, int64_t id, enum approval_state state, int64_t arrival,
    struct fault *f) MUST_USE;

/* Those who have not decided on an opinion's drafts, or not seen them yet, are not asked any more. */
enum verdict approval_void_open(struct ledger *l, int64_t opinion, struct fault *f) MUST_USE;

/* A newer draft has come: the lists of an opinion whose answers could still leave are void, whoever agreed; on
 * the others, those who were still to decide. */
enum verdict approval_void_older(struct ledger *l, int64_t opinion, int64_t newest_draft, struct fault *f) MUST_USE;

/* Whether a draft's answer may leave. True where the draft needed nobody's approval. */
enum verdict approval_lets_go(struct ledger *l, int64_t draft, bool *out, struct fault *f) MUST_USE;

#endif
