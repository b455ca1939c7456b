/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compose - a whole mail (RFC 5322, MIME) from its parts. */
#include "reply/compose.h"

#include <gmime/gmime.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/encoded.h"
#include "reply/mailbox.h"

enum { ID_MAX = 250, REFERENCES_MAX = 20, SHORT_LINE = 78, NAME_MAX_SIGNS = 120,
	BOUNDARY_MAX = 64 };

/* ---- what may become a header ------------------------------------------------------------- */

static bool
is_line(const char *text)
{
	for (const char *p = text; *p != 0; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return false;
	return text_is_utf8(bytes_of(text));
}

static bool
is_message_id(const char *id)
{
	size_t len = strlen(id);

	for (const char *p = id; *p != 0; p++)
		if (*p <= ' ' || *p >= 0x7f || *p == '<' || *p == '>')
			return false;
	return len > 2 && len <= ID_MAX && strchr(id, '@') != NULL;
}

static enum verdict
check_letter(const struct letter *l, struct fault *f)
{
	bool lines = is_line(l->subject) && is_line(l->stamp) && is_line(l->from.name) && is_line(l->reply_to.name);

	for (size_t i = 0; i < l->to_count; i++)
		lines = lines && is_line(l->to[i].name);
	for (size_t i = 0; i < l->attachment_count; i++)
		lines = lines && is_line(l->attachments[i].name) && is_line(l->attachments[i].type);
	if (!lines)
		return fail(f, NEVER, "a header would hold control characters or what is no UTF-8");
	if (!is_message_id(l->message_id))
		return fail(f, NEVER, "this is no message id of ours");
	if (l->to_count == 0)
		return fail(f, NEVER, "there is nobody to send it to");
	return DONE;
}

/* ---- the head ------------------------------------------------------------------------------ */

static void
set_header(GMimeMessage *m, const char *name, const char *value)
{
	g_mime_object_set_header(GMIME_OBJECT(m), name, value, NULL);
}

/* A value that is already as it has to travel. */
static void
set_encoded(GMimeMessage *m, const char *name, struct encoded *e)
{
	GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(m));

	g_mime_header_list_append(headers, name, "", NULL);
	g_mime_header_set_raw_value(g_mime_header_list_get_header(headers, name), encoded_end(e));
}

static enum verdict
set_addresses(void *ctx, GMimeMessage *m, const char *name, const struct address *item, size_t count,
    struct fault *f)
{
	struct encoded e = encoded_begin(ctx, name);
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < count; i++) {
		char *written;

		v = mailbox_write(ctx, item[i].address, &written, f);
		if (v == DONE)
			encoded_mailbox(&e, item[i].name, written);
	}
	if (v == DONE)
		set_encoded(m, name, &e);
	return v;
}

static void
set_ids(void *ctx, GMimeMessage *m, const struct letter *l)
{
	struct buffer references = buffer_init(ctx);
	size_t skip = l->references.count > REFERENCES_MAX ? l->references.count - REFERENCES_MAX : 0;

	set_header(m, "Message-ID", must(talloc_asprintf(ctx, "<%s>", l->message_id)));
	if (is_message_id(l->in_reply_to))
		set_header(m, "In-Reply-To", must(talloc_asprintf(ctx, "<%s>", l->in_reply_to)));
	for (size_t i = skip; i < l->references.count; i++)
		if (is_message_id(l->references.item[i]))
			buffer_printf(&references, "%s<%s>", references.len != 0 ? " " : "", l->references.item[i]);
	if (references.len != 0)
		set_header(m, "References", buffer_text(&references));
}

static enum verdict
set_head(void *ctx, GMimeMessage *m, const struct letter *l, struct fault *f)
{
	struct encoded subject = encoded_begin(ctx, "Subject");
	enum verdict v = set_addresses(ctx, m, "From", &l->from, 1, f);

	if (v == DONE && l->reply_to.address[0] != 0)
		v = set_addresses(ctx, m, "Reply-To", &l->reply_to, 1, f);
	if (v == DONE)
		v = set_addresses(ctx, m, "To", l->to, l->to_count, f);
	if (v != DONE)
		return v;
	encoded_text(&subject, l->subject);
	set_encoded(m, "Subject", &subject);
	set_header(m, "Date", clock_rfc5322(ctx, l->date));
	set_ids(ctx, m, l);
	set_header(m, "Auto-Submitted", l->automatic == AUTOMATIC_REPLIED ? "auto-replied" : "auto-generated");
	set_header(m, "X-Auto-Response-Suppress", "All");
	set_header(m, "X-Ikenbako", l->stamp);
	return DONE;
}

/* ---- the body ------------------------------------------------------------------------------ */

/* What makes the text shortest and lets it pass any server. */
static GMimeContentEncoding
choose_encoding(const char *text, bool alone)
{
	size_t line = 0, longest = 0, high = 0, len = 0;

	for (const char *p = text; *p != 0; p++, len++) {
		high += (unsigned char)*p >= 0x80;
		line = *p == '\n' ? 0 : line + 1;
		if (line > longest)
			longest = line;
	}
	/* Plain text could hold the boundary of a mail with parts; the two encodings cannot. */
	if (high == 0 && longest <= SHORT_LINE && alone)
		return GMIME_CONTENT_ENCODING_7BIT;
	return len + 2 * high > len / 3 * 4 ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

static const char *
with_crlf(void *ctx, const char *text)
{
	struct buffer out = buffer_init(ctx);

	for (size_t len; *text != 0; text += len + (text[len] != 0)) {
		len = strcspn(text, "\n");
		buffer_add(&out, text, len);
		if (text[len] != 0)
			buffer_add(&out, "\r\n", 2);
	}
	return buffer_text(&out);
}

static GMimePart *
text_part(void *ctx, const char *text, bool alone)
{
	GMimeContentEncoding encoding = choose_encoding(text, alone);
	/* Encoded text has the line ends of mail within (RFC 2045, 6.8). */
	const char *canonical = encoding == GMIME_CONTENT_ENCODING_BASE64 ? with_crlf(ctx, text) : text;
	GMimePart *part = g_mime_part_new_with_type("text", "plain");
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(canonical, strlen(canonical));
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
	g_mime_part_set_content_encoding(part, encoding);
	g_mime_part_set_content(part, content);
	g_object_unref(content);
	g_object_unref(stream);
	return part;
}

static bool
is_token(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = text_lower(p[i]);

		if (!text_is_digit(c) && (c < 'a' || c > 'z') && strchr("+-._", c) == NULL)
			return false;
	}
	return len > 0 && len < ID_MAX;
}

/* What a mail program would show or take apart by itself is sent as mere octets. */
static GMimePart *
part_of_type(const char *type)
{
	static const char *const shown[] = { "message/", "multipart/", "text/html", "application/xhtml", "image/svg" };
	const char *slash = strchr(type, '/');
	char *major;
	GMimePart *part;

	for (size_t i = 0; slash != NULL && i < sizeof shown / sizeof shown[0]; i++)
		if (text_starts(type, shown[i]))
			slash = NULL;
	if (slash == NULL || !is_token(type, (size_t)(slash - type)) || !is_token(slash + 1, strlen(slash + 1)))
		return g_mime_part_new_with_type("application", "octet-stream");
	major = must(talloc_strndup(NULL, type, (size_t)(slash - type)));
	part = g_mime_part_new_with_type(major, slash + 1);
	talloc_free(major);
	return part;
}

/* A name that any mail program and any file system takes: attachment-1.pdf. */
static char *
plain_name(void *ctx, const char *name, size_t number)
{
	const char *dot = strrchr(name, '.');

	if (dot != NULL && (strlen(dot + 1) > 8 || !is_token(dot + 1, strlen(dot + 1))))
		dot = NULL;
	return must(talloc_asprintf(ctx, "attachment-%zu%s", number, dot != NULL ? dot : ""));
}

/* The part's head alone; its content is put in when the mail is written. */
static GMimePart *
attachment_part(void *ctx, const struct attachment *a, size_t number)
{
	GMimePart *part = part_of_type(a->type);
	char *name = text_cut(ctx, a->name, NAME_MAX_SIGNS);

	for (char *p = name; *p != 0; p++)
		if (*p == '/' || *p == '\\')
			*p = '_';
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "name", plain_name(ctx, name, number));
	g_mime_object_set_disposition(GMIME_OBJECT(part), "attachment");
	g_mime_object_set_content_disposition_parameter(GMIME_OBJECT(part), "filename",
	    name[0] != 0 ? name : plain_name(ctx, name, number));
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	return part;
}

/* Made from the Message-ID, so that the same mail has the same octets. */
static char *
make_boundary(void *ctx, const char *id)
{
	char *boundary = must(talloc_asprintf(ctx, "=_%.*s", BOUNDARY_MAX, id));

	for (char *p = boundary + 2; *p != 0; p++)
		if (!is_token(p, 1))
			*p = '_';
	return boundary;
}

static GMimeObject *
make_body(void *ctx, const struct letter *l, const char *boundary)
{
	GMimePart *part = text_part(ctx, l->text, l->attachment_count == 0);
	GMimeMultipart *all;

	if (l->attachment_count == 0)
		return GMIME_OBJECT(part);
	all = g_mime_multipart_new_with_subtype("mixed");
	g_mime_multipart_set_boundary(all, boundary);
	g_mime_multipart_add(all, GMIME_OBJECT(part));
	g_object_unref(part);
	for (size_t i = 0; i < l->attachment_count; i++) {
		part = attachment_part(ctx, &l->attachments[i], i + 1);
		g_mime_multipart_add(all, GMIME_OBJECT(part));
		g_object_unref(part);
	}
	return GMIME_OBJECT(all);
}

/* ---- the octets ----------------------------------------------------------------------------- */

static void
write_octets(void *ctx, GMimeMessage *m, struct message *out)
{
	GMimeFormatOptions *options = g_mime_format_options_new();
	GMimeStream *stream = g_mime_stream_mem_new();
	const GByteArray *octets;

	g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
	g_mime_object_write_to_stream(GMIME_OBJECT(m), options, stream);
	octets = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	out->octets = (struct bytes){ must(talloc_memdup(ctx, octets->data, octets->len)), octets->len };
	g_object_unref(stream);
	g_mime_format_options_free(options);
}

/* The content of attachment i belongs behind the head of part i + 1, the text being part 0. */
static enum verdict
find_gaps(void *ctx, struct message *m, const char *boundary, struct fault *f)
{
	char *mark = must(talloc_asprintf(ctx, "\r\n--%s\r\n", boundary));
	const unsigned char *end = m->octets.data + m->octets.len, *p = m->octets.data;
	size_t *gap = must(talloc_array(ctx, size_t, m->attachment_count));

	m->gap = gap;
	for (size_t part = 0; part <= m->attachment_count && p != NULL; part++) {
		p = memmem(p, (size_t)(end - p), mark, strlen(mark));
		if (p == NULL || part == 0) {
			p = p != NULL ? p + 2 : NULL;
			continue;
		}
		p = memmem(p + 2, (size_t)(end - p - 2), "\r\n\r\n", 4);
		if (p == NULL)
			break;
		gap[part - 1] = (size_t)(p + 4 - m->octets.data);
		p += 2;
	}
	if (p == NULL)
		return fail(f, HALT, "a mail with attachments was not composed as expected");
	return DONE;
}

/* A text without a line feed at its end would leave the last line open. */
static const char *
ended(void *ctx, const char *text)
{
	size_t len = strlen(text);

	return len != 0 && text[len - 1] == '\n' ? text : must(talloc_asprintf(ctx, "%s\n", text));
}

static enum verdict
compose(void *ctx, const struct letter *l, struct message *out, struct fault *f)
{
	struct letter ready = *l;
	char *boundary = make_boundary(ctx, l->message_id);
	GMimeMessage *m = g_mime_message_new(FALSE);
	enum verdict v = set_head(ctx, m, l, f);

	if (v == DONE) {
		GMimeObject *body;

		ready.text = ended(ctx, l->text);
		body = make_body(ctx, &ready, boundary);
		g_mime_message_set_mime_part(m, body);
		g_object_unref(body);
		write_octets(out, m, out);
	}
	g_object_unref(m);
	if (v == DONE)
		v = message_check(out, f);
	return v == DONE && l->attachment_count != 0 ? find_gaps(out, out, boundary, f) : v;
}

enum verdict
message_compose(void *ctx, const struct letter *letter, struct message **out, struct fault *f)
{
	enum verdict v = check_letter(letter, f);
	struct message *m;
	void *scratch;

	if (v != DONE)
		return v;
	g_mime_init();
	m = memory_new(ctx, sizeof *m);
	scratch = must(talloc_new(NULL));
	m->id = must(talloc_strdup(m, letter->message_id));
	m->date = letter->date;
	m->attachment_count = letter->attachment_count;
	if (letter->attachment_count != 0)
		m->attachments = must(talloc_memdup(m, letter->attachments,
		    letter->attachment_count * sizeof *letter->attachments));
	v = compose(scratch, letter, m, f);
	talloc_free(scratch);
	*out = m;
	return v;
}
