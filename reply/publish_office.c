/* SPDX-License-Identifier: GPL-3.0-or-later */
/* publish_office - out/page, out/numbers and the questions and answers. */
#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "reply/publish_parts.h"
#include "spool/file.h"
#include "spool/page_config.h"
#include "spool/page_folder.h"
#include "spool/page_static.h"
#include "spool/webnumber.h"

enum { FILE_MAX = 64 << 20 };

/* What is there as it should be is left alone, so that nothing has to be copied elsewhere. */
static enum verdict
put(struct publisher *p, const char *below, struct bytes content, struct fault *f)
{
	char *path = page_path(NULL, p->dir, below);
	struct buffer there;
	enum verdict v = file_get(path, path, FILE_MAX, &there, f);

	if (v == NEVER || (v == DONE && !bytes_equal(buffer_bytes(&there), content)))
		v = file_put(path, content, 0644, f);
	talloc_free(path);
	return v;
}

/* ---- the office ------------------------------------------------------------------------------------- */

static bool
has(const struct list *list, const char *word)
{
	return settings_list_has(list, word);
}

static enum verdict
put_config(struct publisher *p, struct fault *f)
{
	static const char *const ways[] = { "mail", "post", "none" };
	const struct settings *s = p->l->settings;
	void *ctx = must(talloc_new(NULL));
	struct page_config c = page_config_usual();
	struct buffer out = buffer_init(ctx);
	enum verdict v = keys_public(s, c.arrival, f);

	c.office = (struct page_words){ { s->office.name, s->page.office_en, "" } };
	c.contact = (struct page_words){ { s->office.contact, s->page.contact_en, "" } };
	c.url = s->page.url;
	c.purposes = must(talloc_zero_array(ctx, struct page_purpose, s->purpose_count + 1));
	c.purpose_count = s->purpose_count;
	for (size_t i = 0; i < s->purpose_count; i++)
		c.purposes[i] = (struct page_purpose){ s->purposes[i].code, { { s->purposes[i].name, s->purposes[i].name_en,
		    s->purposes[i].name_easy } } };
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
		c.ways[i] = has(&s->page.ways, ways[i]);
	for (int i = 0; i < PAGE_LANGUAGES; i++)
		c.languages[i] = has(&s->page.languages, page_language_name((enum page_language)i));
	c.answers_here = s->page.answers == PAGE_ANSWERS_PAGE;
	c.name_required = s->page.name_required;
	c.text_length = s->page.text_length;
	c.file_count = s->page.files;
	c.file_size = s->page.file_size;
	c.total_size = s->page.total_size;
	c.keep = s->page.keep;
	c.session = s->page.session;
	page_config_write(&c, &out);
	if (v == DONE)
		v = put(p, "out/page", buffer_bytes(&out), f);
	talloc_free(ctx);
	return v;
}

/* ---- numbers ------------------------------------------------------------------------------------------ */

static enum verdict
reserve(struct publisher *p, struct fault *f)
{
	int64_t now = clock_now(), more = 0;
	bool is_short;
	enum verdict v = webnumber_is_short(p->l, now, &is_short, f);

	if (v != DONE || !is_short)
		return v;
	v = db_begin(p->l->db, f);
	if (v == DONE)
		v = webnumber_reserve(p->l, now, &more, f);
	v = db_end(p->l->db, v, true, f);
	if (v == DONE)
		log_line(LOG_NOTE, "page: %lld more numbers", (long long)more);
	return v;
}

static enum verdict
put_numbers(struct publisher *p, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer out = buffer_init(ctx);
	char **numbers;
	size_t count;
	enum verdict v = reserve(p, f);

	if (v == DONE)
		v = webnumber_list(p->l, ctx, clock_now(), &numbers, &count, f);
	if (v == DONE) {
		page_numbers_write(numbers, count, &out);
		v = put(p, "out/numbers", buffer_bytes(&out), f);
	}
	talloc_free(ctx);
	return v;
}

/* What of it is right is shown: a slip in one question keeps no answer from anybody. */
static enum verdict
put_faq(struct publisher *p, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer out = buffer_init(ctx);
	struct fault why = { "" };
	enum verdict v = publish_faq(p->l->settings, ctx, &out, &why);

	if (v != DONE)
		log_line(LOG_WARNING, "page: questions and answers: %s", why.text);
	if (v == DONE || v == NEVER) {
		v = publish_faq_entries(p->l, ctx, &out, f);
		v = v == DONE ? put(p, "out/static/faq.txt", buffer_bytes(&out), f) : v;
	} else {
		v = DONE;
	}
	talloc_free(ctx);
	return v;
}

enum verdict
publish_office(struct publisher *p, struct fault *f)
{
	enum verdict v = put_config(p, f);

	if (v == DONE)
		v = put_faq(p, f);

	if (v == DONE)
		v = page_static_write(p->dir, f);
	return v == DONE ? put_numbers(p, f) : v;
}
