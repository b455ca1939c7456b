/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime - reads a message over gmime. */
#include "spool/mime.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/bounce.h"
#include "spool/envelope.h"
#include "spool/mime_stream.h"
#include "spool/mime_walk.h"

enum which { ALL_OTHERS, IN_REPLY_TO };

static void
read_fields(struct reading *r, GMimeMessage *message, enum which which)
{
	GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
	int count = g_mime_header_list_get_count(headers);

	for (int i = 0; i < count; i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);
		const char *name = g_mime_header_get_name(header), *raw = g_mime_header_get_raw_value(header);

		if (raw != NULL && text_equal_ignoring_case(name, "In-Reply-To") == (which == IN_REPLY_TO))
			envelope_field(r, name, bytes_of(raw));
	}
}

/* Octets without any header are still somebody's words: all of it is text, and there is no sender. */
static void
read_as_text(struct mime_walk *w, const struct octets *octets)
{
	size_t n = octets->size < w->limits->text_size ? (size_t)octets->size : (size_t)w->limits->text_size;
	unsigned char *raw = must(talloc_size(w->ctx, n + 1));

	if (octets->read(octets->state, 0, raw, n, NULL) != DONE)
		n = 0;
	mime_take_octets(w, (struct bytes){ raw, n });
	if ((int64_t)n < octets->size)
		w->reading->text_truncated = true;
}

/* A message that does nothing but carry another: its words are those of the one within. */
static void
read_within(struct mime_walk *w, int64_t depth)
{
	GMimeObject *inner;

	while (w->messages == 1 && w->within != NULL && !w->in_report && mime_is_blank(buffer_text(&w->plain)) &&
	    mime_is_blank(buffer_text(&w->html)) && depth <= w->limits->depth) {
		inner = g_mime_message_get_mime_part(w->within);
		w->within = NULL;
		w->messages = 0;
		w->text_only = true;
		depth++;
		if (inner != NULL)
			mime_walk(w, inner, depth);
	}
}

static void
walk_message(struct mime_walk *w, GMimeMessage *message)
{
	GMimeObject *top = g_mime_message_get_mime_part(message);

	if (top != NULL)
		mime_walk(w, top, 0);
	if (w->reading != NULL)
		read_within(w, 1);
}

enum verdict
mime_read(const struct octets *octets, const struct limits *limits, struct sniffer *sniffer, void *ctx,
    struct reading **out, struct fault *f)
{
	struct reading *r = memory_new(ctx, sizeof *r);
	struct mime_walk w = { .ctx = r, .reading = r, .limits = limits, .sniffer = sniffer,
		.plain = buffer_init(r), .html = buffer_init(r) };
	struct mime_guard guard;
	GMimeMessage *message;
	enum verdict v = mime_guard_begin(&guard, octets, limits->parts, f);

	if (v != DONE)
		return v;
	envelope_begin(r);
	message = mime_parse_message(&guard);
	if (*guard.exceeded != 0)
		mime_exceed(&w, guard.exceeded);
	if (message != NULL) {
		read_fields(r, message, ALL_OTHERS);
		read_fields(r, message, IN_REPLY_TO);
		walk_message(&w, message);
		g_object_unref(message);
	} else {
		read_as_text(&w, &guard.octets);
	}
	mime_choose(&w, 0, 0);
	r->text = buffer_text(&w.plain);
	r->html_text = buffer_text(&w.html);
	bounce_from_prose(r);
	*out = r;
	return DONE;
}

enum verdict
mime_extract(const struct octets *octets, const struct limits *limits, int index, const struct sink *sink,
    struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct mime_walk w = { .ctx = ctx, .limits = limits, .plain = buffer_init(ctx), .html = buffer_init(ctx),
		.wanted = index, .sink = sink, .given = NEVER };
	struct mime_guard guard;
	GMimeMessage *message;
	enum verdict v = mime_guard_begin(&guard, octets, limits->parts, f);

	message = v == DONE ? mime_parse_message(&guard) : NULL;
	if (message != NULL) {
		walk_message(&w, message);
		g_object_unref(message);
	}
	talloc_free(ctx);
	if (v == DONE && w.given != DONE)
		return fail(f, NEVER, "the message has no part %d, or it cannot be decoded", index);
	return v;
}
