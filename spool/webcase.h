/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * webcase - what the register knows of an opinion that can be read on the residents' page.
 *
 * Its key pair: the public half in the clear, the secret half and the wrap of the password sealed under the opinion's
 * key, so that erasing the opinion erases them. What is published of it is made of the register alone (reply/publish.h):
 * everything that happens to it counts changed up, also by triggers of the register, and publishing notes how far it
 * came.
 *
 * A one-time link gives the password of one generation. Its token is made of the opinion's key, so that it is kept
 * nowhere, and the same each time that the mail is made.
 */
#ifndef SPOOL_WEBCASE_H
#define SPOOL_WEBCASE_H

#include "spool/opinion.h"
#include "spool/page_link.h"
#include "spool/page_wrap.h"

struct webcase {
	int64_t opinion;
	unsigned char public[SEAL_PUBLIC];
	int64_t generation;		/* of its password; 0: it has none yet */
	bool has_wrap;
	struct page_wrap wrap;
	int64_t promised;		/* the highest generation that a password or a link has */
	int64_t opened;			/* when an answer was first read, 0: not yet */
	int64_t changed;
	int64_t shown;			/* the newest draft of an answer that was published; 0: none yet */
	bool is_live;			/* something of it is published */
};

/* *found_out false: it cannot be read there, or was erased. */
enum verdict webcase_get(struct ledger *l, const struct opinion *o, struct webcase *out, bool *found_out, struct fault *f)
    MUST_USE;
/* The opinion that has this pair; 0: none. */
enum verdict webcase_of_pair(struct ledger *l, const unsigned char public[SEAL_PUBLIC], int64_t *opinion_out,
    struct fault *f) MUST_USE;

/* It can be read from now on. wrap NULL: a link has to make the first password. */
enum verdict webcase_add(struct ledger *l, const struct opinion *o, const unsigned char public[SEAL_PUBLIC],
    const unsigned char secret[SEAL_SECRET], const struct page_wrap *wrap, struct fault *f) MUST_USE;
/* The same with a new pair. */
enum verdict webcase_add_new(struct ledger *l, const struct opinion *o, struct fault *f) MUST_USE;

/* A link was spent, and gave this wrap. *fits_out false: of a generation that is over, or was never promised. */
enum verdict webcase_set_wrap(struct ledger *l, const struct webcase *c, const struct opinion *o, const struct page_wrap *wrap,
    bool *fits_out, struct fault *f) MUST_USE;

struct weblink {
	int64_t generation, until;
	char token[PAGE_TOKEN_SHOWN + 1];
};

/* A new link; an older one opens nothing any more. */
enum verdict webcase_new_link(struct ledger *l, const struct opinion *o, int64_t now, struct fault *f) MUST_USE;
/* The one that opens now. */
enum verdict webcase_link(struct ledger *l, const struct opinion *o, int64_t now, struct weblink *out, bool *found_out,
    struct fault *f) MUST_USE;
/* Links whose time is over; their opinions are published anew. */
enum verdict webcase_end_links(struct ledger *l, int64_t now, struct fault *f) MUST_USE;
/* The token of a generation; wiped by the caller. */
enum verdict webcase_token(struct ledger *l, const struct opinion *o, int64_t generation, char out[PAGE_TOKEN_SHOWN + 1],
    struct fault *f) MUST_USE;
/* The secret half, for a link; wiped by the caller. */
enum verdict webcase_secret(struct ledger *l, const struct opinion *o, unsigned char out[SEAL_SECRET], struct fault *f)
    MUST_USE;

/* An answer was read there for the first time. */
enum verdict webcase_opened(struct ledger *l, int64_t opinion, int64_t at, struct fault *f) MUST_USE;

/* ---- what is published ---- */

/* The next opinion behind after whose publication is not as the register, or whose time is over. */
enum verdict webcase_next_due(struct ledger *l, int64_t after, int64_t now, int64_t *opinion_out, bool *found_out,
    struct fault *f) MUST_USE;
enum verdict webcase_count_due(struct ledger *l, int64_t now, int64_t *count_out, struct fault *f) MUST_USE;
/* How much has happened to it, also where it was erased. */
enum verdict webcase_changed(struct ledger *l, int64_t opinion, int64_t *changed_out, bool *found_out, struct fault *f) MUST_USE;
/* It is published as it was when changed was read. */
struct webpublished {
	int64_t changed, shown, until;	/* until: it is withdrawn then, 0: not because of time */
	bool is_live;
};
enum verdict webcase_published(struct ledger *l, int64_t opinion, const struct webpublished *p, struct fault *f) MUST_USE;
/* All of it has to be published anew. */
enum verdict webcase_publish_all(struct ledger *l, struct fault *f) MUST_USE;

/* A published file. */
struct webfile {
	int64_t place, draft, part, size;
	struct seal_key key;
};
enum verdict webcase_files(struct ledger *l, void *ctx, const struct opinion *o, struct webfile **out, size_t *count_out,
    struct fault *f) MUST_USE;
enum verdict webcase_put_file(struct ledger *l, const struct opinion *o, const struct webfile *file, struct fault *f) MUST_USE;

/* The links that open now, by the names of their files; an array owned by ctx. */
enum verdict webcase_link_names(struct ledger *l, void *ctx, int64_t now, char (**out)[PAGE_LINK_NAME + 1], size_t *count_out,
    struct fault *f) MUST_USE;

/* What the published folder is known by: "" before there was one. sweep: what is left there is to be removed. */
enum { WEBCASE_STAMP = 32 };
struct webstamp {
	char stamp[WEBCASE_STAMP + 1];
	bool sweep;
};
enum verdict webcase_stamp(struct ledger *l, struct webstamp *out, struct fault *f) MUST_USE;
/* Another one; *s is brought up to date. */
enum verdict webcase_new_stamp(struct ledger *l, struct webstamp *s, struct fault *f) MUST_USE;

#endif
