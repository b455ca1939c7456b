/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_text - a question with its answer, as people type it. */
#include "spool/faq_text.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"

enum label { QUESTION, ANSWER, EASY, WORDS, DEPARTMENT, PURPOSE, LABELS };

static const struct {
	const char *ja, *en;
	const char *other;		/* "" none */
} labels[LABELS] = {
	[QUESTION] = { "質問", "Question", "問" }, [ANSWER] = { "回答", "Answer", "答" },
	[EASY] = { "やさしい日本語", "Easy", "やさしいにほんご" }, [WORDS] = { "ことば", "Words", "言葉" },
	[DEPARTMENT] = { "担当", "Department", "担当課" }, [PURPOSE] = { "目的", "Purpose", "投稿目的" },
};

/* The label that a line begins with; *behind_out is what stands behind its colon. LABELS: none. */
static enum label
label_of(const char *line, size_t len, const char **behind_out)
{
	void *ctx = must(talloc_new(NULL));
	const char *narrow = memchr(line, ':', len), *wide = NULL, *colon;
	enum label found = LABELS;

	for (size_t i = 0; wide == NULL && i + 3 <= len; i++)
		if (memcmp(line + i, "：", 3) == 0)
			wide = line + i;
	colon = wide != NULL && (narrow == NULL || wide < narrow) ? wide : narrow;
	if (colon != NULL && colon - line < 60) {
		char *name = text_trim(ctx, text_fold(ctx, must(talloc_strndup(ctx, line, (size_t)(colon - line)))));

		if (text_starts(name, "■") || text_starts(name, "・") || text_starts(name, "●"))
			name = text_trim(ctx, name + (text_starts(name, "・") ? strlen("・") : strlen("■")));
		for (int i = 0; i < LABELS; i++)
			if (strcmp(name, labels[i].ja) == 0 || text_equal_ignoring_case(name, labels[i].en) ||
			    strcmp(name, labels[i].other) == 0)
				found = (enum label)i;
	}
	if (found != LABELS)
		*behind_out = colon + (*colon == ':' ? 1 : strlen("："));
	talloc_free(ctx);
	return found;
}

struct faq_form
faq_form_read(void *ctx, const char *text)
{
	struct buffer value[LABELS];
	const char *result[LABELS] = { NULL };
	bool given[LABELS] = { false };
	struct faq_form form = { .before = false };
	enum label at = LABELS;

	for (int i = 0; i < LABELS; i++)
		value[i] = buffer_init(ctx);
	while (*text != 0) {
		size_t len = strcspn(text, "\n");
		const char *behind = text;
		enum label label = label_of(text, len, &behind);

		if (label != LABELS) {
			at = label;
			given[at] = true;
			buffer_clear(&value[at]);
		}
		if (at != LABELS)
			buffer_printf(&value[at], "%.*s\n", (int)(text + len - behind), behind);
		else
			form.before = form.before || text_trim(ctx, must(talloc_strndup(ctx, text, len)))[0] != 0;
		text += len + (text[len] != 0);
	}
	for (int i = 0; i < LABELS; i++)
		if (given[i])
			result[i] = text_trim(ctx, buffer_text(&value[i]));
	form.text = (struct faq_text){ result[QUESTION], result[ANSWER], result[EASY], result[WORDS] };
	form.department = result[DEPARTMENT];
	form.purpose = result[PURPOSE];
	return form;
}

bool
faq_form_has_text(const struct faq_form *form)
{
	const struct faq_text *t = &form->text;

	return t->question != NULL || t->answer != NULL || t->easy != NULL || t->words != NULL;
}

static const char *
first(const char *given, const char *else_it)
{
	return given != NULL ? given : else_it;
}

struct faq_text
faq_form_over(const struct faq_text *base, const struct faq_form *form)
{
	const struct faq_text *t = &form->text;

	return (struct faq_text){ first(t->question, base->question), first(t->answer, base->answer),
		first(t->easy, base->easy), first(t->words, base->words) };
}

void
faq_text_write(const struct faq_text *text, enum language language, struct buffer *out)
{
	const char *const values[] = { text->question, text->answer, text->easy, text->words };
	bool ja = language == LANGUAGE_JA;

	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
		if (values[i][0] != 0)
			buffer_printf(out, "%s: %s\n", ja ? labels[i].ja : labels[i].en, values[i]);
}

bool
faq_text_is_masked(const struct faq_text *text)
{
	return strstr(text->question, "〔") != NULL || strstr(text->answer, "〔") != NULL || strstr(text->easy, "〔") != NULL ||
	    strstr(text->words, "〔") != NULL;
}

bool
faq_text_equal(const struct faq_text *a, const struct faq_text *b)
{
	return strcmp(a->question, b->question) == 0 && strcmp(a->answer, b->answer) == 0 && strcmp(a->easy, b->easy) == 0 &&
	    strcmp(a->words, b->words) == 0;
}
