/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seal_password - keys that a password opens: Argon2id, over libsodium. */
#include "spool/seal_password.h"

#include <sodium.h>

_Static_assert(SEAL_SALT == crypto_pwhash_argon2id_SALTBYTES, "salt size");

enum { PASSES = 4, PASSES_MAX = 64 };
#define MEMORY ((int64_t)64 << 20)
#define MEMORY_MAX ((int64_t)1 << 30)

struct seal_cost
seal_cost_usual(void)
{
	return (struct seal_cost){ .passes = PASSES, .memory = MEMORY };
}

bool
seal_password_key(struct bytes password, const unsigned char salt[SEAL_SALT], struct seal_cost cost,
    struct seal_key *out)
{
	if (cost.passes < 1 || cost.passes > PASSES_MAX || cost.memory < crypto_pwhash_argon2id_MEMLIMIT_MIN ||
	    cost.memory > MEMORY_MAX)
		return false;
	return crypto_pwhash_argon2id(out->octets, sizeof out->octets, (const char *)password.data, password.len, salt,
	    (unsigned long long)cost.passes, (size_t)cost.memory, crypto_pwhash_argon2id_ALG_ARGON2ID13) == 0;
}
