/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rules - which department an opinion goes to, and what its purpose is. */
#include "process/rules.h"

#include "config/memory.h"
#include "config/text.h"

/* The texts of one opinion, folded once for all rules. */
struct folded {
	void *ctx;
	char *subject;
	char *text;
};

static struct folded
fold_reading(const struct reading *r)
{
	struct folded folded = { .ctx = must(talloc_new(NULL)) };

	folded.subject = text_fold(folded.ctx, r != NULL ? r->subject : "");
	folded.text = text_fold(folded.ctx, r != NULL ? r->text : "");
	return folded;
}

static bool
has_word(const struct folded *folded, const struct list *words)
{
	for (size_t i = 0; i < words->count; i++) {
		char *word = text_fold(folded->ctx, words->item[i]);

		if (strstr(folded->subject, word) != NULL || strstr(folded->text, word) != NULL)
			return true;
	}
	return false;
}

static bool
list_has(const struct list *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_equal_ignoring_case(list->item[i], text))
			return true;
	return false;
}

static bool
has_purpose(const struct settings *s, const struct list *purposes, const char *code)
{
	const struct purpose *purpose = settings_purpose(s, code);

	return list_has(purposes, code) || (purpose != NULL && list_has(purposes, purpose->name));
}

static bool
has_recipient(const struct list *wanted, const struct reading *r)
{
	if (r == NULL)
		return false;
	for (size_t i = 0; i < r->recipients.count; i++)
		if (list_has(wanted, r->recipients.item[i].address))
			return true;
	for (size_t i = 0; i < r->received_for.count; i++)
		if (list_has(wanted, r->received_for.item[i]))
			return true;
	return false;
}

static bool
rule_holds(const struct settings *s, const struct rule *rule, const struct rule_facts *facts,
    const struct folded *folded)
{
	if (rule->purposes.count != 0 && !has_purpose(s, &rule->purposes, facts->purpose))
		return false;
	if (rule->sources.count != 0 && !list_has(&rule->sources, facts->source))
		return false;
	if (rule->recipients.count != 0 && !has_recipient(&rule->recipients, facts->reading))
		return false;
	if ((rule->anonymous && !facts->anonymous) || (rule->repeated && !facts->repeated))
		return false;
	if (facts->danger && rule->reason != NULL && rule->reason[0] != 0)
		return false;
	return rule->words.count == 0 || has_word(folded, &rule->words);
}

const struct rule *
rules_match(const struct settings *s, const struct rule_facts *facts)
{
	struct folded folded = fold_reading(facts->reading);
	const struct rule *found = NULL;

	for (size_t i = 0; i < s->rule_count && found == NULL; i++)
		if (rule_holds(s, &s->rules[i], facts, &folded))
			found = &s->rules[i];
	talloc_free(folded.ctx);
	return found;
}

static const char *
purpose_named(const struct settings *s, const char *words)
{
	const struct purpose *p = settings_purpose_named(s, words);

	return p != NULL ? p->code : NULL;
}

/* What stands between the first brackets of the subject. */
static const char *
purpose_in_brackets(void *ctx, const struct settings *s, const char *subject)
{
	static const char *const brackets[][2] = { { "[", "]" }, { "\xe3\x80\x90", "\xe3\x80\x91" } };
	char *folded = text_fold(ctx, subject);

	for (size_t i = 0; i < 2; i++) {
		const char *open = strstr(folded, brackets[i][0]), *close;

		if (open == NULL)
			continue;
		open += strlen(brackets[i][0]);
		close = strstr(open, brackets[i][1]);
		if (close != NULL)
			return purpose_named(s, must(talloc_strndup(ctx, open, (size_t)(close - open))));
	}
	return NULL;
}

static const char *
purpose_by_word(void *ctx, const struct settings *s, const char *subject)
{
	char *folded = text_fold(ctx, subject);

	for (size_t i = 0; i < s->purpose_count; i++)
		for (size_t k = 0; k < s->purposes[i].words.count; k++)
			if (strstr(folded, text_fold(ctx, s->purposes[i].words.item[k])) != NULL)
				return s->purposes[i].code;
	return NULL;
}

const char *
rules_purpose(const struct settings *s, const char *form, const char *subject)
{
	void *ctx = must(talloc_new(NULL));
	const char *code = *form != 0 ? purpose_named(s, form) : NULL;

	if (code == NULL)
		code = purpose_in_brackets(ctx, s, subject);
	if (code == NULL)
		code = purpose_by_word(ctx, s, subject);
	talloc_free(ctx);
	return code != NULL ? code : s->default_purpose;
}
