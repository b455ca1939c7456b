/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answer - what a clerk's reply says. */
#include "process/answer.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/furniture.h"
#include "process/quote.h"
#include "process/words.h"
#include "spool/block.h"
#include "spool/lines.h"

enum {
	SHORT_TEXT = 120,	/* characters; a longer text is an answer */
	LINES_BEFORE = 6	/* greetings that may stand before what the mail is */
};

struct saying {
	enum word word;
	size_t line;		/* where it was found, within the text */
	const char *rest;	/* what stands behind it on that line */
	size_t rest_len;
};

static struct answer
unclear(struct answer a, const char *reason)
{
	a.kind = ANSWER_UNCLEAR;
	a.reason = reason;
	return a;
}

/* The line of its own that says what the mail is: the first that is no greeting. */
static struct saying
find_saying(const struct lines *lines)
{
	struct saying s = { WORD_NONE, 0, "", 0 };
	size_t seen = 0;

	for (size_t i = 0; i < lines->count && seen <= LINES_BEFORE; i++) {
		const struct line *line = &lines->item[i];

		if (line_is_blank(line))
			continue;
		seen++;
		s.word = words_of_line(line->text, line->len, &s.rest);
		s.line = i;
		s.rest_len = s.word == WORD_NONE ? words_pass_on_sentence(line->text, line->len) : 0;
		if (s.rest_len != 0) {
			s.word = WORD_PASS_ON;
			s.rest = line->text;
			return s;
		}
		if (s.word != WORD_NONE || !furniture_greeting(line))
			break;
	}
	s.rest_len = s.word != WORD_NONE ?
	    (size_t)(lines->item[s.line].text + lines->item[s.line].len - s.rest) : 0;
	return s;
}

/* Whether another line of its own decides otherwise. */
static bool
is_contradicted(const struct lines *lines, const struct saying *s)
{
	for (size_t i = 0; i < lines->count; i++) {
		const char *rest;
		enum word word;

		if (i == s->line || lines->item[i].len > 60)
			continue;
		word = words_of_line(lines->item[i].text, lines->item[i].len, &rest);
		if ((word == WORD_APPROVE || word == WORD_RETURN) && word != s->word)
			return true;
	}
	return false;
}

/* The text without the line that says what it is, but with what stands behind it there. */
static const char *
text_without(void *ctx, const struct lines *lines, const struct saying *s, bool keep_rest)
{
	const char *before = lines_join(ctx, lines, 0, s->line, 0);
	const char *after = lines_join(ctx, lines, s->line + 1, lines->count, 0);
	const char *rest = keep_rest ? must(talloc_strndup(ctx, s->rest, s->rest_len)) : "";
	struct buffer out = buffer_init(ctx);

	buffer_add(&out, "", 0);
	buffer_string(&out, before);
	if (*before != 0 && (*rest != 0 || *after != 0))
		buffer_string(&out, "\n\n");
	buffer_string(&out, rest);
	if (*rest != 0 && *after != 0)
		buffer_char(&out, '\n');
	buffer_string(&out, after);
	return buffer_text(&out);
}

/* The department's name without what people put behind it. */
static const char *
department_words(void *ctx, const char *words)
{
	static const char *const behind[] = {
		"でお願いいたします", "でお願いします", "をお願いいたします", "をお願いします", "お願いいたします", "お願いします", "願います", "です",
		"あて", "宛て", "宛", "御中", "様", "さん", "へ", "に", "。", ".", ")", "）", "】", "」", NULL
	};
	static const char *const before[] = { "（", "(", "「", "【", "to ", "To ", NULL };
	const char *at = text_trim(ctx, words);
	char *name;
	size_t len;

	for (size_t i = 0; before[i] != NULL; i++)
		if (text_starts(at, before[i]))
			at += strlen(before[i]);
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

static struct answer
pass_on(struct answer a, void *ctx, const char *words)
{
	a.pass_to = department_words(ctx, words);
	if (*a.pass_to == 0 || text_length(a.pass_to) > 40)
		return unclear(a, "no-department");
	a.kind = ANSWER_PASS_ON;
	return a;
}

/* What follows from a word, when the rest of the mail agrees with it. a.text is set. */
static struct answer
act_on_word(struct answer a, void *ctx, enum word word, const char *pass_to)
{
	static const enum answer_kind kinds[] = {
		[WORD_ANSWER] = ANSWER_TEXT, [WORD_NOTE] = ANSWER_NOTE,
		    [WORD_NO_ANSWER] = ANSWER_NO_ANSWER,
		[WORD_APPROVE] = ANSWER_APPROVE, [WORD_RETURN] = ANSWER_RETURN
	};

	if (word == WORD_PASS_ON)
		return pass_on(a, ctx, pass_to);
	a.kind = kinds[word];
	if ((word == WORD_ANSWER || word == WORD_NOTE) && *a.text == 0)
		return unclear(a, "empty");
	/* An approval with a condition is none: it would let out what is to be changed. */
	if (word == WORD_APPROVE && words_conditional(text_fold(ctx, a.text)))
		return unclear(a, "two-words");
	return a;
}

/* A text that does not say what it is. */
static struct answer
judge_unsaid(struct answer a, void *ctx, enum answer_to to)
{
	if (*a.text == 0)
		return unclear(a, "empty");
	if (to == ANSWER_TO_APPROVAL)
		return unclear(a, "no-word");
	if (text_length(a.text) <= SHORT_TEXT && words_perhaps_no_answer(text_fold(ctx, a.text)))
		return unclear(a, "no-word");
	a.kind = ANSWER_TEXT;
	return a;
}

/* given: what 区分 says (WORD_NONE: nothing). pass_to, remark: as in the block. */
static struct answer
judge(struct answer a, void *ctx, enum answer_to to, enum word given, const char *pass_to,
    const char *remark)
{
	struct lines lines = lines_split(ctx, a.text);
	struct saying said = find_saying(&lines);
	enum word word = given;
	bool line_counts = said.word != WORD_NONE && (given == WORD_NONE || given == said.word ||
	    (given == WORD_ANSWER && said.word != WORD_NOTE));

	/* In an approval the text may be the draft itself, with headings such as 回答. */
	if (to == ANSWER_TO_APPROVAL && said.word != WORD_APPROVE && said.word != WORD_RETURN)
		line_counts = false;
	if (line_counts) {
		word = said.word;
		if (word == WORD_PASS_ON && *pass_to == 0)
			pass_to = must(talloc_strndup(ctx, said.rest, said.rest_len));
		a.text = text_without(ctx, &lines, &said, word != WORD_PASS_ON);
	} else if (said.word != WORD_NONE && to == ANSWER_TO_REQUEST) {
		return unclear(a, "two-words");
	}
	if (!line_counts)
		said = (struct saying){ word, SIZE_MAX, "", 0 };
	if ((word == WORD_APPROVE || word == WORD_RETURN) &&
	    is_contradicted(&lines, &said))
		return unclear(a, "two-words");
	if (*remark != 0 && word != WORD_ANSWER && word != WORD_NOTE)
		a.text = must(talloc_asprintf(ctx, "%s%s%s", remark, *a.text != 0 ? "\n\n" : "",
		    a.text));
	return word != WORD_NONE ? act_on_word(a, ctx, word, pass_to) : judge_unsaid(a, ctx, to);
}

static struct answer
judge_block(void *ctx, const struct block *b, enum answer_to to)
{
	struct answer a = { .text = b->text, .pass_to = "", .reason = "", .from_block = true };
	const char *rest = "", *pass_to = b->pass_to;
	enum word given = words_of_value(b->kind, strlen(b->kind), &rest);

	if (*b->kind != 0 && given == WORD_NONE)
		return unclear(a, "no-word");
	if (given == WORD_PASS_ON && *pass_to == 0) {
		struct lines lines = lines_split(ctx, b->text);

		/* The department may stand behind the word, or alone as the text. */
		pass_to = rest;
		if (*pass_to == 0 && lines.count == 1) {
			pass_to = b->text;
			a.text = "";
		}
	}
	if (given == WORD_NONE && *b->pass_to != 0)
		given = WORD_PASS_ON;
	return judge(a, ctx, to, given, pass_to, b->remark);
}

/* Something was written into the block: more than the kind that it was sent with. */
static bool
is_filled(const struct block *b)
{
	const char *rest;
	enum word word = words_of_value(b->kind, strlen(b->kind), &rest);

	return b->filled || (*b->kind != 0 && word != WORD_ANSWER);
}

/* The line where a quote that is announced begins, at or behind line i. */
static size_t
next_quote(const struct lines *lines, size_t i)
{
	for (; i < lines->count; i++) {
		const struct line *line = &lines->item[i];
		size_t first = i;

		if (line->depth != 0 || furniture_separator(line) ||
		    furniture_header(lines, i, false) != 0 ||
		    furniture_attribution(lines, i, &first) == ATTRIBUTION_STRONG)
			return first;
	}
	return i;
}

/* Where a block without its second rule ends, when that is sure: above an announced quote or,
 * within a quoted block, where the writer's own lines end. */
static bool
find_end(const struct lines *lines, const struct block *b, size_t *end_out)
{
	size_t i = b->end;

	if (b->depth == 0) {
		*end_out = next_quote(lines, i);
		return *end_out < lines->count;
	}
	*end_out = i;
	for (; i < lines->count; i++) {
		const struct line *line = &lines->item[i];

		if (line->depth < b->depth && !line_is_blank(line))
			*end_out = i + 1;
		else if (*end_out != b->end && !line_is_blank(line))
			break;
	}
	return *end_out != b->end;
}

/* Reads the blocks of the mail in order; marks those that were left as they were. True when one
 * was filled in. */
static bool
read_blocks(void *ctx, const struct lines *lines, unsigned char *known, struct block *out,
    bool *any_out,
    bool *unquoted_out)
{
	*any_out = *unquoted_out = false;
	for (size_t from = 0; block_find(ctx, lines, from, out); from = out->end) {
		size_t end;
		bool first = !*any_out;

		*any_out = true;
		if (!out->ended && first && find_end(lines, out, &end)) {
			block_read(ctx, lines, out->end, end, out);
			out->end = end;
		}
		/* Deeper than the mail that is answered it is an earlier answer. */
		if (out->depth <= 1 && is_filled(out))
			return true;
		*unquoted_out |= out->depth == 0;
		memset(known + out->first, 1, out->end - out->first);
	}
	return false;
}

struct answer
answer_read(void *ctx, const char *text, enum answer_to to)
{
	struct lines lines = lines_split(ctx, text);
	unsigned char *known = memory_new(ctx, lines.count + 1);
	struct answer a = { .text = "", .pass_to = "", .reason = "" };
	struct quote_cut cut;
	struct block block;
	bool any, unquoted;

	if (read_blocks(ctx, &lines, known, &block, &any, &unquoted))
		return judge_block(ctx, &block, to);
	cut = quote_cut(ctx, &lines, known);
	a.text = cut.text;
	a.between = cut.between;
	a.whole = cut.whole && *cut.text != 0;
	if (*cut.text == 0)
		return unclear(a, "empty");
	/* Our mail stands there without quote marks, and nothing says where it begins. */
	if (unquoted && !cut.announced)
		a.whole = true;
	if (a.whole)
		return unclear(a, "unchanged");
	return judge(a, ctx, to, WORD_NONE, "", "");
}
