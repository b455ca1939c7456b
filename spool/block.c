/* SPDX-License-Identifier: GPL-3.0-or-later */
/* block - the answer block that our mails to departments carry and that a clerk fills in. */
#include "spool/block.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"

enum {
	RULE_ROOM = 160,
	PUBLIC_MAX = 16,	/* characters behind 公開:; what is longer is text */
	LONG_LINE = 60		/* columns */
};

/* The words of a rule: folded, without spaces and the dashes around them. */
struct rule_words {
	char text[RULE_ROOM];
	size_t len;
	size_t before, after;	/* dashes */
};

static size_t
dash(const char *p, size_t len)
{
	static const char *const dashes[] = {
		"-", "=", "*", "_", "~", "+", "#", "ー", "―", "—", "–", "‐", "‑", "‒", "−", "─", "━",
		"〜", "＿", "…", NULL
	};

	for (size_t i = 0; dashes[i] != NULL; i++) {
		size_t n = strlen(dashes[i]);

		if (n <= len && memcmp(p, dashes[i], n) == 0)
			return n;
	}
	return 0;
}

static size_t
dash_before(const char *p, size_t len)
{
	for (size_t n = 1; n <= 3 && n <= len; n++)
		if (dash(p + len - n, n) == n)
			return n;
	return 0;
}

/* False for lines that are too long to be a rule. */
static bool
rule_words(const struct line *line, struct rule_words *w)
{
	size_t len, at = 0, n;

	*w = (struct rule_words){ .len = 0 };
	if (line->folded_len == 0 || line->folded_len >= RULE_ROOM)
		return false;
	len = line_squeeze(line, w->text, sizeof w->text);
	for (; (n = dash(w->text + at, len - at)) != 0; at += n)
		w->before++;
	for (; (n = dash_before(w->text + at, len - at)) != 0; len -= n)
		w->after++;
	w->len = len - at;
	memmove(w->text, w->text + at, w->len);
	w->text[w->len] = 0;
	return true;
}

/* The lines that a first rule takes up at line i; 0 when there is none. */
static size_t
begin_at(const struct lines *lines, size_t i)
{
	static const char *const whole[] = {
		"ここから回答を記入してください(この行は消さないでください)", "writeyouranswerbelow(pleasekeepthisline)"
	};
	static const char *const enough[] = { "ここから回答を記入", "writeyouranswer" };
	struct rule_words w, more;

	if (!rule_words(&lines->item[i], &w))
		return 0;
	for (size_t k = 0; k < 2; k++) {
		size_t known = w.len, taken = 1;

		if (!text_starts(w.text, enough[k]))
			continue;
		/* What was wrapped onto the next lines. */
		for (; known < strlen(whole[k]) && strncmp(whole[k], w.text, w.len) == 0 &&
		    taken < 4 && i + taken < lines->count; taken++) {
			if (!rule_words(&lines->item[i + taken], &more) || more.len == 0 ||
			    strncmp(whole[k] + known, more.text, more.len) != 0)
				break;
			known += more.len;
			w.after = more.after;
		}
		if (w.after == 0 && i + taken < lines->count &&
		    rule_words(&lines->item[i + taken], &more) &&
		    more.len == 0 && more.before <= 8)
			taken++;
		return taken;
	}
	return 0;
}

static bool
is_end(const struct line *line)
{
	struct rule_words w;

	return rule_words(line, &w) && w.before + w.after >= 2 &&
	    (strcmp(w.text, "ここまで") == 0 || strcmp(w.text, "endofanswer") == 0);
}

static size_t
skip_spaces(const char *p, size_t len)
{
	size_t at = 0, n;

	while (at < len && (n = p[at] == '\t' ? 1 : text_match_folded(p + at, len - at, " ")) != 0)
		at += n;
	return at;
}

enum field { FIELD_KIND, FIELD_PASS_TO, FIELD_REMARK, FIELD_CODE, FIELD_PUBLIC, FIELD_TEXT, FIELD_NONE };

/* The field that a line names; *value_out is where its value begins. */
static enum field
field_at(const char *line, size_t len, size_t *value_out)
{
	static const struct {
		const char *name;
		enum field field;
	} names[] = {
		{ "区分", FIELD_KIND }, { "kind", FIELD_KIND }, { "移送先", FIELD_PASS_TO },
		{ "転送先", FIELD_PASS_TO }, { "pass on to", FIELD_PASS_TO }, { "備考", FIELD_REMARK },
		{ "remark", FIELD_REMARK }, { "本文", FIELD_TEXT }, { "text", FIELD_TEXT },
		{ "回答コード", FIELD_CODE }, { "定型回答", FIELD_CODE }, { "answer code", FIELD_CODE },
		{ "公開", FIELD_PUBLIC }, { "公開可否", FIELD_PUBLIC }, { "公開の可否", FIELD_PUBLIC }, { "public", FIELD_PUBLIC }
	};
	size_t start = skip_spaces(line, len);

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		size_t at = start, n = text_match_folded(line + at, len - at, names[i].name);

		if (n == 0)
			continue;
		at += n;
		at += skip_spaces(line + at, len - at);
		n = text_match_folded(line + at, len - at, ":");
		if (n == 0)
			continue;
		at += n;
		*value_out = at + skip_spaces(line + at, len - at);
		return names[i].field;
	}
	return FIELD_NONE;
}

static bool
is_one_of(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* What stands behind 公開:; UNSAID where nothing does. */
static enum block_public
read_public(void *ctx, const char *value, size_t len)
{
	static const char *const yes[] = { "可", "可能", "可です", "公開可", "公開可能", "公開", "公開する", "公開してよい", "する",
	    "はい", "よい", "良い", "○", "〇", "◯", "yes", "y", "ok", NULL };
	static const char *const no[] = { "不可", "不可です", "公開不可", "非公開", "公開しない", "しない", "いいえ", "否", "×", "✕",
	    "no", "n", NULL };
	char *word = text_fold(ctx, must(talloc_strndup(ctx, value, len))), *to = word;

	for (const char *p = word; *p != 0;) {
		size_t spaces = skip_spaces(p, strlen(p));

		p += spaces;
		if (spaces == 0)
			*to++ = *p++;
	}
	*to = 0;
	if (to - word >= 3 && strcmp(to - 3, "。") == 0)
		to[-3] = 0;
	if (*word == 0)
		return BLOCK_PUBLIC_UNSAID;
	if (is_one_of(word, yes))
		return BLOCK_PUBLIC_YES;
	return is_one_of(word, no) ? BLOCK_PUBLIC_NO : BLOCK_PUBLIC_UNCLEAR;
}

/* Our own list of the kinds, in brackets: （回答・経過・移送 ...）. */
static bool
is_hint(const struct line *line)
{
	static const char *const begins[] = { "(回答・経過", "(回答/経過", "(回答、経過", "(answer,progress",
	    "(answer/progress", "(承認・差戻", "(承認/差戻", "(approve/return", "(approve,return" };
	char squeezed[40];

	(void)line_squeeze(line, squeezed, sizeof squeezed);
	for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
		if (text_starts(squeezed, begins[i]))
			return true;
	return false;
}

bool
block_names_kind(const struct line *line, const char **value_out, size_t *len_out)
{
	size_t value = 0;

	if (field_at(line->text, line->len, &value) != FIELD_KIND)
		return false;
	*value_out = line->text + value;
	*len_out = line->len - value;
	return true;
}

static size_t
placeholder_at(const char *line, size_t len)
{
	size_t start = skip_spaces(line, len), n = text_match_folded(line + start, len - start,
	    "(本文)");

	if (n == 0)
		n = text_match_folded(line + start, len - start, "(text)");
	return n != 0 ? start + n : 0;
}

/* The first line of text, with what stands before its words taken off; then the other lines. */
static char *
join_text(void *ctx, const struct lines *lines, size_t first, size_t end, size_t depth,
    size_t skipped)
{
	const struct line *line = &lines->item[first];
	const char *head = line->text + skipped + skip_spaces(line->text + skipped,
	    line->len - skipped);
	int head_len = (int)(line->text + line->len - head);
	char *rest;

	if (skipped == 0)
		return lines_join(ctx, lines, first, end, depth);
	rest = lines_join(ctx, lines, first + 1, end, depth);
	if (head_len == 0)
		return rest;
	return must(talloc_asprintf(ctx, "%.*s%s%s", head_len, head, *rest != 0 ? "\n" : "", rest));
}

/* Whether a mail program may have broken the line here: Japanese letters take two columns. */
static bool
is_long(const struct line *line)
{
	size_t columns = 0;

	for (size_t i = 0; i < line->len; i++) {
		unsigned char c = (unsigned char)line->text[i];

		columns += c < 0x80 ? 1 : c >= 0xc0 ? 2 : 0;
	}
	return columns >= LONG_LINE;
}

char *
block_take_asides(void *ctx, const char *text, struct block_aside *aside)
{
	struct lines lines = lines_split(ctx, text);
	struct buffer rest = buffer_init(ctx), remark = buffer_init(ctx);
	bool goes_on = false, any = false;

	for (size_t i = 0; i < lines.count; i++) {
		const struct line *line = &lines.item[i];
		size_t value = 0;
		enum field field = line->depth == 0 ? field_at(line->text, line->len, &value) : FIELD_NONE;
		bool begins = field == FIELD_REMARK;
		enum block_public public = field == FIELD_PUBLIC ? read_public(ctx, line->text + value, line->len - value) :
		    BLOCK_PUBLIC_UNCLEAR;

		if (public == BLOCK_PUBLIC_YES || public == BLOCK_PUBLIC_NO) {
			aside->public = public;
			goes_on = false;
			any = true;
			continue;
		}
		if (begins || (goes_on && line->depth == 0 && !line_is_blank(line))) {
			size_t from = begins ? value : 0;
			bool word = remark.len != 0 && remark.data[remark.len - 1] < 0x80;

			buffer_printf(&remark, "%s%.*s", begins && remark.len != 0 ? "\n" : !begins && word ? " " : "",
			    (int)(line->len - from), line->text + from);
			goes_on = is_long(line);
			any = true;
			continue;
		}
		goes_on = false;
		buffer_add(&rest, line->raw, line->raw_len);
		buffer_char(&rest, '\n');
	}
	if (!any)
		return must(talloc_strdup(ctx, text));
	if (remark.len != 0)
		aside->remark = *aside->remark == 0 ? buffer_text(&remark) : must(talloc_asprintf(ctx, "%s\n%s",
		    aside->remark, buffer_text(&remark)));
	lines = lines_split(ctx, buffer_text(&rest));
	return lines_join(ctx, &lines, 0, lines.count, 0);
}

/* A line that only begins as 公開: does, 公開: 10月1日から区役所1階で行います. */
static bool
is_text(void *ctx, const struct line *line, size_t value)
{
	return text_length(must(talloc_strndup(ctx, line->text + value, line->len - value))) > PUBLIC_MAX;
}

void
block_read(void *ctx, const struct lines *lines, size_t first, size_t end, struct block *out)
{
	const char **values[] = { &out->kind, &out->pass_to, &out->aside.remark, &out->code };
	size_t value = 0;

	out->kind = out->pass_to = out->code = out->text = "";
	out->aside = (struct block_aside){ "", BLOCK_PUBLIC_UNSAID };
	for (; first < end; first++) {
		const struct line *line = &lines->item[first];
		enum field field = field_at(line->text, line->len, &value);

		if (line_is_blank(line) || is_hint(line))
			continue;
		if (field == FIELD_NONE || field == FIELD_TEXT || (field == FIELD_PUBLIC && is_text(ctx, line, value)))
			break;
		if (field == FIELD_PUBLIC)
			out->aside.public = read_public(ctx, line->text + value, line->len - value);
		else
			*values[field] = must(talloc_strndup(ctx, line->text + value, line->len - value));
	}
	if (first < end) {
		const struct line *line = &lines->item[first];
		enum field field = field_at(line->text, line->len, &value);
		size_t skipped = field == FIELD_TEXT ? value : 0;

		skipped += placeholder_at(line->text + skipped, line->len - skipped);
		out->text = block_take_asides(ctx, join_text(ctx, lines, first, end, out->depth, skipped), &out->aside);
	}
	out->filled = *out->text != 0 || *out->pass_to != 0 || *out->aside.remark != 0 || *out->code != 0;
}

bool
block_find(void *ctx, const struct lines *lines, size_t from, struct block *out)
{
	size_t taken = 0, i = from;

	while (i < lines->count && (taken = begin_at(lines, i)) == 0)
		i++;
	if (i >= lines->count)
		return false;
	*out = (struct block){ .first = i, .end = i + taken, .depth = lines->item[i].depth };
	for (i += taken; i < lines->count && begin_at(lines, i) == 0; i++) {
		if (!is_end(&lines->item[i]))
			continue;
		out->ended = true;
		block_read(ctx, lines, out->end, i, out);
		out->end = i + 1;
		return true;
	}
	block_read(ctx, lines, out->end, out->end, out);
	return true;
}
