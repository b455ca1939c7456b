/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime_stream - gmime's streams over octets that are read on demand, and into a sink of ours. */
#include "spool/mime_stream.h"

/* One type for both directions: exactly one of the two is set. */
struct octets_stream {
	GMimeStream parent;
	const struct octets *octets;
	const struct sink *sink;
};

struct octets_stream_class {
	GMimeStreamClass parent;
};

static GType octets_stream_type(void);

static int64_t
end_of(const GMimeStream *stream, const struct octets_stream *s)
{
	return stream->bound_end != -1 ? stream->bound_end : s->octets->size;
}

static ssize_t
stream_read(GMimeStream *stream, char *buf, size_t len)
{
	struct octets_stream *s = (struct octets_stream *)(void *)stream;
	int64_t left;

	if (s->octets == NULL)
		return -1;
	left = end_of(stream, s) - stream->position;
	if (left <= 0)
		return 0;
	if ((int64_t)len > left)
		len = (size_t)left;
	if (s->octets->read(s->octets->state, stream->position, (unsigned char *)buf, len, NULL) != DONE)
		return -1;
	stream->position += (gint64)len;
	return (ssize_t)len;
}

static ssize_t
stream_write(GMimeStream *stream, const char *buf, size_t len)
{
	struct octets_stream *s = (struct octets_stream *)(void *)stream;

	if (s->sink == NULL || s->sink->take(s->sink->state, (const unsigned char *)buf, len, NULL) != DONE)
		return -1;
	stream->position += (gint64)len;
	return (ssize_t)len;
}

static int
stream_nothing(GMimeStream *stream)
{
	(void)stream;
	return 0;
}

static gboolean
stream_eos(GMimeStream *stream)
{
	struct octets_stream *s = (struct octets_stream *)(void *)stream;

	return s->octets == NULL || stream->position >= end_of(stream, s);
}

static int
stream_reset(GMimeStream *stream)
{
	stream->position = stream->bound_start;
	return 0;
}

static gint64
stream_seek(GMimeStream *stream, gint64 offset, GMimeSeekWhence whence)
{
	struct octets_stream *s = (struct octets_stream *)(void *)stream;
	gint64 real = stream->position;

	if (s->octets == NULL)
		return -1;
	if (whence == GMIME_STREAM_SEEK_SET)
		real = offset;
	else if (whence == GMIME_STREAM_SEEK_CUR)
		real += offset;
	else
		real = end_of(stream, s) + offset;
	if (real < stream->bound_start || real > end_of(stream, s))
		return -1;
	stream->position = real;
	return real;
}

static gint64
stream_tell(GMimeStream *stream)
{
	return stream->position;
}

static gint64
stream_length(GMimeStream *stream)
{
	struct octets_stream *s = (struct octets_stream *)(void *)stream;

	return s->octets == NULL ? -1 : end_of(stream, s) - stream->bound_start;
}

static GMimeStream *
stream_substream(GMimeStream *stream, gint64 start, gint64 end)
{
	struct octets_stream *s = (struct octets_stream *)(void *)stream;
	struct octets_stream *part = g_object_new(octets_stream_type(), NULL);

	part->octets = s->octets;
	g_mime_stream_construct(&part->parent, start, end);
	return &part->parent;
}

static void
class_init(gpointer class, gpointer data)
{
	GMimeStreamClass *c = class;

	(void)data;
	c->read = stream_read;
	c->write = stream_write;
	c->flush = stream_nothing;
	c->close = stream_nothing;
	c->eos = stream_eos;
	c->reset = stream_reset;
	c->seek = stream_seek;
	c->tell = stream_tell;
	c->length = stream_length;
	c->substream = stream_substream;
}

static GType
octets_stream_type(void)
{
	static GType type;

	if (type == 0) {
		static const GTypeInfo info = { .class_size = sizeof(struct octets_stream_class),
			.class_init = class_init, .instance_size = sizeof(struct octets_stream) };

		type = g_type_register_static(GMIME_TYPE_STREAM, "IkenOctetsStream", &info, 0);
	}
	return type;
}

GMimeStream *
mime_stream_from(const struct octets *octets)
{
	struct octets_stream *s = g_object_new(octets_stream_type(), NULL);

	s->octets = octets;
	g_mime_stream_construct(&s->parent, 0, octets->size);
	return &s->parent;
}

GMimeStream *
mime_stream_into(const struct sink *sink)
{
	struct octets_stream *s = g_object_new(octets_stream_type(), NULL);

	s->sink = sink;
	g_mime_stream_construct(&s->parent, 0, -1);
	return &s->parent;
}

static GMimeParser *
parser_of(struct mime_guard *guard)
{
	GMimeStream *stream = mime_stream_from(&guard->octets);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);

	g_object_unref(stream);
	g_mime_parser_set_persist_stream(parser, TRUE);
	return parser;
}

GMimeMessage *
mime_parse_message(struct mime_guard *guard)
{
	GMimeParser *parser = parser_of(guard);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	g_object_unref(parser);
	mime_guard_end(guard);
	return message;
}

GMimeObject *
mime_parse_entity(struct mime_guard *guard)
{
	GMimeParser *parser = parser_of(guard);
	GMimeObject *object = g_mime_parser_construct_part(parser, NULL);

	g_object_unref(parser);
	mime_guard_end(guard);
	return object;
}
