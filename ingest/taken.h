/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * taken - the program's own memory of what it took from a source.
 *
 * A file of lines, FOLDER/taken/SOURCE, that grows at its end and is written anew when the run
 * finds much in it that no longer matters. It is written after the commit of the arrivals and
 * synced once a run: what a power cut takes from it is taken in again, becomes the same
 * arrivals and is seen to be known. A line that is cut or damaged is passed over.
 *
 * IMAP numbers its mails in order, so two numbers and the list of those left behind say all;
 * the other kinds need the set of names that were taken and are still at the source.
 */
#ifndef INGEST_TAKEN_H
#define INGEST_TAKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/fault.h"
#include "config/settings.h"

struct taken;

enum taken_number {
	TAKEN_VALIDITY,		/* the UIDVALIDITY that the other numbers belong to */
	TAKEN_THROUGH,		/* every UID up to this one was taken, but for those left behind */
	TAKEN_RELEASED,		/* every UID up to this one that was taken has been let go */
	TAKEN_NUMBERS
};

/* LATER or HALT: the file cannot be read. One that is not there is an empty memory. */
enum verdict taken_open(void *ctx, const struct settings *s, const struct source *source, struct taken **out,
    struct fault *f) MUST_USE;
void taken_close(struct taken **taken);

enum taken_known {
	TAKEN_UNKNOWN,
	TAKEN_KNOWN,
	TAKEN_AGAIN	/* asked for before in this run: two mails at the source have one name */
};

/* The set of names. taken_knows notes that the name is still at the source. */
enum taken_known taken_knows(struct taken *t, const char *name);
void taken_note(struct taken *t, const char *name);
/* Forgets the names that taken_knows was not asked for since taken_open. */
void taken_forget_others(struct taken *t);

int64_t taken_number(const struct taken *t, enum taken_number which);	/* 0 when never set */
void taken_set_number(struct taken *t, enum taken_number which, int64_t value);

/* UIDs that were left behind (too large, refused), in no order. */
size_t taken_left_count(const struct taken *t);
uint32_t taken_left_at(const struct taken *t, size_t i);
bool taken_is_left(const struct taken *t, uint32_t uid);
void taken_leave(struct taken *t, uint32_t uid);
void taken_unleave(struct taken *t, uint32_t uid);

/* Forgets everything, for a new UIDVALIDITY. */
void taken_clear(struct taken *t);

enum taken_save { TAKEN_WRITTEN, TAKEN_SYNCED };

/* Writes what changed since the last save. LATER: it may be lost, which is harmless. */
enum verdict taken_save(struct taken *t, enum taken_save how, struct fault *f) MUST_USE;

#endif
