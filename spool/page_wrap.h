/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_wrap - the secret half of an opinion's key pair, wrapped under a password.
 *
 * The page holds no keys: with the password the wrap opens, without it, it is noise. Each new password is one
 * generation more; the wrap of a lower generation is dead wherever a higher one is known.
 */
#ifndef SPOOL_PAGE_WRAP_H
#define SPOOL_PAGE_WRAP_H

#include <stdint.h>

#include "spool/seal_password.h"

struct page_wrap {
	int64_t generation;			/* of the password; 1 is the first */
	struct seal_cost cost;
	unsigned char salt[SEAL_SALT];
	unsigned char sealed[SEAL_SECRET + SEAL_OVERHEAD];
};

/* number: the opinion's, in its proper form; a wrap opens under its own number and generation only. password in its
 * proper form (page_password.h). LATER: no memory. */
enum verdict page_wrap_make(const char *number, int64_t generation, const char *password,
    const unsigned char secret[SEAL_SECRET], struct page_wrap *out, struct fault *f) MUST_USE;

/* False: another password, number or generation, or damaged. Takes the same time whatever is wrong. */
bool page_wrap_open(const struct page_wrap *wrap, const char *number, const char *password,
    unsigned char secret_out[SEAL_SECRET]) MUST_USE;

/* One field of a record (config/bytes.h). Unpacking: false when it is not whole. */
void page_wrap_put(const struct page_wrap *wrap, struct buffer *out);
bool page_wrap_take(struct record *r, struct page_wrap *out) MUST_USE;

/* A file of its own, as the page keeps it until out/cases has the same generation. NEVER: no such file. */
void page_wrap_pack(const char *number, const struct page_wrap *wrap, struct buffer *out);
enum verdict page_wrap_unpack(struct bytes file, const char *number, struct page_wrap *out, struct fault *f) MUST_USE;

#endif
