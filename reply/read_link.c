/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_link - a one-time link or a letter's code gives a new password. */
#include "reply/read_link.h"

#include <string.h>

#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/read_wrap.h"
#include "spool/file.h"
#include "spool/page_count.h"
#include "spool/page_folder.h"
#include "spool/page_link.h"
#include "spool/page_parcel.h"
#include "spool/page_password.h"
#include "spool/page_state.h"

#define SPENT "spent "

enum { PERIOD = 3 * 3600, SEED_NAME = 16 };

static const struct page_pace link_pace = { 20, 60, 3600 };

struct spending {
	struct page *page;
	char token[PAGE_TOKEN_SHOWN + 1];
	char name[PAGE_LINK_NAME + 1];
	struct page_link link;
	struct seal_key seed;			/* of the form: makes the password */
	char seed_name[2 * SEED_NAME + 1];
	char password[PAGE_PASSWORD_SHOWN + 1];
};

/* ---- the form ---- */

static const char *
new_seed(struct page *page)
{
	struct seal_key seed = seal_new_key();
	const char *sealed = page_seal(page, "link", PERIOD, (struct bytes){ seed.octets, SEAL_KEY });

	seal_wipe(&seed, sizeof seed);
	return sealed;
}

static enum verdict
show_form(struct page *page, int status, const char *code, const char *typed, const char *problem, struct fault *f)
{
	struct html *h = page_values(page, page->read);

	html_set(h, "title", "title-link");
	html_set(h, "keep", "link=&");
	html_set(h, "token", page_token_for(page, "link", ""));
	html_set(h, "seed", new_seed(page));
	html_set(h, "code", code);
	html_set(h, "typed", typed);
	if (problem != NULL) {
		struct html *one = html_add(h, "problems");

		html_set(one, "word", problem);
		if (code == NULL)
			html_set(one, "field", "link");
		html_set_flag(h, "err_link", true);
	}
	return page_show(page, status, "link", h, f);
}

static enum verdict
say_unavailable(struct page *page, const char *why, struct fault *f)
{
	log_line(LOG_ERROR, "a link could not be used: %s", why);
	page->retry = 300;
	return page_say(page, 503, page->read, "title-unavailable", "unavailable", f);
}

/* ---- the link ---- */

/* NEVER: there is no such link, or its time is over. */
static enum verdict
find_link(struct spending *s, struct fault *f)
{
	struct page *page = s->page;
	struct buffer file;
	enum verdict v;

	page_link_name(s->token, s->name);
	v = file_get(page, page_path_link(page, page->dir, s->name), PAGE_FILE_MAX, &file, f);
	if (v == DONE)
		v = page_link_unpack(page, s->token, buffer_bytes(&file), &s->link, f);
	if (v == DONE && s->link.expires <= page->now)
		v = fail(f, NEVER, "%s: the link is too old", s->link.number);
	return v;
}

enum verdict
read_link_form(struct page *page, const char *typed, struct fault *f)
{
	struct spending s = { .page = page };
	enum verdict v;

	if (*typed == 0)
		return show_form(page, 200, NULL, NULL, NULL, f);
	if (!page_token_read(typed, s.token))
		return show_form(page, 400, NULL, typed, "error-code", f);
	v = find_link(&s, f);
	seal_wipe(&s.link.secret, sizeof s.link.secret);
	return v == DONE ? show_form(page, 200, s.token, NULL, NULL, f) : show_form(page, 404, NULL, NULL, "error-link", f);
}

/* ---- spending ---- */

static bool
read_seed(struct spending *s)
{
	struct buffer plain = buffer_init(s->page);
	unsigned char name[SEED_NAME];
	bool good = page_unseal(s->page, "link", PERIOD, cgi_field_line(s->page->form, "seed"), &plain) && plain.len == SEAL_KEY;

	if (good) {
		memcpy(s->seed.octets, plain.data, SEAL_KEY);
		seal_hash(&s->seed, "page.link.seed", (struct bytes){ NULL, 0 }, name, sizeof name);
		seal_hex(name, sizeof name, s->seed_name);
		page_password_make(&s->seed, "link", s->password);
	}
	return good;
}

static enum verdict
show_password(struct spending *s, struct fault *f)
{
	struct html *h = page_values(s->page, s->page->read);

	html_set(h, "title", "title-linked");
	html_set(h, "number", s->link.number);
	html_set(h, "password", s->password);
	html_set(h, "url", s->page->config->url);
	return page_show(s->page, 200, "linked", h, f);
}

/* The spool is told first: what it does not know it could not publish. */
static enum verdict
set_password(struct spending *s, struct fault *f)
{
	struct page *page = s->page;
	struct page_notice notice = { .kind = PAGE_PASSWORD, .at = page->now, .number = s->link.number,
		.language = page->language, .address = "" };
	struct buffer file = buffer_init(page);
	void *slot = page_slot_take(page, page->dir);
	enum verdict v = page_wrap_make(s->link.number, s->link.generation, s->password, s->link.secret, &notice.wrap, f);

	talloc_free(slot);
	if (v == DONE)
		v = page_parcel_send(page->dir, page->config->arrival, must(talloc_asprintf(page, "password.%s.%s", s->name,
		    s->seed_name)), &notice, f);
	if (v != DONE)
		return v;
	page_wrap_pack(s->link.number, &notice.wrap, &file);
	return file_put(page_state_path(page, page->dir, PAGE_WRAPS, s->link.number), buffer_bytes(&file), 0600, f);
}

/* Of all who come with this link only one form gets its password. NEVER: another was here before. */
static enum verdict
spend(struct spending *s, struct fault *f)
{
	struct page *page = s->page;
	char *mine = must(talloc_asprintf(page, SPENT "%s\n", s->seed_name));
	struct page_note *note;
	enum verdict v = page_note_open(page, page_state_path(page, page->dir, PAGE_SPENT, s->name), &note, f);

	if (v != DONE)
		return v;
	if (text_starts(note->text, SPENT))
		v = strcmp(note->text, mine) == 0 ? DONE : fail(f, NEVER, "%s: the link was used before", s->link.number);
	else if (standing_case(page, s->link.number)->generation >= s->link.generation)
		v = fail(f, NEVER, "%s: there is a newer password than the link's", s->link.number);
	else if ((v = set_password(s, f)) == DONE) {
		v = page_note_write(note, mine, true, f);
		if (v == DONE)
			log_line(LOG_NOTE, "%s: a link was used", s->link.number);
	}
	talloc_free(note);
	return v;
}

enum verdict
read_link_spend(struct page *page, struct fault *f)
{
	struct spending s = { .page = page };
	const char *typed = cgi_field_line(page->form, "link");
	char *what = must(talloc_asprintf(page, "link %s", page->request.source));
	struct fault why = { "" };
	int64_t wait = 0;
	enum verdict v;

	if (!page_token_good(page, "link", "", cgi_field_line(page->form, "token")) || !read_seed(&s))
		return show_form(page, 400, page_token_read(typed, s.token) ? s.token : NULL, NULL, "error-token", f);
	if (!page_token_read(typed, s.token))
		return show_form(page, 400, NULL, typed, "error-code", f);
	v = page_count_try(page->dir, what, link_pace, page->now, &wait, NULL, &why);
	if (v == DONE && wait > 0)
		v = fail(&why, NEVER, "too many links from there");
	if (v == DONE)
		v = find_link(&s, &why);
	if (v == DONE)
		v = spend(&s, &why);
	seal_wipe(&s.link.secret, sizeof s.link.secret);
	if (v == DONE)
		return show_password(&s, f);
	page->retry = wait;
	return v == NEVER ? show_form(page, wait > 0 ? 429 : 404, NULL, NULL, "error-link", f) :
	    say_unavailable(page, why.text, f);
}
