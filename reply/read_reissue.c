/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_reissue - somebody asks for a new password; only the spool knows whether it was the right one. */
#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/read_link.h"
#include "spool/number.h"
#include "spool/page_count.h"
#include "spool/page_parcel.h"

enum { PLACE = 16, ADDRESS_CHARACTERS = 254 };

/* The spool has limits of its own; these keep in/ from filling up. */
static const struct page_pace source_pace = { 5, 600, 3600 }, number_pace = { 3, 3600, 6 * 3600 };

static struct html *
form_values(struct page *page)
{
	struct html *h = page_values(page, page->read);

	html_set(h, "title", "title-new");
	html_set(h, "keep", "new=1&");
	html_set_flag(h, "on_new", true);
	html_set(h, "token", page_token_for(page, "reissue", ""));
	html_set(h, "number", cgi_field_line(page->form, "number"));
	html_set(h, "address", cgi_field_line(page->form, "address"));
	return h;
}

enum verdict
read_reissue_form(struct page *page, struct fault *f)
{
	return page_show(page, 200, "reissue", form_values(page), f);
}

static void
complain(struct html *h, const char *field, const char *beside, const char *word)
{
	struct html *one = html_add(h, "problems");

	html_set(one, "word", word);
	html_set(one, "field", field);
	html_set_flag(h, beside, true);
}

/* Whether it is passed on. Who asks too often gets the same words, and that is all. */
static bool
is_passed_on(struct page *page, const char *number)
{
	char *of_source = must(talloc_asprintf(page, "reissue source %s", page->request.source));
	char *of_number = must(talloc_asprintf(page, "reissue number %s", number));
	int64_t wait = 0;
	struct fault f;

	if (page_count_try(page->dir, of_source, source_pace, page->now, &wait, NULL, &f) != DONE || wait > 0)
		return false;
	return page_count_try(page->dir, of_number, number_pace, page->now, &wait, NULL, &f) == DONE && wait == 0;
}

static enum verdict
pass_on(struct page *page, const char *number, const char *address, struct fault *f)
{
	const struct page_notice notice = { .kind = PAGE_REISSUE, .at = page->now, .number = number, .address = address,
		.language = page->language };
	unsigned char random[PLACE];
	char hex[2 * PLACE + 1];

	seal_random(random, sizeof random);
	seal_hex(random, sizeof random, hex);
	return page_parcel_send(page->dir, page->config->arrival, must(talloc_asprintf(page, "reissue.%s", hex)), &notice, f);
}

enum verdict
read_reissue(struct page *page, struct fault *f)
{
	const char *number = number_read(page, cgi_field_line(page->form, "number"));
	const char *address = text_cut(page, cgi_field_line(page->form, "address"), ADDRESS_CHARACTERS);
	bool token = page_token_good(page, "reissue", "", cgi_field_line(page->form, "token"));
	struct html *h = form_values(page);
	struct fault why = { "" };

	if (!token)
		complain(h, "number", "err_number", "error-token");
	if (number == NULL)
		complain(h, "number", "err_number", "error-number");
	if (*address == 0)
		complain(h, "address", "err_address", "error-reissue-address");
	if (!token || number == NULL || *address == 0)
		return page_show(page, 400, "reissue", h, f);
	if (is_passed_on(page, number) && pass_on(page, number, address, &why) != DONE) {
		log_line(LOG_ERROR, "a request for a new password could not be taken: %s", why.text);
		page->retry = 300;
		return page_say(page, 503, page->read, "title-unavailable", "unavailable", f);
	}
	return page_say(page, 200, page->read, "title-reissued", "reissued", f);
}
