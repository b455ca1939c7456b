/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post_receive - the body of the form, read as it comes. */
#include "ingest/post_receive.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/multipart.h"

enum { PIECE = 65536, PATIENCE = 60, PARTS_MAX = 20000 };

#define TEXT_ROOM ((int64_t)4 << 20)	/* for all fields that are no files */
#define WAITING_MAX ((int64_t)1 << 30)	/* attachments of all drafts together */

struct reception {
	struct post *post;
	struct draft *draft;		/* NULL: not yet asked for */
	struct upload_writer *file;	/* being written */
	int64_t file_octets, octets, files;
	bool in_field;
	bool too_large, too_many, no_room, too_much;
	int64_t parts;
};

int64_t
post_longest_body(const struct page *page)
{
	return 2 * page->config->total_size + TEXT_ROOM;
}

/* The draft stands above the attachments in the form. */
static struct draft *
draft_of(struct reception *r)
{
	struct page *page = r->post->page;

	if (r->draft == NULL) {
		cgi_fields_settle(page->form);
		r->draft = draft_read(page, cgi_field_line(page->form, "draft"));
	}
	if (r->draft == NULL)
		r->draft = draft_new(page);
	return r->draft;
}

static void
begin_file(struct reception *r, const struct multipart_part *part)
{
	struct page *page = r->post->page;
	struct fault f;

	if (r->files++ >= page->config->file_count) {
		r->too_many = true;
		return;
	}
	if (draft_of(r) == NULL || (r->files == 1 && uploads_total(page) > WAITING_MAX) ||
	    upload_begin(page, r->draft, part->file, &r->file, &f) != DONE)
		r->no_room = true;
	r->file_octets = 0;
}

static enum verdict
begin_part(void *state, const struct multipart_part *part, struct fault *f)
{
	struct reception *r = state;

	if (++r->parts > PARTS_MAX)
		return fail(f, NEVER, "too many fields");
	r->in_field = !part->is_file;
	if (r->in_field)
		cgi_fields_add(r->post->page->form, part->name, (struct bytes){ NULL, 0 });
	else if (part->file.len != 0 && bytes_equal(part->name, bytes_of("files")))
		begin_file(r, part);
	return DONE;
}

static enum verdict
take_data(void *state, struct bytes data, struct fault *f)
{
	struct reception *r = state;
	const struct page_config *c = r->post->page->config;

	if (r->in_field && !r->post->page->form->too_many)
		cgi_fields_more(r->post->page->form, data);
	if (r->in_field || r->file == NULL)
		return DONE;
	r->file_octets += (int64_t)data.len;
	r->octets += (int64_t)data.len;
	r->too_large = r->too_large || r->file_octets > c->file_size;
	r->too_much = r->too_much || r->octets > c->total_size;
	if (r->file_octets > c->file_size || r->octets > c->total_size) {
		/* the rest of it is read and forgotten */
		TALLOC_FREE(r->file);
	} else if (upload_write(r->file, data, f) != DONE) {
		r->no_room = true;
		TALLOC_FREE(r->file);
	}
	return DONE;
}

static enum verdict
end_part(void *state, struct fault *f)
{
	struct reception *r = state;

	if (r->file != NULL && upload_end(&r->file, f) != DONE)
		r->no_room = true;
	return DONE;
}

/* Fields of a post that was cut off: what came last may be half of what was typed, and is shown as it is. */
static void
say_end(struct reception *r, enum cgi_end end, bool broken)
{
	struct post *post = r->post;

	if (end == CGI_SLOW)
		post_complain(post, NULL, "error-slow", NULL);
	else if (broken || end == CGI_SHORT)
		post_complain(post, NULL, "error-broken", NULL);
	/* a file that was cut off is none */
	if (r->file != NULL) {
		TALLOC_FREE(r->file);
		post_complain(post, "files", "error-file-short", NULL);
	}
	if (r->too_many)
		post_complain(post, "files", "error-file-count", NULL);
	if (r->too_large)
		post_complain(post, "files", "error-file-size", NULL);
	else if (r->too_much)
		post_complain(post, "files", "error-file-total", NULL);
	if (r->no_room)
		post_complain(post, "files", "error-file-room", NULL);
}

static void
say_fields(struct post *post)
{
	const struct cgi_fields *form = post->page->form;

	if (form->too_many || form->too_long)
		post_complain(post, NULL, "error-fields", NULL);
	if (form->damaged)
		post_complain(post, NULL, "error-damaged", NULL);
}

static void
read_multipart(struct reception *r, struct cgi_body *body)
{
	const struct multipart_taker taker = { r, begin_part, take_data, end_part };
	struct multipart *m = multipart_new(r->post->page, r->post->page->request.type, &taker);
	unsigned char *piece = must(talloc_size(r->post->page, PIECE));
	bool broken = false;
	struct fault f;
	size_t n;

	while ((n = cgi_body_read(body, piece, PIECE)) != 0)
		broken = broken || multipart_push(m, (struct bytes){ piece, n }, &f) != DONE;
	broken = broken || multipart_end(m, &f) != DONE;
	say_end(r, body->end, broken);
}

static void
read_urlencoded(struct reception *r, struct cgi_body *body)
{
	struct buffer text = buffer_init(r->post->page);
	unsigned char *piece = must(talloc_size(r->post->page, PIECE));
	size_t n;

	while ((n = cgi_body_read(body, piece, PIECE)) != 0)
		if ((int64_t)text.len < TEXT_ROOM)
			buffer_add(&text, piece, n);
	cgi_fields_urlencoded(r->post->page->form, buffer_bytes(&text));
	say_end(r, body->end, false);
}

int
post_receive(struct post *post, const char *self)
{
	struct page *page = post->page;
	struct reception r = { .post = post };
	struct cgi_body body;
	bool multipart = text_starts(page->request.type, "multipart/form-data");

	post->values = page_values(page, self);
	if (page->request.length == -1)
		return 411;
	if (page->request.length < 0)
		return 400;
	if (page->request.length > post_longest_body(page))
		return 413;
	if (multipart ? multipart_new(page, page->request.type, &(struct multipart_taker){ 0 }) == NULL :
	    !text_starts(page->request.type, "application/x-www-form-urlencoded"))
		return 400;
	body = cgi_body_begin(&page->request, page_setting("IKEN_PAGE_PATIENCE", 1, 3600, PATIENCE));
	if (multipart)
		read_multipart(&r, &body);
	else
		read_urlencoded(&r, &body);
	cgi_fields_settle(page->form);
	post->draft = r.draft != NULL ? r.draft : draft_read(page, cgi_field_line(page->form, "draft"));
	say_fields(post);
	return 0;
}
