/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * campaign - the same letter from many (同じ手紙が何通も): opinions whose texts are nearly the same, each in one
 * campaign at most. process decides what belongs together; here is what the register knows of it.
 *
 * Counted both ways: letters are members that were not taken out, people are those of them that are not a
 * repetition of the same person's (repeats = 0), which stays so when their names are erased. For statistics:
 *
 *	campaign(id, first, since, newest, letters, people)
 *	campaign_member(opinion, campaign, state, repeats, ...)		one row for each opinion of a campaign
 *
 *	letters and people of campaigns:
 *		SELECT campaign, count(*), sum(repeats = 0) FROM campaign_member WHERE state <> 'out' GROUP BY campaign
 *	opinions, a campaign counted as one matter (its member with the least id stands for all):
 *		... FROM opinion o WHERE NOT EXISTS (SELECT 1 FROM campaign_member m, campaign_member f WHERE
 *		m.opinion = o.id AND m.state <> 'out' AND f.campaign = m.campaign AND f.state <> 'out' AND f.opinion < o.id)
 *
 * One member alone is no campaign: every campaign begins with two.
 */
#ifndef SPOOL_CAMPAIGN_H
#define SPOOL_CAMPAIGN_H

#include "spool/opinion.h"
#include "spool/sketch.h"

struct campaign {
	int64_t id;
	int64_t first;			/* the opinion that all others are like */
	int64_t since, newest;		/* when the first and the newest came in */
	int64_t letters, people;
};

enum member_state {
	MEMBER_OWN,		/* it has a request of its own, and is answered with the others */
	MEMBER_COLLECTED,	/* no request: it is answered by the answer for all */
	MEMBER_APART,		/* counted, but answered by itself: protected, danger, words of its own */
	MEMBER_OUT,		/* a clerk took it out: not counted, and never in one again */
	MEMBER_DONE		/* answered, or closed */
};

struct member {
	int64_t opinion, campaign;
	enum member_state state;
	int64_t answer, draft;		/* of the answer for all that it got, and as its own; 0 none */
};

const char *member_state_name(enum member_state state);

enum verdict campaign_by_id(struct ledger *l, int64_t id, struct campaign *out, bool *found_out, struct fault *f) MUST_USE;
enum verdict campaign_member(struct ledger *l, int64_t opinion, struct member *out, bool *found_out,
    struct fault *f) MUST_USE;

/* A new campaign about o, which is not yet a member of it. */
enum verdict campaign_begin(struct ledger *l, const struct opinion *o, int64_t *id_out, struct fault *f) MUST_USE;
/* o, which is in none, becomes a member and is counted. */
enum verdict campaign_join(struct ledger *l, int64_t campaign, const struct opinion *o, enum member_state state,
    struct fault *f) MUST_USE;
enum verdict campaign_set(struct ledger *l, int64_t opinion, enum member_state state, struct fault *f) MUST_USE;
/* It is taken out, and not counted any more. */
enum verdict campaign_leave(struct ledger *l, const struct member *m, struct fault *f) MUST_USE;

/* The member by which a department answers for all: the first that has a request of its own, and is open. */
enum verdict campaign_lead(struct ledger *l, int64_t campaign, const char *department, int64_t *opinion_out,
    bool *found_out, struct fault *f) MUST_USE;

/* Members of a department that wait for the answer for all, but for one: in state requested, oldest first, at most max, with ids
 * above after; an array owned by ctx. */
enum verdict campaign_waiting(struct ledger *l, void *ctx, int64_t campaign, const char *department, int64_t but,
    int64_t after, size_t max, int64_t **out, size_t *count_out, struct fault *f) MUST_USE;
/* Of these, those that have a request of their own. */
enum verdict campaign_asked(struct ledger *l, void *ctx, int64_t campaign, const char *department, int64_t but, size_t max,
    int64_t **out, size_t *count_out, struct fault *f) MUST_USE;
/* How many there are. */
enum verdict campaign_count_waiting(struct ledger *l, int64_t campaign, const char *department, int64_t but,
    int64_t *count_out, struct fault *f) MUST_USE;

/* ---- answers for all -------------------------------------------------------------------------------- */

struct campaign_answer {
	int64_t draft, campaign;
	int64_t opinion;		/* for which it was drafted */
	int64_t root;			/* for which the first one was that it repeats (同じ回答) or corrects; else the same */
	const char *department;
	int64_t at;
};

enum verdict campaign_answer_enter(struct ledger *l, const struct campaign_answer *a, struct fault *f) MUST_USE;
/* The next that is not done with, with a draft above after. *let_go_out: its approval is complete and it can leave, or has
 * left; *void_out: it will not. Neither: it waits. */
enum verdict campaign_answer_next(struct ledger *l, void *ctx, int64_t after, struct campaign_answer *out, bool *let_go_out,
    bool *void_out, bool *found_out, struct fault *f) MUST_USE;
/* GOING: the first member is about to get it; nothing stops it any more. */
enum campaign_answer_state { CAMPAIGN_GOING, CAMPAIGN_DONE, CAMPAIGN_VOID };
enum verdict campaign_answer_set(struct ledger *l, int64_t draft, enum campaign_answer_state state, struct fault *f) MUST_USE;
/* Whether a draft is one that is for all, and not void. */
enum verdict campaign_answer_is(struct ledger *l, int64_t draft, struct campaign_answer *out, bool *is_out,
    struct fault *f) MUST_USE;
/* Whether one of the department's is not done with. */
enum verdict campaign_answer_runs(struct ledger *l, int64_t campaign, const char *department, bool *out,
    struct fault *f) MUST_USE;
/* A member was answered by it; draft: as its own. */
enum verdict campaign_answered(struct ledger *l, int64_t opinion, int64_t answer, int64_t draft, struct fault *f) MUST_USE;
/* The root of the answer for all that a member has. */
enum verdict campaign_root(struct ledger *l, int64_t opinion, int64_t *root_out, bool *found_out, struct fault *f) MUST_USE;
/* Members that were answered before, whom a correction goes to: by an earlier one of the same root; at most max, with ids
 * above after. */
enum verdict campaign_to_correct(struct ledger *l, void *ctx, const struct campaign_answer *a, int64_t after, size_t max,
    int64_t **out, size_t *count_out, struct fault *f) MUST_USE;
/* How many there are. */
enum verdict campaign_count_to_correct(struct ledger *l, const struct campaign_answer *a, int64_t *count_out,
    struct fault *f) MUST_USE;

/* The newest answer of a department that was given to all: a draft whose opinion is not erased. */
enum verdict campaign_given(struct ledger *l, int64_t campaign, const char *department, int64_t *draft_out, bool *found_out,
    struct fault *f) MUST_USE;

/* ---- what nobody is asked about ------------------------------------------------------------------------- */

/* The next collected member (id above after), of those that may have nobody who is asked about them. */
enum verdict campaign_next_collected(struct ledger *l, int64_t after_campaign, int64_t after_opinion, struct member *out,
    bool *found_out, struct fault *f) MUST_USE;
/* Whether somebody was sent, or is being sent, a request about an opinion. */
enum verdict campaign_was_asked(struct ledger *l, const struct opinion *o, bool *out, struct fault *f) MUST_USE;

/* ---- sketches (sketch.h) ------------------------------------------------------------------------------------ */

/* The opinions that have most numbers in common with it, at most max (32), the best first. */
enum verdict sketch_find(struct ledger *l, const struct sketch *s, int64_t but, size_t max, int64_t *out, size_t *count_out,
    struct fault *f) MUST_USE;
enum verdict sketch_keep(struct ledger *l, int64_t opinion, const struct sketch *s, struct fault *f) MUST_USE;
/* Those of opinions that came in before are forgotten, of at most max opinions. */
enum verdict sketch_forget_before(struct ledger *l, int64_t before, size_t max, struct fault *f) MUST_USE;
/* lookup.key was renewed: all have to be made anew; the next one that has, which the caller then calls done. */
enum verdict sketch_forget_all(struct ledger *l, struct fault *f) MUST_USE;
enum verdict sketch_next_due(struct ledger *l, int64_t after, int64_t *opinion_out, bool *found_out, struct fault *f) MUST_USE;
enum verdict sketch_was_due(struct ledger *l, int64_t opinion, struct fault *f) MUST_USE;

/* How many opinions' sketches a campaign has, so that its numbers do not fill up. */
enum { SKETCHES_OF_CAMPAIGN = 8 };

/* An opinion is erased: that it was one of many stays; who wrote it, numbers of what it said, and what it was found to be like
 * (similar.h) do not. */
enum verdict campaign_forget(struct ledger *l, int64_t opinion, struct fault *f) MUST_USE;

/* ---- listing ------------------------------------------------------------------------------------------------- */

struct campaign_line {
	struct campaign c;
	const char *number;		/* of its first opinion */
	const char *department;		/* of the newest member that has one */
	int64_t open;			/* members that are not answered or closed */
};

/* The next campaign with an id above after; without personal data. Strings owned by ctx. */
enum verdict campaign_next(struct ledger *l, void *ctx, int64_t after, struct campaign_line *out, bool *found_out,
    struct fault *f) MUST_USE;

#endif
