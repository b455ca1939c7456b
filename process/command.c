/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command - what a clerk's mail to their group's address asks for. */
#include "process/command.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/command_line.h"
#include "process/furniture.h"
#include "process/quote.h"
#include "process/saying.h"
#include "process/words.h"
#include "spool/intake.h"
#include "spool/lines.h"

enum {
	LINES_BEFORE = 6,	/* greetings that may stand before the command */
	FORM_NAMES = 2		/* a mail with fewer names of a form is none */
};

/* A mail while it is read. */
struct request {
	void *ctx;
	struct lines lines;		/* of what the clerk wrote, or of the subject and that */
	struct command_line said;	/* word COMMAND_NONE: no line says it */
	size_t at;			/* the line that says it */
	struct intake_block block;	/* of the whole mail */
	bool has_block;			/* and it is filled */
	struct command c;
};

const char *
command_name(enum command_word word)
{
	static const char *const names[COMMAND_WORDS] = {
		[COMMAND_NONE] = "not-understood", [COMMAND_ENTER] = "enter", [COMMAND_LOOK_UP] = "look-up",
		[COMMAND_READ] = "read", [COMMAND_LIST] = "list", [COMMAND_REISSUE] = "reissue",
		[COMMAND_CORRECT] = "correct", [COMMAND_NOTE] = "note", [COMMAND_PROTECT] = "protect",
		[COMMAND_REOPEN] = "reopen", [COMMAND_POST] = "post", [COMMAND_HELP] = "help"
	};

	return names[word];
}

/* ---- where the command stands ------------------------------------------------------------------ */

static bool
is_bare_number(const struct line *line)
{
	static const char *const behind[] = { " ", "。", ".", "、", ",", "】", "]", ")", "」" };
	void *ctx = must(talloc_new(NULL));
	size_t at = command_number_first(line->text, line->len), n;
	struct command_number number;
	bool bare = at < line->len;

	while (at < line->len && (n = command_number_at(ctx, line->text + at, line->len - at, &number)) != 0) {
		at += n;
		for (size_t i = 0; i < sizeof behind / sizeof behind[0];) {
			n = text_match_folded(line->text + at, line->len - at, behind[i]);
			at += n;
			i = n != 0 ? 0 : i + 1;
		}
	}
	bare = bare && at == line->len;
	talloc_free(ctx);
	return bare;
}

static void
find_command(struct request *r)
{
	size_t seen = 0;

	r->said.word = COMMAND_NONE;
	for (r->at = 0; r->at < r->lines.count && seen <= LINES_BEFORE; r->at++) {
		const struct line *line = &r->lines.item[r->at];

		if (line_is_blank(line) || line->depth != 0)
			continue;
		seen++;
		r->said = command_line_read(line->text, line->len);
		if (r->said.word != COMMAND_NONE)
			return;
		if (!furniture_greeting(line) && !is_bare_number(line))
			return;
	}
}

/* ---- forms -------------------------------------------------------------------------------------- */

/* The first line of a form at or behind line from, above which are only greetings; count when there is none.
 * *names_out: how many names of a form there are in all. */
static size_t
find_form(const struct lines *lines, size_t from, size_t *names_out)
{
	size_t first = lines->count;
	enum formtext_field field;

	*names_out = 0;
	for (size_t i = from; i < lines->count; i++) {
		const struct line *line = &lines->item[i];
		bool name = line->depth == 0 && formtext_label(line->text, line->len, &field) != 0;

		*names_out += name;
		if (name && first == lines->count)
			first = i;
		if (!name && first == lines->count && !line_is_blank(line) && !furniture_greeting(line))
			break;
	}
	return first;
}

static void
take_block(struct request *r)
{
	r->c.word = COMMAND_ENTER;
	r->c.text = r->block.text;
	r->c.problem = r->block.ended ? NULL : "open-form";
}

static void
take_form(struct request *r)
{
	size_t names, first = find_form(&r->lines, r->at + 1, &names);

	if (names == 0 && r->has_block) {
		take_block(r);
		return;
	}
	r->c.text = lines_join(r->ctx, &r->lines, names != 0 ? first : r->at + 1, r->lines.count, 0);
	if (*r->c.text == 0)
		r->c.problem = "no-form";
}

/* A mail whose own lines are a form and nothing else. */
static bool
take_bare_form(struct request *r)
{
	size_t names, first = find_form(&r->lines, 0, &names);

	if (first == r->lines.count || names < FORM_NAMES)
		return false;
	r->c.word = COMMAND_ENTER;
	r->c.text = lines_join(r->ctx, &r->lines, first, r->lines.count, 0);
	return true;
}

/* ---- numbers ------------------------------------------------------------------------------------ */

static bool
is_taken(const struct request *r, const struct command_number *n)
{
	for (size_t i = 0; i < r->c.count; i++)
		if (strcmp(r->c.number[i].number, n->number) == 0)
			return true;
	return false;
}

static void
take_number(struct request *r, const struct command_number *n)
{
	if (is_taken(r, n))
		return;
	if (r->c.count == COMMAND_NUMBERS_MAX)
		r->c.problem = "many-numbers";
	else
		r->c.number[r->c.count++] = *n;
}

static void
take_line(struct request *r, const struct line *line)
{
	struct command_number number;
	size_t at = 0;

	while (command_number_next(r->ctx, line->text, line->len, at, &number, NULL, &at))
		take_number(r, &number);
}

static bool
begins_with_number(const struct line *line)
{
	return command_number_first(line->text, line->len) < line->len;
}

/* Those on the command's line, on bare lines before it, and on lines that begin with one behind it. */
static void
take_numbers(struct request *r)
{
	for (size_t i = 0; i <= r->at; i++)
		if (r->lines.item[i].depth == 0)
			take_line(r, &r->lines.item[i]);
	for (size_t i = r->at + 1; i < r->lines.count; i++) {
		const struct line *line = &r->lines.item[i];

		if (line_is_blank(line) || line->depth != 0)
			continue;
		if (!begins_with_number(line) &&
		    command_line_read(line->text, line->len).word != r->c.word)
			break;
		take_line(r, line);
	}
	if (r->c.count == 0)
		r->c.problem = "no-number";
}

/* Another command on a line of its own: neither is done, rather than one of them unnoticed. */
static bool
says_another(const struct request *r)
{
	for (size_t i = r->at + 1; i < r->lines.count; i++) {
		const struct line *line = &r->lines.item[i];
		enum command_word word = line->depth == 0 ? command_line_read(line->text, line->len).word :
		    COMMAND_NONE;

		if (word != COMMAND_NONE && word != r->c.word && word != COMMAND_HELP)
			return true;
	}
	return false;
}

/* ---- what the commands say besides ---------------------------------------------------------------- */

static const char *
rest_of_line(const struct request *r)
{
	const struct line *line = &r->lines.item[r->at];

	return must(talloc_strndup(r->ctx, line->text + r->said.rest, line->len - r->said.rest));
}

static void
take_department(struct request *r)
{
	size_t only = 0, count = 0;

	r->c.department = saying_name(r->ctx, r->said.before_len != 0 ?
	    must(talloc_strndup(r->ctx, r->said.before, r->said.before_len)) : rest_of_line(r));
	if (*r->c.department != 0)
		return;
	for (size_t i = r->at + 1; i < r->lines.count; i++)
		if (!line_is_blank(&r->lines.item[i]) && r->lines.item[i].depth == 0) {
			only = i;
			count++;
		}
	if (count == 1 && words_department(r->lines.item[only].text, r->lines.item[only].len))
		r->c.department = saying_name(r->ctx, must(talloc_strndup(r->ctx, r->lines.item[only].text,
		    r->lines.item[only].len)));
}

/* A line of a form that says who wrote it, or how they want to be answered. */
static bool
is_of_contact(const struct line *line)
{
	enum formtext_field field;

	if (formtext_label(line->text, line->len, &field) == 0)
		return false;
	return field == FORMTEXT_NAME || field == FORMTEXT_POSTAL_CODE || field == FORMTEXT_ADDRESS || field == FORMTEXT_PHONE ||
	    field == FORMTEXT_MAIL || field == FORMTEXT_FAX || field == FORMTEXT_REPLY || field == FORMTEXT_LARGE;
}

static void
take_corrections(struct request *r)
{
	struct buffer contact = buffer_init(r->ctx);

	for (size_t i = r->at; i < r->lines.count; i++) {
		const struct line *line = &r->lines.item[i];
		size_t from = i == r->at ? r->said.rest : 0;

		if (line->depth == 0 && i != r->at && is_of_contact(line)) {
			buffer_add(&contact, line->text, line->len);
			buffer_char(&contact, '\n');
		} else if (line->depth == 0) {
			command_correction(r->ctx, line->text + from, line->len - from, &r->c);
		}
	}
	r->c.contact = buffer_text(&contact);
	if (r->c.problem == NULL && *r->c.contact != 0 && r->c.count > 1)
		r->c.problem = "one-contact";
	if (r->c.problem == NULL && *r->c.purpose == 0 && *r->c.department == 0 && *r->c.contact == 0)
		r->c.problem = "no-change";
}

static size_t
skip_gaps(const char *p, size_t len, bool *and_out)
{
	static const char *const gaps[] = { " ", "\t", ":", "。", "】", "]", ")", "」", "の", "について" };
	static const char *const ands[] = { "、", ",", "・", "と", "/", "&" };
	size_t at = 0, n;

	*and_out = false;
	do {
		n = 0;
		for (size_t i = 0; n == 0 && i < sizeof gaps / sizeof gaps[0]; i++)
			n = text_match_folded(p + at, len - at, gaps[i]);
		for (size_t i = 0; n == 0 && i < sizeof ands / sizeof ands[0]; i++)
			if ((n = text_match_folded(p + at, len - at, ands[i])) != 0)
				*and_out = true;
		at += n;
	} while (n != 0);
	return at;
}

/* A note belongs to one opinion; its number stands first, further ones belong to its text. */
static void
take_note(struct request *r)
{
	const struct line *line = &r->lines.item[r->at];
	struct command_number number;
	size_t i = r->at, end = r->said.rest, begin;
	bool more = false;
	const char *first, *below;

	for (size_t k = 0; k < r->at; k++)
		if (r->lines.item[k].depth == 0)
			take_line(r, &r->lines.item[k]);
	if (command_number_next(r->ctx, line->text, line->len, 0, &number, &begin, &end)) {
		take_number(r, &number);
		if (end < r->said.rest)
			end = r->said.rest;
	} else if (r->c.count == 0 && r->said.rest == line->len) {
		for (i++; i < r->lines.count && line_is_blank(&r->lines.item[i]);)
			i++;
		line = i < r->lines.count ? &r->lines.item[i] : line;
		end = line->len;
		if (i < r->lines.count && begins_with_number(line) &&
		    command_number_next(r->ctx, line->text, line->len, 0, &number, &begin, &end))
			take_number(r, &number);
	}
	if (r->c.count == 0) {
		r->c.problem = "no-number";
		return;
	}
	end += skip_gaps(line->text + end, line->len - end, &more);
	if (r->c.count > 1 || (more && command_number_at(r->ctx, line->text + end, line->len - end, &number) != 0))
		r->c.problem = "one-number";
	first = must(talloc_strndup(r->ctx, line->text + end, line->len - end));
	below = lines_join(r->ctx, &r->lines, i + 1, r->lines.count, 0);
	r->c.text = text_trim(r->ctx, must(talloc_asprintf(r->ctx, "%s\n%s", first, below)));
	if (r->c.problem == NULL && *r->c.text == 0)
		r->c.problem = "no-note";
}

/* ---- all of it ------------------------------------------------------------------------------------- */

static void
take_command(struct request *r)
{
	r->c.word = r->said.word;
	switch (r->c.word) {
	case COMMAND_ENTER:
		take_form(r);
		return;
	case COMMAND_NOTE:
		take_note(r);
		return;
	case COMMAND_LIST:
		take_department(r);
		break;
	case COMMAND_CORRECT:
		take_numbers(r);
		take_corrections(r);
		break;
	case COMMAND_HELP:
	case COMMAND_NONE:
	case COMMAND_WORDS:
		return;
	default:
		take_numbers(r);
	}
	if (says_another(r))
		r->c.problem = "two-commands";
}

/* The subject without what replying and forwarding put before it. */
static const char *
bare_subject(const char *subject)
{
	static const char *const before[] = { " ", "re:", "fw:", "fwd:", "返信:", "転送:" };
	size_t at = 0, len = strlen(subject);

	for (size_t i = 0; i < sizeof before / sizeof before[0];) {
		size_t n = text_match_folded(subject + at, len - at, before[i]);

		at += n;
		i = n != 0 ? 0 : i + 1;
	}
	return subject + at;
}

/* What the clerk wrote, without quotes, signature and the forms that stand between rules. */
static const char *
own_text(struct request *r, const char *text)
{
	struct lines lines = lines_split(r->ctx, text);
	unsigned char *known = memory_new(r->ctx, lines.count + 1);
	struct intake_block block;
	struct quote_cut cut;

	for (size_t from = 0; intake_block_find(r->ctx, &lines, from, &block); from = block.end) {
		memset(known + block.first, 1, block.end - block.first);
		if (!r->has_block && block.filled) {
			r->has_block = true;
			r->block = block;
		}
	}
	cut = quote_cut(r->ctx, &lines, known);
	return cut.whole ? "" : cut.text;
}

struct command
command_read(void *ctx, const char *subject, const char *text)
{
	struct request r = { .ctx = ctx, .c = { .department = "", .purpose = "", .contact = "", .text = "" } };
	const char *own = own_text(&r, text), *line = bare_subject(subject);

	r.lines = lines_split(ctx, own);
	find_command(&r);
	if (r.said.word == COMMAND_NONE && !r.has_block && take_bare_form(&r))
		return r.c;
	if (r.said.word == COMMAND_NONE && !r.has_block && command_line_read(line, strlen(line)).word != COMMAND_NONE) {
		r.lines = lines_split(ctx, must(talloc_asprintf(ctx, "%s\n%s", line, own)));
		find_command(&r);
	}
	if (r.said.word != COMMAND_NONE)
		take_command(&r);
	else if (r.has_block)
		take_block(&r);
	else if (*text_trim(ctx, own) == 0)
		r.c.word = COMMAND_HELP;
	return r.c;
}

struct command
command_of_reading(void *ctx, const struct reading *r)
{
	struct command c = command_read(ctx, r->subject, r->text);

	if ((c.word == COMMAND_NONE || c.word == COMMAND_HELP || c.problem != NULL) && r->html_text[0] != 0 &&
	    strcmp(r->html_text, r->text) != 0) {
		struct command other = command_read(ctx, r->subject, r->html_text);

		if (other.word != COMMAND_NONE && other.word != COMMAND_HELP && other.problem == NULL)
			return other;
	}
	return c;
}
