/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eraser - the desk's clerks who release or withdraw an erasure by mail ([erasure] clerks), and who is certainly
 * somebody else than whom.
 *
 * Each of them gets the proposal by a mail of their own, with a reply address of their own: it is signed for the
 * erasure, the clerk and the digest of what was proposed. So nobody releases for another whose mail they do not get, and
 * an address opens nothing but the proposal that its mail showed.
 */
#ifndef SPOOL_ERASER_H
#define SPOOL_ERASER_H

#include "spool/erasure.h"
#include "spool/token.h"

/* Of an erasure: when and for whom it was made, its rules, its opinions. The same as long as it is that proposal.
 * NEVER: there is no such erasure. */
enum verdict eraser_digest(struct ledger *l, int64_t id, unsigned char out[SEAL_DIGEST], struct fault *f) MUST_USE;

/* The reply address of a clerk; owned by ctx. */
enum verdict eraser_address(struct ledger *l, void *ctx, int64_t id, const char *clerk, const char **out,
    struct fault *f) MUST_USE;

/* Which clerk of the settings a reply address was made for, and for which erasure; *clerk_out NULL: for none. */
enum verdict eraser_find(struct ledger *l, const struct token *token, int64_t *id_out, const char **clerk_out,
    struct fault *f) MUST_USE;

/* The clerk with this mail address; NULL: there is none. */
const char *eraser_clerk(const struct settings *s, const char *address);

/* Who a clerk is where two people have to agree: "mail ADDRESS". Strings owned by ctx. */
struct person eraser_person(void *ctx, const char *clerk);

/*
 * Whether two releases (their persons' ids) are certainly those of two people. Two logins are, and two clerks are. A login
 * and a clerk are when the settings say which login the clerk has, and that the other login is that of another clerk
 * ([erasure] logins).
 */
bool eraser_are_two(const struct settings *s, const char *one, const char *other);

#endif
