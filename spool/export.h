/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export - opinions that are to leave the office on a medium, from the proposal to the medium.
 *
 *	proposed	which opinions and why is fixed (pick.h), with a digest of them
 *	released	so many different people have agreed as the settings want, who asked for it among them
 *	begun		once only: its line stands in the register of media (medium.h), each opinion in the access log; the
 *			archive is being written, or whoever wrote it is gone: then it is written anew
 *	made		archive and notice are whole under names that are not theirs yet; the line says digest and size
 *	done		they have their names
 *
 * Up to made it can be withdrawn, which makes a line of a medium that was begun void; and it has a time limit.
 * All functions work within the caller's transaction.
 */
#ifndef SPOOL_EXPORT_H
#define SPOOL_EXPORT_H

#include "spool/agreement.h"
#include "spool/medium.h"
#include "spool/pick.h"

enum export_state { EXPORT_PROPOSED, EXPORT_RELEASED, EXPORT_BEGUN, EXPORT_MADE, EXPORT_DONE, EXPORT_WITHDRAWN, EXPORT_STATES };

const char *export_state_name(enum export_state state);

struct export {
	int64_t id, made;
	const char *who, *person;	/* who asked for it */
	enum export_state state;
	int64_t people, changed;
	const struct pick *pick;
	int64_t opinions;
	const char *choice;		/* pick_count()'s digest */
	int64_t key;
	const char *reason;		/* "" once it was erased */
	int64_t medium;			/* 0: none yet */
	const char *folder, *notice;	/* where they are put; notice "" none */
};

#define EXPORT_REASON_MAX 200		/* characters */

/* people: how many have to agree. Where it is one, it is released at once. */
enum verdict export_propose(struct ledger *l, const struct pick *pick, const struct pick_count *count, int64_t people,
    const struct person *who, const char *reason, int64_t *id_out, struct fault *f) MUST_USE;

/* *left_out: how many people more. NEVER: it is not proposed any more, its time is over, the same person has asked for it or
 * agreed already, or what was chosen is not the same any more. */
enum verdict export_release(struct ledger *l, int64_t id, const struct person *who, int64_t *left_out, struct fault *f)
    MUST_USE;
/* NEVER: it is made, or was withdrawn. */
enum verdict export_withdraw(struct ledger *l, int64_t id, struct fault *f) MUST_USE;

/* Whether it may be written now: released or begun, in time, and what was chosen is the same. NEVER: why not. */
enum verdict export_may_begin(struct ledger *l, const struct export *e, struct fault *f) MUST_USE;
/* A line in the register of media; *e is brought up to date. who writes it, approved: who agreed. notice "": the password is shown
 * on the screen. */
enum verdict export_begin(struct ledger *l, struct export *e, const char *who, const char *approved, const char *folder,
    const char *notice, struct fault *f) MUST_USE;
enum verdict export_made(struct ledger *l, struct export *e, const char *digest, int64_t size, struct fault *f) MUST_USE;
enum verdict export_done(struct ledger *l, struct export *e, struct fault *f) MUST_USE;

/* *found_out false: there is none. Strings owned by ctx. */
enum verdict export_by_id(struct ledger *l, void *ctx, int64_t id, struct export *out, bool *found_out, struct fault *f)
    MUST_USE;
/* An array owned by ctx. Who agreed: agreement_list(). */
enum verdict export_list(struct ledger *l, void *ctx, struct export **out, size_t *count_out, struct fault *f) MUST_USE;

/* Whether the time in which it had to be approved or written is over. */
bool export_is_late(const struct ledger *l, const struct export *e);

#endif
