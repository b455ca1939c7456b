/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * marks - which keys are the register's own: the table spool_key, a mark (keys.h) for each kind.
 *
 * A key file that was exchanged for one of another spool is found before anything is done with it; and the commit that
 * changes a mark is the moment at which a new key is the present one, wherever its file stands by then.
 *
 * An empty mark of lookup.key: the hashes in the register are of a key that is gone, as in a register that was
 * restored from before it was renewed. They must be written anew (rehash.h) before anybody looks for something.
 */
#ifndef SPOOL_MARKS_H
#define SPOOL_MARKS_H

#include <stdbool.h>

#include "config/settings.h"
#include "spool/db.h"
#include "spool/keys.h"

/* Makes those the present ones that the register names. HALT: one of those that are open is not there. */
enum verdict marks_settle(struct db *db, const struct settings *s, struct keys *keys, struct fault *f) MUST_USE;

/* Notes those that the register does not know yet; of lookup.key an empty one where its hashes are of another. */
enum verdict marks_note(struct db *db, const struct keys *keys, bool lookup_differs, struct fault *f) MUST_USE;

/* The key is the present one, made now. Within a transaction. */
enum verdict marks_change(struct db *db, enum key_kind kind, const struct seal_key *key, struct fault *f) MUST_USE;

/* For a register that was put together with the keys of another time: all that are open are its own, but for
 * lookup.key, whose mark becomes empty when it differs. */
enum verdict marks_adopt(struct db *db, const struct keys *keys, struct fault *f) MUST_USE;

/* *made_out: since when it is the present one; 0 not known. *empty_out as above. */
enum verdict marks_read(struct db *db, enum key_kind kind, unsigned char mark_out[SEAL_HASH], int64_t *made_out,
    bool *empty_out, struct fault *f) MUST_USE;

#endif
