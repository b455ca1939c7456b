/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * access_sign - the end of the access log, signed: in the register with each line, and in checkpoints.
 *
 * The head is the one row of the table access_head: how many lines there are, and the last chain value. It is written
 * anew with each line, so that a line cut off the end is missed. Whoever has kept an old head and brings it back
 * with the lines of its time is found by the checkpoints, which are made at intervals ([audit] checkpoint_lines,
 * checkpoint_every), kept in the register and appended to a file outside of it ([audit] checkpoints):
 *
 *	iken-checkpoint COUNT TIME whole|tail HEX
 *
 * HEX is the chain value (64 digits) and the signature (128) of the words before it and the chain value. Spaces, line
 * ends and quote marks within HEX do not matter, so that a checkpoint can be copied out of a mail or typed in.
 */
#ifndef SPOOL_ACCESS_SIGN_H
#define SPOOL_ACCESS_SIGN_H

#include "spool/ledger.h"

struct access_end {
	int64_t count, at;
	unsigned char chain[SEAL_DIGEST];
};

struct checkpoint {
	int64_t id;		/* in the register; 0: it stands elsewhere */
	struct access_end end;	/* at: when it was made */
	bool whole;		/* all lines were verified then, else those since the checkpoint before */
	unsigned char signature[SEAL_SIGNATURE];
};

/* What the next line is chained to: the head, also where lines before it are missing; without a good head the last
 * line there is. */
enum verdict access_end(struct ledger *l, struct access_end *out, struct fault *f) MUST_USE;
/* Signs it and puts it into the register. */
enum verdict access_put_head(struct ledger *l, const struct access_end *end, struct fault *f) MUST_USE;
/* *found_out: there is one; *good_out: it is signed with our key, or with one before it when that was replaced. */
enum verdict access_read_head(struct ledger *l, struct access_end *out, bool *found_out, bool *good_out,
    struct fault *f) MUST_USE;

/* Whether so many lines or so much time have passed since the last checkpoint, and there are new lines. */
enum verdict access_checkpoint_is_due(struct ledger *l, bool *due_out, struct fault *f) MUST_USE;
/* Inserts a checkpoint of the log as it is, signed; within a transaction. */
enum verdict access_insert_checkpoint(struct ledger *l, bool whole, struct fault *f) MUST_USE;
/* The last one; id 0: there is none. */
enum verdict access_last_checkpoint(struct ledger *l, struct checkpoint *out, struct fault *f) MUST_USE;
/* All of the register; an array owned by ctx. */
enum verdict access_checkpoints(struct ledger *l, void *ctx, struct checkpoint **out, size_t *count_out,
    struct fault *f) MUST_USE;

bool access_checkpoint_is_signed(const struct ledger *l, const struct checkpoint *c);
/* As one line without its end; owned by ctx. */
char *access_checkpoint_line(void *ctx, const struct checkpoint *c);
/* All that stand in a text; an array owned by ctx. */
size_t access_read_checkpoints(void *ctx, const char *text, struct checkpoint **out);

/* Appends what the file outside does not have yet. Not within a transaction. PUBLISH_GO_ON: a file that was there and is gone is
 * not made again. LATER: it cannot be written. */
enum publish { PUBLISH_GO_ON, PUBLISH_BEGIN };
enum verdict access_publish(struct ledger *l, enum publish how, struct fault *f) MUST_USE;
/* A line of access_handover.h, for whoever verifies elsewhere. */
enum verdict access_publish_line(struct ledger *l, const char *line, struct fault *f) MUST_USE;
/* Where it is; owned by ctx. */
char *access_checkpoint_file(void *ctx, const struct settings *s);

#endif
