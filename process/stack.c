/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stack - where the opinions of a scanned stack begin and end. */
#include "process/stack.h"

#include <string.h>

#include "config/memory.h"

enum { PLACES_TOLD = 50 };

static bool
is_divider(const struct stack_page *p)
{
	return p->has_sheet && (p->sheet.kind == SHEET_BATCH || p->sheet.kind == SHEET_SEPARATOR);
}

/* Whether two sheets are about the same thing. */
static bool
is_same(const struct sheet *a, const struct sheet *b)
{
	return a->kind == b->kind && a->id == b->id && strcmp(a->number, b->number) == 0;
}

static bool
is_blank(const struct stack_page *page, size_t first, size_t end)
{
	while (first < end && page[first].blank)
		first++;
	return first == end;
}

static void
end_piece(struct stack *s, const struct stack_page *page, size_t first, size_t end, int64_t batch)
{
	if (first == end)
		return;
	if (s->is_split && is_blank(page, first, end)) {
		s->blanks++;
		return;
	}
	s->piece[s->count++] = (struct stack_piece){ first, end, page[first].has_sheet ? &page[first].sheet : NULL, batch };
}

/* The batch of the first sheet that names one: what was scanned before it belongs to it as well. */
static int64_t
first_batch(const struct stack_page *page, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_divider(&page[i]))
			return page[i].sheet.id;
	return 0;
}

static void
divide(struct stack *s, const struct stack_page *page, size_t count)
{
	int64_t batch = first_batch(page, count);
	size_t first = 0;

	s->is_split = batch != 0;
	for (size_t i = 0; i < count; i++) {
		if (is_divider(&page[i])) {
			end_piece(s, page, first, i, batch);
			batch = page[i].sheet.id;
			first = i + 1;
			/* Its back, unless there is something on it. */
			if (first < count && page[first].blank && !page[first].has_sheet)
				first++;
			i = first - 1;
		} else if (page[i].has_sheet && i > first && (!page[first].has_sheet ||
		    !is_same(&page[first].sheet, &page[i].sheet))) {
			s->is_split = true;
			end_piece(s, page, first, i, batch);
			first = i;
		}
	}
	end_piece(s, page, first, count, batch);
}

/* ---- what is told of the batches ------------------------------------------------------------------------ */

static struct stack_batch *
batch_of(struct stack *s, int64_t id)
{
	for (size_t i = 0; i < s->batch_count; i++)
		if (s->batch[i].id == id)
			return &s->batch[i];
	s->batch[s->batch_count] = (struct stack_batch){ .id = id, .missing = "", .twice = "" };
	return &s->batch[s->batch_count++];
}

static size_t
seen_at(const struct stack_page *page, size_t count, int64_t batch, int64_t place)
{
	size_t seen = 0;

	for (size_t i = 0; i < count; i++)
		seen += page[i].has_sheet && page[i].sheet.kind == SHEET_SEPARATOR && page[i].sheet.id == batch &&
		    page[i].sheet.place == place;
	return seen;
}

static void
add_place(struct buffer *b, int64_t place)
{
	buffer_printf(b, "%s%lld", b->len != 0 ? "," : "", (long long)place);
}

/* Of the separators up to the last one that was seen. */
static void
check_places(void *ctx, struct stack_batch *b, const struct stack_page *page, size_t count)
{
	struct buffer missing = buffer_init(ctx), twice = buffer_init(ctx);
	int64_t last = 0;
	int told = 0;

	for (size_t i = 0; i < count; i++)
		if (page[i].has_sheet && page[i].sheet.kind == SHEET_SEPARATOR && page[i].sheet.id == b->id &&
		    page[i].sheet.place > last)
			last = page[i].sheet.place;
	for (int64_t place = 1; place <= last && told < PLACES_TOLD; place++) {
		size_t seen = seen_at(page, count, b->id, place);

		if (seen != 1) {
			add_place(seen == 0 ? &missing : &twice, place);
			told++;
		}
	}
	b->missing = buffer_text(&missing);
	b->twice = buffer_text(&twice);
}

struct stack
stack_split(void *ctx, const struct stack_page *page, size_t count)
{
	struct stack s = { .piece = must(talloc_zero_array(ctx, struct stack_piece, count + 1)),
		.batch = must(talloc_zero_array(ctx, struct stack_batch, count + 1)) };

	divide(&s, page, count);
	for (size_t i = 0; i < count; i++)
		if (is_divider(&page[i]))
			(void)batch_of(&s, page[i].sheet.id);
	for (size_t i = 0; i < s.count; i++)
		if (s.piece[i].batch != 0)
			batch_of(&s, s.piece[i].batch)->found++;
	for (size_t i = 0; i < s.batch_count; i++)
		check_places(ctx, &s.batch[i], page, count);
	return s;
}
