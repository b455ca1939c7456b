/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faq - questions and answers for everybody, made of answered opinions or typed in, each owned by a department.
 *
 *	asked		proposed to its department, which has not said yet that it may be published
 *	published	approved, word for word as it was shown
 *	expired		its department did not say in time that it still holds
 *	withdrawn	not wanted, or no longer; or what it came from was erased before it was approved
 *
 * What is proposed may still hold something personal: it is sealed with a key of its own, which goes when it is approved
 * (then its text stands in the clear), not wanted, or when an opinion that it came from is erased. Each time that the
 * department is asked is a round. Its reply address is signed for the department, the round and the digest of the text that
 * the mail shows, so that nothing is approved that was not shown.
 *
 * All functions work within the caller's transaction.
 */
#ifndef SPOOL_FAQ_H
#define SPOOL_FAQ_H

#include "spool/faq_text.h"
#include "spool/ledger.h"
#include "spool/token.h"

enum faq_state { FAQ_ASKED, FAQ_PUBLISHED, FAQ_EXPIRED, FAQ_WITHDRAWN, FAQ_STATES };

const char *faq_state_name(enum faq_state state);

struct faq {
	int64_t id;
	const char *department;		/* code of the owner, perhaps of one that has ended */
	const char *purpose;		/* code */
	enum faq_state state;
	int64_t made, changed;
	int64_t round;			/* how often its department was asked */
	bool open;			/* and has not answered the last time */
	int64_t asked;			/* opinions that it was made of */
	int64_t review, expires;	/* of what is or was published: when the owner is asked, when it drops out */
	struct faq_text text;		/* as published; question "" before */
	struct faq_text draft;		/* as proposed; question "" when nothing waits for approval */
};

/* What the department is shown in the present round: the draft, or else what is published. */
const struct faq_text *faq_shown(const struct faq *q);

/* A new entry: department, purpose, asked and draft of q count; its department is asked by mail. Sources: ids of opinions. */
enum verdict faq_propose(struct ledger *l, const struct faq *q, const int64_t *sources, size_t count, int64_t *id_out,
    struct fault *f) MUST_USE;
/* Another text, about which the department is asked. */
enum verdict faq_change(struct ledger *l, struct faq *q, const struct faq_text *text, struct fault *f) MUST_USE;
/* Asks whether what is published still holds. */
enum verdict faq_ask(struct ledger *l, struct faq *q, struct fault *f) MUST_USE;

/* What was shown is approved by a department: it is published, for as long as the settings say. */
enum verdict faq_approve(struct ledger *l, struct faq *q, const char *department, struct fault *f) MUST_USE;
enum verdict faq_withdraw(struct ledger *l, struct faq *q, struct fault *f) MUST_USE;
/* It drops out; an answer of its department brings it back. */
enum verdict faq_expire(struct ledger *l, struct faq *q, struct fault *f) MUST_USE;

/* Whether the text that would be approved is the one that was shown. */
enum verdict faq_is_as_shown(struct ledger *l, const struct faq *q, bool *out, struct fault *f) MUST_USE;

/* The reply address of the present round for a department; owned by ctx. */
enum verdict faq_address(struct ledger *l, void *ctx, const struct faq *q, const char *department, const char **out,
    struct fault *f) MUST_USE;
/* Which entry, round and department of the settings an address was made for; *department_out NULL: for none. */
enum verdict faq_find(struct ledger *l, const struct token *token, int64_t *id_out, int64_t *round_out,
    const char **department_out, struct fault *f) MUST_USE;

/* Strings owned by ctx, as are arrays. */
enum verdict faq_by_id(struct ledger *l, void *ctx, int64_t id, struct faq *out, bool *found_out, struct fault *f) MUST_USE;
/* Of a state, or FAQ_STATES: all; by id. */
enum verdict faq_list(struct ledger *l, void *ctx, enum faq_state state, struct faq **out, size_t *count_out,
    struct fault *f) MUST_USE;
/* The numbers of the opinions that an entry was made of and that are not erased, "2026-000123-7", one after the other. */
enum verdict faq_sources(struct ledger *l, void *ctx, int64_t id, const char **out, struct fault *f) MUST_USE;

/* ---- opinions that are compared ------------------------------------------------------------------------------------ */

struct faq_opinion {
	int64_t id, received;
};

/* Those that are not erased and not dismissed, with an id above after and received since, by id, at most max; an array owned
 * by ctx. */
enum verdict faq_opinions(struct ledger *l, void *ctx, int64_t after, int64_t since, int64_t max, struct faq_opinion **out,
    size_t *count_out, struct fault *f) MUST_USE;
/* The id of the newest opinion; 0: there is none. */
enum verdict faq_newest_opinion(struct ledger *l, int64_t *out, struct fault *f) MUST_USE;
/* Whether an entry, or (id 0) any, was made of the opinion. */
enum verdict faq_is_source(struct ledger *l, int64_t id, int64_t opinion, bool *out, struct fault *f) MUST_USE;

/* ---- asked again -------------------------------------------------------------------------------------------------- */

/* The opinion up to which all were compared with what is published. */
enum verdict faq_cursor(struct ledger *l, int64_t *out, struct fault *f) MUST_USE;
enum verdict faq_put_cursor(struct ledger *l, int64_t opinion, struct fault *f) MUST_USE;
/* One more that asked the same, in the month "2026-11". */
enum verdict faq_count(struct ledger *l, int64_t id, const char *month, struct fault *f) MUST_USE;
/* In that month; month "": in all. */
enum verdict faq_counted(struct ledger *l, int64_t id, const char *month, int64_t *out, struct fault *f) MUST_USE;

#endif
