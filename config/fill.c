/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fill - words with holes: the texts of mails, and standard answers. */
#include "config/fill.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"

enum { NEST_MAX = 8, NAME_MAX_OCTETS = 32 };

enum piece_kind { PIECE_TEXT, PIECE_HOLE, PIECE_IF, PIECE_UNLESS, PIECE_END };

struct piece {
	enum piece_kind kind;
	const char *text;	/* PIECE_TEXT: the words; else the hole's name; owned by the fill */
	const char *prefix;	/* PIECE_HOLE: what begins each further line of its value */
};

struct fill {
	struct piece *piece;
	size_t count;
	int end_line;
};

/* Words while they are read. */
struct source_text {
	struct fill *words;
	const struct fill_source *from;
	int line;
	const char *open[NEST_MAX];
	size_t depth;
};

bool
fill_lists(const char *list, const char *word, size_t len)
{
	for (const char *p = list; (p = strstr(p, word)) != NULL; p += len)
		if ((p == list || p[-1] == ' ') && (p[len] == ' ' || p[len] == 0))
			return true;
	return false;
}

static enum verdict
fault_at(const struct source_text *s, struct fault *f, const char *what, const char *name)
{
	return fail(f, HALT, "%s:%d: %s%s%s", s->from->label, s->line, what, name[0] != 0 ? " " : "", name);
}

static struct piece *
add_piece(struct source_text *s, enum piece_kind kind, const char *text, size_t len)
{
	struct fill *words = s->words;
	struct piece *p;

	words->piece = must(talloc_realloc(words, words->piece, struct piece, words->count + 1));
	p = &words->piece[words->count++];
	*p = (struct piece){ .kind = kind, .text = must(talloc_strndup(words, text, len)), .prefix = "" };
	return p;
}

static enum verdict
nest(struct source_text *s, enum piece_kind kind, const char *name, struct fault *f)
{
	if (kind == PIECE_END) {
		if (s->depth == 0 || strcmp(s->open[s->depth - 1], name) != 0)
			return fault_at(s, f, "nothing is open that this would close:", name);
		s->depth--;
	} else if (kind != PIECE_HOLE) {
		if (s->depth == NEST_MAX)
			return fault_at(s, f, "too many marks within each other:", name);
		s->open[s->depth++] = name;
	}
	return DONE;
}

/* The longest run of quote marks and spaces that is all of the line before p. */
static const char *
quote_before(void *ctx, const char *line, const char *p)
{
	for (const char *q = line; q < p; q += strncmp(q, "＞", 3) == 0 ? 3 : 1)
		if (*q != '>' && *q != '|' && *q != ' ' && strncmp(q, "＞", 3) != 0)
			return "";
	return must(talloc_strndup(ctx, line, (size_t)(p - line)));
}

static bool
is_allowed(const struct fill_source *from, const char *name, size_t len)
{
	for (const char *const *list = from->names; *list != NULL; list++)
		if (fill_lists(*list, name, len))
			return true;
	return false;
}

/* Reads the mark that begins at p ("{...}"); *after_out is behind it. */
static enum verdict
read_mark(struct source_text *s, const char *line, const char *p, const char *end, const char **after_out, struct fault *f)
{
	const char *close = memchr(p, '}', (size_t)(end - p));
	enum piece_kind kind = PIECE_HOLE;
	const char *name = p + 1;
	struct piece *piece;
	size_t len;

	if (close == NULL)
		return fault_at(s, f, "a { without its }; write {{ for a brace", "");
	if (*name == '?' || *name == '!' || *name == '/')
		kind = *name == '?' ? PIECE_IF : *name == '!' ? PIECE_UNLESS : PIECE_END;
	name += kind != PIECE_HOLE;
	len = (size_t)(close - name);
	if (len == 0 || len > NAME_MAX_OCTETS)
		return fault_at(s, f, "this is no name of a hole", "");
	piece = add_piece(s, kind, name, len);
	if (kind == PIECE_HOLE)
		piece->prefix = quote_before(s->words, line, p);
	name = piece->text;
	if (!is_allowed(s->from, name, len))
		return fail(f, HALT, "%s:%d: %s has no hole of that name: %s", s->from->label, s->line,
		    s->from->what, name);
	*after_out = close + 1;
	return nest(s, kind, name, f);
}

static enum verdict
read_line(struct source_text *s, const char *line, const char *end, struct fault *f)
{
	size_t before = s->words->count;
	const char *p = line;
	enum verdict v = DONE;

	while (v == DONE && p < end) {
		const char *brace = memchr(p, '{', (size_t)(end - p));
		const char *stop = brace != NULL ? brace : end;

		if (stop > p)
			add_piece(s, PIECE_TEXT, p, (size_t)(stop - p));
		p = stop;
		if (brace != NULL && brace + 1 < end && brace[1] == '{') {
			add_piece(s, PIECE_TEXT, "{", 1);
			p += 2;
		} else if (brace != NULL)
			v = read_mark(s, line, brace, end, &p, f);
	}
	/* A mark that is alone on its line leaves no line behind. */
	if (s->words->count == before + 1 && s->words->piece[before].kind != PIECE_TEXT &&
	    s->words->piece[before].kind != PIECE_HOLE)
		return v;
	add_piece(s, PIECE_TEXT, "\n", 1);
	return v;
}

enum verdict
fill_read(void *ctx, const struct fill_source *source, struct fill **out, struct fault *f)
{
	struct source_text s = { .words = memory_new(ctx, sizeof(struct fill)), .from = source, .line = source->line };
	const char *p = source->text;
	enum verdict v = DONE;

	while (v == DONE && *p != 0) {
		const char *end = p + strcspn(p, "\n");

		v = read_line(&s, p, end, f);
		p = end + (*end != 0);
		s.line += v == DONE && *end != 0;
	}
	if (v == DONE && s.depth != 0)
		return fault_at(&s, f, "not closed:", s.open[s.depth - 1]);
	s.words->end_line = s.line;
	*out = s.words;
	return v;
}

bool
fill_has(const struct fill *words, const char *name, size_t len)
{
	for (size_t i = 0; i < words->count; i++)
		if (words->piece[i].kind == PIECE_HOLE && strlen(words->piece[i].text) == len &&
		    memcmp(words->piece[i].text, name, len) == 0)
			return true;
	return false;
}

int
fill_end_line(const struct fill *words)
{
	return words->end_line;
}

const char *
fill_value(const struct hole *holes, const char *name)
{
	for (; holes->name != NULL; holes++)
		if (strcmp(holes->name, name) == 0)
			return holes->value != NULL ? holes->value : "";
	return "";
}

/* A value as it stands, its further lines begun with prefix; line feeds at its end are left out. */
static void
add_value(struct buffer *out, const char *value, const char *prefix)
{
	size_t len = strlen(value);

	while (len > 0 && value[len - 1] == '\n')
		len--;
	for (size_t i = 0; i < len; i++) {
		buffer_char(out, (unsigned char)value[i]);
		if (value[i] == '\n')
			buffer_string(out, prefix);
	}
}

/* Skips what belongs to the mark at piece i; the index of its end. */
static size_t
skip_block(const struct fill *words, size_t i)
{
	size_t depth = 1;

	while (depth > 0) {
		enum piece_kind kind = words->piece[++i].kind;

		depth += kind == PIECE_IF || kind == PIECE_UNLESS;
		depth -= kind == PIECE_END;
	}
	return i;
}

void
fill_write(const struct fill *words, const struct hole *holes, struct buffer *out)
{
	for (size_t i = 0; i < words->count; i++) {
		const struct piece *p = &words->piece[i];
		const char *value = p->kind == PIECE_TEXT ? p->text : fill_value(holes, p->text);

		if (p->kind == PIECE_TEXT)
			buffer_string(out, value);
		else if (p->kind == PIECE_HOLE)
			add_value(out, value, p->prefix);
		else if (p->kind != PIECE_END && (value[0] != 0) != (p->kind == PIECE_IF))
			i = skip_block(words, i);
	}
}
