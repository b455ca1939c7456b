/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html - pages made of templates and values: the values. */
#include "spool/html.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/html_tree.h"

struct html *
html_new(void *ctx)
{
	return memory_new(ctx, sizeof(struct html));
}

static struct html_value *
value_named(struct html *h, const char *name)
{
	struct html_value *value;

	for (size_t i = 0; i < h->count; i++)
		if (strcmp(h->item[i].name, name) == 0)
			return &h->item[i];
	h->item = must(talloc_realloc(h, h->item, struct html_value, h->count + 1));
	value = &h->item[h->count++];
	*value = (struct html_value){ .name = name, .text = "" };
	return value;
}

void
html_set(struct html *h, const char *name, const char *text)
{
	value_named(h, name)->text = text != NULL ? must(talloc_strdup(h, text)) : "";
}

void
html_set_number(struct html *h, const char *name, int64_t number)
{
	value_named(h, name)->text = must(talloc_asprintf(h, "%lld", (long long)number));
}

void
html_set_flag(struct html *h, const char *name, bool on)
{
	value_named(h, name)->text = on ? "1" : "";
}

struct html *
html_add(struct html *h, const char *list)
{
	struct html *one = html_new(h);
	struct html_value *value = value_named(h, list);

	one->around = h;
	value->list = must(talloc_realloc(h, value->list, struct html *, value->count + 1));
	value->list[value->count++] = one;
	return one;
}

const char *
html_get(const struct html *h, const char *name)
{
	for (size_t i = 0; i < h->count; i++)
		if (strcmp(h->item[i].name, name) == 0)
			return h->item[i].text;
	return "";
}

void
html_escape(const char *text, struct buffer *out)
{
	for (; *text != 0; text++)
		switch (*text) {
		case '&':
			buffer_string(out, "&amp;");
			break;
		case '<':
			buffer_string(out, "&lt;");
			break;
		case '>':
			buffer_string(out, "&gt;");
			break;
		case '"':
			buffer_string(out, "&quot;");
			break;
		case '\'':
			buffer_string(out, "&#39;");
			break;
		case '\n':
			/* a textarea or an attribute gives it back as it was */
			buffer_string(out, "&#10;");
			break;
		default:
			buffer_char(out, (unsigned char)*text);
		}
}

/* ---- words ---- */

struct html_words *
html_words_new(void *ctx)
{
	return memory_new(ctx, sizeof(struct html_words));
}

static struct html_word *
word_named(const struct html_words *words, const char *name)
{
	for (size_t i = 0; i < words->count; i++)
		if (strcmp(words->item[i].name, name) == 0)
			return &words->item[i];
	return NULL;
}

const char *
html_word(const struct html_words *words, const char *name)
{
	const struct html_word *word = word_named(words, name);

	return word != NULL ? word->text : NULL;
}

static struct html_word *
take_word(struct html_words *words, char *name, char *text)
{
	struct html_word *word = word_named(words, name);

	if (word == NULL) {
		words->item = must(talloc_realloc(words, words->item, struct html_word, words->count + 1));
		word = &words->item[words->count++];
		word->name = name;
	}
	word->text = text;
	return word;
}

void
html_words_read(struct html_words *words, struct bytes file)
{
	char *rest = text_from(words, file, TEXT_RUNNING, NULL), *line;
	struct html_word *word = NULL;

	while ((line = strsep(&rest, "\n")) != NULL) {
		char *equals = strchr(line, '=');

		if (*line == '#' || *line == 0)
			continue;
		if ((*line == ' ' || *line == '\t') && word != NULL)
			word->text = must(talloc_asprintf(words, "%s\n%s", word->text, text_trim(words, line)));
		else if (equals != NULL) {
			*equals = 0;
			word = take_word(words, text_trim(words, line), text_trim(words, equals + 1));
		}
	}
}
