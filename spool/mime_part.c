/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime_part - what gmime's objects hold: raw header fields, and octets after transfer decoding. */
#include "spool/mime_part.h"

#include "config/memory.h"
#include "spool/header.h"
#include "spool/mime_stream.h"

struct bytes
mime_raw_header(GMimeObject *object, const char *name)
{
	GMimeHeader *header = g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);
	const char *raw = header != NULL ? g_mime_header_get_raw_value(header) : NULL;

	return raw != NULL ? bytes_of(raw) : (struct bytes){ NULL, 0 };
}

char *
mime_media_type(void *ctx, GMimeObject *object)
{
	struct bytes raw = mime_raw_header(object, "Content-Type");

	return raw.len != 0 ? header_token(ctx, raw) : must(talloc_strdup(ctx, ""));
}

char *
mime_type_parameter(void *ctx, GMimeObject *object, const char *name)
{
	struct bytes raw = mime_raw_header(object, "Content-Type");

	return raw.len != 0 ? header_parameter(ctx, raw, name, NULL) : NULL;
}

char *
mime_disposition(void *ctx, GMimeObject *object)
{
	struct bytes raw = mime_raw_header(object, "Content-Disposition");

	return raw.len != 0 ? header_token(ctx, raw) : must(talloc_strdup(ctx, ""));
}

const char *
mime_file_name(void *ctx, GMimeObject *object, int64_t *damaged)
{
	static const char *const places[][2] = { { "Content-Disposition", "filename" }, { "Content-Type", "name" } };

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		struct bytes raw = mime_raw_header(object, places[i][0]);
		size_t bad = 0;
		char *name = raw.len != 0 ? header_parameter(ctx, raw, places[i][1], &bad) : NULL;

		if (name == NULL || *name == 0)
			continue;
		if (damaged != NULL)
			*damaged += (int64_t)bad;
		return name;
	}
	return "";
}

/* ---- givers ---- */

static enum verdict
give_part(void *state, const struct sink *sink)
{
	GMimeDataWrapper *content = g_mime_part_get_content(state);
	GMimeStream *stream;
	ssize_t n;

	if (content == NULL)
		return DONE;
	stream = mime_stream_into(sink);
	n = g_mime_data_wrapper_write_to_stream(content, stream);
	g_object_unref(stream);
	return n < 0 ? NEVER : DONE;
}

static enum verdict
give_message(void *state, const struct sink *sink)
{
	GMimeStream *stream = mime_stream_into(sink);
	ssize_t n = g_mime_object_write_to_stream(state, NULL, stream);

	g_object_unref(stream);
	return n < 0 ? NEVER : DONE;
}

static enum verdict
give_bytes(void *state, const struct sink *sink)
{
	const struct bytes *bytes = state;

	return sink->take(sink->state, bytes->data, bytes->len, NULL);
}

struct mime_giver
mime_give_part(GMimePart *part)
{
	return (struct mime_giver){ part, give_part };
}

struct mime_giver
mime_give_message(GMimeMessage *message)
{
	return (struct mime_giver){ message, give_message };
}

struct mime_giver
mime_give_bytes(struct bytes *bytes)
{
	return (struct mime_giver){ bytes, give_bytes };
}

/* ---- into memory ---- */

struct collecting {
	struct buffer out;
	size_t max;
	bool cut;
};

static enum verdict
collect(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	struct collecting *c = state;
	size_t room = c->max - c->out.len;

	c->cut = len > room;
	buffer_add(&c->out, data, c->cut ? room : len);
	return c->cut ? fail(f, NEVER, "enough") : DONE;
}

struct bytes
mime_collect(void *ctx, GMimePart *part, size_t max, bool *cut_out)
{
	struct collecting c = { .out = buffer_init(ctx), .max = max };
	struct sink sink = { &c, collect };

	buffer_add(&c.out, "", 0);
	*cut_out = give_part(part, &sink) != DONE;
	return buffer_bytes(&c.out);
}
