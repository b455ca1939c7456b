/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deciders - who has to agree before an answer leaves (決裁), who sees it then (供覧), and what each of them
 * gets. Everything happens within the caller's transaction.
 */
#ifndef PROCESS_DECIDERS_H
#define PROCESS_DECIDERS_H

#include "process/matter.h"
#include "spool/approval.h"

/* Those of one draft, by position. */
struct deciders {
	struct approval *item;
	size_t count;
	size_t deciding;	/* so many of them decide; they are the first */
};

/* For the answer in a department's mail: the desk where the settings want it, the answer stands between quoted
 * lines or a person filed it, the department's approvers, the purpose's, each once; then those who see it. */
struct deciders deciders_choose(const struct matter *m);

/* When an answer that somebody could stop may leave, from now on; 0: at once. */
int64_t deciders_not_before(const struct settings *s, const struct deciders *d);

/* A new answer of the opinion was kept as draft: what it overtakes is void, its list is entered, and the first
 * is asked. An answer that needs nobody's approval is circulated at once. */
enum verdict deciders_enter(struct ledger *l, struct deciders *d, int64_t opinion, int64_t draft,
    struct fault *f) MUST_USE;

/* Reads a draft's list from the register. */
enum verdict deciders_of(struct ledger *l, void *ctx, int64_t draft, struct deciders *out, struct fault *f) MUST_USE;
/* Somebody on it; NULL when they are not. */
struct approval *deciders_find(const struct deciders *d, const char *approver);
/* Who is to be asked next; NULL when nobody is left to decide. */
struct approval *deciders_next(const struct deciders *d);

/* Asks one of them. */
enum verdict deciders_ask(struct ledger *l, const struct approval *a, struct fault *f) MUST_USE;
/* Whoever is asked about the opinion's newest draft gets it once more. */
enum verdict deciders_ask_again(struct ledger *l, int64_t opinion, struct fault *f) MUST_USE;
/* All have agreed: those who decided are told until when it can be stopped, if it waits, and it is circulated. */
enum verdict deciders_complete(struct ledger *l, const struct deciders *d, struct fault *f) MUST_USE;
#endif
