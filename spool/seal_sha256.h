/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seal_sha256 - SHA-256 (FIPS 180-4), which other people's programs check; over libsodium. */
#ifndef SPOOL_SEAL_SHA256_H
#define SPOOL_SEAL_SHA256_H

#include "config/bytes.h"

#define SHA256_DIGITS 64

struct sha256 {
	_Alignas(8) unsigned char state[128];
};

void sha256_begin(struct sha256 *s);
void sha256_add(struct sha256 *s, struct bytes data);
/* Hexadecimal digits, and a 0. */
void sha256_end(struct sha256 *s, char out[SHA256_DIGITS + 1]);

#endif
