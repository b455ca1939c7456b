/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seal_sha256 - SHA-256, over libsodium. */
#include "spool/seal_sha256.h"

#include <sodium.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct sha256), "room for the state");
_Static_assert(SHA256_DIGITS == 2 * crypto_hash_sha256_BYTES, "digits");

static crypto_hash_sha256_state *
state_of(struct sha256 *s)
{
	return (crypto_hash_sha256_state *)(void *)s->state;
}

void
sha256_begin(struct sha256 *s)
{
	crypto_hash_sha256_init(state_of(s));
}

void
sha256_add(struct sha256 *s, struct bytes data)
{
	crypto_hash_sha256_update(state_of(s), data.data, data.len);
}

void
sha256_end(struct sha256 *s, char out[SHA256_DIGITS + 1])
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_final(state_of(s), digest);
	sodium_bin2hex(out, SHA256_DIGITS + 1, digest, sizeof digest);
}
