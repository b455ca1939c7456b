/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask - a text without what tells who wrote it. */
#include "spool/mask.h"

#include <stdlib.h>
#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/mask_known.h"

void
spans_add(struct spans *s, size_t begin, size_t end, const char *mark, bool personal)
{
	if (end <= begin)
		return;
	if (s->count == s->room) {
		s->room = s->room * 2 + 16;
		s->item = must(talloc_realloc(s->ctx, s->item, struct span, s->room));
	}
	s->item[s->count++] = (struct span){ begin, end, mark, personal };
}

/* taro@example.jp with what people write for the @. */
static void
add_mail(struct mask *m, const char *mail)
{
	static const char *const ats[] = { "(at)", "[at]", "<at>", "{at}", "at", "アット", "アットマーク", "★", "☆", "■", "◎", "※" };
	const char *at = strrchr(mail, '@');

	known_add_text(m, mail, MARK_MAIL);
	for (size_t i = 0; at != NULL && i < sizeof ats / sizeof ats[0]; i++) {
		char *written = must(talloc_asprintf(m, "%.*s%s%s", (int)(at - mail), mail, ats[i], at + 1));

		known_add_text(m, written, MARK_MAIL);
		talloc_free(written);
	}
}

struct mask *
mask_new(void *ctx, const struct contact *c)
{
	struct mask *m = memory_new(ctx, sizeof *m);

	known_add_text(m, c->name, MARK_NAME);
	add_mail(m, c->mail);
	known_add_number(m, c->postal_code, MARK_POSTAL);
	known_add_number(m, c->phone, MARK_PHONE);
	known_add_number(m, c->fax, MARK_FAX);
	known_add_address(m, c->address);
	return m;
}

void
mask_learn(struct mask *m, const char *text)
{
	struct spans found = { .ctx = must(talloc_new(NULL)) };
	struct form form = mask_form(found.ctx, text);

	mask_find_any(text, &form, false, &found);
	for (size_t i = 0; i < found.count; i++) {
		const struct span *s = &found.item[i];
		char *value = must(talloc_strndup(found.ctx, text + s->begin, s->end - s->begin));

		if (strcmp(s->mark, MARK_ADDRESS) == 0)
			known_add_address(m, value);
		else if (strcmp(s->mark, MARK_MAIL) == 0)
			known_add_text(m, value, MARK_MAIL);
		else if (strcmp(s->mark, MARK_NAME) != 0)
			known_add_number(m, value, s->mark);
	}
	talloc_free(found.ctx);
}

static int
by_place(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return x->end > y->end ? -1 : x->end < y->end;
}

/* Places that overlap become one, with the mark of the first. */
static void
merge(struct spans *s)
{
	size_t kept = 0;

	qsort(s->item, s->count, sizeof s->item[0], by_place);
	for (size_t i = 0; i < s->count; i++) {
		if (kept != 0 && s->item[i].begin < s->item[kept - 1].end) {
			if (s->item[i].end > s->item[kept - 1].end)
				s->item[kept - 1].end = s->item[i].end;
		} else {
			s->item[kept++] = s->item[i];
		}
	}
	s->count = kept;
}

char *
mask_apply(void *ctx, const struct mask *m, enum mask_how how, const char *text, size_t *masked_out)
{
	struct buffer out = buffer_init(ctx);
	struct spans spans = { .ctx = must(talloc_new(NULL)) };
	struct form form = mask_form(spans.ctx, text);
	size_t at = 0;

	mask_find_known(m, how, &form, &spans);
	if (how != MASK_KNOWN)
		mask_find_any(text, &form, how == MASK_STRICT, &spans);
	if (spans.count != 0)
		merge(&spans);
	buffer_string(&out, "");
	for (size_t i = 0; i < spans.count; i++) {
		buffer_add(&out, text + at, spans.item[i].begin - at);
		buffer_string(&out, spans.item[i].mark);
		at = spans.item[i].end;
	}
	buffer_string(&out, text + at);
	if (masked_out != NULL)
		*masked_out = spans.count;
	talloc_free(spans.ctx);
	return (char *)out.data;
}

char *
mask_text(void *ctx, const char *text, const struct contact *contact, size_t *masked_out)
{
	struct mask *m = mask_new(NULL, contact);
	char *masked = mask_apply(ctx, m, MASK_USUAL, text, masked_out);

	talloc_free(m);
	return masked;
}
