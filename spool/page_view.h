/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_view - a request of the residents' page, and the page that answers it, in the reader's language.
 *
 * Words of out/words/LANGUAGE, where the office has put such a file, take the place of the built-in ones.
 */
#ifndef SPOOL_PAGE_VIEW_H
#define SPOOL_PAGE_VIEW_H

#include "spool/cgi.h"
#include "spool/cgi_fields.h"
#include "spool/html.h"
#include "spool/page_config.h"

struct page {
	void *ctx;
	const char *dir;
	int64_t now;
	struct cgi request;
	const struct page_config *config;	/* never NULL; usual values where out/page is not there */
	bool ready;				/* out/page is there and can be read */
	struct cgi_fields *query;
	struct cgi_fields *form;		/* of the body; empty until it was read */
	enum page_language language;
	struct html_words *words;
	bool secure;				/* cookies need https; IKEN_PAGE_INSECURE=yes of the environment: not */
	const char *post, *read, *fixed;	/* URLs: IKEN_PAGE_POST, _READ and _STATIC of the environment, else post, read, static */
	const char *cookie;			/* of the next answer, as cookie_write() made it; NULL none */
	int64_t retry;				/* for its Retry-After */
};

/* DIR: of --page, else of IKEN_PAGE in the environment; NULL none. */
const char *page_dir(const char *option);

/* A number of the environment within [min, max]; else usual. */
int64_t page_setting(const char *name, int64_t min, int64_t max, int64_t usual);

/* The head of the request and out/page. What is wrong with them is in page->ready. */
struct page *page_begin(void *ctx, const char *dir);
/* The reader's language: what the form or the URL says, else what his browser prefers. */
void page_choose_language(struct page *page);

/* The body as urlencoded fields into page->form; for forms without files. False: too long, slow, short or of another
 * type; then *status_out is what to answer. */
bool page_read_form(struct page *page, int64_t patience, int *status_out);

/* The values that every page shows; self: this program's URL. */
struct html *page_values(struct page *page, const char *self);
/* Answers with the template. LATER: the browser has gone. */
enum verdict page_show(struct page *page, int status, const char *template, const struct html *values, struct fault *f)
    MUST_USE;
/* Answers with a page of few words: title_word, text_word and, where it is not NULL, a link back. */
enum verdict page_say(struct page *page, int status, const char *self, const char *title_word, const char *text_word,
    struct fault *f) MUST_USE;
/* Sends the browser elsewhere within our pages. */
enum verdict page_go(struct page *page, const char *location, struct fault *f) MUST_USE;

/* A day for people, in Tokyo; owned by page->ctx. */
const char *page_day(struct page *page, int64_t utc);
/* "3.5 MB", of 1024 KB of 1024 octets each. */
const char *page_size(void *ctx, int64_t octets);

/* What a form carries so that no other site can send it: made for its purpose ("login") and whom it is for (a session's id,
 * or ""), good for some hours. */
const char *page_token_for(struct page *page, const char *purpose, const char *whom);
bool page_token_good(struct page *page, const char *purpose, const char *whom, const char *token);

/* Octets that this host alone reads again, for hidden fields and cookies: hexadecimal digits, good for the period (seconds)
 * and the one behind it. NULL: no key can be kept. Opening: false: not ours, or too old. */
char *page_seal(struct page *page, const char *purpose, int64_t period, struct bytes octets);
bool page_unseal(struct page *page, const char *purpose, int64_t period, const char *hex, struct buffer *out) MUST_USE;

/* The template of that name among the built-in ones; for tests, too. */
extern const struct html_source page_templates;
/* The words of a language. */
struct html_words *page_words_of(void *ctx, const char *dir, enum page_language language);

#endif
