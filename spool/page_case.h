/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_case - out/cases/NUMBER: what a resident may read of his opinion, for the holder of its secret half alone.
 *
 *	"ikencase" 1		magic and version
 *	number, generation, public half
 *	the wrap of the password, or nothing while there is none
 *	the record, sealed to the public half, its length rounded up so that it tells little
 *
 * Its files stand beside it as out/cases/NUMBER.1, .2, ...: each a sealed file (sealed.h) written to the public half
 * with an empty note, and read with the key that the record names: sealed_writer_key() before sealed_end(),
 * sealed_open_with().
 */
#ifndef SPOOL_PAGE_CASE_H
#define SPOOL_PAGE_CASE_H

#include <stddef.h>

#include "spool/page_wrap.h"

/* What the page says of it. */
enum page_state {
	PAGE_RECEIVED,		/* it came in; nobody works on it yet */
	PAGE_IN_WORK,		/* a department works on it */
	PAGE_ANSWERED,
	PAGE_CLOSED,		/* no answer will come: none was wished, or it was closed without one */
	PAGE_WITHDRAWN,		/* there was an answer; its time on the page is over */
	PAGE_STATES
};

struct page_answer {
	int64_t at;		/* UTC seconds: when it was released */
	const char *text;	/* running text */
	bool corrects;		/* it takes the place of the one before */
};

/* File NUMBER.(index + 1). */
struct page_file {
	const char *name;	/* a text of one line, no path; shown, and proposed for saving */
	const char *type;	/* application/pdf; what is not on the list of page_file_type() is sent as octets */
	int64_t size;		/* octets of the content */
	struct seal_key key;
};

struct page_record {
	enum page_state state;
	int64_t received;	/* UTC seconds */
	int64_t expected;	/* an answer is expected by this day; 0 nothing is said */
	int64_t until;		/* the answer stands on the page until then; 0 not known */
	const char *purpose;	/* its code in out/page, "" none */
	const char *text;	/* the opinion as it was posted */
	const char *note;	/* progress in words for the resident, "" none */
	struct page_answer *answers;	/* oldest first */
	size_t answer_count;
	struct page_file *files;
	size_t file_count;
};

struct page_case {
	char *number;
	int64_t generation;	/* of the newest password that the register knows; 0 there is none yet */
	unsigned char public[SEAL_PUBLIC];
	bool has_wrap;		/* else a link must make the first password */
	struct page_wrap wrap;	/* of that generation */
	struct bytes sealed;	/* the record; set by unpacking, points into the file */
};

/* c->sealed is not looked at. */
void page_case_pack(const struct page_case *c, const struct page_record *record, struct buffer *out);
/* The part that needs no key. file must live as long as *out. NEVER: damaged, or another number's. */
enum verdict page_case_unpack(void *ctx, struct bytes file, const char *number, struct page_case *out,
    struct fault *f) MUST_USE;
/* The record; its strings belong to ctx. NEVER: not the secret half of this pair, or damaged. */
enum verdict page_case_open(void *ctx, const struct page_case *c, const unsigned char secret[SEAL_SECRET],
    struct page_record **out, struct fault *f) MUST_USE;

/* The type as it may be told to a browser: of those that it shows or saves without running anything;
 * application/octet-stream for all others. Static. */
const char *page_file_type(const char *type);

#endif
