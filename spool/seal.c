/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seal - encryption and keyed hashing, over libsodium. */
#include "spool/seal.h"

#include <sodium.h>
#include <string.h>

#include "config/memory.h"

_Static_assert(SEAL_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key size");
_Static_assert(SEAL_OVERHEAD == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
    crypto_aead_xchacha20poly1305_ietf_ABYTES, "overhead");
_Static_assert(SEAL_SHORT_KEY == crypto_shorthash_KEYBYTES, "short hash key size");
_Static_assert(SEAL_BOXED_KEY == SEAL_KEY + crypto_box_SEALBYTES, "boxed key size");
_Static_assert(sizeof(crypto_generichash_state) <= sizeof(struct seal_digest), "digest state");

enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };

enum verdict
seal_begin(struct fault *f)
{
	if (sodium_init() < 0)
		return fail(f, HALT, "libsodium cannot start: the system gives no random numbers");
	return DONE;
}

void
seal_random(void *out, size_t len)
{
	randombytes_buf(out, len);
}

struct seal_key
seal_new_key(void)
{
	struct seal_key key;

	randombytes_buf(key.octets, sizeof key.octets);
	return key;
}

void
seal_wipe(void *data, size_t len)
{
	sodium_memzero(data, len);
}

void
seal_value(const struct seal_key *key, const char *context, struct bytes value, struct buffer *out)
{
	unsigned char nonce[NONCE];
	unsigned char *sealed = must(talloc_size(out->ctx, value.len + SEAL_OVERHEAD));
	unsigned long long len;

	randombytes_buf(nonce, sizeof nonce);
	memcpy(sealed, nonce, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, &len, value.data, value.len,
	    (const unsigned char *)context, strlen(context), NULL, nonce, key->octets);
	buffer_add(out, sealed, NONCE + (size_t)len);
	talloc_free(sealed);
}

bool
seal_open_value(const struct seal_key *key, const char *context, struct bytes sealed, struct buffer *out)
{
	unsigned char *opened;
	unsigned long long len;
	bool good;

	if (sealed.len < SEAL_OVERHEAD)
		return false;
	opened = must(talloc_size(out->ctx, sealed.len - SEAL_OVERHEAD + 1));
	good = crypto_aead_xchacha20poly1305_ietf_decrypt(opened, &len, NULL, sealed.data + NONCE,
	    sealed.len - NONCE, (const unsigned char *)context, strlen(context), sealed.data,
	    key->octets) == 0;
	if (good)
		buffer_add(out, opened, (size_t)len);
	sodium_memzero(opened, sealed.len - SEAL_OVERHEAD);
	talloc_free(opened);
	return good;
}

void
seal_box_key(const unsigned char public[SEAL_PUBLIC], const struct seal_key *key,
    unsigned char out[SEAL_BOXED_KEY])
{
	crypto_box_seal(out, key->octets, SEAL_KEY, public);
}

bool
seal_open_boxed_key(const unsigned char public[SEAL_PUBLIC], const unsigned char secret[SEAL_SECRET],
    const unsigned char boxed[SEAL_BOXED_KEY], struct seal_key *key_out)
{
	return crypto_box_seal_open(key_out->octets, boxed, SEAL_BOXED_KEY, public, secret) == 0;
}

void
seal_new_pair(unsigned char public_out[SEAL_PUBLIC], unsigned char secret_out[SEAL_SECRET])
{
	crypto_box_keypair(public_out, secret_out);
}

void
seal_public_of(const unsigned char secret[SEAL_SECRET], unsigned char public_out[SEAL_PUBLIC])
{
	crypto_scalarmult_base(public_out, secret);
}

void
seal_hash(const struct seal_key *key, const char *context, struct bytes data, unsigned char *out,
    size_t out_len)
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, key->octets, SEAL_KEY, out_len);
	crypto_generichash_update(&state, (const unsigned char *)context, strlen(context) + 1);
	crypto_generichash_update(&state, data.data, data.len);
	crypto_generichash_final(&state, out, out_len);
}

uint64_t
seal_short_hash(const unsigned char key[SEAL_SHORT_KEY], struct bytes data)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t number = 0;

	crypto_shorthash(out, data.data, data.len, key);
	for (size_t i = 0; i < sizeof out; i++)
		number = number << 8 | out[i];
	return number;
}

void
seal_digest_begin(struct seal_digest *d, const struct seal_key *key)
{
	crypto_generichash_init((crypto_generichash_state *)(void *)d->state,
	    key != NULL ? key->octets : NULL, key != NULL ? SEAL_KEY : 0, SEAL_DIGEST);
}

void
seal_digest_add(struct seal_digest *d, struct bytes data)
{
	crypto_generichash_update((crypto_generichash_state *)(void *)d->state, data.data, data.len);
}

void
seal_digest_end(struct seal_digest *d, unsigned char *out, size_t out_len)
{
	unsigned char whole[SEAL_DIGEST];

	crypto_generichash_final((crypto_generichash_state *)(void *)d->state, whole, sizeof whole);
	memcpy(out, whole, out_len < sizeof whole ? out_len : sizeof whole);
}

bool
seal_equal(const void *a, const void *b, size_t len)
{
	return sodium_memcmp(a, b, len) == 0;
}

void
seal_hex(const unsigned char *data, size_t len, char *out)
{
	sodium_bin2hex(out, 2 * len + 1, data, len);
}

bool
seal_from_hex(const char *digits, unsigned char *out, size_t len)
{
	size_t used = 0;

	return strnlen(digits, 2 * len) == 2 * len &&
	    sodium_hex2bin(out, len, digits, 2 * len, NULL, &used, NULL) == 0 && used == len;
}

/* ---- signatures ---------------------------------------------------------------------------------- */

_Static_assert(SEAL_SIGNATURE == crypto_sign_BYTES, "signature size");
_Static_assert(SEAL_PUBLIC == crypto_sign_PUBLICKEYBYTES, "public key size");
_Static_assert(SEAL_KEY == crypto_sign_SEEDBYTES, "seed size");

void
seal_signing_public(const struct seal_key *seed, unsigned char public_out[SEAL_PUBLIC])
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES];

	crypto_sign_seed_keypair(public_out, secret, seed->octets);
	sodium_memzero(secret, sizeof secret);
}

void
seal_sign(const struct seal_key *seed, struct bytes text, unsigned char out[SEAL_SIGNATURE])
{
	unsigned char public[SEAL_PUBLIC], secret[crypto_sign_SECRETKEYBYTES];

	crypto_sign_seed_keypair(public, secret, seed->octets);
	crypto_sign_detached(out, NULL, text.data, text.len, secret);
	sodium_memzero(secret, sizeof secret);
}

bool
seal_is_signed(const unsigned char public[SEAL_PUBLIC], struct bytes text, const unsigned char signature[SEAL_SIGNATURE])
{
	return crypto_sign_verify_detached(signature, text.data, text.len, public) == 0;
}
