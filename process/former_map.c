/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_map - what the columns of an older system's table are, and what its words mean here. */
#include "process/former_map.h"

#include "config/memory.h"
#include "config/settings_file.h"
#include "config/text.h"
#include "spool/contact.h"

static const char *const field_names[FORMER_FIELDS] = { "number", "received", "channel", "purpose", "department", "state",
	"reply", "protected", "requested", "due", "closed", "name", "mail", "postal", "address", "phone", "fax", "subject", "text",
	"note", "answer", "answered", "files", "left-out" };
static const char *const state_words[FORMER_STATES] = { "open", "delivered", "closed" };
static const char *const reply_words[] = { "mail", "post", "none" };
static const char *const yes_no[] = { "no", "yes" };
static const char *const channels[] = { "mail", "web", "letter", "fax", "counter", "phone", "box", "other" };
static const char *const charsets[FORMER_CHARSETS] = { "utf-8", "utf-16", "cp932" };
static const char *const separators[] = { "comma", "tab" };
static const char *const languages[] = { "ja", "en" };

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

struct reader {
	void *ctx;
	const struct settings *s;
	struct former_map *map;
	struct problems problems;
};

const char *
former_field_name(enum former_field field)
{
	return field_names[field];
}

bool
former_is_coded(enum former_field field)
{
	return field >= FORMER_CHANNEL && field <= FORMER_PROTECTED;
}

static int
place_in(const char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal_ignoring_case(words[i], word))
			return (int)i;
	return -1;
}

static void
unknown(struct reader *r, int line, const char *what, const char *word, const char *const *words, size_t count)
{
	const char *nearest = nearest_name(word, words, count);

	problem_add(&r->problems, line, "%s \"%s\" is not known%s%s%s", what, text_cut(r->ctx, word, 40),
	    nearest != NULL ? "; is \"" : "", nearest != NULL ? nearest : "", nearest != NULL ? "\" meant?" : "");
}

/* ---- [import] ---- */

/* The place of a value among words; what it was before when it is none of them. */
static int
choose(struct reader *r, const struct entry *e, const char *const *words, size_t count, int before)
{
	int place = place_in(words, count, e->value);

	if (place < 0)
		unknown(r, e->line, e->name, e->value, words, count);
	return place < 0 ? before : place;
}

static bool
is_code(const char *text)
{
	const char *p = text;

	while (text_is_digit(*p) || (text_lower(*p) >= 'a' && text_lower(*p) <= 'z') || *p == '-' || *p == '_')
		p++;
	return *text != 0 && *p == 0 && strlen(text) <= 40;
}

static void
read_import(struct reader *r, const struct section *s, bool *charset_out)
{
	static const char *const names[] = { "origin", "charset", "separator", "files", "requests", "language" };
	struct former_map *m = r->map;

	for (size_t i = 0; i < s->count; i++) {
		const struct entry *e = &s->entries[i];

		switch (place_in(names, COUNT(names), e->name)) {
		case 0:
			m->origin = e->value;
			if (!is_code(e->value))
				problem_add(&r->problems, e->line, "origin is a code of letters, digits, - and _");
			break;
		case 1:
			m->charset = (enum former_charset)choose(r, e, charsets, COUNT(charsets), (int)m->charset);
			*charset_out = true;
			break;
		case 2:
			m->separator = choose(r, e, separators, COUNT(separators), 0) == 1 ? '\t' : ',';
			break;
		case 3:
			m->files = e->value;
			if (*e->value == 0)
				problem_add(&r->problems, e->line, "files is what stands between the names of two files, such as ;");
			break;
		case 4:
			m->requests = choose(r, e, yes_no, COUNT(yes_no), 0) == 1;
			break;
		case 5:
			m->language = languages[choose(r, e, languages, COUNT(languages), 0)];
			break;
		default:
			unknown(r, e->line, "the setting", e->name, names, COUNT(names));
		}
	}
}

/* ---- [columns] ---- */

static void
add_column(struct reader *r, const struct entry *e, enum former_field field)
{
	struct former_map *m = r->map;
	bool several = field == FORMER_ANSWER || field == FORMER_ANSWERED || field == FORMER_LEFT_OUT;
	struct former_column column = { .field = field, .name = e->value, .line = e->line };

	if (*e->value == 0)
		problem_add(&r->problems, e->line, "there is no name of a column behind the =");
	for (size_t i = 0; i < m->column_count; i++) {
		column.nth += m->column[i].field == field;
		if (strcmp(m->column[i].name, e->value) == 0)
			problem_add(&r->problems, e->line, "the column \"%s\" is named twice", e->value);
	}
	if (column.nth != 0 && !several)
		problem_add(&r->problems, e->line, "%s has two columns", field_names[field]);
	if (field != FORMER_LEFT_OUT && column.nth >= FORMER_ANSWERS_MAX)
		problem_add(&r->problems, e->line, "there are more than %d answers", FORMER_ANSWERS_MAX);
	m->column = must(talloc_realloc(r->ctx, m->column, struct former_column, m->column_count + 1));
	m->column[m->column_count++] = column;
}

static void
read_columns(struct reader *r, const struct section *s)
{
	for (size_t i = 0; i < s->count; i++) {
		int field = place_in(field_names, FORMER_FIELDS, s->entries[i].name);

		if (field >= 0)
			add_column(r, &s->entries[i], (enum former_field)field);
		else
			unknown(r, s->entries[i].line, "the field", s->entries[i].name, field_names, FORMER_FIELDS);
	}
}

/* ---- words ---- */

static const char *
purpose_code(const struct settings *s, const char *code)
{
	for (size_t i = 0; i < s->purpose_count; i++)
		if (text_equal_ignoring_case(s->purposes[i].code, code))
			return s->purposes[i].code;
	return NULL;
}

static const char *
department_code(const struct settings *s, const char *code)
{
	for (size_t i = 0; i < s->department_count; i++)
		if (text_equal_ignoring_case(s->departments[i].code, code))
			return s->departments[i].code;
	return NULL;
}

static const char *
word_of(const char *const *words, size_t count, const char *code, int *value)
{
	*value = place_in(words, count, code);
	return *value >= 0 ? words[*value] : NULL;
}

/* As the settings write it, or NULL: they do not know it. */
static const char *
known_code(const struct settings *s, enum former_field field, const char *code, int *value)
{
	*value = 0;
	switch (field) {
	case FORMER_CHANNEL:
		return word_of(channels, COUNT(channels), code, value);
	case FORMER_PURPOSE:
		return purpose_code(s, code);
	case FORMER_DEPARTMENT:
		/* Nobody had it yet. */
		return strcmp(code, "none") == 0 && department_code(s, code) == NULL ? "" : department_code(s, code);
	case FORMER_STATE:
		return word_of(state_words, COUNT(state_words), code, value);
	case FORMER_REPLY:
		return word_of(reply_words, COUNT(reply_words), code, value);
	default:
		return word_of(yes_no, COUNT(yes_no), code, value);
	}
}

static struct former_code
read_code(struct reader *r, enum former_field field, const char *code, int line)
{
	struct former_code c = { .field = field };

	c.code = known_code(r->s, field, code, &c.value);
	if (c.code == NULL)
		problem_add(&r->problems, line, "there is no %s \"%s\" in the settings", field_names[field], text_cut(r->ctx, code, 40));
	return c;
}

static void
read_words(struct reader *r, const struct section *s, enum former_field field)
{
	struct former_map *m = r->map;

	for (size_t i = 0; i < s->count; i++) {
		const struct entry *e = &s->entries[i];
		struct former_code c = read_code(r, field, e->name, e->line);

		c.word = e->value;
		if (former_map_code(m, field, e->value) != NULL)
			problem_add(&r->problems, e->line, "what \"%s\" means is said twice", e->value);
		m->code = must(talloc_realloc(r->ctx, m->code, struct former_code, m->code_count + 1));
		m->code[m->code_count++] = c;
	}
}

static void
read_always(struct reader *r, const struct section *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct entry *e = &s->entries[i];
		int field = place_in(field_names, FORMER_FIELDS, e->name);

		if (field >= 0 && former_is_coded((enum former_field)field))
			r->map->always[field] = read_code(r, (enum former_field)field, e->value, e->line);
		else
			problem_add(&r->problems, e->line, "%s is no coded field", text_cut(r->ctx, e->name, 40));
	}
}

const struct former_code *
former_map_code(const struct former_map *m, enum former_field field, const char *word)
{
	for (size_t i = 0; i < m->code_count; i++)
		if (m->code[i].field == field && strcmp(m->code[i].word, word) == 0)
			return &m->code[i];
	return NULL;
}

/* ---- all of it ---- */

static const struct former_column *
column_of(const struct former_map *m, enum former_field field)
{
	for (size_t i = 0; i < m->column_count; i++)
		if (m->column[i].field == field)
			return &m->column[i];
	return NULL;
}

static size_t
columns_of(const struct former_map *m, enum former_field field)
{
	size_t n = 0;

	for (size_t i = 0; i < m->column_count; i++)
		n += m->column[i].field == field;
	return n;
}

static void
check_whole(struct reader *r, int line, bool charset)
{
	static const enum former_field needed[] = { FORMER_NUMBER, FORMER_RECEIVED, FORMER_TEXT };
	static const enum former_field coded[] = { FORMER_CHANNEL, FORMER_PURPOSE, FORMER_STATE };
	struct former_map *m = r->map;

	if (m->origin == NULL)
		problem_add(&r->problems, line, "[import] has no origin: a code for the older system");
	if (!charset)
		problem_add(&r->problems, line, "[import] has no charset: utf-8, utf-16 or cp932");
	for (size_t i = 0; i < COUNT(needed); i++)
		if (column_of(m, needed[i]) == NULL)
			problem_add(&r->problems, line, "[columns] has no %s", field_names[needed[i]]);
	for (size_t i = 0; i < COUNT(coded); i++)
		if (column_of(m, coded[i]) == NULL && m->always[coded[i]].code == NULL)
			problem_add(&r->problems, line, "%s is neither in [columns] nor in [always]", field_names[coded[i]]);
	if (columns_of(m, FORMER_ANSWER) != columns_of(m, FORMER_ANSWERED))
		problem_add(&r->problems, line, "there are %zu columns with answers and %zu with their dates",
		    columns_of(m, FORMER_ANSWER), columns_of(m, FORMER_ANSWERED));
}

static void
read_section(struct reader *r, const struct section *s, bool *charset_out)
{
	static const char *const names[] = { "import", "columns", "always" };
	int field = place_in(field_names, FORMER_FIELDS, s->kind);

	if (strcmp(s->kind, "import") == 0)
		read_import(r, s, charset_out);
	else if (strcmp(s->kind, "columns") == 0)
		read_columns(r, s);
	else if (strcmp(s->kind, "always") == 0)
		read_always(r, s);
	else if (field >= 0 && former_is_coded((enum former_field)field))
		read_words(r, s, (enum former_field)field);
	else
		unknown(r, s->line, "the section", s->kind, names, COUNT(names));
}

enum verdict
former_map_read(void *ctx, const struct settings *s, const char *path, struct former_map *out, struct buffer *errors,
    struct fault *f)
{
	struct reader r = { .ctx = ctx, .s = s, .map = out, .problems = { .ctx = ctx, .file = path } };
	struct settings_file file;
	bool charset = false;
	enum verdict v;

	*out = (struct former_map){ .file = path, .separator = ',', .files = ";", .language = "ja" };
	v = settings_file_read(ctx, path, &file, &r.problems, f);
	if (v != DONE)
		return v;
	for (size_t i = 0; i < file.count; i++)
		read_section(&r, &file.sections[i], &charset);
	check_whole(&r, file.last_line, charset);
	if (r.problems.count == 0)
		return DONE;
	problems_sort(&r.problems);
	problems_print(&r.problems, errors);
	return fail(f, HALT, "%s:%d: %s", path, r.problems.list[0].line, r.problems.list[0].text);
}
