/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answer - what a clerk's reply says. */
#include "process/answer.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/beside.h"
#include "process/consent.h"
#include "process/furniture.h"
#include "process/quote.h"
#include "process/saying.h"
#include "process/visible.h"
#include "process/words.h"
#include "spool/block.h"
#include "spool/lines.h"

enum {
	SHORT_TEXT = 120,	/* characters; a longer text is an answer */
	LINES_ABOVE = 12,	/* greetings above a block without rules */
	NAME_MAX_LENGTH = 40	/* characters of a department's name or a reason */
};

/* What the mail wants, gathered from the block and from the line that says it. */
struct wish {
	enum word word;
	const char *target;	/* what stands behind the word: a department, a reason */
	const char *remark;
	const char *code;
};

static struct answer
unclear(struct answer a, const char *reason)
{
	a.kind = ANSWER_UNCLEAR;
	a.reason = reason;
	return a;
}

static struct answer
answer_of_text(const char *text)
{
	return (struct answer){ .text = text, .pass_to = "", .reason = "", .reason_words = "",
		.code = "", .remark = "" };
}

/* An answer is published only where that is said, and what is neither yes nor no is asked about. */
static struct answer
set_public(struct answer a, enum block_public said)
{
	if (a.kind != ANSWER_TEXT)
		return a;
	a.public = said == BLOCK_PUBLIC_YES;
	return said == BLOCK_PUBLIC_UNCLEAR ? unclear(a, "no-public") : a;
}

static const char *
join_paragraphs(void *ctx, const char *first, const char *second)
{
	if (*first == 0 || *second == 0)
		return *first != 0 ? first : second;
	return must(talloc_asprintf(ctx, "%s\n\n%s", first, second));
}

static struct answer
pass_on(struct answer a, void *ctx, const char *words)
{
	a.pass_to = saying_name(ctx, words);
	if (*a.pass_to == 0 || text_length(a.pass_to) > NAME_MAX_LENGTH)
		return unclear(a, "no-department");
	a.kind = ANSWER_PASS_ON;
	return a;
}

static struct answer
dismiss(struct answer a, void *ctx, const char *words)
{
	a.reason_words = saying_name(ctx, words);
	if (*a.reason_words == 0 || text_length(a.reason_words) > NAME_MAX_LENGTH)
		return unclear(a, "no-reason");
	/* An answer to a resident that begins with such a heading. */
	if (!a.from_block && text_length(a.text) > SHORT_TEXT)
		return unclear(a, "two-words");
	a.kind = ANSWER_DISMISS;
	return a;
}

/* What people put behind a code before they go on. */
static const char *
after_code(const char *at)
{
	static const char *const politeness[] = {
		"です", "でお願いいたします", "でお願いします", "をお願いいたします", "をお願いします", "を送ってください", "で回答してください",
		")", "）", "】", "。", "、", ".", " ", "　", "\n"
	};

	for (size_t i = 0; i < sizeof politeness / sizeof politeness[0];) {
		bool starts = text_starts(at, politeness[i]);

		at += starts ? strlen(politeness[i]) : 0;
		i = starts ? 0 : i + 1;
	}
	return at;
}

/* Whether another code follows, which leaves open which one is meant. */
static bool
is_another_code(const char *at)
{
	static const char *const ands[] = { "、", "，", ",", "・", "/", "と", "及び", "または" };

	for (size_t i = 0; i < sizeof ands / sizeof ands[0]; i++) {
		const char *next = at + strlen(ands[i]);

		if (text_starts(at, ands[i]) && words_code(next, strlen(next)) != 0)
			return true;
	}
	return false;
}

/* Takes the code off the beginning of the words; what stands behind it is text. */
static struct answer
answer_by_code(struct answer a, void *ctx, const char *words)
{
	const char *at = text_trim(ctx, words);
	size_t n = words_code(at, strlen(at));

	a.code = text_fold(ctx, must(talloc_strndup(ctx, at, n)));
	if (is_another_code(at + n))
		return unclear(a, "two-words");
	a.text = join_paragraphs(ctx, after_code(at + n), a.text);
	a.kind = ANSWER_TEXT;
	return n != 0 ? a : unclear(a, "empty");
}

/* A text that is nothing but a code. */
static struct answer
answer_of_code(struct answer a, void *ctx)
{
	const char *code = a.text;

	a.text = "";
	return answer_by_code(a, ctx, code);
}

/* What follows from a word, when the rest of the mail agrees with it. a.text is set. */
static struct answer
act_on_word(struct answer a, void *ctx, const struct wish *wish)
{
	static const enum answer_kind kinds[] = {
		[WORD_ANSWER] = ANSWER_TEXT, [WORD_NOTE] = ANSWER_NOTE,
		[WORD_NO_ANSWER] = ANSWER_NO_ANSWER, [WORD_APPROVE] = ANSWER_APPROVE,
		[WORD_RETURN] = ANSWER_RETURN, [WORD_ASK] = ANSWER_ASK,
		[WORD_NOT_OURS] = ANSWER_NOT_OURS, [WORD_DISCLOSE] = ANSWER_DISCLOSE,
		[WORD_CORRECT] = ANSWER_TEXT, [WORD_STOP] = ANSWER_STOP,
		[WORD_FINE] = ANSWER_APPROVE, [WORD_ALL] = ANSWER_TEXT,
		[WORD_SAME] = ANSWER_SAME, [WORD_SEPARATE] = ANSWER_SEPARATE
	};

	a.correction = wish->word == WORD_CORRECT;
	a.all = wish->word == WORD_ALL;
	if (wish->word == WORD_PASS_ON)
		return pass_on(a, ctx, wish->target);
	if (wish->word == WORD_DISMISS)
		return dismiss(a, ctx, wish->target);
	if (wish->word == WORD_CODE)
		return answer_by_code(a, ctx, wish->target);
	a.kind = kinds[wish->word];
	if (a.kind == ANSWER_TEXT && *wish->code != 0)
		return answer_by_code(a, ctx, wish->code);
	if (a.kind == ANSWER_TEXT && beside_is_code(a.text))
		return answer_of_code(a, ctx);
	if ((a.kind == ANSWER_TEXT || a.kind == ANSWER_NOTE || a.kind == ANSWER_ASK) && *a.text == 0)
		return unclear(a, "empty");
	/* An approval with a condition is none: it would let out what is to be changed. */
	if (a.kind == ANSWER_APPROVE && words_conditional(text_fold(ctx, a.text)))
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
	if (beside_is_code(a.text))
		return answer_of_code(a, ctx);
	if (text_length(a.text) <= SHORT_TEXT && words_perhaps_no_answer(text_fold(ctx, a.text)))
		return unclear(a, "no-word");
	a.kind = ANSWER_TEXT;
	return a;
}

/* Whether a line may say said in a mail whose 区分 is given. */
static bool
agrees(enum word given, enum word said)
{
	if (given == WORD_NONE || given == said)
		return true;
	if (given == WORD_ANSWER)		/* as it was sent */
		return said != WORD_NOTE;
	if (given == WORD_CORRECT || given == WORD_ALL)
		return said == WORD_CODE || said == WORD_ANSWER;
	return given == WORD_NOT_OURS && said == WORD_PASS_ON;
}

/* The words whose text goes to the resident, or stays a text of its own: a remark is no part of it. */
static bool
keeps_remark_apart(enum word word)
{
	return word == WORD_NONE || word == WORD_ANSWER || word == WORD_NOTE || word == WORD_ASK ||
	    word == WORD_CORRECT || word == WORD_ALL || word == WORD_CODE;
}

/* The words that say more of an answer than that it is one. */
static bool
takes_code(enum word word)
{
	return word == WORD_CORRECT || word == WORD_ALL;
}

static struct answer
judge(struct answer a, void *ctx, enum answer_to to, struct wish wish)
{
	struct lines lines = lines_split(ctx, a.text);
	struct saying said = saying_find(ctx, &lines, to);
	enum word given = wish.word;

	if (said.word != WORD_NONE && !agrees(given, said.word)) {
		if (to == ANSWER_TO_REQUEST)
			return unclear(a, "two-words");
		said = (struct saying){ WORD_NONE, SIZE_MAX, "", 0 };
	}
	if (said.word == WORD_NONE) {
		said = (struct saying){ given, SIZE_MAX, "", 0 };
	} else {
		bool named = said.word == WORD_PASS_ON || said.word == WORD_DISMISS ||
		    said.word == WORD_CODE;
		char *rest = must(talloc_strndup(ctx, said.rest, said.rest_len));

		if (named && *wish.target == 0)
			wish.target = rest;
		if (takes_code(given) && said.word == WORD_CODE)
			wish.code = rest;
		else if (!takes_code(given))
			wish.word = said.word;
		a.text = saying_rest_of_text(ctx, &lines, &said, said.rest, named ? 0 : said.rest_len);
		if (named && *wish.target == 0)
			wish.target = beside_target(ctx, said.word, false, &a.text);
	}
	if (saying_contradicted(&lines, &said) ||
	    (*wish.code != 0 && wish.word != WORD_ANSWER && !takes_code(wish.word)))
		return unclear(a, "two-words");
	if (!keeps_remark_apart(wish.word))
		a.text = join_paragraphs(ctx, wish.remark, a.text);
	else
		a.remark = wish.remark;
	if (wish.word == WORD_STOP && to == ANSWER_TO_REQUEST)
		return unclear(a, "no-word");
	return wish.word != WORD_NONE ? act_on_word(a, ctx, &wish) : judge_unsaid(a, ctx, to);
}

/* What stands behind the word that is the kind. False: it says something else, or takes back an approval. */
static bool
take_beside(struct answer *a, void *ctx, struct wish *wish, const char *rest)
{
	const char *behind, *value = beside_value(ctx, rest), *folded = text_fold(ctx, value);
	enum word other = words_of_value(rest, strlen(rest), &behind);
	bool bracketed = strlen(value) != strlen(text_trim(ctx, rest));

	if (other == WORD_CODE && (wish->word == WORD_ANSWER || takes_code(wish->word))) {
		wish->code = *wish->code != 0 ? wish->code : behind;
		return true;
	}
	if (other != WORD_NONE && other != wish->word)
		return false;
	if (wish->word == WORD_APPROVE || wish->word == WORD_FINE)
		return consent_is_plain(folded, strlen(folded));
	if (keeps_remark_apart(wish->word) && (*a->text == 0 || wish->word == WORD_NOTE))
		a->text = bracketed ? a->text : join_paragraphs(ctx, value, a->text);
	else
		wish->remark = join_paragraphs(ctx, value, wish->remark);
	return true;
}

static struct answer
judge_block(void *ctx, const struct block *b, enum answer_to to)
{
	struct answer a = answer_of_text(b->text);
	struct wish wish = { WORD_NONE, b->pass_to, b->aside.remark, b->code };
	const char *rest = "";
	bool named;

	a.from_block = true;
	wish.word = words_of_value(b->kind, strlen(b->kind), &rest);
	if (*b->kind != 0 && wish.word == WORD_NONE)
		return unclear(a, "no-word");
	if (wish.word == WORD_NOT_OURS && (*b->pass_to != 0 || words_department(rest, strlen(rest))))
		wish.word = WORD_PASS_ON;
	named = wish.word == WORD_PASS_ON || wish.word == WORD_DISMISS || wish.word == WORD_CODE;
	if (named && *wish.target == 0)
		wish.target = *rest != 0 ? rest : beside_target(ctx, wish.word, true, &a.text);
	if (!named && wish.word != WORD_NONE && !take_beside(&a, ctx, &wish, rest))
		return unclear(a, "two-words");
	if (wish.word == WORD_NONE && *b->pass_to != 0)
		wish.word = WORD_PASS_ON;
	if (wish.word == WORD_NONE && *b->code != 0)
		wish.word = WORD_ANSWER;
	return judge(a, ctx, to, wish);
}

/* A block whose rules were deleted: a line 区分: WORD below nothing but greetings. */
static bool
find_bare_block(void *ctx, const char *text, struct block *out, const char **above_out)
{
	struct lines lines = lines_split(ctx, text);
	size_t i = 0, len;
	const char *value, *rest;

	while (i < lines.count && (line_is_blank(&lines.item[i]) || (i < LINES_ABOVE &&
	    furniture_greeting(&lines.item[i]))))
		i++;
	if (i >= lines.count || !block_names_kind(&lines.item[i], &value, &len) ||
	    words_of_value(value, len, &rest) == WORD_NONE)
		return false;
	*out = (struct block){ .first = i, .end = lines.count };
	block_read(ctx, &lines, i, lines.count, out);
	*above_out = lines_join(ctx, &lines, 0, i, 0);
	return true;
}

/* Something was written into the block: more than the kind that it was sent with. */
static bool
is_filled(const struct block *b)
{
	const char *rest;
	enum word word = words_of_value(b->kind, strlen(b->kind), &rest);

	return b->filled || (*b->kind != 0 && (word != WORD_ANSWER || *rest != 0));
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
 * was filled in. *public_out: what the first says, which may be all that was changed in it. */
static bool
read_blocks(void *ctx, const struct lines *lines, unsigned char *known, struct block *out,
    enum block_public *public_out, bool *unquoted_out)
{
	bool any = false;

	*unquoted_out = false;
	*public_out = BLOCK_PUBLIC_UNSAID;
	for (size_t from = 0; block_find(ctx, lines, from, out); from = out->end) {
		size_t end;
		bool first = !any;

		any = true;
		if (!out->ended && first && find_end(lines, out, &end)) {
			block_read(ctx, lines, out->end, end, out);
			out->end = end;
		}
		/* Deeper than the mail that is answered it is an earlier answer. */
		if (out->depth <= 1 && is_filled(out))
			return true;
		if (first && out->depth <= 1)
			*public_out = out->aside.public;
		*unquoted_out |= out->depth == 0;
		memset(known + out->first, 1, out->end - out->first);
	}
	return false;
}

/* Whether anything in the text may be ours. */
static bool
has_quote(const struct lines *lines, const unsigned char *known)
{
	for (size_t i = 0; i < lines->count; i++)
		if (known[i] != 0 || lines->item[i].depth != 0)
			return true;
	return false;
}

struct answer
answer_read(void *ctx, const char *text, enum answer_to to)
{
	struct lines lines = lines_split(ctx, visible_text(ctx, text));
	unsigned char *known = memory_new(ctx, lines.count + 1);
	struct answer a = answer_of_text("");
	struct quote_cut cut;
	struct block block;
	struct block_aside aside = { "", BLOCK_PUBLIC_UNSAID };
	const char *above, *own;
	bool unquoted;

	if (read_blocks(ctx, &lines, known, &block, &aside.public, &unquoted))
		return set_public(judge_block(ctx, &block, to), block.aside.public);
	cut = quote_cut(ctx, &lines, known);
	a.text = cut.text;
	a.between = cut.between;
	a.whole = cut.whole && *cut.text != 0;
	if (*cut.text == 0 || (a.whole && !cut.announced && !has_quote(&lines, known)))
		return unclear(a, "empty");
	/* Our mail stands there without quote marks, and nothing says where it begins. */
	if (unquoted && !cut.announced)
		a.whole = true;
	if (a.whole)
		return unclear(a, "unchanged");
	own = block_take_asides(ctx, cut.text, &aside);
	if (!cut.between && find_bare_block(ctx, own, &block, &above)) {
		if (block.aside.public != BLOCK_PUBLIC_UNSAID)
			aside.public = block.aside.public;
		block.aside.remark = aside.remark;
		a = judge_block(ctx, &block, to);
		a.text = join_paragraphs(ctx, above, a.text);
		return set_public(a, aside.public);
	}
	a.text = own;
	return set_public(judge(a, ctx, to, (struct wish){ WORD_NONE, "", aside.remark, "" }), aside.public);
}

struct answer
answer_of_reading(void *ctx, const struct reading *r, enum answer_to to)
{
	struct answer answer = answer_read(ctx, r->text, to);

	if (answer.kind == ANSWER_UNCLEAR && r->html_text[0] != 0 && strcmp(r->html_text, r->text) != 0) {
		struct answer other = answer_read(ctx, r->html_text, to);

		if (other.kind != ANSWER_UNCLEAR)
			return other;
	}
	return answer;
}
