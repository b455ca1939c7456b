/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_notice - what a resident did on the page, on its way to the spool.
 *
 * Its content is a bundle (bundle.h) with lines of its own above:
 *
 *	X-Ikenbako-Page: post
 *	X-Ikenbako-Page-Record: hexadecimal digits; repeated until the record is whole
 *	X-Ikenbako-Bundle: 1
 *	...
 *
 * Only a post has parts: the form (formtext.h), then the attachments. The whole is sealed to the spool in an arrival of
 * source PAGE_SOURCE; what makes it a notice is that source, never its lines.
 * A post holds the secret half of the opinion's pair: who reads the message gets it, so the register takes it out and
 * never gives this message to anybody as it is.
 */
#ifndef SPOOL_PAGE_NOTICE_H
#define SPOOL_PAGE_NOTICE_H

#include "spool/bundle.h"
#include "spool/page_config.h"
#include "spool/page_wrap.h"

enum page_kind {
	PAGE_POST,		/* an opinion; number, language, public, secret, wrap */
	PAGE_REISSUE,		/* somebody asks for a new password: number, language, address */
	PAGE_PASSWORD,		/* a link was spent: number, wrap; of two with one generation the later one counts */
	PAGE_TRIES,		/* wrong passwords from `from` to `at`: tries */
	PAGE_READ,		/* an answer was opened for the first time: number, answer */
	PAGE_KINDS
};

const char *page_kind_name(enum page_kind kind);	/* "post", ... */

struct page_tries {
	const char *number;	/* as it was tried; perhaps there is no such opinion */
	int64_t wrong;		/* tries */
	int64_t sources;	/* from so many sources at least */
};

struct page_notice {
	enum page_kind kind;
	int64_t at;			/* UTC seconds */
	const char *number;		/* in its proper form; "" for PAGE_TRIES */
	enum page_language language;	/* in which the resident read the page */
	unsigned char public[SEAL_PUBLIC], secret[SEAL_SECRET];
	struct page_wrap wrap;
	const char *address;		/* mail address, or postal address, as typed; one line */
	int64_t from;
	struct page_tries *tries;
	size_t try_count;
	int64_t answer;			/* page_answer.at of the newest answer that was shown */
};

/* Writes the lines and begins the bundle, which is named by kind and number; go on with bundle_form() and
 * bundle_file() where it is a post, and end it with bundle_end(). */
enum verdict page_notice_begin(void *ctx, const struct sink *out, const struct page_notice *notice,
    struct bundle **bundle_out, struct fault *f) MUST_USE;

/* Reads the lines above; strings belong to ctx. For a post, bundle_places() says where form and files lie.
 * NEVER: it is none, or damaged. LATER: not readable. Wipe secret after use. */
enum verdict page_notice_read(void *ctx, const struct octets *message, struct page_notice **out, struct fault *f)
    MUST_USE;

#endif
