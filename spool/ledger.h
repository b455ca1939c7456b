/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ledger - the register (FOLDER/register.db) opened together with its keys.
 *
 * Files say what exists, the register says what became of it. One writer at a time; each step of
 * a program ends in one commit. All functions of entry.h, opinion.h, draft.h, intent.h, allowance.h and
 * access.h work within the transaction that the caller began, and return HALT or LATER as db.h says.
 */
#ifndef SPOOL_LEDGER_H
#define SPOOL_LEDGER_H

#include "config/fault.h"
#include "config/settings.h"
#include "spool/db.h"
#include "spool/keys.h"
#include "spool/sealed.h"

struct calendar;

struct ledger {
	const struct settings *settings;
	struct db *db;
	struct keys *keys;
	struct sealed_opener *opener;	/* of arrivals that wait; NULL without KEY_SECRET */
	const struct calendar *calendar;	/* calendar_of(); NULL until somebody asks */
};

enum ledger_mode { LEDGER_READ, LEDGER_WRITE };

/* Opens the keys of the set (of enum key_set) and the register. HALT: missing, other version, damaged; the reason says what to do. */
enum verdict ledger_open(void *ctx, const struct settings *s, enum ledger_mode mode, unsigned keys,
    struct ledger **out, struct fault *f) MUST_USE;
void ledger_close(struct ledger **ledger);

/* Makes keys and register where they are missing and brings the register's tables up to date.
 * Twice is harmless. */
enum verdict ledger_create(void *ctx, const struct settings *s, struct fault *f) MUST_USE;

/* A new key in the register, and a key that is there. NEVER: it was erased. */
enum verdict ledger_new_key(struct ledger *l, int64_t *id_out, struct seal_key *key_out, struct fault *f) MUST_USE;
enum verdict ledger_key(struct ledger *l, int64_t id, struct seal_key *key_out, struct fault *f) MUST_USE;

/* Keyed hash of a mail address for look-ups: case does not matter. SEAL_HASH octets. */
void ledger_hash_address(const struct ledger *l, const char *address, unsigned char out[SEAL_HASH]);

/* Keyed hash of a text to find the same one again: spaces, line ends, width and case make no difference.
 * False: there are no words in it. */
bool ledger_hash_text(const struct ledger *l, const char *text, unsigned char out[SEAL_HASH]);

#endif
