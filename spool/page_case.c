/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_case - what a resident may read of his opinion, for the holder of its secret half alone. */
#include "spool/page_case.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"

static const char magic[] = "ikencase 1";

enum {
	LENGTH_MIN = 4096,	/* a record takes up this or a power of two more */
	LIST_MAX = 10000
};

/* ---- packing ---- */

static void
put_record(const struct page_record *record, struct buffer *out)
{
	record_put_number(out, record->state);
	record_put_number(out, record->received);
	record_put_number(out, record->expected);
	record_put_number(out, record->until);
	record_put_string(out, record->purpose);
	record_put_string(out, record->text);
	record_put_string(out, record->note);
	record_put_number(out, (int64_t)record->answer_count);
	for (size_t i = 0; i < record->answer_count; i++) {
		record_put_number(out, record->answers[i].at);
		record_put_string(out, record->answers[i].text);
		record_put_number(out, record->answers[i].corrects);
	}
	record_put_number(out, (int64_t)record->file_count);
	for (size_t i = 0; i < record->file_count; i++) {
		record_put_string(out, record->files[i].name);
		record_put_string(out, record->files[i].type);
		record_put_number(out, record->files[i].size);
		record_put(out, (struct bytes){ record->files[i].key.octets, SEAL_KEY });
	}
}

/* Zeros up to the next length; nobody reads on behind the last file. */
static void
put_padding(struct buffer *plain)
{
	size_t length = LENGTH_MIN;

	while (length < plain->len + 4)
		length *= 2;
	for (size_t left = length - plain->len; left != 0; left--)
		buffer_char(plain, 0);
}

void
page_case_pack(const struct page_case *c, const struct page_record *record, struct buffer *out)
{
	struct buffer plain = buffer_init(NULL), sealed = buffer_init(NULL);
	struct seal_key key = seal_new_key();
	unsigned char boxed[SEAL_BOXED_KEY];

	put_record(record, &plain);
	put_padding(&plain);
	seal_value(&key, "page.case", buffer_bytes(&plain), &sealed);
	seal_box_key(c->public, &key, boxed);
	record_put_string(out, magic);
	record_put_string(out, c->number);
	record_put_number(out, c->generation);
	record_put(out, (struct bytes){ c->public, SEAL_PUBLIC });
	record_put_number(out, c->has_wrap);
	if (c->has_wrap)
		page_wrap_put(&c->wrap, out);
	record_put(out, (struct bytes){ boxed, sizeof boxed });
	record_put(out, buffer_bytes(&sealed));
	seal_wipe(plain.data, plain.len);
	seal_wipe(&key, sizeof key);
	talloc_free(plain.data);
	talloc_free(sealed.data);
}

/* ---- unpacking ---- */

enum verdict
page_case_unpack(void *ctx, struct bytes file, const char *number, struct page_case *out, struct fault *f)
{
	struct record r = { .rest = file };
	struct bytes public;
	bool good;

	memset(out, 0, sizeof *out);
	if (!bytes_equal(record_take(&r), bytes_of(magic)) || !bytes_equal(record_take(&r), bytes_of(number)))
		return fail(f, NEVER, "%s: not a case of the page, or another one's", number);
	out->number = must(talloc_strdup(ctx, number));
	out->generation = record_take_number(&r);
	public = record_take(&r);
	out->has_wrap = record_take_number(&r) != 0;
	good = !out->has_wrap || page_wrap_take(&r, &out->wrap);
	out->sealed = r.rest;
	if (!good || r.broken || public.len != SEAL_PUBLIC)
		return fail(f, NEVER, "%s: the case of the page is damaged", number);
	memcpy(out->public, public.data, SEAL_PUBLIC);
	return DONE;
}

static void
take_answers(struct page_record *out, struct record *r)
{
	int64_t count = record_take_number(r);

	if (count < 0 || count > LIST_MAX)
		r->broken = true;
	for (int64_t i = 0; i < count && !r->broken; i++) {
		struct page_answer *a;

		out->answers = must(talloc_realloc(out, out->answers, struct page_answer, out->answer_count + 1));
		a = &out->answers[out->answer_count++];
		a->at = record_take_number(r);
		a->text = text_from(out, record_take(r), TEXT_RUNNING, NULL);
		a->corrects = record_take_number(r) != 0;
	}
}

static void
take_files(struct page_record *out, struct record *r)
{
	int64_t count = record_take_number(r);

	if (count < 0 || count > LIST_MAX)
		r->broken = true;
	for (int64_t i = 0; i < count && !r->broken; i++) {
		struct page_file *file;
		struct bytes key;

		out->files = must(talloc_realloc(out, out->files, struct page_file, out->file_count + 1));
		file = &out->files[out->file_count++];
		file->name = text_from(out, record_take(r), TEXT_LINE, NULL);
		file->type = page_file_type(record_take_string(out, r));
		file->size = record_take_number(r);
		key = record_take(r);
		if (key.len == SEAL_KEY)
			memcpy(file->key.octets, key.data, SEAL_KEY);
		else
			r->broken = true;
	}
}

static struct page_record *
take_record(void *ctx, struct bytes plain)
{
	struct page_record *out = memory_new(ctx, sizeof *out);
	struct record r = { .rest = plain };
	int64_t state = record_take_number(&r);

	out->state = state >= 0 && state < PAGE_STATES ? (enum page_state)state : PAGE_RECEIVED;
	out->received = record_take_number(&r);
	out->expected = record_take_number(&r);
	out->until = record_take_number(&r);
	out->purpose = record_take_string(out, &r);
	out->text = text_from(out, record_take(&r), TEXT_RUNNING, NULL);
	out->note = text_from(out, record_take(&r), TEXT_RUNNING, NULL);
	take_answers(out, &r);
	take_files(out, &r);
	if (!r.broken)
		return out;
	talloc_free(out);
	return NULL;
}

static bool
open_record(const struct page_case *c, const unsigned char secret[SEAL_SECRET], struct buffer *plain)
{
	struct record r = { .rest = c->sealed };
	struct bytes boxed = record_take(&r), sealed = record_take(&r);
	struct seal_key key = { { 0 } };
	bool good = !r.broken && record_at_end(&r) && boxed.len == SEAL_BOXED_KEY &&
	    seal_open_boxed_key(c->public, secret, boxed.data, &key) &&
	    seal_open_value(&key, "page.case", sealed, plain);

	seal_wipe(&key, sizeof key);
	return good;
}

enum verdict
page_case_open(void *ctx, const struct page_case *c, const unsigned char secret[SEAL_SECRET], struct page_record **out,
    struct fault *f)
{
	struct buffer plain = buffer_init(NULL);

	*out = open_record(c, secret, &plain) ? take_record(ctx, buffer_bytes(&plain)) : NULL;
	if (plain.data != NULL)
		seal_wipe(plain.data, plain.room);
	talloc_free(plain.data);
	return *out != NULL ? DONE : fail(f, NEVER, "%s: the case of the page is damaged, or the key another one's", c->number);
}

const char *
page_file_type(const char *type)
{
	static const char *const known[] = { "application/pdf", "image/jpeg", "image/png", "image/gif", "image/tiff",
		"image/webp", "text/plain", "text/csv", "application/zip", "application/msword", "application/vnd.ms-excel",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };

	for (size_t i = 0; type != NULL && i < sizeof known / sizeof known[0]; i++)
		if (text_equal_ignoring_case(type, known[i]))
			return known[i];
	return "application/octet-stream";
}
