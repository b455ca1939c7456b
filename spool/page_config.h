/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_config - out/page: what the page must know of the office; nothing secret.
 *
 * Text, a line for each thing, its fields separated by tabs:
 *
 *	ikenbako-page	1
 *	arrival	64 hexadecimal digits
 *	office	〇〇区役所	Example City
 *	purpose	road	道路・公園	Roads and parks	みち・こうえん
 *	...
 *	end
 */
#ifndef SPOOL_PAGE_CONFIG_H
#define SPOOL_PAGE_CONFIG_H

#include <stddef.h>
#include <stdint.h>

#include "spool/seal.h"

enum page_language { PAGE_JA, PAGE_EN, PAGE_EASY, PAGE_LANGUAGES };	/* easy: やさしい日本語 */

/* "ja", "en", "easy": as in URLs, folders and records. False: none of them. */
const char *page_language_name(enum page_language language);
bool page_language_named(const char *name, enum page_language *out);

/* Words in each language; "" where not given: then the Japanese ones are shown. */
struct page_words {
	const char *in[PAGE_LANGUAGES];
};
const char *page_words(const struct page_words *words, enum page_language language);

struct page_purpose {
	const char *code;
	struct page_words name;
};

/* Strings are text of one line, never NULL. */
struct page_config {
	unsigned char arrival[SEAL_PUBLIC];	/* what comes in is sealed to it */
	struct page_words office, contact;	/* contact: phone and hours */
	const char *url;			/* of the page, "" not known */
	struct page_purpose *purposes;
	size_t purpose_count;
	bool ways[3];				/* answers may be asked for: by enum reply_way (contact.h) */
	bool answers_here;			/* way mail: the mail says only that the answer is on the page; else it is in it */
	bool name_required;
	int64_t text_length;			/* characters of an opinion */
	int64_t file_count, file_size, total_size;	/* attachments: how many, octets of one, of all */
	int64_t keep;				/* seconds that an answer stands on the page */
	int64_t session;			/* seconds that a reader who does nothing stays logged in */
	bool languages[PAGE_LANGUAGES];		/* offered; the first of them is the usual one */
};

/* Everything empty or at its usual value: 20,000 characters, 5 files, 10 MB each, 25 MB, 90 days, 20 minutes, all
 * languages, mail and post and none. */
struct page_config page_config_usual(void);

void page_config_write(const struct page_config *config, struct buffer *out);
/* Everything belongs to ctx. Lines that it does not know are passed over. NEVER: not such a file, or cut short. */
enum verdict page_config_read(void *ctx, struct bytes file, struct page_config **out, struct fault *f) MUST_USE;

#endif
