/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reading - what one arrived message says, to and from its record form. */
#include "spool/reading.h"

#include "config/memory.h"
#include "config/text.h"

enum { VERSION = 1, COUNT_MAX = 1000000 };

/* ---- to the record ---- */

static void
put_address(struct buffer *out, const struct address *a)
{
	record_put_string(out, a->name);
	record_put_string(out, a->address);
}

static void
put_list(struct buffer *out, const struct list *list)
{
	record_put_number(out, (int64_t)list->count);
	for (size_t i = 0; i < list->count; i++)
		record_put_string(out, list->item[i]);
}

static void
put_part(struct buffer *out, const struct part *p)
{
	record_put_number(out, p->index);
	record_put_string(out, p->name);
	record_put_string(out, p->declared);
	record_put_string(out, p->sniffed);
	record_put_number(out, p->size);
	record_put(out, (struct bytes){ p->digest, sizeof p->digest });
	record_put_number(out, p->inline_shown);
}

static void
put_envelope(const struct reading *r, struct buffer *out)
{
	put_address(out, &r->from);
	record_put_number(out, r->from_count);
	put_address(out, &r->reply_to);
	record_put_string(out, r->sender);
	record_put_string(out, r->return_path);
	record_put_number(out, (int64_t)r->recipients.count);
	for (size_t i = 0; i < r->recipients.count; i++)
		put_address(out, &r->recipients.item[i]);
	record_put_string(out, r->subject);
	record_put_string(out, r->message_id);
	put_list(out, &r->references);
	record_put_string(out, r->date);
	put_list(out, &r->authentication);
	put_list(out, &r->received_for);
	record_put_string(out, r->auto_submitted);
	record_put_string(out, r->precedence);
	record_put_string(out, r->list_id);
	record_put_string(out, r->suppress);
	record_put_string(out, r->stamp);
	record_put_string(out, r->other_automatic);
}

static void
put_body(const struct reading *r, struct buffer *out)
{
	record_put_string(out, r->text);
	record_put_string(out, r->html_text);
	record_put_string(out, r->charset);
	record_put_number(out, r->damaged);
	record_put_number(out, r->text_from_html);
	record_put_number(out, r->text_truncated);
	record_put_number(out, r->is_report);
	record_put_number(out, (int64_t)r->bounce_count);
	for (size_t i = 0; i < r->bounce_count; i++) {
		record_put_string(out, r->bounces[i].recipient);
		record_put_string(out, r->bounces[i].status);
		record_put_string(out, r->bounces[i].action);
	}
	record_put_string(out, r->original_message_id);
	record_put_string(out, r->original_stamp);
	record_put_number(out, (int64_t)r->part_count);
	for (size_t i = 0; i < r->part_count; i++)
		put_part(out, &r->parts[i]);
	record_put_number(out, r->is_signed);
	record_put_number(out, r->is_encrypted);
	record_put_number(out, r->had_tnef);
	record_put_string(out, r->over_limit);
}

void
reading_pack(const struct reading *r, struct buffer *out)
{
	record_put_number(out, VERSION);
	put_envelope(r, out);
	put_body(r, out);
}

/* ---- from the record: it may come from a child that was taken over by what it read ---- */

static const char *
take_shaped(void *ctx, struct record *record, enum text_shape shape)
{
	return text_from(ctx, record_take(record), shape, NULL);
}

static const char *
take_line(void *ctx, struct record *record)
{
	return take_shaped(ctx, record, TEXT_LINE);
}

static bool
take_bool(struct record *record)
{
	return record_take_number(record) != 0;
}

static struct address
take_address(void *ctx, struct record *record)
{
	struct address a;

	a.name = text_from(ctx, record_take(record), TEXT_LINE, NULL);
	a.address = text_from(ctx, record_take(record), TEXT_LINE, NULL);
	return a;
}

/* A count of things that take at least four octets each in what is left. */
static size_t
take_count(struct record *record)
{
	int64_t n = record_take_number(record);

	if (n < 0 || n > COUNT_MAX || (uint64_t)n > record->rest.len / 4) {
		record->broken = record->broken || n != 0;
		return 0;
	}
	return (size_t)n;
}

static struct list
take_list(void *ctx, struct record *record)
{
	struct list list = { .count = take_count(record) };

	list.item = memory_new(ctx, (list.count + 1) * sizeof *list.item);
	for (size_t i = 0; i < list.count; i++)
		list.item[i] = text_from(ctx, record_take(record), TEXT_LINE, NULL);
	return list;
}

static void
take_part(void *ctx, struct record *record, struct part *p)
{
	struct bytes digest;

	p->index = (int)record_take_number(record);
	p->name = take_line(ctx, record);
	p->declared = take_line(ctx, record);
	p->sniffed = take_line(ctx, record);
	p->size = record_take_number(record);
	digest = record_take(record);
	if (digest.len == sizeof p->digest)
		memcpy(p->digest, digest.data, sizeof p->digest);
	else
		record->broken = true;
	p->inline_shown = take_bool(record);
}

static void
take_envelope(struct reading *r, struct record *record)
{
	r->from = take_address(r, record);
	r->from_count = (int)record_take_number(record);
	r->reply_to = take_address(r, record);
	r->sender = take_line(r, record);
	r->return_path = take_line(r, record);
	r->recipients.count = take_count(record);
	r->recipients.item = memory_new(r, (r->recipients.count + 1) * sizeof *r->recipients.item);
	for (size_t i = 0; i < r->recipients.count; i++)
		r->recipients.item[i] = take_address(r, record);
	r->subject = take_line(r, record);
	r->message_id = take_line(r, record);
	r->references = take_list(r, record);
	r->date = take_line(r, record);
	r->authentication = take_list(r, record);
	r->received_for = take_list(r, record);
	r->auto_submitted = take_line(r, record);
	r->precedence = take_line(r, record);
	r->list_id = take_line(r, record);
	r->suppress = take_line(r, record);
	r->stamp = take_line(r, record);
	r->other_automatic = take_line(r, record);
}

static void
take_body(struct reading *r, struct record *record)
{
	r->text = take_shaped(r, record, TEXT_RUNNING);
	r->html_text = take_shaped(r, record, TEXT_RUNNING);
	r->charset = take_line(r, record);
	r->damaged = record_take_number(record);
	r->text_from_html = take_bool(record);
	r->text_truncated = take_bool(record);
	r->is_report = take_bool(record);
	r->bounce_count = take_count(record);
	r->bounces = memory_new(r, (r->bounce_count + 1) * sizeof *r->bounces);
	for (size_t i = 0; i < r->bounce_count; i++) {
		r->bounces[i].recipient = take_line(r, record);
		r->bounces[i].status = take_line(r, record);
		r->bounces[i].action = take_line(r, record);
	}
	r->original_message_id = take_line(r, record);
	r->original_stamp = take_line(r, record);
	r->part_count = take_count(record);
	r->parts = memory_new(r, (r->part_count + 1) * sizeof *r->parts);
	for (size_t i = 0; i < r->part_count; i++)
		take_part(r, record, &r->parts[i]);
	r->is_signed = take_bool(record);
	r->is_encrypted = take_bool(record);
	r->had_tnef = take_bool(record);
	r->over_limit = take_line(r, record);
}

struct reading *
reading_unpack(void *ctx, struct bytes bytes)
{
	struct reading *r = memory_new(ctx, sizeof *r);
	struct record record = { .rest = bytes };
	int64_t version = record_take_number(&record);

	if (version == VERSION) {
		take_envelope(r, &record);
		take_body(r, &record);
	}
	if (version != VERSION || !record_at_end(&record)) {
		talloc_free(r);
		return NULL;
	}
	return r;
}

static void
skip(struct record *record, size_t fields)
{
	while (fields-- > 0 && !record->broken)
		(void)record_take(record);
}

static void
skip_list(struct record *record, size_t fields_of_each)
{
	skip(record, take_count(record) * fields_of_each);
}

/* In the order of put_envelope() and put_body(). */
bool
reading_unpack_words(void *ctx, struct bytes bytes, const char **subject_out, const char **words_out)
{
	struct record record = { .rest = bytes };
	int64_t version = record_take_number(&record);

	skip(&record, 7);		/* from, from_count, reply_to, sender, return_path */
	skip_list(&record, 2);		/* recipients */
	*subject_out = take_line(ctx, &record);
	skip(&record, 1);		/* message_id */
	skip_list(&record, 1);		/* references */
	skip(&record, 1);		/* date */
	skip_list(&record, 1);		/* authentication */
	skip_list(&record, 1);		/* received_for */
	skip(&record, 6);		/* auto_submitted ... other_automatic */
	*words_out = take_shaped(ctx, &record, TEXT_RUNNING);
	if (**words_out == 0)
		*words_out = take_shaped(ctx, &record, TEXT_RUNNING);
	return version == VERSION && !record.broken;
}

const char *
reading_words(const struct reading *r)
{
	if (r == NULL)
		return "";
	return r->text[0] != 0 ? r->text : r->html_text;
}
