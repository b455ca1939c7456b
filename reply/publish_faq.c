/* SPDX-License-Identifier: GPL-3.0-or-later */
/* publish_faq - the file with questions and answers as the page reads it. */
#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/publish_parts.h"
#include "spool/faq.h"
#include "spool/file.h"
#include "spool/page_config.h"

enum { FAQ_MAX = 4 << 20 };

enum label { QUESTION, PAGE, PURPOSE, WORDS, LANGUAGE, LABELS };

static const struct {
	const char *ja, *en;
} labels[LABELS] = {
	[QUESTION] = { "質問", "question" }, [PAGE] = { "ページ", "page" }, [PURPOSE] = { "目的", "purpose" },
	[WORDS] = { "ことば", "words" }, [LANGUAGE] = { "言語", "language" },
};

struct reader {
	const struct settings *s;
	void *ctx;
	struct buffer *out;
	const char *value[LABELS];	/* of the entry that is being read; NULL: not said */
	size_t line;
	struct fault wrong;		/* the first that is not understood; "" none */
};

static void
complain(struct reader *q, const char *what)
{
	if (q->wrong.text[0] == 0)
		(void)fail(&q->wrong, NEVER, "%s:%zu: %s", q->s->page.faq, q->line, what);
}

/* Text of one line without a tab. */
static void
put(struct reader *q, const char *text)
{
	for (; text != NULL && *text != 0; text++)
		buffer_char(q->out, (unsigned char)*text < ' ' ? ' ' : (unsigned char)*text);
}

static void
put_purposes(struct reader *q, const char *names)
{
	const char *folded = text_fold(q->ctx, names);
	bool first = true;

	while (*folded != 0) {
		size_t len = strcspn(folded, ",");
		const struct purpose *p = settings_purpose_named(q->s, must(talloc_strndup(q->ctx, folded, len)));

		if (p == NULL)
			complain(q, "the entry before names a purpose that there is not");
		else
			buffer_printf(q->out, "%s%s", first ? "" : ",", p->code);
		first = first && p == NULL;
		folded += len + (folded[len] == ',');
	}
}

static void
put_entry(struct reader *q, const char *language)
{
	buffer_printf(q->out, "%s\t", language);
	put_purposes(q, q->value[PURPOSE] != NULL ? q->value[PURPOSE] : "");
	buffer_char(q->out, '\t');
	put(q, q->value[WORDS]);
	buffer_char(q->out, '\t');
	put(q, q->value[QUESTION]);
	buffer_char(q->out, '\t');
	put(q, q->value[PAGE]);
	buffer_char(q->out, '\n');
}

static void
end_entry(struct reader *q)
{
	const char *language = q->value[LANGUAGE] != NULL ? q->value[LANGUAGE] : "ja";
	enum page_language known;
	bool any = false;

	for (int i = 0; i < LABELS; i++)
		any = any || q->value[i] != NULL;
	if (!any)
		return;
	if (q->value[QUESTION] == NULL || q->value[PAGE] == NULL)
		complain(q, "the entry before has no question, or no page");
	else if (!text_starts(q->value[PAGE], "https://"))
		complain(q, "the page of the entry before does not begin with https://");
	else if (!page_language_named(language, &known))
		complain(q, "the language of the entry before is none of ja, en and easy");
	else
		put_entry(q, language);
	memset(q->value, 0, sizeof q->value);
}

/* What stands behind the first colon, full-width or not; NULL: there is none. */
static const char *
behind_colon(const char *line)
{
	const char *narrow = strchr(line, ':'), *wide = strstr(line, "：");

	if (wide != NULL && (narrow == NULL || wide < narrow))
		return wide + strlen("：");
	return narrow != NULL ? narrow + 1 : NULL;
}

static bool
is_label(struct reader *q, const char *line, enum label label)
{
	const char *folded = text_fold(q->ctx, line);
	const char *name = text_trim(q->ctx, must(talloc_strndup(q->ctx, folded, strcspn(folded, ":"))));

	return strcmp(name, text_fold(q->ctx, labels[label].ja)) == 0 || text_equal_ignoring_case(name, labels[label].en);
}

static void
take_line(struct reader *q, const char *line)
{
	const char *value = behind_colon(line);

	if (*line == 0)
		end_entry(q);
	if (*line == 0 || *line == '#')
		return;
	for (int i = 0; value != NULL && i < LABELS; i++)
		if (is_label(q, line, (enum label)i)) {
			q->value[i] = text_trim(q->ctx, value);
			return;
		}
	complain(q, "this line is none of an entry (question, page, purpose, words, language)");
}

static enum verdict
read_all(struct reader *q, struct fault *f)
{
	struct buffer content;
	const char *text;
	enum verdict v = file_get(q->ctx, q->s->page.faq, FAQ_MAX, &content, f);

	if (v != DONE)
		return v;
	text = text_from(q->ctx, buffer_bytes(&content), TEXT_RUNNING, NULL);
	while (*text != 0) {
		size_t len = strcspn(text, "\n");

		q->line++;
		take_line(q, text_trim(q->ctx, must(talloc_strndup(q->ctx, text, len))));
		text += len + (text[len] != 0);
	}
	end_entry(q);
	return DONE;
}

enum verdict
publish_faq(const struct settings *s, void *ctx, struct buffer *out, struct fault *f)
{
	struct reader q = { .s = s, .ctx = must(talloc_new(ctx)), .out = out };
	enum verdict v = s->page.faq[0] != 0 ? read_all(&q, f) : DONE;

	if (v == DONE && q.wrong.text[0] != 0) {
		*f = q.wrong;
		v = NEVER;
	}
	talloc_free(q.ctx);
	return v;
}

enum verdict
publish_faq_entries(struct ledger *l, void *ctx, struct buffer *out, struct fault *f)
{
	const struct settings *s = l->settings;
	struct reader q = { .s = s, .ctx = must(talloc_new(ctx)), .out = out };
	struct faq *all = NULL;
	size_t count = 0;
	enum verdict v = s->faq.url[0] != 0 ? faq_list(l, q.ctx, FAQ_PUBLISHED, &all, &count, f) : DONE;

	for (size_t i = 0; v == DONE && i < count; i++) {
		/* A purpose that the settings no longer have says nothing. */
		const char *purpose = settings_purpose(s, all[i].purpose) != NULL ? all[i].purpose : "";

		if (clock_now() >= all[i].expires)
			continue;
		buffer_printf(out, "ja\t%s\t", purpose);
		put(&q, all[i].text.words);
		buffer_char(out, '\t');
		put(&q, all[i].text.question);
		buffer_printf(out, "\t%s#faq-%lld\n", s->faq.url, (long long)all[i].id);
	}
	talloc_free(q.ctx);
	return v;
}

enum verdict
publish_faq_check(const struct settings *s, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer out = buffer_init(ctx);
	enum verdict v = publish_faq(s, ctx, &out, f);

	talloc_free(ctx);
	return v == NEVER ? HALT : v;
}
