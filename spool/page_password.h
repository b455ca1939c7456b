/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_password - the password of an opinion's answer, made by the program, read by people.
 *
 * 12 signs of 5 bits in groups of four: k7mp-3x9q-ha2d. No i, l, o, u (Crockford's alphabet). It is kept nowhere:
 * it is a keyed hash of a seed that whoever makes it throws away, or that a page's form carries for some minutes.
 */
#ifndef SPOOL_PAGE_PASSWORD_H
#define SPOOL_PAGE_PASSWORD_H

#include <stdbool.h>

#include "spool/seal.h"

#define PAGE_PASSWORD_SIGNS 12
#define PAGE_PASSWORD_SHOWN (PAGE_PASSWORD_SIGNS + 2)	/* with its hyphens */

/* As it is shown, and as page_password_read() gives it back with its hyphens; context says what the seed is for. */
void page_password_make(const struct seal_key *seed, const char *context, char out[PAGE_PASSWORD_SHOWN + 1]);

/* What somebody typed, in any case, full-width, with or without spaces and hyphens of any kind, o for 0, i and l
 * for 1, in its proper form. False when it has another number of signs or one that no password has; then out
 * is "". It says nothing about whether it is the right one. */
bool page_password_read(const char *typed, char out[PAGE_PASSWORD_SHOWN + 1]);

/* The same for any number of groups of four, as in the code of a link: signs is a multiple of 4, out has room for
 * signs + signs / 4 octets. */
bool page_groups_read(const char *typed, size_t signs, char *out);
/* signs times 5 bits of octets (one octet a sign), in groups of four. */
void page_groups_write(const unsigned char *octets, size_t signs, char *out);

#endif
