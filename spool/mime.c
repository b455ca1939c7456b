/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime - walks through the MIME structure of a message, over gmime. */
#include "spool/mime.h"

#include <gmime/gmime.h>
#include <gnutls/pkcs7.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/bounce.h"
#include "spool/charset.h"
#include "spool/envelope.h"
#include "spool/mime_stream.h"
#include "spool/plain.h"
#include "spool/seal.h"
#include "spool/tnef.h"

enum {
	HEADER_MAX = 1 << 20,		/* of the whole message */
	STATUS_MAX = 1 << 18,		/* of a delivery-status part */
	WHOLE_MAX = 32 << 20,		/* of a part that has to be in memory as a whole: TNEF, PKCS #7 */
	NAME_MAX_CHARACTERS = 200
};

/* One walk: either a reading is made, or one part is given to a sink. */
struct walk {
	void *ctx;
	struct reading *reading;	/* NULL: extracting */
	const struct limits *limits;
	struct sniffer *sniffer;
	struct buffer plain, html;
	int wanted;			/* extracting: the part's index */
	const struct sink *sink;
	enum verdict given;		/* extracting: DONE once it was */
	int next_index;
	int64_t entities;
	int texts;			/* text parts so far: a later one with a file name is an attachment */
	bool in_report;
};

/* Of the process: see mime_was_risky(). */
static bool risky;

bool
mime_was_risky(void)
{
	return risky;
}

static void walk_object(struct walk *w, GMimeObject *object, int64_t depth, bool plain_beside);

static struct bytes
raw_header(GMimeObject *object, const char *name)
{
	GMimeHeader *header = g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);
	const char *raw = header != NULL ? g_mime_header_get_raw_value(header) : NULL;

	return raw != NULL ? bytes_of(raw) : (struct bytes){ NULL, 0 };
}

static char *
media_type(struct walk *w, GMimeObject *object)
{
	struct bytes raw = raw_header(object, "Content-Type");

	return raw.len != 0 ? header_token(w->ctx, raw) : must(talloc_strdup(w->ctx, ""));
}

static void
exceed(struct walk *w, const char *limit)
{
	risky = true;
	if (w->reading != NULL)
		w->reading->over_limit = limit;
}

/* ---- octets of a part after transfer decoding ---- */

static enum verdict
give(GMimePart *part, const struct sink *sink)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream;
	ssize_t n;

	if (content == NULL)
		return DONE;
	stream = mime_stream_into(sink);
	n = g_mime_data_wrapper_write_to_stream(content, stream);
	g_object_unref(stream);
	return n < 0 ? NEVER : DONE;
}

struct collecting {
	struct buffer out;
	size_t max;
	bool truncated;
};

static enum verdict
collect(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	struct collecting *c = state;
	size_t room = c->max - c->out.len;

	(void)f;
	if (len > room) {
		c->truncated = true;
		len = room;
	}
	buffer_add(&c->out, data, len);
	return DONE;
}

static struct collecting
collect_part(struct walk *w, GMimePart *part, size_t max)
{
	struct collecting c = { .out = buffer_init(w->ctx), .max = max };
	struct sink sink = { &c, collect };

	buffer_add(&c.out, "", 0);
	if (give(part, &sink) != DONE)
		c.truncated = true;
	return c;
}

/* ---- attachments ---- */

struct measuring {
	struct seal_digest digest;
	int64_t size;
	struct buffer beginning;
};

static enum verdict
measure(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	struct measuring *m = state;
	size_t room = SNIFF_OCTETS - m->beginning.len;

	(void)f;
	seal_digest_add(&m->digest, (struct bytes){ data, len });
	m->size += (int64_t)len;
	buffer_add(&m->beginning, data, len < room ? len : room);
	return DONE;
}

/* Where the octets of an attachment come from. */
struct giver {
	void *state;
	enum verdict (*give)(void *state, const struct sink *sink);
};

static enum verdict
give_part(void *state, const struct sink *sink)
{
	return give(state, sink);
}

static enum verdict
give_bytes(void *state, const struct sink *sink)
{
	const struct bytes *bytes = state;

	return sink->take(sink->state, bytes->data, bytes->len, NULL);
}

static enum verdict
give_message(void *state, const struct sink *sink)
{
	GMimeStream *stream = mime_stream_into(sink);
	ssize_t n = g_mime_object_write_to_stream(state, NULL, stream);

	g_object_unref(stream);
	return n < 0 ? NEVER : DONE;
}

static void
describe(struct walk *w, const struct giver *giver, struct part *p)
{
	struct measuring m = { .beginning = buffer_init(w->ctx) };
	struct sink sink = { &m, measure };

	seal_digest_begin(&m.digest, NULL);
	if (giver->give(giver->state, &sink) != DONE)
		w->reading->damaged++;
	seal_digest_end(&m.digest, p->digest, sizeof p->digest);
	p->size = m.size;
	p->sniffed = sniff(w->sniffer, w->ctx, buffer_bytes(&m.beginning));
	risky = risky || !sniff_is_certain(buffer_bytes(&m.beginning));
	talloc_free(m.beginning.data);
}

static void
attachment(struct walk *w, const struct giver *giver, const char *name, const char *declared, bool shown)
{
	int index = w->next_index++;
	struct part *p;

	if (w->reading == NULL) {
		if (index == w->wanted)
			w->given = giver->give(giver->state, w->sink);
		return;
	}
	w->reading->parts = must(talloc_realloc(w->ctx, w->reading->parts, struct part,
	    w->reading->part_count + 1));
	p = &w->reading->parts[w->reading->part_count++];
	*p = (struct part){ .index = index, .name = text_cut(w->ctx, name, NAME_MAX_CHARACTERS),
		.declared = declared, .inline_shown = shown };
	describe(w, giver, p);
}

static const char *
file_name(struct walk *w, GMimeObject *object)
{
	static const char *const places[][2] = { { "Content-Disposition", "filename" }, { "Content-Type", "name" } };

	for (size_t i = 0; i < 2; i++) {
		struct bytes raw = raw_header(object, places[i][0]);
		size_t damaged = 0;
		char *name = raw.len != 0 ? header_parameter(w->ctx, raw, places[i][1], &damaged) : NULL;

		if (name != NULL && *name != 0) {
			if (w->reading != NULL)
				w->reading->damaged += (int64_t)damaged;
			return name;
		}
	}
	return "";
}

static bool
is_disposed(struct walk *w, GMimeObject *object, const char *disposition)
{
	struct bytes raw = raw_header(object, "Content-Disposition");

	return raw.len != 0 && strcmp(header_token(w->ctx, raw), disposition) == 0;
}

static void
walk_attachment(struct walk *w, GMimePart *part, const char *type)
{
	struct giver giver = { part, give_part };
	GMimeObject *object = GMIME_OBJECT(part);
	bool shown = is_disposed(w, object, "inline") || raw_header(object, "Content-ID").len != 0;

	attachment(w, &giver, file_name(w, object), type, shown);
}

/* ---- text ---- */

static bool
is_blank(const char *text)
{
	char *trimmed = text_trim(NULL, text);
	bool blank = *trimmed == 0;

	talloc_free(trimmed);
	return blank;
}

static void
append_text(struct walk *w, struct buffer *to, const char *text)
{
	size_t room = (size_t)w->limits->text_size > to->len ? (size_t)w->limits->text_size - to->len : 0;
	size_t n = strlen(text);

	if (to->len != 0 && to->data[to->len - 1] != '\n')
		buffer_char(to, '\n');
	if (n > room) {
		n = room;
		while (n > 0 && (text[n] & 0xc0) == 0x80)
			n--;
		if (w->reading != NULL)
			w->reading->text_truncated = true;
	}
	buffer_add(to, text, n);
}

/* The part's octets as text with line feeds, before it is cleaned of control characters. */
static struct decoded
decode_part(struct walk *w, GMimePart *part)
{
	struct collecting c = collect_part(w, part, (size_t)w->limits->text_size);
	struct bytes raw = raw_header(GMIME_OBJECT(part), "Content-Type");
	char *charset = raw.len != 0 ? header_parameter(w->ctx, raw, "charset", NULL) : NULL;

	if (c.truncated)
		w->reading->text_truncated = true;
	return charset_to_text(w->ctx, buffer_bytes(&c.out), charset);
}

static void
note_decoding(struct walk *w, const struct decoded *d)
{
	w->reading->damaged += (int64_t)d->damaged;
	if (w->reading->charset[0] == 0)
		w->reading->charset = d->charset;
}

static char *
unflowed(struct walk *w, GMimePart *part, char *text)
{
	struct bytes raw = raw_header(GMIME_OBJECT(part), "Content-Type");
	char *format = raw.len != 0 ? header_parameter(w->ctx, raw, "format", NULL) : NULL;
	char *delsp;

	if (format == NULL || !text_equal_ignoring_case(format, "flowed"))
		return text;
	delsp = header_parameter(w->ctx, raw, "delsp", NULL);
	return plain_from_flowed(w->ctx, text, delsp != NULL && text_equal_ignoring_case(delsp, "yes"));
}

static void
walk_plain(struct walk *w, GMimePart *part)
{
	struct decoded d = decode_part(w, part);
	char *text = text_from(w->ctx, (struct bytes){ (unsigned char *)d.text, d.len }, TEXT_RUNNING, NULL);

	note_decoding(w, &d);
	append_text(w, &w->plain, unflowed(w, part, text));
}

static void
walk_html(struct walk *w, GMimePart *part, bool plain_beside)
{
	struct decoded d = decode_part(w, part);
	bool truncated = false;
	char *text = plain_from_html(w->ctx, (struct bytes){ (unsigned char *)d.text, d.len },
	    (size_t)w->limits->text_size, &truncated);

	note_decoding(w, &d);
	text = text_from(w->ctx, bytes_of(text), TEXT_RUNNING, NULL);
	w->reading->text_truncated = w->reading->text_truncated || truncated;
	append_text(w, &w->html, text);
	if (plain_beside || is_blank(text))
		return;
	append_text(w, &w->plain, text);
	w->reading->text_from_html = true;
}

/* ---- parts that hold more ---- */

static void
walk_tnef(struct walk *w, GMimePart *part, const char *type)
{
	struct collecting c = collect_part(w, part, WHOLE_MAX);
	struct tnef *tnef = c.truncated ? NULL : tnef_read(w->ctx, buffer_bytes(&c.out), (size_t)w->limits->parts);

	risky = true;
	if (tnef == NULL) {
		walk_attachment(w, part, type);
		return;
	}
	if (w->reading != NULL) {
		w->reading->had_tnef = true;
		if (w->plain.len == 0 && tnef->body[0] != 0)
			append_text(w, &w->plain, tnef->body_is_html ? plain_from_html(w->ctx, bytes_of(tnef->body),
			    (size_t)w->limits->text_size, NULL) : tnef->body);
	}
	for (size_t i = 0; i < tnef->count; i++) {
		struct giver giver = { &tnef->files[i].data, give_bytes };

		attachment(w, &giver, tnef->files[i].name, "", false);
	}
}

static enum verdict
read_bytes(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const struct bytes *bytes = state;

	(void)f;
	memcpy(out, bytes->data + offset, len);
	return DONE;
}

/* The entity within an opaque signature (S/MIME, RFC 8551); false when it is encrypted or broken. */
static bool
open_signed(struct walk *w, GMimePart *part, struct bytes *out)
{
	struct collecting c = collect_part(w, part, WHOLE_MAX);
	gnutls_datum_t raw = { c.out.data, (unsigned)c.out.len }, inner;
	gnutls_pkcs7_t p7;
	bool opened = false;

	risky = true;
	if (c.truncated || gnutls_pkcs7_init(&p7) < 0)
		return false;
	if (gnutls_pkcs7_import(p7, &raw, GNUTLS_X509_FMT_DER) >= 0 &&
	    gnutls_pkcs7_get_embedded_data(p7, 0, &inner) >= 0) {
		unsigned char *copied = must(talloc_memdup(w->ctx, inner.data, inner.size + 0UL));

		*out = (struct bytes){ copied, inner.size };
		gnutls_free(inner.data);
		opened = true;
	}
	gnutls_pkcs7_deinit(p7);
	return opened;
}

static void
walk_pkcs7(struct walk *w, GMimePart *part, const char *type, int64_t depth)
{
	struct bytes inner;
	struct octets octets = { .state = &inner, .read = read_bytes };
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeObject *object;

	if (!open_signed(w, part, &inner)) {
		if (w->reading != NULL)
			w->reading->is_encrypted = true;
		walk_attachment(w, part, type);
		return;
	}
	if (w->reading != NULL)
		w->reading->is_signed = true;
	octets.size = (int64_t)inner.len;
	stream = mime_stream_from(&octets);
	parser = g_mime_parser_new_with_stream(stream);
	g_object_unref(stream);
	object = g_mime_parser_construct_part(parser, NULL);
	g_object_unref(parser);
	if (object == NULL)
		return;
	walk_object(w, object, depth + 1, false);
	g_object_unref(object);
}

static void
walk_leaf(struct walk *w, GMimePart *part, int64_t depth, bool plain_beside)
{
	char *type = media_type(w, GMIME_OBJECT(part));
	bool is_plain = *type == 0 || strcmp(type, "text/plain") == 0 || strcmp(type, "text") == 0 ||
	    strcmp(type, "text/enriched") == 0;
	bool is_html = strcmp(type, "text/html") == 0;
	bool filed = is_disposed(w, GMIME_OBJECT(part), "attachment") ||
	    (*file_name(w, GMIME_OBJECT(part)) != 0 && (w->texts != 0 || !(is_plain || is_html)));

	if (strcmp(type, "application/ms-tnef") == 0 || strcmp(type, "application/vnd.ms-tnef") == 0) {
		walk_tnef(w, part, type);
	} else if (strcmp(type, "application/pkcs7-mime") == 0 || strcmp(type, "application/x-pkcs7-mime") == 0) {
		walk_pkcs7(w, part, type, depth);
	} else if (strcmp(type, "message/delivery-status") == 0 ||
	    (w->in_report && (strcmp(type, "text/rfc822-headers") == 0 ||
	    strcmp(type, "message/rfc822-headers") == 0))) {
		struct collecting c;

		if (w->reading == NULL)
			return;
		c = collect_part(w, part, STATUS_MAX);
		if (strcmp(type, "message/delivery-status") == 0)
			bounce_from_status(w->reading, buffer_bytes(&c.out));
		else
			bounce_from_original(w->reading, buffer_bytes(&c.out));
	} else if (filed || !(is_plain || is_html)) {
		walk_attachment(w, part, type);
	} else {
		w->texts++;
		if (w->reading != NULL && is_html)
			walk_html(w, part, plain_beside);
		else if (w->reading != NULL)
			walk_plain(w, part);
	}
}

static void
walk_message_part(struct walk *w, GMimeMessagePart *part)
{
	GMimeMessage *message = g_mime_message_part_get_message(part);
	struct giver giver = { message, give_message };
	struct bytes subject;
	char *name;

	if (message == NULL)
		return;
	if (w->in_report && w->reading != NULL) {
		char *headers = g_mime_object_get_headers(GMIME_OBJECT(message), NULL);

		if (headers != NULL)
			bounce_from_original(w->reading, bytes_of(headers));
		g_free(headers);
	}
	subject = raw_header(GMIME_OBJECT(message), "Subject");
	name = must(talloc_asprintf(w->ctx, "%s.eml", subject.len != 0 ?
	    text_cut(w->ctx, text_trim(w->ctx, header_text(w->ctx, subject, NULL)), 80) : "message"));
	attachment(w, &giver, name, "message/rfc822", false);
}

/* Whether an alternative has plain text that says something. */
static bool
has_plain(struct walk *w, GMimeMultipart *multipart)
{
	int count = g_mime_multipart_get_count(multipart);

	for (int i = 0; i < count && i < w->limits->parts; i++) {
		GMimeObject *child = g_mime_multipart_get_part(multipart, i);
		char *type = media_type(w, child);
		struct decoded d;

		if (!GMIME_IS_PART(child) || (*type != 0 && strcmp(type, "text/plain") != 0) || w->reading == NULL)
			continue;
		d = decode_part(w, GMIME_PART(child));
		if (!is_blank(text_from(w->ctx, (struct bytes){ (unsigned char *)d.text, d.len }, TEXT_RUNNING, NULL)))
			return true;
	}
	return false;
}

static void
walk_multipart(struct walk *w, GMimeMultipart *multipart, int64_t depth, bool plain_beside)
{
	char *type = media_type(w, GMIME_OBJECT(multipart));
	int count = g_mime_multipart_get_count(multipart);

	if (w->reading != NULL && strcmp(type, "multipart/signed") == 0)
		w->reading->is_signed = true;
	if (w->reading != NULL && strcmp(type, "multipart/encrypted") == 0)
		w->reading->is_encrypted = true;
	if (strcmp(type, "multipart/alternative") == 0)
		plain_beside = has_plain(w, multipart);
	if (strcmp(type, "multipart/report") == 0)
		w->in_report = true;
	for (int i = 0; i < count; i++)
		walk_object(w, g_mime_multipart_get_part(multipart, i), depth + 1, plain_beside);
}

static void
walk_object(struct walk *w, GMimeObject *object, int64_t depth, bool plain_beside)
{
	if (depth > w->limits->depth) {
		exceed(w, "depth");
		return;
	}
	if (++w->entities > w->limits->parts) {
		exceed(w, "parts");
		return;
	}
	if (GMIME_IS_MULTIPART(object))
		walk_multipart(w, GMIME_MULTIPART(object), depth, plain_beside);
	else if (GMIME_IS_MESSAGE_PART(object))
		walk_message_part(w, GMIME_MESSAGE_PART(object));
	else if (GMIME_IS_PART(object))
		walk_leaf(w, GMIME_PART(object), depth, plain_beside);
}

/* ---- the message ---- */

void
mime_begin(void)
{
	g_mime_init();
	risky = false;
}

/* gmime parses address fields recursively and at once: a header beyond all measure is not given to it. */
static enum verdict
check_header(const struct octets *message, struct fault *f)
{
	int64_t want = message->size < HEADER_MAX ? message->size : HEADER_MAX;
	unsigned char piece[65536];
	unsigned char last = '\n';

	for (int64_t at = 0; at < want; at += (int64_t)sizeof piece) {
		size_t n = want - at < (int64_t)sizeof piece ? (size_t)(want - at) : sizeof piece;
		enum verdict v = message->read(message->state, at, piece, n, f);

		if (v != DONE)
			return v;
		for (size_t i = 0; i < n; i++) {
			if (piece[i] == '\r')
				continue;
			if (piece[i] == '\n' && last == '\n')
				return DONE;
			last = piece[i];
		}
	}
	if (message->size > HEADER_MAX)
		return fail(f, NEVER, "its header is larger than %d octets", HEADER_MAX);
	return DONE;
}

static GMimeMessage *
parse(const struct octets *octets)
{
	GMimeStream *stream = mime_stream_from(octets);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message;

	g_object_unref(stream);
	g_mime_parser_set_persist_stream(parser, TRUE);
	message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	return message;
}

static void
read_envelope(struct reading *r, GMimeMessage *message)
{
	GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
	int count = g_mime_header_list_get_count(headers);

	for (int i = 0; i < count; i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);
		const char *raw = g_mime_header_get_raw_value(header);

		if (raw != NULL)
			envelope_field(r, g_mime_header_get_name(header), bytes_of(raw));
	}
}

/* Octets without any header are still somebody's words: all of it is text, and there is no sender. */
static void
read_as_text(struct walk *w, const struct octets *octets)
{
	size_t n = octets->size < w->limits->text_size ? (size_t)octets->size : (size_t)w->limits->text_size;
	unsigned char *raw = must(talloc_size(w->ctx, n + 1));
	struct decoded d;

	if (octets->read(octets->state, 0, raw, n, NULL) != DONE)
		n = 0;
	d = charset_to_text(w->ctx, (struct bytes){ raw, n }, NULL);
	note_decoding(w, &d);
	append_text(w, &w->plain, text_from(w->ctx, (struct bytes){ (unsigned char *)d.text, d.len },
	    TEXT_RUNNING, NULL));
	w->reading->text_truncated = (int64_t)n < octets->size;
}

/* Where plain text says nothing and HTML does, HTML is the text. */
static void
choose_text(struct walk *w)
{
	struct reading *r = w->reading;

	r->html_text = buffer_text(&w->html);
	r->text = buffer_text(&w->plain);
	if (is_blank(r->text) && !is_blank(r->html_text)) {
		r->text = r->html_text;
		r->text_from_html = true;
	}
}

enum verdict
mime_read(const struct octets *octets, const struct limits *limits, struct sniffer *sniffer, void *ctx,
    struct reading **out, struct fault *f)
{
	struct reading *r = memory_new(ctx, sizeof *r);
	struct walk w = { .ctx = r, .reading = r, .limits = limits, .sniffer = sniffer,
		.plain = buffer_init(r), .html = buffer_init(r) };
	GMimeMessage *message;
	enum verdict v = check_header(octets, f);

	if (v != DONE)
		return v;
	envelope_begin(r);
	message = parse(octets);
	if (message != NULL) {
		read_envelope(r, message);
		if (g_mime_message_get_mime_part(message) != NULL)
			walk_object(&w, g_mime_message_get_mime_part(message), 0, false);
		g_object_unref(message);
	} else {
		read_as_text(&w, octets);
	}
	choose_text(&w);
	bounce_from_prose(r);
	*out = r;
	return DONE;
}

enum verdict
mime_extract(const struct octets *octets, const struct limits *limits, int index, const struct sink *sink,
    struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct walk w = { .ctx = ctx, .limits = limits, .plain = buffer_init(ctx), .html = buffer_init(ctx),
		.wanted = index, .sink = sink, .given = NEVER };
	GMimeMessage *message = parse(octets);

	if (message != NULL) {
		if (g_mime_message_get_mime_part(message) != NULL)
			walk_object(&w, g_mime_message_get_mime_part(message), 0, false);
		g_object_unref(message);
	}
	talloc_free(ctx);
	if (w.given != DONE)
		return fail(f, NEVER, "the message has no part %d, or it cannot be decoded", index);
	return DONE;
}
