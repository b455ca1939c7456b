/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seal - encryption and keyed hashing, over libsodium.
 *
 * Columns of the register are sealed with XChaCha20-Poly1305 (RFC 8439 with the 24-octet nonce of
 * draft-irtf-cfrg-xchacha-03): nonce, ciphertext, tag. What a value is goes in as additional data, so
 * that a sealed name cannot be put where an answer belongs.
 */
#ifndef SPOOL_SEAL_H
#define SPOOL_SEAL_H

#include <stdbool.h>

#include "config/bytes.h"
#include "config/fault.h"

#define SEAL_KEY 32		/* octets of a key */
#define SEAL_OVERHEAD 40	/* octets that sealing adds to a value */
#define SEAL_PUBLIC 32
#define SEAL_SECRET 32
#define SEAL_BOXED_KEY (SEAL_KEY + 48)	/* a key sealed to a public key */
#define SEAL_HASH 16		/* octets of a keyed hash for look-ups */
#define SEAL_DIGEST 32
#define SEAL_SIGNATURE 64

struct seal_key {
	unsigned char octets[SEAL_KEY];
};

/* Once in each program before anything else of this file. HALT: no random numbers. */
enum verdict seal_begin(struct fault *f) MUST_USE;

void seal_random(void *out, size_t len);
struct seal_key seal_new_key(void);
void seal_wipe(void *data, size_t len);

/* Appends the sealed value to out. context is a short name, e.g. "opinion.contact". */
void seal_value(const struct seal_key *key, const char *context, struct bytes value, struct buffer *out);
/* Appends the opened value to out; false when key, context or octets are not the right ones. */
bool seal_open_value(const struct seal_key *key, const char *context, struct bytes sealed,
    struct buffer *out) MUST_USE;

/* A key sealed to a public key, and opened with the pair (RFC 7748 X25519; crypto_box_seal). */
void seal_box_key(const unsigned char public[SEAL_PUBLIC], const struct seal_key *key,
    unsigned char out[SEAL_BOXED_KEY]);
bool seal_open_boxed_key(const unsigned char public[SEAL_PUBLIC], const unsigned char secret[SEAL_SECRET],
    const unsigned char boxed[SEAL_BOXED_KEY], struct seal_key *key_out) MUST_USE;
void seal_public_of(const unsigned char secret[SEAL_SECRET], unsigned char public_out[SEAL_PUBLIC]);
void seal_new_pair(unsigned char public_out[SEAL_PUBLIC], unsigned char secret_out[SEAL_SECRET]);

/* Keyed BLAKE2b (RFC 7693) of context, a 0 octet and data; out_len 16 to 64. */
void seal_hash(const struct seal_key *key, const char *context, struct bytes data, unsigned char *out,
    size_t out_len);

/* SipHash-2-4: short, quick, keyed; for tables and indices, where nobody may choose the key. */
#define SEAL_SHORT_KEY 16
uint64_t seal_short_hash(const unsigned char key[SEAL_SHORT_KEY], struct bytes data);

/* The keyed digest of something long, piece by piece. */
struct seal_digest {
	_Alignas(64) unsigned char state[384];
};
void seal_digest_begin(struct seal_digest *d, const struct seal_key *key);
void seal_digest_add(struct seal_digest *d, struct bytes data);
void seal_digest_end(struct seal_digest *d, unsigned char *out, size_t out_len);

bool seal_equal(const void *a, const void *b, size_t len);	/* in constant time */

/* Ed25519 (RFC 8032); the key is the seed. */
void seal_signing_public(const struct seal_key *seed, unsigned char public_out[SEAL_PUBLIC]);
void seal_sign(const struct seal_key *seed, struct bytes text, unsigned char out[SEAL_SIGNATURE]);
bool seal_is_signed(const unsigned char public[SEAL_PUBLIC], struct bytes text,
    const unsigned char signature[SEAL_SIGNATURE]) MUST_USE;

/* Lower-case hexadecimal digits and a 0 into out (2 * len + 1 octets). */
void seal_hex(const unsigned char *data, size_t len, char *out);
/* The other way: exactly 2 * len digits at the beginning of digits. */
bool seal_from_hex(const char *digits, unsigned char *out, size_t len) MUST_USE;

#endif
