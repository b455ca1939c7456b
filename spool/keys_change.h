/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys_change - the files of a key that is renewed, step by step; each step is whole or not done at all, and doing it
 * again is harmless.
 *
 *	NAME		what is there
 *	+ NAME.new	keys_make_new()
 *	+ NAME.old-T	keys_exchange(): a copy of NAME first, then NAME.new takes its name; from then on
 *			whoever opens the keys has both
 *	(the register's mark changes: marks.h. From here on the new one is the present one)
 *	+ NAME.gone	keys_let_go(): nothing needs NAME.old-T any more; no program reads it
 *	NAME alone	keys_destroy_gone(): written over and removed
 *
 * A former key is destroyed after the keyring of the backups has been written anew without it. Owner, group and mode
 * of a new file are those of the one it replaces.
 */
#ifndef SPOOL_KEYS_CHANGE_H
#define SPOOL_KEYS_CHANGE_H

#include "spool/keys.h"

/* NEVER: there are too many former ones. */
enum verdict keys_make_new(const struct settings *s, enum key_kind kind, struct fault *f) MUST_USE;
/* Removes one that was never in use. */
enum verdict keys_drop_new(const struct settings *s, enum key_kind kind, struct fault *f) MUST_USE;
/* While nobody else has keys in memory (LEDGER_EXCHANGE). NEVER: there is no new one. */
enum verdict keys_exchange(const struct settings *s, enum key_kind kind, int64_t now, struct fault *f) MUST_USE;
enum verdict keys_let_go(const struct settings *s, enum key_kind kind, int64_t retired, struct fault *f) MUST_USE;
enum verdict keys_destroy_gone(const struct settings *s, enum key_kind kind, struct fault *f) MUST_USE;

bool keys_have_new(const struct settings *s, enum key_kind kind);
bool keys_have_gone(const struct settings *s, enum key_kind kind);

/* Writes arrival.public where it is not the public half of the present arrival.secret or a former one. Needs no
 * register. *mended_out: it did. */
enum verdict keys_mend_public(const struct settings *s, bool *mended_out, struct fault *f) MUST_USE;
/* Writes arrival.public of the present secret half. */
enum verdict keys_write_public(const struct settings *s, const struct keys *keys, struct fault *f) MUST_USE;

/* Written over and removed. Nothing to do is success. */
enum verdict keys_destroy_file(const char *path, struct fault *f) MUST_USE;

#endif
