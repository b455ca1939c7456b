/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_login - number and password open an opinion's page. */
#include "reply/read_login.h"

#include <stdio.h>

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "reply/read_session.h"
#include "reply/read_wrap.h"
#include "spool/number.h"
#include "spool/page_count.h"
#include "spool/page_password.h"

static struct html *
form_values(struct page *page)
{
	struct html *h = page_values(page, page->read);

	html_set(h, "title", "title-login");
	html_set_flag(h, "on_read", true);
	html_set(h, "token", page_token_for(page, "login", ""));
	html_set(h, "number", cgi_field_line(page->form, "number"));
	return h;
}

enum verdict
read_login_form(struct page *page, int status, const char *notice, struct fault *f)
{
	struct html *h = form_values(page);

	html_set(h, "notice", notice);
	return page_show(page, status, "login", h, f);
}

static void
complain(struct html *h, const char *field, const char *beside, const char *word, const char *detail)
{
	struct html *one = html_add(h, "problems");

	html_set(one, "word", word);
	html_set(one, "field", field);
	html_set(one, "detail", detail);
	html_set_flag(h, beside, true);
}

/* How a number and a password look is no secret: who mistypes it is told at once, and it is no try. */
static enum verdict
say_shape(struct page *page, bool number, bool password, struct fault *f)
{
	struct html *h = form_values(page);

	if (!number)
		complain(h, "number", "err_number", "error-number", NULL);
	if (!password)
		complain(h, "password", "err_password", "error-password", NULL);
	return page_show(page, 400, "login", h, f);
}

static enum verdict
say_wait(struct page *page, int64_t wait, struct fault *f)
{
	struct day day = clock_tokyo(page->now + wait + 59);
	char time[32];
	struct html *h = form_values(page);

	snprintf(time, sizeof time, "%02d:%02d", day.hour, day.minute);
	page->retry = wait;
	complain(h, "number", "err_number", "error-wait", time);
	return page_show(page, 429, "login", h, f);
}

static enum verdict
say_wrong(struct page *page, const char *number, struct fault *f)
{
	struct html *h = form_values(page);
	struct fault why;

	if (page_wrong_note(page->dir, number, page->request.source, page->now, &why) != DONE)
		log_line(LOG_WARNING, "%s", why.text);
	complain(h, "number", "err_number", "error-login", NULL);
	return page_show(page, 403, "login", h, f);
}

static enum verdict
try_password(struct page *page, const char *number, const char *password, struct fault *f)
{
	const struct standing_case *c = standing_case(page, number);
	unsigned char secret[SEAL_SECRET];
	enum verdict v;

	if (!standing_case_opens(page, c, number, password, secret))
		return say_wrong(page, number, f);
	page_count_password_right(page->dir, number, page->request.source, page->now);
	if (!session_begin(page, number, c->generation, secret))
		v = page_say(page, 503, page->read, "title-unavailable", "unavailable", f);
	else
		v = page_go(page, must(talloc_asprintf(page, "%s?lang=%s", page->read, page_language_name(page->language))), f);
	seal_wipe(secret, sizeof secret);
	return v;
}

enum verdict
read_login(struct page *page, struct fault *f)
{
	const char *number = number_read(page, cgi_field_line(page->form, "number"));
	char password[PAGE_PASSWORD_SHOWN + 1];
	bool shaped = page_password_read(cgi_field_line(page->form, "password"), password);
	struct fault why = { "" };
	int64_t wait = 0;

	if (!page_token_good(page, "login", "", cgi_field_line(page->form, "token")))
		return read_login_form(page, 400, "error-token", f);
	if (number == NULL || !shaped)
		return say_shape(page, number != NULL, shaped, f);
	/* Nobody tries where tries cannot be counted. */
	if (page_count_password(page->dir, number, page->request.source, page->now, &wait, &why) != DONE) {
		log_line(LOG_ERROR, "%s", why.text);
		return page_say(page, 503, page->read, "title-unavailable", "unavailable", f);
	}
	return wait > 0 ? say_wait(page, wait, f) : try_password(page, number, password, f);
}
