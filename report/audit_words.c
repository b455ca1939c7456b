/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_words - what iken-audit says, in the office's language. */
#include "report/audit_words.h"

#include <errno.h>

#include "config/memory.h"
#include "config/text.h"
#include "report/builtin.h"
#include "spool/file.h"

enum { FILE_MAX = 256 * 1024 };

struct audit_words {
	const char *own, *builtin;	/* texts; own NULL: none */
};

static enum verdict
read_words(void *ctx, const struct office *office, const char *name, struct audit_words **out, struct fault *f)
{
	struct audit_words *w = memory_new(ctx, sizeof *w);
	const char *key = must(talloc_asprintf(w, "%s/%s", office->language == LANGUAGE_JA ? "ja" : "en", name));
	char *path = must(talloc_asprintf(w, "%s/%s", office->templates, key));
	struct buffer own = buffer_init(w);

	w->builtin = "";
	for (const struct report_builtin *b = report_builtin_files; b->name != NULL; b++)
		if (strcmp(b->name, key) == 0)
			w->builtin = (const char *)b->content.data;
	*out = w;
	if (office->templates[0] == 0 || (access(path, F_OK) != 0 && errno == ENOENT))
		return DONE;
	if (file_get(w, path, FILE_MAX, &own, f) != DONE)
		return HALT;
	w->own = text_from(w, buffer_bytes(&own), TEXT_RUNNING, NULL);
	return DONE;
}

enum verdict
audit_words_read(void *ctx, const struct office *office, struct audit_words **out, struct fault *f)
{
	return read_words(ctx, office, "audit", out, f);
}

enum verdict
audit_words_of_codes(void *ctx, const struct office *office, struct audit_words **out, struct fault *f)
{
	return read_words(ctx, office, "reasons", out, f);
}

/* Where the words of a code begin, and how long they are. */
static const char *
find(const char *text, const char *code, size_t *len_out)
{
	size_t len = strlen(code);

	for (const char *line = text; line != NULL && *line != 0;) {
		size_t whole = strcspn(line, "\n");

		if (strncmp(line, code, len) == 0 && line[len] == ':') {
			/* One space behind the colon is no part of the words. */
			size_t skip = len + 1 + (line[len + 1] == ' ');

			*len_out = whole > skip ? whole - skip : 0;
			return line + skip;
		}
		line += whole + (line[whole] != 0);
	}
	return NULL;
}

static const char *
words_of(const struct audit_words *w, const char *code, size_t *len_out)
{
	const char *found = find(w->own, code, len_out);

	return found != NULL ? found : find(w->builtin, code, len_out);
}

bool
audit_has_word(const struct audit_words *w, const char *code)
{
	size_t len;

	return words_of(w, code, &len) != NULL;
}

const char *
audit_word(struct audit_words *w, const char *code, const struct hole *holes)
{
	struct buffer out = buffer_init(w);
	size_t len = 0;
	const char *words = words_of(w, code, &len), *end;

	if (words == NULL)
		return must(talloc_strdup(w, code));
	for (end = words + len; words < end;) {
		const char *close = *words == '{' ? memchr(words, '}', (size_t)(end - words)) : NULL;

		if (close == NULL || holes == NULL) {
			buffer_char(&out, (unsigned char)*words++);
			continue;
		}
		buffer_string(&out, fill_value(holes, must(talloc_strndup(w, words + 1, (size_t)(close - words - 1)))));
		words = close + 1;
	}
	return buffer_text(&out);
}

void
audit_say(struct audit_words *w, const char *code, const struct hole *holes)
{
	printf("%s\n", audit_word(w, code, holes));
}
