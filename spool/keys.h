/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys - the secrets of one spool, each in its own file of the keys folder.
 *
 *	arrival.public	ingest seals what it takes in to it
 *	arrival.secret	opens that; process only
 *	master.key	wraps the keys of opinions in the register; process, reply, report
 *	lookup.key	keyed hashes: mail addresses, digests of mails
 *	token.key	reply addresses
 *	audit.key	signs the access log (spool/access_sign.h); the seed of an Ed25519 pair
 *	audit.public	its public half, for whoever verifies a signature elsewhere
 *
 * A key file holds 64 hexadecimal digits and a line feed, mode 0600, ours. Whoever loses them
 * loses everything in the spool; whoever has them and the spool reads everything.
 */
#ifndef SPOOL_KEYS_H
#define SPOOL_KEYS_H

#include "config/fault.h"
#include "config/settings.h"
#include "spool/seal.h"

struct keys {
	unsigned char public[SEAL_PUBLIC];
	unsigned char secret[SEAL_SECRET];
	struct seal_key master;
	struct seal_key lookup;
	struct seal_key token;
	struct seal_key audit;
};

/* Makes all keys but that of the access log when none is there; does nothing when all are. HALT when only some are: then
 * the missing ones must come from the backup. */
enum verdict keys_create(const struct settings *s, struct fault *f) MUST_USE;

/* The key of the access log, which spools of version 3 and before do not have. Makes audit.key where it is missing,
 * and audit.public where that does not say the same. */
enum verdict keys_create_audit(const struct settings *s, struct fault *f) MUST_USE;
bool keys_have_audit(const struct settings *s);

/* Reads all keys into guarded memory. HALT: missing, damaged, readable by others, not ours. */
enum verdict keys_open(const struct settings *s, struct keys **out, struct fault *f) MUST_USE;
void keys_close(struct keys **keys);

/* The public key alone. */
enum verdict keys_public(const struct settings *s, unsigned char public_out[SEAL_PUBLIC], struct fault *f)
    MUST_USE;

#endif
