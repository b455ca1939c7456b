/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seal_password - keys that a password opens: Argon2id (RFC 9106), over libsodium.
 *
 * What it costs stands beside what was sealed with it, so that it can grow with the machines.
 */
#ifndef SPOOL_SEAL_PASSWORD_H
#define SPOOL_SEAL_PASSWORD_H

#include <stdint.h>

#include "spool/seal.h"

#define SEAL_SALT 16

struct seal_cost {
	int64_t passes;
	int64_t memory;		/* octets */
};

/* What a new password is given: at least 0.1 s of one processor for each guess. */
struct seal_cost seal_cost_usual(void);

/* False when the cost is not one that a file of ours names (then nobody tries to take so much memory), or there
 * is not enough memory. */
bool seal_password_key(struct bytes password, const unsigned char salt[SEAL_SALT], struct seal_cost cost,
    struct seal_key *out) MUST_USE;

#endif
