/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_config - what the page must know of the office. */
#include "spool/page_config.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"

#define FORMAT "ikenbako-page"

enum { FIELDS_MAX = 8 };

static const char *const languages[PAGE_LANGUAGES] = { "ja", "en", "easy" };
static const char *const ways[] = { "mail", "post", "none" };

const char *
page_language_name(enum page_language language)
{
	return languages[language];
}

bool
page_language_named(const char *name, enum page_language *out)
{
	for (int i = 0; i < PAGE_LANGUAGES; i++)
		if (strcmp(name, languages[i]) == 0) {
			*out = (enum page_language)i;
			return true;
		}
	return false;
}

const char *
page_words(const struct page_words *words, enum page_language language)
{
	return words->in[language] != NULL && *words->in[language] != 0 ? words->in[language] :
	    words->in[PAGE_JA] != NULL ? words->in[PAGE_JA] : "";
}

struct page_config
page_config_usual(void)
{
	return (struct page_config){
		.office = { { "", "", "" } }, .contact = { { "", "", "" } }, .url = "",
		.ways = { true, true, true }, .languages = { true, true, true }, .answers_here = true,
		.text_length = 20000, .file_count = 5, .file_size = 10 << 20, .total_size = 25 << 20,
		.keep = 90 * 86400, .session = 20 * 60,
	};
}

/* ---- writing ---- */

/* A field: text of ours, but a tab or a line's end in it would begin another. */
static void
put_field(struct buffer *out, const char *text)
{
	buffer_char(out, '\t');
	for (; text != NULL && *text != 0; text++)
		buffer_char(out, (unsigned char)*text < ' ' ? ' ' : (unsigned char)*text);
}

static void
put_words(struct buffer *out, const struct page_words *words)
{
	for (int i = 0; i < PAGE_LANGUAGES; i++)
		put_field(out, words->in[i]);
	buffer_char(out, '\n');
}

static void
put_number(struct buffer *out, const char *name, int64_t number)
{
	buffer_printf(out, "%s\t%lld\n", name, (long long)number);
}

static void
put_switches(struct buffer *out, const char *name, const char *const *names, const bool *on, int count)
{
	buffer_string(out, name);
	for (int i = 0; i < count; i++)
		if (on[i])
			put_field(out, names[i]);
	buffer_char(out, '\n');
}

void
page_config_write(const struct page_config *config, struct buffer *out)
{
	char hex[2 * SEAL_PUBLIC + 1];

	seal_hex(config->arrival, SEAL_PUBLIC, hex);
	buffer_printf(out, FORMAT "\t1\narrival\t%s\noffice", hex);
	put_words(out, &config->office);
	buffer_string(out, "contact");
	put_words(out, &config->contact);
	buffer_string(out, "url");
	put_field(out, config->url);
	buffer_char(out, '\n');
	for (size_t i = 0; i < config->purpose_count; i++) {
		buffer_string(out, "purpose");
		put_field(out, config->purposes[i].code);
		put_words(out, &config->purposes[i].name);
	}
	put_switches(out, "ways", ways, config->ways, 3);
	put_switches(out, "languages", languages, config->languages, PAGE_LANGUAGES);
	put_number(out, "answers-here", config->answers_here);
	put_number(out, "name-required", config->name_required);
	put_number(out, "text-length", config->text_length);
	put_number(out, "file-count", config->file_count);
	put_number(out, "file-size", config->file_size);
	put_number(out, "total-size", config->total_size);
	put_number(out, "keep", config->keep);
	put_number(out, "session", config->session);
	buffer_string(out, "end\n");
}

/* ---- reading ---- */

struct fields {
	char *item[FIELDS_MAX];
	size_t count;
};

static struct fields
split(char *line)
{
	struct fields fields = { .count = 0 };
	char *rest = line;

	while (rest != NULL && fields.count < FIELDS_MAX)
		fields.item[fields.count++] = strsep(&rest, "\t");
	return fields;
}

static const char *
field(const struct fields *fields, size_t i)
{
	return i < fields->count ? fields->item[i] : "";
}

static void
take_words(const struct fields *fields, size_t first, struct page_words *out)
{
	for (size_t i = 0; i < PAGE_LANGUAGES; i++)
		out->in[i] = field(fields, first + i);
}

static void
take_switches(const struct fields *fields, const char *const *names, bool *on, int count)
{
	for (int i = 0; i < count; i++) {
		on[i] = false;
		for (size_t k = 1; k < fields->count; k++)
			on[i] = on[i] || strcmp(fields->item[k], names[i]) == 0;
	}
}

static void
take_purpose(struct page_config *c, const struct fields *fields)
{
	c->purposes = must(talloc_realloc(c, c->purposes, struct page_purpose, c->purpose_count + 1));
	c->purposes[c->purpose_count].code = field(fields, 1);
	take_words(fields, 2, &c->purposes[c->purpose_count].name);
	c->purpose_count++;
}

static bool
take_number(struct page_config *c, const struct fields *fields)
{
	const struct {
		const char *name;
		int64_t *number;
	} numbers[] = {
		{ "text-length", &c->text_length }, { "file-count", &c->file_count }, { "file-size", &c->file_size },
		{ "total-size", &c->total_size }, { "keep", &c->keep }, { "session", &c->session },
	};

	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (strcmp(fields->item[0], numbers[i].name) == 0)
			return text_to_number(field(fields, 1), 0, INT64_MAX, numbers[i].number);
	return true;
}

/* False: the line is wrong. */
static bool
take_line(struct page_config *c, const struct fields *fields)
{
	const char *name = fields->item[0];

	if (strcmp(name, "arrival") == 0)
		return strlen(field(fields, 1)) == (size_t)(2 * SEAL_PUBLIC) &&
		    seal_from_hex(field(fields, 1), c->arrival, SEAL_PUBLIC);
	if (strcmp(name, "office") == 0)
		take_words(fields, 1, &c->office);
	else if (strcmp(name, "contact") == 0)
		take_words(fields, 1, &c->contact);
	else if (strcmp(name, "url") == 0)
		c->url = field(fields, 1);
	else if (strcmp(name, "purpose") == 0)
		take_purpose(c, fields);
	else if (strcmp(name, "ways") == 0)
		take_switches(fields, ways, c->ways, 3);
	else if (strcmp(name, "languages") == 0)
		take_switches(fields, languages, c->languages, PAGE_LANGUAGES);
	else if (strcmp(name, "answers-here") == 0)
		c->answers_here = strcmp(field(fields, 1), "1") == 0;
	else if (strcmp(name, "name-required") == 0)
		c->name_required = strcmp(field(fields, 1), "1") == 0;
	else
		return take_number(c, fields);
	return true;
}

enum verdict
page_config_read(void *ctx, struct bytes file, struct page_config **out, struct fault *f)
{
	struct page_config *c = memory_new(ctx, sizeof *c);
	char *rest, *line;
	bool arrival = false, ended = false, good;

	*c = page_config_usual();
	rest = text_from(c, file, TEXT_RUNNING, NULL);
	good = (line = strsep(&rest, "\n")) != NULL && strcmp(line, FORMAT "\t1") == 0;
	while (good && !ended && (line = strsep(&rest, "\n")) != NULL) {
		struct fields fields = split(line);

		ended = strcmp(line, "end") == 0;
		good = take_line(c, &fields);
		arrival = arrival || strcmp(line, "arrival") == 0;
	}
	if (!good || !ended || !arrival) {
		talloc_free(c);
		return fail(f, NEVER, "the page's configuration is damaged, or of another version");
	}
	*out = c;
	return DONE;
}
