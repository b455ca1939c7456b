/* SPDX-License-Identifier: GPL-3.0-or-later */
/* entry - the register's line about one arrival: what it was and what became of it. */
#ifndef SPOOL_ENTRY_H
#define SPOOL_ENTRY_H

#include "spool/ledger.h"
#include "spool/reading.h"
#include "spool/sealed.h"

/* The order is that of the register's words. */
enum entry_kind {
	ENTRY_OPINION, ENTRY_FOLLOW_UP, ENTRY_ANSWER, ENTRY_APPROVAL, ENTRY_BOUNCE, ENTRY_AUTOMATIC,
	ENTRY_DUPLICATE, ENTRY_COMMAND, ENTRY_HELD, ENTRY_SET_ASIDE, ENTRY_DISCARDED,
	ENTRY_SCAN,		/* of paper; waits to be typed in */
	ENTRY_SPLIT,		/* several opinions in one: each came in again by itself (spool/piece.h) */
	ENTRY_NOTE,		/* a sheet that a department filled in by hand */
	ENTRY_RETURNED,		/* a letter of ours that came back */
	ENTRY_REPORT,		/* of iken-collect: what it could not take */
	ENTRY_KINDS
};

const char *entry_kind_name(enum entry_kind kind);

struct entry {
	int64_t seq;
	const char *id;			/* of the arrival */
	const char *source, *channel;
	int64_t received, registered, size;
	enum entry_kind kind;
	const char *reason;
	int64_t opinion;		/* 0: none; the first, when it was filed into several */
	int64_t key;			/* of that opinion; its own, when there is none or there are several */
};

struct new_entry {
	const char *id, *source, *channel;
	int64_t received, size;
	unsigned char digest[SEAL_HASH];
	enum entry_kind kind;
	const char *reason;			/* NULL: "" */
	int64_t opinion;			/* 0: none */
	int64_t key;				/* of that opinion, or a key of its own */
	const struct seal_key *file_key;	/* opens the arrival's file */
	const struct reading *reading;		/* NULL: could not be read */
};

/* Whether an arrival of this id is in the register. */
enum verdict entry_known(struct ledger *l, const char *id, bool *known_out, struct fault *f) MUST_USE;

/* The first arrival with these octets; seq 0: there is none. */
enum verdict entry_by_digest(struct ledger *l, const unsigned char digest[SEAL_HASH], int64_t *seq_out,
    int64_t *opinion_out, struct fault *f) MUST_USE;

enum verdict entry_insert(struct ledger *l, const struct new_entry *n, int64_t *seq_out, struct fault *f) MUST_USE;

/* Links an opinion's first arrival to it, after both have been inserted. */
enum verdict entry_made_opinion(struct ledger *l, int64_t seq, int64_t opinion, struct fault *f) MUST_USE;

enum verdict entry_by_seq(struct ledger *l, void *ctx, int64_t seq, struct entry *out, bool *found_out,
    struct fault *f) MUST_USE;

enum verdict entry_by_id(struct ledger *l, void *ctx, const char *id, struct entry *out, bool *found_out,
    struct fault *f) MUST_USE;

/* The arrivals of an opinion, or (opinion 0) those that are held or set aside, oldest first; at
 * most max; an array owned by ctx. */
enum verdict entry_list(struct ledger *l, void *ctx, int64_t opinion, size_t max, struct entry **out,
    size_t *count_out, struct fault *f) MUST_USE;

/* What the arrival says. NEVER: erased, or it could not be read. */
enum verdict entry_reading(struct ledger *l, void *ctx, const struct entry *e, struct reading **out,
    struct fault *f) MUST_USE;

/* Its octets. NEVER: erased, or the file is gone. */
enum verdict entry_open(struct ledger *l, void *ctx, const struct entry *e, struct sealed **out,
    struct fault *f) MUST_USE;

/* The key that opens its file. NEVER: erased, or the register has none. */
enum verdict entry_file_key(struct ledger *l, const struct entry *e, struct seal_key *out, struct fault *f) MUST_USE;

/* An arrival that is in the register lies in the queue: either its move to the store was cut short, or the same
 * message was taken in again meanwhile, sealed with another key. *keep_out false: the store has it, or it was erased, and
 * what lies in the queue was removed. Else the register's key opens it, within the caller's transaction. */
enum verdict entry_lies_again(struct ledger *l, const char *id, bool *keep_out, struct fault *f) MUST_USE;

/* Takes a held or set-aside arrival out of the register, so that the next run of iken-register
 * takes its file anew: puts the key back into the file and the file back into the queue.
 * Within a transaction; the file is ready when this returns, the caller commits. */
enum verdict entry_retry(struct ledger *l, const struct entry *e, struct fault *f) MUST_USE;

/* A held arrival, or a scan, becomes what the desk says that it is, about an opinion and under the key (of the
 * opinion, or its own when it is filed into several). What it was held for stays its reason. *e is brought up to
 * date. NEVER: it is no longer held; nothing is changed. */
enum verdict entry_file(struct ledger *l, struct entry *e, enum entry_kind kind, int64_t opinion, int64_t key,
    struct fault *f) MUST_USE;

/* The same for what belongs to no opinion: a held arrival or a scan becomes something else. NEVER: it is neither. */
enum verdict entry_become(struct ledger *l, struct entry *e, enum entry_kind kind, const char *reason, struct fault *f)
    MUST_USE;

/* What the arrival says is something else than was read of it: a clerk typed in what stands on the paper. */
enum verdict entry_reread(struct ledger *l, const struct entry *e, const struct reading *r, struct fault *f) MUST_USE;

/* Seals what is known of an arrival by the key to, and destroys its own one. */
enum verdict entry_change_key(struct ledger *l, struct entry *e, int64_t to, struct fault *f) MUST_USE;

/* Files an arrival that is about an opinion into another one as well; once for each. Its key must be one of its
 * own, so that erasing one opinion does not take it from the other. */
enum verdict entry_file_also(struct ledger *l, int64_t seq, int64_t opinion, struct fault *f) MUST_USE;

/* A held arrival, or a scan, is nothing that anybody has to act on. It stays in the register. NEVER: as above. */
enum verdict entry_discard(struct ledger *l, struct entry *e, struct fault *f) MUST_USE;

/* The opinions that an arrival is about, in the order in which it was filed; an array owned by ctx. */
enum verdict entry_opinions(struct ledger *l, void *ctx, const struct entry *e, int64_t **out, size_t *count_out,
    struct fault *f) MUST_USE;

#endif
