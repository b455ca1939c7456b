/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alarm - whether a resident's words call for a person at once. */
#include "spool/alarm.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"

enum { SENTENCE_MAX = 200 };	/* characters */

/* A text as it is compared: folded, and the same without spaces and line ends. */
struct compared {
	char *folded, *close;
};

static size_t
space_at(const char *p)
{
	if (text_is_space(*p))
		return 1;
	return text_starts(p, "\xe3\x80\x80") ? 3 : 0;
}

static struct compared
compare(void *ctx, const char *text)
{
	struct compared c = { .folded = text_fold(ctx, text) };
	char *out;

	c.close = out = must(talloc_strdup(ctx, c.folded));
	for (const char *p = c.folded; *p != 0; ) {
		size_t n = space_at(p);

		if (n == 0)
			*out++ = *p++;
		else
			p += n;
	}
	*out = 0;
	return c;
}

static bool
is_ascii_letter(char c)
{
	return text_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
has_whole_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = text; (p = strstr(p, word)) != NULL; p++)
		if ((p == text || !is_ascii_letter(p[-1])) && !is_ascii_letter(p[n]))
			return true;
	return false;
}

static bool
has_word(const struct compared *c, void *ctx, const char *word)
{
	struct compared wanted = compare(ctx, word);

	for (const char *p = wanted.close; *p != 0; p++)
		if (!is_ascii_letter(*p))
			return strstr(c->close, wanted.close) != NULL;
	return *wanted.close != 0 && has_whole_word(c->folded, wanted.folded);
}

static bool
has_any(const struct compared *c, void *ctx, const struct list *words)
{
	for (size_t i = 0; i < words->count; i++)
		if (has_word(c, ctx, words->item[i]))
			return true;
	return false;
}

/* All that the resident wrote, a line feed between its pieces. */
static const char *
everything(void *ctx, const struct reading *r)
{
	struct buffer all = buffer_init(ctx);

	buffer_printf(&all, "%s\n\n%s\n", r->subject, r->text);
	if (strcmp(r->html_text, r->text) != 0)
		buffer_printf(&all, "\n%s\n", r->html_text);
	for (size_t i = 0; i < r->part_count; i++)
		buffer_printf(&all, "\n%s\n", r->parts[i].name);
	return buffer_text(&all);
}

struct alarm
alarm_find(const struct settings *s, const struct reading *r)
{
	void *ctx = must(talloc_new(NULL));
	struct alarm alarm = { false, false };

	if (r != NULL && s->danger.words.count + s->danger.protected_words.count != 0) {
		struct compared c = compare(ctx, everything(ctx, r));

		alarm.danger = has_any(&c, ctx, &s->danger.words);
		alarm.protect = has_any(&c, ctx, &s->danger.protected_words);
	}
	talloc_free(ctx);
	return alarm;
}

bool
alarm_rings(const struct alarm *alarm)
{
	return alarm->danger || alarm->protect;
}

static void
add_words(struct buffer *out, const struct compared *c, void *ctx, const struct list *words)
{
	for (size_t i = 0; i < words->count; i++)
		if (has_word(c, ctx, words->item[i]))
			buffer_printf(out, "%s%s", out->len != 0 ? "、" : "", words->item[i]);
}

char *
alarm_words(void *ctx, const struct settings *s, const struct reading *r)
{
	struct buffer out = buffer_init(ctx);
	void *tmp = must(talloc_new(NULL));
	struct compared c = compare(tmp, everything(tmp, r));

	buffer_string(&out, "");
	add_words(&out, &c, tmp, &s->danger.words);
	add_words(&out, &c, tmp, &s->danger.protected_words);
	talloc_free(tmp);
	return (char *)out.data;
}

/* Octets up to the end of the sentence at p; a single line end is within it. */
static size_t
sentence_length(const char *p)
{
	static const char *const ends[] = { "。", "！", "？", "!", "?", "\n\n", "\n\xe3\x80\x80", "\n■", "\n・" };

	for (const char *q = p; *q != 0; q++)
		for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
			if (text_starts(q, ends[i]))
				return (size_t)(q - p) + (*q == '\n' ? 1 : strlen(ends[i]));
	return strlen(p);
}

static bool
rings(const struct settings *s, const char *text)
{
	void *ctx = must(talloc_new(NULL));
	struct compared c = compare(ctx, text);
	bool any = has_any(&c, ctx, &s->danger.words) || has_any(&c, ctx, &s->danger.protected_words);

	talloc_free(ctx);
	return any;
}

static const char *
skip_characters(const char *p, size_t count)
{
	for (; count > 0 && *p != 0; count--)
		do
			p++;
		while ((*p & 0xc0) == 0x80);
	return p;
}

/* One line, without the line ends that a mail program put into it; of a long one what stands around the
 * first of the words. */
static char *
joined(void *ctx, const struct settings *s, const char *sentence)
{
	const char *line = text_from(ctx, bytes_of(text_trim(ctx, sentence)), TEXT_LINE, NULL), *rest = line;

	while (*skip_characters(rest, SENTENCE_MAX) != 0) {
		char *window = text_cut(ctx, rest, SENTENCE_MAX);

		if (rings(s, window))
			return must(talloc_asprintf(ctx, "%s%s…", rest != line ? "…" : "", window));
		rest = skip_characters(rest, SENTENCE_MAX / 2);
	}
	return must(talloc_asprintf(ctx, "%s%s", rest != line ? "…" : "", rest));
}

char *
alarm_sentences(void *ctx, const struct settings *s, const struct reading *r, size_t max)
{
	struct buffer out = buffer_init(ctx);
	void *tmp = must(talloc_new(NULL));
	const char *p = everything(tmp, r);

	buffer_string(&out, "");
	while (*p != 0 && max > 0) {
		size_t n = sentence_length(p);
		char *sentence = must(talloc_strndup(tmp, p, n));

		if (rings(s, sentence)) {
			buffer_printf(&out, "%s\n", joined(sentence, s, sentence));
			max--;
		}
		talloc_free(sentence);
		p += n;
	}
	talloc_free(tmp);
	return (char *)out.data;
}
