/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post_draft - an opinion that somebody is writing: what the form carries from page to page, and its attachments.
 *
 * The form's hidden field holds a seed, sealed to this host for some hours; all that the post needs is made of it: the
 * key that attachments wait under, the password, the opinion's pair. So this host's files alone open nothing, and
 * the same form sent twice is the same post.
 */
#ifndef INGEST_POST_DRAFT_H
#define INGEST_POST_DRAFT_H

#include "spool/octets.h"
#include "spool/page_view.h"

#define DRAFT_ID 32	/* hexadecimal digits */

struct draft {
	char id[DRAFT_ID + 1];
	struct seal_key seed;
	const char *sealed;	/* the hidden field */
};

/* NULL: this host cannot keep a key now. Owned by page. */
struct draft *draft_new(struct page *page);
/* Of the hidden field. NULL: not ours, too old, or sent from another site. */
struct draft *draft_read(struct page *page, const char *sealed);

/* What is made of the seed. */
void draft_password(const struct draft *draft, char *out);	/* PAGE_PASSWORD_SHOWN + 1 octets */
void draft_pair(const struct draft *draft, unsigned char public_out[SEAL_PUBLIC], unsigned char secret_out[SEAL_SECRET]);

/* ---- attachments ---- */

struct upload {
	size_t index;		/* in its draft */
	const char *name;	/* text of one line, no path */
	int64_t size;
	const char *path;
};
struct uploads {
	struct upload *item;	/* by index */
	size_t count;
	int64_t total;		/* octets */
};

/* Those of the draft that are whole; owned by page. */
struct uploads uploads_of(struct page *page, const struct draft *draft);
void upload_remove(const struct upload *upload);
/* Octets that wait in all drafts together. */
int64_t uploads_total(struct page *page);

struct upload_writer;

/* Begins one; name as the browser said it, with whatever in it. LATER: no room. Freed before upload_end(), it is gone. */
enum verdict upload_begin(struct page *page, const struct draft *draft, struct bytes name, struct upload_writer **out,
    struct fault *f) MUST_USE;
enum verdict upload_write(struct upload_writer *w, struct bytes data, struct fault *f) MUST_USE;
enum verdict upload_end(struct upload_writer **w, struct fault *f) MUST_USE;

/* Gives its octets to the taker, in order. */
enum verdict upload_read(struct page *page, const struct draft *draft, const struct upload *upload, const struct sink *to,
    struct fault *f) MUST_USE;

#endif
