/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reason - the words for codes of ours, from the template files LANGUAGE/reasons. */
#include "reply/reason.h"

#include "config/memory.h"
#include "config/text.h"
#include "reply/template_file.h"

/* Whether a line's code, "bounced *" or whole, is that of the reason. */
static bool
code_fits(const char *line, size_t len, const char *code)
{
	if (len > 2 && line[len - 1] == '*')
		return strncmp(line, code, len - 2) == 0 && (code[len - 2] == ' ' || code[len - 2] == 0);
	return strlen(code) == len && memcmp(line, code, len) == 0;
}

static const char *
find_reason(void *ctx, const char *text, const char *code)
{
	const char *next;

	for (const char *line = text; *line != 0; line = next) {
		size_t len = strcspn(line, "\n");
		const char *colon = memchr(line, ':', len);

		next = line + len + (line[len] != 0);
		if (*line != '#' && colon != NULL && code_fits(line, (size_t)(colon - line), code))
			return text_trim(ctx, must(talloc_strndup(ctx, colon + 1, len - (size_t)(colon + 1 - line))));
	}
	return NULL;
}

enum verdict
reason_words(void *ctx, const struct office *office, enum language language, const char *code,
    const char **out, struct fault *f)
{
	const struct office builtin = { .templates = "" };
	const struct office *from[] = { office, &builtin };

	*out = NULL;
	/* An own file of reasons need not have all of them. */
	for (size_t i = 0; i < 2 && *out == NULL; i++) {
		const char *label, *text;
		enum verdict v = template_file(ctx, from[i], language, "reasons", &label, &text, f);

		if (v != DONE)
			return v;
		*out = find_reason(ctx, text, code);
	}
	if (*out == NULL)
		*out = must(talloc_strdup(ctx, code));
	return DONE;
}

/* Every line of reasons is empty, a comment or "code: words". */
void
reason_check(void *ctx, const struct office *office, enum language language, struct buffer *errors)
{
	const char *label = "", *text = "";
	int line = 0;
	struct fault f = { "" };

	if (template_file(ctx, office, language, "reasons", &label, &text, &f) != DONE)
		buffer_printf(errors, "%s\n", f.text);
	for (const char *p = text; *p != 0; p += strcspn(p, "\n"), p += *p != 0) {
		line++;
		if (*p != '#' && *p != '\n' && memchr(p, ':', strcspn(p, "\n")) == NULL)
			buffer_printf(errors, "%s:%d: not a line \"code: words\"\n", label, line);
	}
}
