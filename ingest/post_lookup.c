/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post_lookup - what the form looks up in static files: questions answered before, addresses of postal codes. */
#include <string.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"
#include "ingest/post_form.h"
#include "spool/file.h"
#include "spool/page_folder.h"

enum { FILE_MAX = 4 << 20, SHOWN = 5, POSTAL_DIGITS = 7 };

static char *
read_file(struct page *page, const char *below)
{
	struct buffer file;

	if (file_get(page, page_path(page, page->dir, below), FILE_MAX, &file, NULL) != DONE)
		return NULL;
	return text_from(page, buffer_bytes(&file), TEXT_RUNNING, NULL);
}

/* Of https, or of this site; nothing that runs. */
static bool
is_safe_url(const char *url)
{
	size_t len = strcspn(url, ":/?#\\");

	if (strchr(url, '\\') != NULL)
		return false;
	return text_starts(url, "https://") || (url[0] == '/' && url[1] != '/') || (len != 0 && url[len] != ':');
}

static bool
is_in_list(const char *list, const char *code)
{
	size_t len = strlen(code);

	for (const char *p = list; len != 0 && (p = strstr(p, code)) != NULL; p += len)
		if ((p == list || p[-1] == ',' || p[-1] == ' ') && (p[len] == 0 || p[len] == ','))
			return true;
	return false;
}

/* A line of faq.txt: language, purposes, words, question and URL, with tabs between them. */
void
post_show_faq(struct post *post)
{
	char *rest = read_file(post->page, "out/static/faq.txt"), *line;
	int shown = 0;

	while (shown < SHOWN && (line = strsep(&rest, "\n")) != NULL) {
		const char *language = strsep(&line, "\t"), *purposes = strsep(&line, "\t");
		const char *words = strsep(&line, "\t"), *question = strsep(&line, "\t");
		const char *url = line != NULL ? text_trim(post->page, line) : NULL;
		struct html *one;

		if (words == NULL || question == NULL || url == NULL || !is_safe_url(url) || !is_in_list(purposes, post->purpose) ||
		    strcmp(language, page_language_name(post->page->language)) != 0)
			continue;
		one = html_add(post->values, "faqs");
		html_set(one, "question", question);
		html_set(one, "url", url);
		shown++;
	}
}

bool
post_has_postal(const struct page *page)
{
	char *folder = page_path(NULL, page->dir, "out/static/postal");
	bool there = access(folder, F_OK) == 0;

	talloc_free(folder);
	return there;
}

/* The lines of out/static/postal/123.txt: 4567, a tab, the address. */
bool
post_fill_address(struct post *post)
{
	const char *typed = text_fold(post->page, post->postal);
	char digits[POSTAL_DIGITS + 1], *rest, *line;
	size_t n = 0;

	for (; *typed != 0 && n < POSTAL_DIGITS; typed++)
		if (text_is_digit(*typed))
			digits[n++] = *typed;
	digits[n] = 0;
	if (n != POSTAL_DIGITS)
		return false;
	rest = read_file(post->page, must(talloc_asprintf(post->page, "out/static/postal/%.3s.txt", digits)));
	while ((line = strsep(&rest, "\n")) != NULL) {
		const char *code = strsep(&line, "\t");

		if (line == NULL || strcmp(code, digits + 3) != 0)
			continue;
		if (!text_starts(post->address, line))
			post->address = line;
		return true;
	}
	return false;
}
