/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template - the words of the mails that are sent, with holes for what differs. */
#include "reply/template.h"

#include "config/memory.h"
#include "config/text.h"
#include "reply/reason.h"
#include "reply/template_file.h"

enum { NEST_MAX = 8, NAME_MAX_OCTETS = 32 };

/* The holes of each kind: first those that its template must use, then those that it may. Every
 * template may use those of the office. */
static const struct kind {
	const char *name;
	const char *needed;
	const char *allowed;
} kinds[] = {
	{ "receipt", "number", "received purpose" },
	{ "request", "number text", "received purpose due department subject sender truncated attachments "
	    "not_attached" },
	{ "follow-up", "number text", "received purpose due department subject sender truncated attachments "
	    "not_attached" },
	{ "understood", "number reason", "state department text" },
	{ "not-understood", "reason", "number text" },
	{ "approval", "number text", "department purpose received opinion answer_subject" },
	{ "returned", "number remark", "department purpose due text opinion" },
	{ "answer", "number text", "received purpose name" },
	{ "undeliverable", "number", "reason code" },
	{ "held", "arrival", "reason received" },
	{ "set-aside", "arrival", "reason received" },
	{ "notice", "reason", "code number arrival" },
	{ NULL, NULL, NULL },
};
#define ALWAYS_ALLOWED "office section contact"

enum piece_kind { PIECE_TEXT, PIECE_HOLE, PIECE_IF, PIECE_UNLESS, PIECE_END };

struct piece {
	enum piece_kind kind;
	const char *text;	/* PIECE_TEXT: the words; else the hole's name; owned by the template */
	const char *prefix;	/* PIECE_HOLE: what begins each further line of its value */
};

struct template {
	const struct kind *kind;
	struct piece *piece;
	size_t count;
	size_t body;		/* the pieces before are the subject's */
};

/* A template file while it is read. */
struct source_text {
	struct template *t;
	const char *label;	/* for faults */
	const char *text;
	int line;
	const char *open[NEST_MAX];
	size_t depth;
};

static bool
has_word(const char *words, const char *word, size_t len)
{
	for (const char *p = words; (p = strstr(p, word)) != NULL; p += len)
		if ((p == words || p[-1] == ' ') && (p[len] == ' ' || p[len] == 0))
			return true;
	return false;
}

static enum verdict
fault_at(const struct source_text *s, struct fault *f, const char *what, const char *name)
{
	return fail(f, HALT, "%s:%d: %s%s%s", s->label, s->line, what, name[0] != 0 ? " " : "", name);
}

static struct piece *
add_piece(struct source_text *s, enum piece_kind kind, const char *text, size_t len)
{
	struct piece *p;

	s->t->piece = must(talloc_realloc(s->t, s->t->piece, struct piece, s->t->count + 1));
	p = &s->t->piece[s->t->count++];
	*p = (struct piece){ .kind = kind, .text = must(talloc_strndup(s->t, text, len)), .prefix = "" };
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
		piece->prefix = quote_before(s->t, line, p);
	name = piece->text;
	if (!has_word(s->t->kind->needed, name, len) && !has_word(s->t->kind->allowed, name, len) &&
	    !has_word(ALWAYS_ALLOWED, name, len))
		return fault_at(s, f, "this kind of mail has no hole of that name:", name);
	*after_out = close + 1;
	return nest(s, kind, name, f);
}

static enum verdict
read_line(struct source_text *s, const char *line, const char *end, struct fault *f)
{
	size_t before = s->t->count;
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
	if (s->t->count == before + 1 && s->t->piece[before].kind != PIECE_TEXT &&
	    s->t->piece[before].kind != PIECE_HOLE)
		return v;
	add_piece(s, PIECE_TEXT, "\n", 1);
	return v;
}

static enum verdict
read_subject(struct source_text *s, const char **rest_out, struct fault *f)
{
	const char *end = strchr(s->text, '\n');
	const char *start = s->text + strlen("Subject:");
	enum verdict v;

	if (end == NULL || !text_starts(s->text, "Subject:"))
		return fault_at(s, f, "the first line must be \"Subject: ...\"", "");
	while (*start == ' ')
		start++;
	v = read_line(s, start, end, f);
	if (v == DONE && s->depth != 0)
		return fault_at(s, f, "not closed:", s->open[s->depth - 1]);
	s->line++;
	if (v == DONE && end[1] != '\n')
		return fault_at(s, f, "the second line must be empty", "");
	s->line++;
	s->t->body = s->t->count;
	*rest_out = end + 2;
	return v;
}

static enum verdict
need_holes(struct source_text *s, struct fault *f)
{
	const char *word = s->t->kind->needed;

	while (*word != 0) {
		size_t len = strcspn(word, " "), i = 0;

		while (i < s->t->count && (s->t->piece[i].kind != PIECE_HOLE ||
		    strlen(s->t->piece[i].text) != len || memcmp(s->t->piece[i].text, word, len) != 0))
			i++;
		if (i == s->t->count)
			return fail(f, HALT, "%s:%d: it ends without the hole {%.*s}", s->label, s->line, (int)len,
			    word);
		word += len + (word[len] == ' ');
	}
	return DONE;
}

static enum verdict
parse(struct source_text *s, struct fault *f)
{
	const char *p = s->text;
	enum verdict v;

	s->line = 1;
	v = read_subject(s, &p, f);
	while (v == DONE && *p != 0) {
		const char *end = p + strcspn(p, "\n");

		v = read_line(s, p, end, f);
		p = end + (*end != 0);
		s->line += v == DONE;
	}
	if (v == DONE && s->depth != 0)
		return fault_at(s, f, "not closed:", s->open[s->depth - 1]);
	return v == DONE ? need_holes(s, f) : v;
}

enum verdict
template_read(void *ctx, const struct office *office, enum language language, const char *kind,
    const struct template **out, struct fault *f)
{
	struct source_text s = { .t = memory_new(ctx, sizeof(struct template)) };
	const struct kind *k = kinds;
	enum verdict v;

	while (k->name != NULL && strcmp(k->name, kind) != 0)
		k++;
	if (k->name == NULL)
		return fail(f, HALT, "there is no kind of mail called %s", kind);
	s.t->kind = k;
	v = template_file(s.t, office, language, kind, &s.label, &s.text, f);
	if (v == DONE)
		v = parse(&s, f);
	*out = s.t;
	return v;
}

static const char *
value_of(const struct hole *holes, const char *name)
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
skip_block(const struct template *t, size_t i)
{
	size_t depth = 1;

	while (depth > 0) {
		enum piece_kind kind = t->piece[++i].kind;

		depth += kind == PIECE_IF || kind == PIECE_UNLESS;
		depth -= kind == PIECE_END;
	}
	return i;
}

static void
fill(const struct template *t, size_t from, size_t to, const struct hole *holes, struct buffer *out)
{
	for (size_t i = from; i < to; i++) {
		const struct piece *p = &t->piece[i];
		const char *value = p->kind == PIECE_TEXT ? p->text : value_of(holes, p->text);

		if (p->kind == PIECE_TEXT)
			buffer_string(out, value);
		else if (p->kind == PIECE_HOLE)
			add_value(out, value, p->prefix);
		else if (p->kind != PIECE_END && (value[0] != 0) != (p->kind == PIECE_IF))
			i = skip_block(t, i);
	}
}

enum verdict
template_fill(void *ctx, const struct template *t, const struct hole *holes, struct rendered *out, struct fault *f)
{
	struct buffer subject = buffer_init(ctx), text = buffer_init(ctx);

	/* A mail about nothing, e.g. an empty answer, must not leave; a remark may be missing. */
	if (has_word(t->kind->needed, "text", 4) && value_of(holes, "text")[0] == 0)
		return fail(f, NEVER, "the text of the %s is empty", t->kind->name);
	fill(t, 0, t->body, holes, &subject);
	fill(t, t->body, t->count, holes, &text);
	out->subject = text_from(ctx, buffer_bytes(&subject), TEXT_LINE, NULL);
	out->subject = text_trim(ctx, out->subject);
	out->text = must(talloc_strdup(ctx, buffer_text(&text)));
	return DONE;
}

enum verdict
template_check(void *ctx, const struct office *office, struct buffer *errors, struct fault *f)
{
	for (int language = LANGUAGE_JA; language <= LANGUAGE_EN; language++) {
		for (const struct kind *k = kinds; k->name != NULL; k++) {
			const struct template *t;
			struct fault one = { "" };

			if (template_read(ctx, office, (enum language)language, k->name, &t, &one) != DONE)
				buffer_printf(errors, "%s\n", one.text);
		}
		reason_check(ctx, office, (enum language)language, errors);
	}
	if (errors->len == 0)
		return DONE;
	return fail(f, HALT, "%.*s", (int)strcspn(buffer_text(errors), "\n"), buffer_text(errors));
}
