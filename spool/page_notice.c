/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_notice - what a resident did on the page, on its way to the spool. */
#include "spool/page_notice.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/number.h"

#define KIND_LINE "X-Ikenbako-Page: "
#define RECORD_LINE "X-Ikenbako-Page-Record: "

enum {
	LINE_OCTETS = 32,	/* octets of the record in a line */
	HEAD_MAX = 4 << 20,	/* octets of all lines: tries can be many */
	TRIES_MAX = 100000,
	FORMAT = 1
};

static const char *const kinds[PAGE_KINDS] = { "post", "reissue", "password", "tries", "read" };

const char *
page_kind_name(enum page_kind kind)
{
	return kind < PAGE_KINDS ? kinds[kind] : "";
}

/* ---- writing ---- */

static void
put_tries(const struct page_notice *n, struct buffer *out)
{
	record_put_number(out, n->from);
	record_put_number(out, (int64_t)n->try_count);
	for (size_t i = 0; i < n->try_count; i++) {
		record_put_string(out, n->tries[i].number);
		record_put_number(out, n->tries[i].wrong);
		record_put_number(out, n->tries[i].sources);
	}
}

static void
put_record(const struct page_notice *n, struct buffer *out)
{
	record_put_number(out, FORMAT);
	record_put_number(out, n->at);
	record_put_string(out, n->number);
	record_put_string(out, page_language_name(n->language));
	switch (n->kind) {
	case PAGE_POST:
		record_put(out, (struct bytes){ n->public, SEAL_PUBLIC });
		record_put(out, (struct bytes){ n->secret, SEAL_SECRET });
		page_wrap_put(&n->wrap, out);
		break;
	case PAGE_REISSUE:
		record_put_string(out, n->address);
		break;
	case PAGE_PASSWORD:
		page_wrap_put(&n->wrap, out);
		break;
	case PAGE_TRIES:
		put_tries(n, out);
		break;
	case PAGE_READ:
		record_put_number(out, n->answer);
		break;
	case PAGE_KINDS:
		break;
	}
}

static void
put_lines(const struct page_notice *n, struct buffer *out)
{
	struct buffer record = buffer_init(NULL);
	char hex[2 * LINE_OCTETS + 1];

	put_record(n, &record);
	buffer_printf(out, KIND_LINE "%s\r\n", page_kind_name(n->kind));
	for (size_t at = 0; at < record.len; at += LINE_OCTETS) {
		size_t len = record.len - at < LINE_OCTETS ? record.len - at : LINE_OCTETS;

		seal_hex(record.data + at, len, hex);
		buffer_printf(out, RECORD_LINE "%s\r\n", hex);
	}
	seal_wipe(hex, sizeof hex);
	seal_wipe(record.data, record.len);
	talloc_free(record.data);
}

enum verdict
page_notice_begin(void *ctx, const struct sink *out, const struct page_notice *notice, struct bundle **bundle_out,
    struct fault *f)
{
	struct buffer lines = buffer_init(NULL);
	char *name = must(talloc_asprintf(NULL, "%s %s", page_kind_name(notice->kind), notice->number != NULL ? notice->number : ""));
	enum verdict v;

	put_lines(notice, &lines);
	v = out->take(out->state, lines.data, lines.len, f);
	if (v == DONE)
		v = bundle_begin(ctx, out, bytes_of(text_trim(name, name)), bundle_out, f);
	seal_wipe(lines.data, lines.len);
	talloc_free(lines.data);
	talloc_free(name);
	return v;
}

/* ---- reading ---- */

struct head {
	const struct octets *message;
	struct buffer text;	/* what was read of it */
	size_t at;		/* the next line */
};

/* The next line without its end; false at the end of what can be read. Its octets stay until the next call. */
static bool
next_line(struct head *h, struct bytes *line_out, enum verdict *v, struct fault *f)
{
	const unsigned char *end;

	while ((end = h->text.len == 0 ? NULL : memmem(h->text.data + h->at, h->text.len - h->at, "\r\n", 2)) == NULL) {
		unsigned char piece[4096];
		int64_t left = h->message->size - (int64_t)h->text.len;
		size_t n = left < (int64_t)sizeof piece ? (size_t)left : sizeof piece;

		if (n == 0 || h->text.len > HEAD_MAX)
			return false;
		*v = h->message->read(h->message->state, (int64_t)h->text.len, piece, n, f);
		if (*v != DONE)
			return false;
		buffer_add(&h->text, piece, n);
		seal_wipe(piece, sizeof piece);
	}
	*line_out = (struct bytes){ h->text.data + h->at, (size_t)(end - h->text.data) - h->at };
	h->at += line_out->len + 2;
	return true;
}

static bool
starts(struct bytes line, const char *with)
{
	return line.len >= strlen(with) && memcmp(line.data, with, strlen(with)) == 0;
}

static bool
read_kind(struct bytes line, enum page_kind *out)
{
	for (int i = 0; i < PAGE_KINDS && starts(line, KIND_LINE); i++)
		if (bytes_equal((struct bytes){ line.data + strlen(KIND_LINE), line.len - strlen(KIND_LINE) },
		    bytes_of(kinds[i]))) {
			*out = (enum page_kind)i;
			return true;
		}
	return false;
}

static bool
add_octets(struct bytes line, struct buffer *record)
{
	unsigned char octets[LINE_OCTETS];
	size_t len = (line.len - strlen(RECORD_LINE)) / 2;
	bool good = (line.len - strlen(RECORD_LINE)) % 2 == 0 && len <= LINE_OCTETS &&
	    seal_from_hex((const char *)line.data + strlen(RECORD_LINE), octets, len);

	if (good)
		buffer_add(record, octets, len);
	seal_wipe(octets, sizeof octets);
	return good;
}

static bool
take_key(struct record *r, unsigned char out[SEAL_KEY])
{
	struct bytes key = record_take(r);

	if (key.len != SEAL_KEY)
		return false;
	memcpy(out, key.data, SEAL_KEY);
	return true;
}

static bool
take_tries(struct page_notice *n, struct record *r)
{
	int64_t count;

	n->from = record_take_number(r);
	count = record_take_number(r);
	if (r->broken || count < 0 || count > TRIES_MAX)
		return false;
	for (int64_t i = 0; i < count && !r->broken; i++) {
		struct page_tries *t;

		n->tries = must(talloc_realloc(n, n->tries, struct page_tries, n->try_count + 1));
		t = &n->tries[n->try_count++];
		t->number = text_from(n, record_take(r), TEXT_LINE, NULL);
		t->wrong = record_take_number(r);
		t->sources = record_take_number(r);
	}
	return !r->broken;
}

static bool
take_kind(struct page_notice *n, struct record *r)
{
	switch (n->kind) {
	case PAGE_POST:
		return take_key(r, n->public) && take_key(r, n->secret) && page_wrap_take(r, &n->wrap);
	case PAGE_REISSUE:
		n->address = text_from(n, record_take(r), TEXT_LINE, NULL);
		return !r->broken;
	case PAGE_PASSWORD:
		return page_wrap_take(r, &n->wrap);
	case PAGE_TRIES:
		return take_tries(n, r);
	case PAGE_READ:
		n->answer = record_take_number(r);
		return !r->broken;
	case PAGE_KINDS:
		break;
	}
	return false;
}

/* Who has taken the page over may write anything: what is no number of ours must not become the name of a file. */
static bool
take_proper_number(struct page_notice *n, struct record *r)
{
	const char *typed = record_take_string(n, r);
	const char *proper = n->kind == PAGE_TRIES && *typed == 0 ? "" : number_read(n, typed);

	n->number = proper != NULL ? proper : "";
	return proper != NULL && strcmp(proper, typed) == 0;
}

static bool
take_record(struct page_notice *n, struct bytes record)
{
	struct record r = { .rest = record };
	bool known = record_take_number(&r) == FORMAT;

	n->at = record_take_number(&r);
	known = take_proper_number(n, &r) && known;
	known = page_language_named(record_take_string(n, &r), &n->language) && known;
	return known && take_kind(n, &r) && record_at_end(&r);
}

enum verdict
page_notice_read(void *ctx, const struct octets *message, struct page_notice **out, struct fault *f)
{
	struct page_notice *n = memory_new(ctx, sizeof *n);
	struct head h = { .message = message, .text = buffer_init(n) };
	struct buffer record = buffer_init(n);
	struct bytes line;
	enum verdict v = DONE;
	bool good = next_line(&h, &line, &v, f) && read_kind(line, &n->kind);

	n->address = n->number = "";
	while (good && next_line(&h, &line, &v, f) && starts(line, RECORD_LINE))
		good = add_octets(line, &record);
	good = v == DONE && good && take_record(n, buffer_bytes(&record));
	if (h.text.data != NULL)
		seal_wipe(h.text.data, h.text.room);
	if (record.data != NULL)
		seal_wipe(record.data, record.room);
	if (!good) {
		talloc_free(n);
		return v != DONE ? v : fail(f, NEVER, "not a notice of the page, or damaged");
	}
	*out = n;
	return DONE;
}
