/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys - the secrets of one spool, each in its own file of the keys folder.
 *
 *	arrival.public	ingest seals what it takes in to it
 *	arrival.secret	opens that; process only, and there iken-register and iken-backup
 *	master.key	wraps the keys of opinions in the register; process, reply, report
 *	lookup.key	keyed hashes: mail addresses, digests of mails
 *	token.key	reply addresses; process and reply
 *	audit.key	signs the access log (spool/access_sign.h) with each line; process, reply, report; the seed of an Ed25519 pair
 *	audit.public	its public half, for whoever verifies a signature elsewhere
 *
 * A program opens those alone that its work needs (enum key_set); what it did not open it cannot hold, nor use
 * by mistake: the pointer is NULL.
 *
 * A key file holds 64 hexadecimal digits and a line feed, mode 0600, ours. Whoever loses them
 * loses everything in the spool; whoever has them and the spool reads everything.
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

	/* opinions and the addresses under which they are answered: what of process opens no arrival */
	KEYS_OF_OPINIONS = KEY_MASTER | KEY_LOOKUP | KEY_TOKEN,
	/* and to sign the access log, where what was opened is told to somebody */
	KEYS_OF_REPLY = KEYS_OF_OPINIONS | KEY_AUDIT,
	KEYS_OF_REPORT = KEY_MASTER | KEY_LOOKUP | KEY_AUDIT,
	/* arrivals as well: iken-register and iken-backup */
	KEYS_ALL = KEYS_OF_REPLY | KEY_PUBLIC | KEY_SECRET
};

/* Guarded memory. NULL: not opened. */
struct keys {
	const unsigned char *public;	/* SEAL_PUBLIC octets */
	const unsigned char *secret;	/* SEAL_SECRET octets */
	const struct seal_key *master;
	const struct seal_key *lookup;
	const struct seal_key *token;
	const struct seal_key *audit;
};

/* Makes all keys but that of the access log when none is there; does nothing when all are. HALT when only some are: then
 * the missing ones must come from the backup; unless there is nothing yet that they could open, because a run that made
 * them was killed: then the missing ones are made. */
enum verdict keys_create(const struct settings *s, struct fault *f) MUST_USE;

/* The key of the access log, which spools of version 3 and before do not have. Makes audit.key where it is missing,
 * and audit.public where that does not say the same. */
enum verdict keys_create_audit(const struct settings *s, struct fault *f) MUST_USE;
bool keys_have_audit(const struct settings *s);

/* Reads the keys of the set (of enum key_set) into guarded memory. HALT: missing, damaged, readable by others, not ours. */
enum verdict keys_open(const struct settings *s, unsigned set, struct keys **out, struct fault *f) MUST_USE;
void keys_close(struct keys **keys);

/* The public key alone. */
enum verdict keys_public(const struct settings *s, unsigned char public_out[SEAL_PUBLIC], struct fault *f)
    MUST_USE;

#endif
