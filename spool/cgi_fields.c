/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cgi_fields - the named values of a form. */
#include "spool/cgi_fields.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/charset.h"

enum { NAME_MAX_OCTETS = 64 };

struct cgi_field {
	char *name;
	struct buffer raw;	/* as it was sent */
	const char *line, *text;
};

struct cgi_fields *
cgi_fields_new(void *ctx)
{
	return memory_new(ctx, sizeof(struct cgi_fields));
}

void
cgi_fields_add(struct cgi_fields *fields, struct bytes name, struct bytes value)
{
	struct cgi_field *field;

	if (fields->count >= CGI_FIELDS_MAX || name.len > NAME_MAX_OCTETS) {
		fields->too_many = true;
		return;
	}
	fields->item = must(talloc_realloc(fields, fields->item, struct cgi_field, fields->count + 1));
	field = &fields->item[fields->count++];
	*field = (struct cgi_field){ .name = text_from(fields, name, TEXT_LINE, NULL), .raw = buffer_init(fields),
		.line = "", .text = "" };
	cgi_fields_more(fields, value);
}

void
cgi_fields_more(struct cgi_fields *fields, struct bytes value)
{
	struct cgi_field *field;

	if (fields->count == 0)
		return;
	field = &fields->item[fields->count - 1];
	if (field->raw.len + value.len > CGI_FIELD_OCTETS) {
		value.len = field->raw.len < CGI_FIELD_OCTETS ? CGI_FIELD_OCTETS - field->raw.len : 0;
		fields->too_long = true;
	}
	buffer_add(&field->raw, value.data, value.len);
}

/* ---- urlencoded ---- */

static int
hex_digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (unsigned char)text_lower((char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void
decode(struct bytes in, struct buffer *out)
{
	buffer_clear(out);
	for (size_t i = 0; i < in.len; i++) {
		int high = i + 2 < in.len && in.data[i] == '%' ? hex_digit(in.data[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(in.data[i + 2]) : -1;

		if (low >= 0) {
			buffer_char(out, (unsigned char)(high * 16 + low));
			i += 2;
		} else {
			buffer_char(out, in.data[i] == '+' ? ' ' : in.data[i]);
		}
	}
}

void
cgi_fields_urlencoded(struct cgi_fields *fields, struct bytes text)
{
	struct buffer name = buffer_init(fields), value = buffer_init(fields);

	while (text.len != 0 && !fields->too_many) {
		const unsigned char *end = memchr(text.data, '&', text.len), *equals;
		size_t len = end != NULL ? (size_t)(end - text.data) : text.len;

		equals = memchr(text.data, '=', len);
		if (equals != NULL) {
			size_t left = (size_t)(equals - text.data);

			decode((struct bytes){ text.data, left }, &name);
			decode((struct bytes){ equals + 1, len - left - 1 }, &value);
			cgi_fields_add(fields, buffer_bytes(&name), buffer_bytes(&value));
		}
		len += end != NULL;
		text.data += len;
		text.len -= len;
	}
}

/* ---- text ---- */

/* What all that is no UTF-8 was sent in: one value alone can be too short to tell. */
static const char *
charset_of(struct cgi_fields *fields)
{
	struct buffer all = buffer_init(fields);

	for (size_t i = 0; i < fields->count; i++)
		if (!text_is_utf8(buffer_bytes(&fields->item[i].raw))) {
			buffer_add(&all, fields->item[i].raw.data, fields->item[i].raw.len);
			buffer_char(&all, '\n');
		}
	return all.len != 0 ? charset_to_text(fields, buffer_bytes(&all), NULL).charset : NULL;
}

static struct bytes
as_utf8(struct cgi_fields *fields, const struct cgi_field *field, const char *charset)
{
	struct bytes raw = buffer_bytes(&field->raw);
	struct decoded decoded;

	if (charset == NULL || text_is_utf8(raw))
		return raw;
	decoded = charset_to_text(fields, raw, charset);
	fields->converted = true;
	fields->damaged = fields->damaged || decoded.damaged != 0;
	return (struct bytes){ (const unsigned char *)decoded.text, decoded.len };
}

void
cgi_fields_settle(struct cgi_fields *fields)
{
	const char *charset = charset_of(fields);

	for (size_t i = 0; i < fields->count; i++) {
		struct cgi_field *field = &fields->item[i];
		struct bytes text = as_utf8(fields, field, charset);

		if (text.len != 0 && memchr(text.data, 0, text.len) != NULL)
			fields->damaged = true;
		field->text = text_from(fields, text, TEXT_RUNNING, NULL);
		field->line = text_trim(fields, text_from(fields, text, TEXT_LINE, NULL));
	}
}

static const struct cgi_field *
find(const struct cgi_fields *fields, const char *name, size_t skip)
{
	for (size_t i = 0; i < fields->count; i++)
		if (strcmp(fields->item[i].name, name) == 0 && skip-- == 0)
			return &fields->item[i];
	return NULL;
}

const char *
cgi_field_line(const struct cgi_fields *fields, const char *name)
{
	const struct cgi_field *field = find(fields, name, 0);

	return field != NULL ? field->line : "";
}

const char *
cgi_field_text(const struct cgi_fields *fields, const char *name)
{
	const struct cgi_field *field = find(fields, name, 0);

	return field != NULL ? field->text : "";
}

bool
cgi_field_is(const struct cgi_fields *fields, const char *name, const char *value)
{
	return strcmp(cgi_field_line(fields, name), value) == 0;
}

const char *
cgi_field_each(const struct cgi_fields *fields, const char *name, size_t i)
{
	const struct cgi_field *field = find(fields, name, i);

	return field != NULL ? field->line : NULL;
}
