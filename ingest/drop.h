/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drop - a folder that scanners, fax machines and clerks put files into, opened.
 *
 * Nothing in it is trusted: names are looked up relative to its descriptor, links are never followed, and what it
 * does not allow us is found out before anything is taken.
 *
 * Files on their way out of it stand in a folder of ours inside it, .iken-taken, which nobody else can enter.
 */
#ifndef INGEST_DROP_H
#define INGEST_DROP_H

#include <stdbool.h>
#include <sys/stat.h>

#include "config/fault.h"
#include "config/settings.h"

#define DROP_TAKEN ".iken-taken"
#define DROP_TICK 20000000	/* ns: stamps of files are no finer than this */

struct drop_folder {
	const struct drop *drop;
	int fd;
	int taken;		/* .iken-taken; -1 when it is not there */
	int move_to;		/* -1 where files are deleted */
	uid_t owner;
	uid_t *owners;		/* of the settings */
	size_t owner_count;
	ino_t *back;		/* what this run has put back: that it was renamed is no change of it */
	size_t back_count;
	struct timespec now;	/* by the clock of the file system, once drop_prepare() was called */
};

/* Opens the folder and looks whether its files can be taken. HALT: it is not there, or anybody may write to it, or
 * it belongs to a stranger, or a setting about it is wrong; f says what to do. */
enum verdict drop_open(void *ctx, const struct drop *drop, struct drop_folder **out, struct fault *f) MUST_USE;

/* Makes .iken-taken and learns the time; with `settle = 0 s` after a tick, so that what was there before this call is
 * older than one. HALT: somebody else has made it. */
enum verdict drop_prepare(struct drop_folder *d, struct fault *f) MUST_USE;
/* Removes .iken-taken when nothing is left in it. */
void drop_tidy(struct drop_folder *d);

/* Whether files of that owner are taken. */
bool drop_takes_from(const struct drop_folder *d, uid_t owner);

/* Whether some program has the file open for writing. False, too, where that cannot be known: it can for our own
 * files and for root, on file systems of this machine. */
bool drop_is_written(int fd);

#endif
