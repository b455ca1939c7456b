/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dotlock - the lock FILE.lock, by which programs keep away from a mbox that another works on.
 *
 * Such a file outlives a process that is killed, and others wait for it for ever. Ours says whose it is, from the moment
 * that it is there, and is held with flock(2) as well: when nobody holds it any more, the next run takes it away.
 */
#ifndef INGEST_DOTLOCK_H
#define INGEST_DOTLOCK_H

#include "config/fault.h"

struct dotlock;

/* Given up when the lock is freed; it belongs to ctx. DONE with *lock_out NULL: none can be made there, as in /var/mail,
 * where fcntl(2) is what others keep to. LATER: another has it, or the disk is full. */
enum verdict dotlock_take(void *ctx, const char *path, struct dotlock **lock_out, struct fault *f) MUST_USE;

#endif
