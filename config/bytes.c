/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bytes - octets with a length, and a buffer that grows. */
#include "config/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/memory.h"

struct bytes
bytes_of(const char *string)
{
	return (struct bytes){ (const unsigned char *)string, strlen(string) };
}

bool
bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

struct buffer
buffer_init(void *ctx)
{
	return (struct buffer){ .ctx = ctx };
}

static void
buffer_make_room(struct buffer *b, size_t more)
{
	size_t room = b->room != 0 ? b->room : 64;

	while (room - b->len <= more)
		room *= 2;
	if (room != b->room) {
		b->data = must(talloc_realloc_size(b->ctx, b->data, room));
		b->room = room;
	}
}

void
buffer_add(struct buffer *b, const void *data, size_t len)
{
	buffer_make_room(b, len);
	if (len != 0)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = 0;
}

void
buffer_string(struct buffer *b, const char *string)
{
	buffer_add(b, string, strlen(string));
}

void
buffer_char(struct buffer *b, unsigned char c)
{
	buffer_add(b, &c, 1);
}

void
buffer_printf(struct buffer *b, const char *format, ...)
{
	va_list ap;
	char *made;

	va_start(ap, format);
	made = must(talloc_vasprintf(NULL, format, ap));
	va_end(ap);
	buffer_string(b, made);
	talloc_free(made);
}

void
buffer_clear(struct buffer *b)
{
	b->len = 0;
	if (b->data != NULL)
		b->data[0] = 0;
}

struct bytes
buffer_bytes(const struct buffer *b)
{
	return (struct bytes){ b->data, b->len };
}

const char *
buffer_text(const struct buffer *b)
{
	return b->data != NULL ? (const char *)b->data : "";
}

void
record_put(struct buffer *b, struct bytes field)
{
	uint32_t n = (uint32_t)field.len;
	unsigned char head[4] = { (unsigned char)(n >> 24), (unsigned char)(n >> 16),
		(unsigned char)(n >> 8), (unsigned char)n };

	buffer_add(b, head, sizeof head);
	buffer_add(b, field.data, field.len);
}

void
record_put_string(struct buffer *b, const char *string)
{
	record_put(b, bytes_of(string != NULL ? string : ""));
}

void
record_put_number(struct buffer *b, int64_t number)
{
	unsigned char octets[8];

	for (int i = 0; i < 8; i++)
		octets[i] = (unsigned char)((uint64_t)number >> (56 - 8 * i));
	record_put(b, (struct bytes){ octets, sizeof octets });
}

struct bytes
record_take(struct record *r)
{
	struct bytes field = { NULL, 0 };
	const unsigned char *p = r->rest.data;
	size_t n;

	if (r->broken || r->rest.len < 4) {
		r->broken = true;
		return field;
	}
	n = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	if (n > r->rest.len - 4) {
		r->broken = true;
		return field;
	}
	field = (struct bytes){ p + 4, n };
	r->rest = (struct bytes){ p + 4 + n, r->rest.len - 4 - n };
	return field;
}

char *
record_take_string(void *ctx, struct record *r)
{
	struct bytes field = record_take(r);

	if (field.len != 0 && memchr(field.data, 0, field.len) != NULL) {
		r->broken = true;
		field.len = 0;
	}
	return must(talloc_strndup(ctx, field.len != 0 ? (const char *)field.data : "", field.len));
}

int64_t
record_take_number(struct record *r)
{
	struct bytes field = record_take(r);
	uint64_t number = 0;

	if (field.len != 8) {
		r->broken = true;
		return 0;
	}
	for (size_t i = 0; i < 8; i++)
		number = number << 8 | field.data[i];
	return (int64_t)number;
}

bool
record_at_end(const struct record *r)
{
	return r->rest.len == 0 && !r->broken;
}
