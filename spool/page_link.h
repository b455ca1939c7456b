/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_link - a link that opens an opinion's page once and gives it a new password.
 *
 * Its token has 100 bits and goes to the resident alone, in a mail or a letter; the register keeps nothing of it,
 * for it is a keyed hash over what it is for. out/links/NAME holds the secret half of the opinion's pair,
 * sealed under a key made of the token; NAME is a hash of the token. Who has the file and not the token
 * learns neither the number nor the secret.
 */
#ifndef SPOOL_PAGE_LINK_H
#define SPOOL_PAGE_LINK_H

#include <stdint.h>

#include "spool/seal.h"

#define PAGE_TOKEN_SIGNS 20
#define PAGE_TOKEN_SHOWN (PAGE_TOKEN_SIGNS + PAGE_TOKEN_SIGNS / 4 - 1)	/* 3f7k-... in groups of four */
#define PAGE_LINK_NAME 32						/* hexadecimal digits */

/* The token for this intent, number and generation; the same each time. */
void page_token_make(const struct seal_key *key, int64_t intent, const char *number, int64_t generation,
    char out[PAGE_TOKEN_SHOWN + 1]);
/* As somebody typed it or a mail program broke it (page_password.h: what is forgiven). False: no token. */
bool page_token_read(const char *typed, char out[PAGE_TOKEN_SHOWN + 1]);

struct page_link {
	char *number;				/* in its proper form */
	int64_t expires;			/* UTC seconds */
	int64_t generation;			/* of the password that it gives: one more than the one it replaces */
	unsigned char secret[SEAL_SECRET];	/* wipe it after use */
};

/* The name of the file in out/links/. token as page_token_make() or _read() gave it. */
void page_link_name(const char *token, char out[PAGE_LINK_NAME + 1]);
/* The file; all of them have one length. */
void page_link_pack(const char *token, const struct page_link *link, struct buffer *out);
/* NEVER: not such a file, damaged, or another token. link->number belongs to ctx. */
enum verdict page_link_unpack(void *ctx, const char *token, struct bytes file, struct page_link *out, struct fault *f)
    MUST_USE;

#endif
