/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_view - a request of the residents' page, and the page that answers it. */
#include "spool/page_view.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/cgi_reply.h"
#include "spool/file.h"
#include "spool/page_builtin.h"
#include "spool/page_folder.h"

enum { FORM_MAX = 1 << 20, WORDS_MAX = 1 << 20 };

const char *
page_dir(const char *option)
{
	const char *dir = option != NULL ? option : getenv("IKEN_PAGE");

	return dir != NULL && *dir != 0 ? dir : NULL;
}

int64_t
page_setting(const char *name, int64_t min, int64_t max, int64_t usual)
{
	const char *value = getenv(name);
	int64_t number = usual;

	return value != NULL && text_to_number(value, min, max, &number) ? number : usual;
}

static const char *
url_of(const char *name, const char *usual)
{
	const char *value = getenv(name);

	return value != NULL && *value != 0 ? value : usual;
}

/* ---- words and templates ---- */

static struct bytes
builtin(const char *folder, const char *name, const char *suffix)
{
	char *wanted = must(talloc_asprintf(NULL, "%s/%s%s", folder, name, suffix));
	struct bytes found = { NULL, 0 };

	for (const struct page_builtin *b = page_builtin_files; b->name != NULL && found.data == NULL; b++)
		if (strcmp(b->name, wanted) == 0)
			found = b->content;
	talloc_free(wanted);
	return found;
}

static struct bytes
find_template(const char *name)
{
	return builtin("html", name, ".html");
}

const struct html_source page_templates = { find_template };

struct html_words *
page_words_of(void *ctx, const char *dir, enum page_language language)
{
	struct html_words *words = html_words_new(ctx);
	char *path;
	struct buffer own;

	html_words_read(words, builtin(page_language_name(language), "words", ""));
	path = must(talloc_asprintf(words, "%s/out/words/%s", dir, page_language_name(language)));
	if (file_get(words, path, WORDS_MAX, &own, NULL) == DONE)
		html_words_read(words, buffer_bytes(&own));
	return words;
}

/* ---- the request ---- */

static const struct page_config *
read_config(struct page *page)
{
	struct page_config *usual = memory_new(page, sizeof *usual), *config;
	struct buffer file;

	*usual = page_config_usual();
	page->ready = file_get(page, page_path(page, page->dir, "out/page"), PAGE_FILE_MAX, &file, NULL) == DONE &&
	    page_config_read(page, buffer_bytes(&file), &config, NULL) == DONE;
	return page->ready ? config : usual;
}

struct page *
page_begin(void *ctx, const char *dir)
{
	struct page *page = memory_new(ctx, sizeof *page);
	const char *insecure = getenv("IKEN_PAGE_INSECURE");

	page->ctx = page;
	page->dir = dir;
	page->now = clock_now();
	page->request = cgi_request(page);
	page->config = read_config(page);
	page->query = cgi_fields_new(page);
	page->form = cgi_fields_new(page);
	page->secure = insecure == NULL || strcmp(insecure, "yes") != 0;
	page->post = url_of("IKEN_PAGE_POST", "post");
	page->read = url_of("IKEN_PAGE_READ", "read");
	page->fixed = url_of("IKEN_PAGE_STATIC", "static");
	cgi_fields_urlencoded(page->query, bytes_of(page->request.query));
	cgi_fields_settle(page->query);
	page_choose_language(page);
	return page;
}

/* The first of what the browser prefers that we have; its weights stand in order in every browser's list. */
static bool
preferred(const struct page *page, enum page_language *out)
{
	for (const char *p = page->request.language; *p != 0; p += strcspn(p, ","), p += *p != 0) {
		p += strspn(p, " ");
		for (int i = 0; i < PAGE_EASY; i++)
			if (strncasecmp(p, page_language_name((enum page_language)i), 2) == 0 && page->config->languages[i]) {
				*out = (enum page_language)i;
				return true;
			}
	}
	return false;
}

void
page_choose_language(struct page *page)
{
	enum page_language language = PAGE_JA, said;

	while (language < PAGE_EASY && !page->config->languages[language])
		language++;
	if (((page_language_named(cgi_field_line(page->form, "lang"), &said) ||
	    page_language_named(cgi_field_line(page->query, "lang"), &said)) && page->config->languages[said]) ||
	    preferred(page, &said))
		language = said;
	page->language = language;
	talloc_free(page->words);
	page->words = page_words_of(page, page->dir, language);
}

bool
page_read_form(struct page *page, int64_t patience, int *status_out)
{
	struct cgi_body body = cgi_body_begin(&page->request, patience);
	struct buffer text = buffer_init(page);
	unsigned char piece[16384];
	size_t n;

	*status_out = page->request.length == -1 ? 411 : page->request.length < 0 ? 400 : page->request.length > FORM_MAX ? 413 : 0;
	if (*status_out == 0 && !text_starts(page->request.type, "application/x-www-form-urlencoded"))
		*status_out = 400;
	if (*status_out != 0)
		return false;
	while ((n = cgi_body_read(&body, piece, sizeof piece)) != 0)
		buffer_add(&text, piece, n);
	cgi_fields_urlencoded(page->form, buffer_bytes(&text));
	cgi_fields_settle(page->form);
	page_choose_language(page);
	*status_out = body.end == CGI_SLOW ? 408 : body.end == CGI_SHORT ? 400 : 0;
	return *status_out == 0;
}

/* ---- answers ---- */

struct html *
page_values(struct page *page, const char *self)
{
	struct html *h = html_new(page);
	const struct page_config *c = page->config;

	html_set(h, "lang", page_language_name(page->language));
	html_set(h, "htmllang", page->language == PAGE_EN ? "en" : "ja");
	html_set(h, "office", page_words(&c->office, page->language));
	html_set(h, "contact", page_words(&c->contact, page->language));
	html_set(h, "self", self);
	html_set(h, "post", page->post);
	html_set(h, "read", page->read);
	html_set(h, "static", page->fixed);
	for (int i = 0; i < PAGE_LANGUAGES && page->request.method != CGI_POST; i++)
		if (c->languages[i] && (enum page_language)i != page->language) {
			struct html *one = html_add(h, "languages");

			html_set(one, "code", page_language_name((enum page_language)i));
			html_set(one, "codelang", i == PAGE_EN ? "en" : "ja");
			html_set(one, "name", i == PAGE_JA ? "日本語" : i == PAGE_EN ? "English" : "やさしい日本語");
		}
	return h;
}

enum verdict
page_show(struct page *page, int status, const char *template, const struct html *values, struct fault *f)
{
	struct buffer body = buffer_init(page);
	struct cgi_reply reply = { .status = status, .type = "text/html; charset=utf-8", .cookie = page->cookie,
		.retry = page->retry, .head_only = page->request.method == CGI_HEAD };

	html_render(&page_templates, page->words, template, values, &body, NULL);
	reply.size = (int64_t)body.len;
	return cgi_reply(&reply, buffer_bytes(&body), f);
}

enum verdict
page_say(struct page *page, int status, const char *self, const char *title_word, const char *text_word, struct fault *f)
{
	struct html *h = page_values(page, self);

	html_set(h, "title", title_word);
	html_set(h, "text", text_word);
	return page_show(page, status, "message", h, f);
}

enum verdict
page_go(struct page *page, const char *location, struct fault *f)
{
	struct cgi_reply reply = { .status = 303, .type = "text/plain", .cookie = page->cookie, .location = location };

	return cgi_reply(&reply, (struct bytes){ NULL, 0 }, f);
}

const char *
page_day(struct page *page, int64_t utc)
{
	struct day day = clock_tokyo(utc);

	if (page->language == PAGE_JA)
		return clock_japanese_date(page, utc);
	return must(talloc_asprintf(page, page->language == PAGE_EN ? "%d-%02d-%02d" : "%d年 %d月 %d日", day.year, day.month,
	    day.day));
}

const char *
page_size(void *ctx, int64_t octets)
{
	if (octets < 1024)
		return must(talloc_asprintf(ctx, "%lld B", (long long)octets));
	if (octets < 1 << 20)
		return must(talloc_asprintf(ctx, "%lld KB", (long long)(octets + 512) >> 10));
	if (octets % (1 << 20) == 0)
		return must(talloc_asprintf(ctx, "%lld MB", (long long)octets >> 20));
	return must(talloc_asprintf(ctx, "%.1f MB", (double)octets / (1 << 20)));
}
