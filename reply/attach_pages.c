/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attach_pages - the pages of a scan as pictures in a mail to who has to read them. */
#include "reply/attach_pages.h"

#include "config/memory.h"
#include "reply/base64.h"

enum { PAGES_MAX = 60, WORDS = 256 * 1024, PART_HEAD = 1024 };

struct showing {
	struct parser *parser;
	struct scanner *scanner;
	void *ctx;
	struct attached_files *out;
	int64_t room;			/* octets left in the mail */
	size_t left;
};

bool
attach_pages_wanted(const struct facts *facts)
{
	const char *kind = facts->intent->kind;

	return facts->has_entry && facts->entry_is_paper && facts->reading != NULL && facts->reading->part_count != 0 &&
	    (strcmp(kind, "transcribe") == 0 || strcmp(kind, "held") == 0 ||
	    (strcmp(kind, "undeliverable") == 0 && facts->entry.kind == ENTRY_RETURNED));
}

static enum verdict
collect(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

static enum verdict
give(void *state, const struct sink *sink, struct fault *f)
{
	const struct buffer *picture = state;

	return sink->take(sink->state, picture->data, picture->len, f);
}

static enum verdict
show_page(struct showing *s, struct bytes file, size_t page, struct fault *f)
{
	struct buffer *picture = memory_new(s->ctx, sizeof *picture);
	struct sink sink = { picture, collect };
	int64_t size;
	enum verdict v;

	if (s->out->count == PAGES_MAX || s->room <= 0) {
		s->left++;
		return DONE;
	}
	*picture = buffer_init(picture);
	v = scan_render(s->scanner, file, page, SCAN_REDUCED, &sink, f);
	size = base64_lines_size((int64_t)picture->len) + PART_HEAD;
	if (v == NEVER || (v == DONE && size > s->room)) {
		/* Pages go along in order: what stands behind one that does not fit is left out as well. */
		s->room = v == DONE ? 0 : s->room;
		s->left++;
		talloc_free(picture);
		return DONE;
	}
	if (v != DONE)
		return v;
	s->room -= size;
	s->out->item = must(talloc_realloc(s->ctx, s->out->item, struct attachment, s->out->count + 1));
	s->out->item[s->out->count] = (struct attachment){ .type = "image/jpeg", .size = (int64_t)picture->len, .state = picture,
		.give = give, .name = must(talloc_asprintf(s->ctx, "page-%02zu.jpg", s->out->count + 1)) };
	s->out->count++;
	return DONE;
}

static enum verdict
show_file(struct showing *s, const struct octets *message, const struct part *part, struct fault *f)
{
	struct buffer file = buffer_init(s->ctx);
	struct sink sink = { &file, collect };
	enum scan_format format;
	struct scan *scan = NULL;
	enum verdict v = parser_extract(s->parser, message, part->index, &sink, f);

	format = v == DONE ? scan_format_of(buffer_bytes(&file)) : SCAN_NONE;
	if (format != SCAN_NONE && format != SCAN_ZIP)
		v = scan_look(s->scanner, s->ctx, buffer_bytes(&file), &scan, f);
	for (size_t i = 0; v == DONE && scan != NULL && i < scan->page_count; i++)
		if (!scan->pages[i].blank)
			v = show_page(s, buffer_bytes(&file), i, f);
	talloc_free(file.data);
	/* A file that cannot be read has no pages. */
	return v == NEVER ? DONE : v;
}

enum verdict
attach_pages(struct ledger *l, struct parser *parser, struct scanner **scanner, void *ctx, const struct facts *facts,
    int64_t max, struct attached_files *out, size_t *left_out, struct fault *f)
{
	struct showing s = { .parser = parser, .ctx = ctx, .out = out, .room = max - WORDS };
	const struct reading *r = facts->reading;
	struct sealed *file;
	enum verdict v;

	*out = (struct attached_files){ NULL, 0 };
	*left_out = 0;
	if (*scanner == NULL) {
		v = scanner_start(NULL, &l->settings->limits, scanner, f);
		if (v != DONE)
			return v == HALT ? LATER : v;
	}
	s.scanner = *scanner;
	v = entry_open(l, ctx, &facts->entry, &file, f);
	for (size_t i = 0; v == DONE && i < r->part_count; i++)
		v = show_file(&s, sealed_content(file), &r->parts[i], f);
	*left_out = s.left;
	/* The others' mails do not wait for a scanner that is missing. */
	return v == NEVER ? DONE : v == HALT ? LATER : v;
}
