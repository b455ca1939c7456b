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
struct keylock;
struct handover;

struct ledger {
	const struct settings *settings;
	struct db *db;
	struct keys *keys;
	struct sealed_opener *opener;	/* of arrivals that wait; NULL without KEY_SECRET */
	struct handover *handover;	/* of the keys that sign the access log, where KEY_AUDIT is open */
	size_t handover_count;
	const struct calendar *calendar;	/* calendar_of(); NULL until somebody asks */
};

/* LEDGER_EXCHANGE: to write, while nobody else has keys in memory (keylock.h). */
enum ledger_mode { LEDGER_READ, LEDGER_WRITE, LEDGER_EXCHANGE };

/* Opens the keys of the set (of enum key_set) and the register. HALT: missing, other version, damaged, a key is not the
 * register's (marks.h); the reason says what to do. LATER: keys are being exchanged. */
enum verdict ledger_open(void *ctx, const struct settings *s, enum ledger_mode mode, unsigned keys,
    struct ledger **out, struct fault *f) MUST_USE;
void ledger_close(struct ledger **ledger);

/* Makes keys and register where they are missing and brings the register's tables up to date.
 * Twice is harmless. */
enum verdict ledger_create(void *ctx, const struct settings *s, struct fault *f) MUST_USE;

/* A new key in the register, and a key that is there. NEVER: it was erased. */
enum verdict ledger_new_key(struct ledger *l, int64_t *id_out, struct seal_key *key_out, struct fault *f) MUST_USE;
enum verdict ledger_key(struct ledger *l, int64_t id, struct seal_key *key_out, struct fault *f) MUST_USE;

/* What reply addresses and sheets may be signed with now. */
struct token_keys ledger_token_keys(const struct ledger *l);

/* Keyed hash of a mail address for look-ups: case does not matter. SEAL_HASH octets.
 * Whatever column holds one is written anew when lookup.key is renewed: it must be known to rehash.h. */
void ledger_hash_address(const struct ledger *l, const char *address, unsigned char out[SEAL_HASH]);

/* Keyed hash of a text to find the same one again: spaces, line ends, width and case make no difference.
 * False: there are no words in it. */
bool ledger_hash_text(const struct ledger *l, const char *text, unsigned char out[SEAL_HASH]);

/* The same with another lookup.key. */
void lookup_hash_address(const struct seal_key *key, const char *address, unsigned char out[SEAL_HASH]);
bool lookup_hash_text(const struct seal_key *key, const char *text, unsigned char out[SEAL_HASH]);

#endif
