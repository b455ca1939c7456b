/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_scans - the scans of an opinion as pictures, a page each. */
#include "reply/print_scans.h"

#include "config/log.h"
#include "config/memory.h"

struct pages {
	void *ctx;
	struct scanner *scanner;
	struct bytes *item;
	size_t count;
};

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

static enum verdict
add_page(struct pages *p, struct bytes file, size_t page, struct fault *f)
{
	struct buffer picture = buffer_init(p->ctx);
	const struct sink sink = { &picture, take };
	enum verdict v;

	if (p->count == SCANS_SHOWN_MAX)
		return fail(f, NEVER, "more than %d pages", SCANS_SHOWN_MAX);
	v = scan_render(p->scanner, file, page, SCAN_WHOLE, &sink, f);
	if (v == DONE)
		p->item[p->count++] = buffer_bytes(&picture);
	return v;
}

/* NEVER, with the first reason, when a page is missing; those that can be drawn are there. */
static enum verdict
add_file(struct pages *p, struct bytes file, struct fault *f)
{
	struct fault first = { "" };
	struct scan *scan = NULL;
	enum verdict v = scan_look(p->scanner, p->ctx, file, &scan, f), missing = DONE;

	for (size_t i = 0; v == DONE && i < scan->page_count; i++) {
		v = add_page(p, file, i, f);
		if (v != NEVER)
			continue;
		if (missing == DONE)
			first = *f;
		missing = NEVER;
		v = DONE;
	}
	if (v == DONE && missing == NEVER)
		*f = first;
	return v == DONE ? missing : v;
}

static enum verdict
add_part(struct pages *p, struct parser *parser, const struct octets *message, const struct part *part, struct fault *f)
{
	struct buffer file = buffer_init(p->ctx);
	const struct sink sink = { &file, take };
	enum scan_format format;
	enum verdict v = parser_extract(parser, message, part->index, &sink, f);

	if (v != DONE)
		return v;
	format = scan_format_of(buffer_bytes(&file));
	v = format != SCAN_NONE && format != SCAN_ZIP ? add_file(p, buffer_bytes(&file), f) : DONE;
	talloc_free(file.data);
	return v;
}

enum verdict
print_scans(struct ledger *l, void *ctx, const struct facts *facts, struct parser *parser, struct scanner *scanner,
    struct print_scans *out, struct fault *f)
{
	struct pages p = { .ctx = ctx, .scanner = scanner };
	const struct reading *r = facts->opinion_reading;
	struct sealed *file = NULL;
	enum verdict v = DONE;

	*out = (struct print_scans){ .count = 0 };
	p.item = must(talloc_zero_array(ctx, struct bytes, SCANS_SHOWN_MAX));
	if (r != NULL && r->part_count != 0)
		v = entry_open(l, ctx, &facts->opinion_entry, &file, f);
	if (v == NEVER) {
		log_line(LOG_WARNING, "%s: its files are not printed: %s", facts->opinion.number, f->text);
		out->left = r->part_count;
		return DONE;
	}
	for (size_t i = 0; v == DONE && file != NULL && i < r->part_count; i++) {
		v = add_part(&p, parser, sealed_content(file), &r->parts[i], f);
		if (v == NEVER) {
			log_line(LOG_WARNING, "%s: file %zu is not printed, or not all of it: %s", facts->opinion.number, i + 1,
			    f->text);
			out->left++;
			v = DONE;
		}
	}
	out->page = p.item;
	out->count = p.count;
	return v;
}
