/* SPDX-License-Identifier: GPL-3.0-or-later */
/* saying - the line of a reply that says what it is, and what follows from it for the others. */
#include "process/saying.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/consent.h"
#include "process/furniture.h"

enum {
	LINES_BEFORE = 6,	/* greetings that may stand before what the mail is */
	WORD_LINE = 60,		/* octets; a longer line is text */
	SHORT_REMARK = 120	/* characters that may stand beside a sentence that decides */
};

/* What line i says. */
static struct saying
saying_at(const struct lines *lines, size_t i)
{
	const struct line *line = &lines->item[i];
	struct saying s = { .line = i };

	s.rest_len = words_pass_on_sentence(line->text, line->len);
	s.word = words_of_line(line->text, line->len, &s.rest);
	if (s.word == WORD_NONE && s.rest_len != 0) {
		s.word = WORD_PASS_ON;
		s.rest = line->text;
		return s;
	}
	if (s.word == WORD_NONE && words_not_ours_sentence(line->folded, line->folded_len)) {
		s.word = WORD_NOT_OURS;
		s.rest = line->text + line->len;
	}
	s.rest_len = (size_t)(line->text + line->len - s.rest);
	if (s.word == WORD_NOT_OURS && words_department(s.rest, s.rest_len))
		s.word = WORD_PASS_ON;
	return s;
}

static bool
is_said_below(const struct lines *lines, size_t i, enum word word)
{
	const char *rest;

	while (++i < lines->count)
		if (words_of_line(lines->item[i].text, lines->item[i].len, &rest) == word)
			return true;
	return false;
}

/* Nothing stands behind line i; what stands above has been found to be greetings. */
static bool
is_last(const struct lines *lines, size_t i)
{
	do
		i++;
	while (i < lines->count && line_is_blank(&lines->item[i]));
	return i >= lines->count;
}

/* Whether what the line says is meant for us, as far as the rest of the mail shows. */
static bool
stands(void *ctx, const struct lines *lines, const struct saying *s, enum answer_to to)
{
	const char *rest;
	const struct line *line = &lines->item[s->line];

	switch (s->word) {
	case WORD_FINE:
		return is_last(lines, s->line);
	case WORD_APPROVE:
	case WORD_RETURN:
		return true;
	case WORD_STOP:
		return to == ANSWER_TO_APPROVAL || s->rest_len == 0;
	case WORD_ASK:
		return to == ANSWER_TO_REQUEST && !is_said_below(lines, s->line, WORD_ANSWER);
	case WORD_SAME:
	case WORD_SEPARATE:
		/* An answer to the resident may have such a heading. */
		return to == ANSWER_TO_REQUEST &&
		    text_length(lines_join(ctx, lines, 0, lines->count, 0)) <= SHORT_REMARK;
	case WORD_NOT_OURS:
		if (to == ANSWER_TO_APPROVAL)
			return false;
		/* A sentence may as well begin an answer to the resident. */
		return words_of_line(line->text, line->len, &rest) != WORD_NONE ||
		    text_length(lines_join(ctx, lines, 0, lines->count, 0)) <= SHORT_REMARK;
	default:
		/* In an approval the text may be the draft itself, with headings such as 回答. */
		return to == ANSWER_TO_REQUEST;
	}
}

struct saying
saying_find(void *ctx, const struct lines *lines, enum answer_to to)
{
	struct saying s = { .line = SIZE_MAX, .rest = "" };
	size_t seen = 0;

	for (size_t i = 0; i < lines->count && seen <= LINES_BEFORE; i++) {
		if (line_is_blank(&lines->item[i]))
			continue;
		seen++;
		s = saying_at(lines, i);
		if (s.word == WORD_NONE && to == ANSWER_TO_APPROVAL &&
		    consent_line(lines->item[i].folded, lines->item[i].folded_len))
			s.word = WORD_APPROVE;
		if (s.word != WORD_NONE || !furniture_greeting(&lines->item[i]))
			break;
	}
	if (s.word == WORD_NONE || !stands(ctx, lines, &s, to))
		return (struct saying){ WORD_NONE, SIZE_MAX, "", 0 };
	if (s.word == WORD_FINE)
		s.word = WORD_APPROVE;
	return s;
}

static bool
decides(enum word word)
{
	return word == WORD_APPROVE || word == WORD_RETURN || word == WORD_STOP;
}

bool
saying_contradicted(const struct lines *lines, const struct saying *s)
{
	for (size_t i = 0; (decides(s->word) || s->word == WORD_CODE) && i < lines->count; i++) {
		const char *rest;
		enum word word;

		if (i == s->line || lines->item[i].len > WORD_LINE)
			continue;
		word = words_of_line(lines->item[i].text, lines->item[i].len, &rest);
		if ((decides(s->word) && decides(word) && word != s->word) ||
		    (s->word == WORD_CODE && word == WORD_CODE))
			return true;
	}
	return false;
}

char *
saying_rest_of_text(void *ctx, const struct lines *lines, const struct saying *s, const char *rest,
    size_t rest_len)
{
	const char *before = lines_join(ctx, lines, 0, s->line, 0);
	const char *after = lines_join(ctx, lines, s->line + 1, lines->count, 0);
	struct buffer out = buffer_init(ctx);

	buffer_add(&out, "", 0);
	buffer_string(&out, before);
	if (*before != 0 && (rest_len != 0 || *after != 0))
		buffer_string(&out, "\n\n");
	buffer_add(&out, rest, rest_len);
	if (rest_len != 0 && *after != 0)
		buffer_char(&out, '\n');
	buffer_string(&out, after);
	return (char *)out.data;
}

char *
saying_name(void *ctx, const char *words)
{
	static const char *const behind[] = {
		"でお願いいたします", "でお願いします", "をお願いいたします", "をお願いします", "お願いいたします", "お願いします", "願います", "のためです", "のため", "です", "とします", "といたします",
		"あて", "宛て", "宛", "御中", "様", "さん", "へ", "に", "。", ".", ")", "）", "】", "」", NULL
	};
	static const char *const before[] = {
		"（", "(", "「", "【", "to ", "To ", "理由:", "理由：", "理由は", "理由 ", "理由　", "移送先:", "移送先：", "移送先は", "移送先 ",
		"移送先　", " ", "　", NULL
	};
	char *at = text_trim(ctx, words);
	char *name;
	size_t len;

	for (size_t i = 0; before[i] != NULL;) {
		bool starts = text_starts(at, before[i]) && at[strlen(before[i])] != 0;

		at += starts ? strlen(before[i]) : 0;
		i = starts ? 0 : i + 1;
	}
	name = text_trim(ctx, at);
	len = strlen(name);
	for (size_t i = 0; behind[i] != NULL;) {
		size_t n = strlen(behind[i]);

		if (len > n && memcmp(name + len - n, behind[i], n) == 0) {
			name[len -= n] = 0;
			i = 0;
		} else {
			i++;
		}
	}
	return text_trim(ctx, name);
}
