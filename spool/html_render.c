/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html_render - pages made of templates and values: what the templates say. */
#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/html.h"
#include "spool/html_tree.h"

enum { DEEPEST = 20, TAG_MAX = 64 };

struct render {
	const struct html_source *source;
	const struct html_words *words;
	struct buffer *out;
	const char **wrong;
	int depth;
};

static void render(struct render *r, struct bytes template, const struct html *scope);

static void
complain(struct render *r, const char *what, const char *name)
{
	if (r->wrong != NULL && *r->wrong == NULL)
		*r->wrong = must(talloc_asprintf(r->out->ctx, "%s {%s}", what, name));
}

static const struct html_value *
find(const struct html *scope, const char *name)
{
	for (; scope != NULL; scope = scope->around)
		for (size_t i = 0; i < scope->count; i++)
			if (strcmp(scope->item[i].name, name) == 0)
				return &scope->item[i];
	return NULL;
}

/* {x}, without what stands around it; true when there is one at p. */
static bool
read_tag(const char *p, const char *end, char name[TAG_MAX + 1], const char **behind_out)
{
	const char *close = p < end && *p == '{' ? memchr(p, '}', (size_t)(end - p)) : NULL;
	size_t len;

	if (close == NULL || close - p - 1 > TAG_MAX || close == p + 1)
		return false;
	len = (size_t)(close - p - 1);
	memcpy(name, p + 1, len);
	name[len] = 0;
	*behind_out = close + 1;
	return true;
}

/* Where {/name} stands; sections of the same name may lie within it. NULL: nowhere. */
static const char *
section_end(const char *p, const char *end, const char *name, const char **behind_out)
{
	char tag[TAG_MAX + 1];
	int open = 1;

	while (p < end) {
		const char *at = memchr(p, '{', (size_t)(end - p));

		if (at == NULL)
			return NULL;
		if (!read_tag(at, end, tag, behind_out)) {
			p = at + 1;
			continue;
		}
		if (strchr("?!*", tag[0]) != NULL && strcmp(tag + 1, name) == 0)
			open++;
		if (tag[0] == '/' && strcmp(tag + 1, name) == 0 && --open == 0)
			return at;
		p = *behind_out;
	}
	return NULL;
}

static void
render_words(struct render *r, const char *name, const struct html *scope)
{
	const char *text = html_word(r->words, name);

	if (text == NULL)
		complain(r, "no words", name);
	else
		render(r, bytes_of(text), scope);
}

static void
render_section(struct render *r, const char *tag, struct bytes inner, const struct html *scope)
{
	const struct html_value *value = find(scope, tag + 1);
	bool there = value != NULL && (*value->text != 0 || value->count != 0);

	if (tag[0] == '*')
		for (size_t i = 0; value != NULL && i < value->count; i++)
			render(r, inner, value->list[i]);
	else if (there == (tag[0] == '?'))
		render(r, inner, scope);
}

/* Returns where the template goes on. */
static const char *
render_tag(struct render *r, const char *tag, const char *behind, const char *end, const struct html *scope)
{
	const struct html_value *value;
	const char *close, *after;

	switch (tag[0]) {
	case '$':
		render_words(r, tag + 1, scope);
		return behind;
	case '@':
		value = find(scope, tag + 1);
		if (value != NULL && *value->text != 0)
			render_words(r, value->text, scope);
		return behind;
	case '>':
		render(r, r->source->find(tag + 1), scope);
		return behind;
	case '?':
	case '!':
	case '*':
		close = section_end(behind, end, tag + 1, &after);
		if (close == NULL) {
			complain(r, "no end of", tag);
			return end;
		}
		render_section(r, tag, (struct bytes){ (const unsigned char *)behind, (size_t)(close - behind) }, scope);
		return after;
	default:
		value = find(scope, tag);
		if (value != NULL)
			html_escape(value->text, r->out);
		return behind;
	}
}

static void
render(struct render *r, struct bytes template, const struct html *scope)
{
	const char *p = (const char *)template.data, *end;
	char tag[TAG_MAX + 1];

	if (template.data == NULL || ++r->depth > DEEPEST) {
		complain(r, "no template, or one within itself", "");
		r->depth -= template.data != NULL;
		return;
	}
	end = p + template.len;
	while (p < end) {
		const char *brace = memchr(p, '{', (size_t)(end - p)), *behind;
		size_t len = brace != NULL ? (size_t)(brace - p) : (size_t)(end - p);

		buffer_add(r->out, p, len);
		p += len;
		if (brace == NULL)
			break;
		if (read_tag(p, end, tag, &behind)) {
			p = render_tag(r, tag, behind, end, scope);
		} else {
			complain(r, "an open brace in", "");
			p++;
		}
	}
	r->depth--;
}

void
html_render(const struct html_source *source, const struct html_words *words, const char *template,
    const struct html *values, struct buffer *out, const char **wrong)
{
	struct render r = { .source = source, .words = words, .out = out, .wrong = wrong };

	if (wrong != NULL)
		*wrong = NULL;
	render(&r, source->find(template), values);
}
