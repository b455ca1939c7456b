/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keylock - nobody works with keys that are being exchanged: FOLDER/lock/keys, and lock/keys.gate before it.
 *
 * Whoever has keys in memory holds the lock together with others. Who exchanges a key waits at the gate until all of
 * them have ended, and those who come meanwhile wait for him.
 */
#ifndef SPOOL_KEYLOCK_H
#define SPOOL_KEYLOCK_H

#include "config/fault.h"
#include "config/settings.h"

enum keylock_kind {
	KEYLOCK_LOOK,		/* together with others; on a file system that cannot be written it is left out */
	KEYLOCK_USE,		/* together with others */
	KEYLOCK_EXCHANGE	/* alone */
};

struct keylock;

/* Owned by ctx, and released with it. LATER: others did not end in two minutes. */
enum verdict keylock_take(void *ctx, const struct settings *s, enum keylock_kind kind, struct keylock **out,
    struct fault *f) MUST_USE;

#endif
