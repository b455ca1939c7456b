/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys - the secrets of one spool, each in its own file of the keys folder.
 *
 *	arrival.public	ingest seals what it takes in to it
 *	arrival.secret	opens that; process only
 *	master.key	wraps the keys of opinions in the register; process, reply, report
 *	lookup.key	keyed hashes of what can be guessed: mail addresses, texts (spool/rehash.h)
 *	token.key	reply addresses, codes on sheets; process and reply
 *	audit.key	signs the access log (spool/access_sign.h) with each line; process, reply, report; the seed of an Ed25519 pair
 *	audit.public	its public half, for whoever verifies a signature elsewhere
 *	digest.key	keyed digests of what nobody can guess and what must be found again for ever: the octets of mails, the
 *			lines of the access log, pieces of backups. It is not renewed.
 *
 * A program opens those alone that its work needs (enum key_set); what it did not open it cannot hold, nor use
 * by mistake: the pointer is NULL.
 *
 * A key file holds 64 hexadecimal digits and a line feed, mode 0600, ours; or as config/users.h says. Whoever loses them
 * loses everything in the spool; whoever has them and the spool reads everything.
 *
 * While and after a key is renewed (keys_change.h) there are more files:
 *
 *	NAME.new	made, and not in use yet
 *	NAME.old-TIME	a former one (TIME: UTC seconds, when it was replaced) that something still needs
 *	NAME.gone	a former one that nothing needs, about to be destroyed
 *	identity.public	the first arrival.public, once there is another: what backups know the spool by
 *	audit.handover	how the keys of the access log followed each other (access_handover.h)
 *
 * Which key is the present one the register says (marks.h); whoever opens both settles it.
 */
#ifndef SPOOL_KEYS_H
#define SPOOL_KEYS_H

#include "config/fault.h"
#include "config/settings.h"
#include "spool/seal.h"

enum key_set {
	KEY_PUBLIC = 1 << 0,
	KEY_SECRET = 1 << 1,
	KEY_MASTER = 1 << 2,
	KEY_LOOKUP = 1 << 3,
	KEY_TOKEN = 1 << 4,
	KEY_AUDIT = 1 << 5,
	KEY_DIGEST = 1 << 6,

	/* opinions and the addresses under which they are answered: what of process opens no arrival */
	KEYS_OF_OPINIONS = KEY_MASTER | KEY_LOOKUP | KEY_TOKEN | KEY_DIGEST,
	/* and to sign the access log, where what was opened is told to somebody */
	KEYS_OF_REPLY = KEYS_OF_OPINIONS | KEY_AUDIT,
	KEYS_OF_REPORT = KEY_MASTER | KEY_LOOKUP | KEY_AUDIT | KEY_DIGEST,
	/* arrivals as well: iken-register and iken-backup */
	KEYS_ALL = KEYS_OF_REPLY | KEY_PUBLIC | KEY_SECRET
};

/* The secret ones, in the order of struct keys. */
enum key_kind { KEYS_ARRIVAL, KEYS_MASTER, KEYS_LOOKUP, KEYS_TOKEN, KEYS_AUDIT, KEYS_DIGEST, KEYS_KINDS };

const char *keys_file(enum key_kind kind);	/* "master.key" */
unsigned keys_bit(enum key_kind kind);		/* of enum key_set */

enum { KEYS_FORMER_MAX = 8 };			/* of one kind */

/* Guarded memory. NULL: not opened. */
struct keys {
	const unsigned char *public;	/* SEAL_PUBLIC octets */
	const unsigned char *secret;	/* SEAL_SECRET octets */
	const struct seal_key *master;
	const struct seal_key *lookup;
	const struct seal_key *token;
	const struct seal_key *audit;
	const struct seal_key *digest;
};

/* Makes all keys but those of the access log and of digests when none is there; does nothing when all are. HALT when
 * only some are: then the missing ones must come from the backup; unless there is nothing yet that they could open,
 * because a run that made them was killed: then the missing ones are made. */
enum verdict keys_create(const struct settings *s, struct fault *f) MUST_USE;

/* The key of the access log, which spools of version 3 and before do not have. Makes audit.key where it is missing,
 * and audit.public where that does not say the same. */
enum verdict keys_create_audit(const struct settings *s, struct fault *f) MUST_USE;
bool keys_have_audit(const struct settings *s);

/* The key of digests where it is missing. Spools of version 4 and before used lookup.key: theirs is a copy of it. */
enum keys_digest { KEYS_DIGEST_NEW, KEYS_DIGEST_AS_LOOKUP };
enum verdict keys_create_digest(const struct settings *s, enum keys_digest how, struct fault *f) MUST_USE;
bool keys_have_digest(const struct settings *s);

/* Reads the keys of the set (of enum key_set), with the former ones, into guarded memory. HALT: missing, damaged,
 * readable by others, not ours; arrival.public is not of arrival.secret. */
enum verdict keys_open(const struct settings *s, unsigned set, struct keys **out, struct fault *f) MUST_USE;
void keys_close(struct keys **keys);

/* The public key alone. */
enum verdict keys_public(const struct settings *s, unsigned char public_out[SEAL_PUBLIC], struct fault *f)
    MUST_USE;
/* The public key that backups know the spool by: the first one it had. */
enum verdict keys_identity(const struct settings *s, unsigned char public_out[SEAL_PUBLIC], struct fault *f) MUST_USE;

/* ---- the present one and former ones of a kind ---- */

/* How many are open, 0 where the set has none; place 0 is the present one. */
size_t keys_count(const struct keys *keys, enum key_kind kind);
const struct seal_key *keys_at(const struct keys *keys, enum key_kind kind, size_t place);
/* When it was replaced; 0: it was not. */
int64_t keys_retired(const struct keys *keys, enum key_kind kind, size_t place);

/* What tells a key from others and says nothing of it: SEAL_HASH octets. */
void keys_mark(enum key_kind kind, const struct seal_key *key, unsigned char out[SEAL_HASH]);
/* The one of this mark is the present one from now on. False: there is none. */
bool keys_settle(struct keys *keys, enum key_kind kind, const unsigned char mark[SEAL_HASH]);

/*
 * The keys that what we have signed for others may have been signed with: reply addresses, codes on sheets, links. The
 * first is the present one, with which new ones are made; former ones are accepted for [keys] accept_addresses.
 * Whoever checks a token tries each of them (token_fits(), sheet_read()); whoever publishes something that is found by
 * a token that left before publishes it under each of them.
 */
struct token_keys {
	const struct seal_key *key[1 + KEYS_FORMER_MAX];
	size_t count;
};
struct token_keys keys_of_tokens(const struct keys *keys, const struct settings *s, int64_t now);

#endif
