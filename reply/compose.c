/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compose - a whole mail (RFC 5322, MIME) from its parts. */
#include "reply/compose.h"

#include <gmime/gmime.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/base64.h"
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
put_header(struct buffer *out, const char *name, const char *value)
{
	struct encoded e = encoded_begin(out, name);

	encoded_word(&e, value);
	encoded_end(&e);
}

static enum verdict
put_addresses(struct buffer *out, const char *name, const struct address *item, size_t count, struct fault *f)
{
	struct encoded e = encoded_begin(out, name);
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < count; i++) {
		char *written;

		v = mailbox_write(out->ctx, item[i].address, &written, f);
		if (v == DONE)
			encoded_mailbox(&e, item[i].name, written);
	}
	encoded_end(&e);
	return v;
}

static void
put_id(struct encoded *e, const char *id)
{
	encoded_word(e, must(talloc_asprintf(e->out->ctx, "<%s>", id)));
}

static void
put_references(struct buffer *out, const struct list *references)
{
	size_t i = references->count > REFERENCES_MAX ? references->count - REFERENCES_MAX : 0;
	struct encoded e;
	bool any = false;

	for (; i < references->count; i++) {
		if (!is_message_id(references->item[i]))
			continue;
		if (!any)
			e = encoded_begin(out, "References");
		any = true;
		put_id(&e, references->item[i]);
	}
	if (any)
		encoded_end(&e);
}

static void
put_ids(struct buffer *out, const struct letter *l)
{
	struct encoded e = encoded_begin(out, "Message-ID");

	put_id(&e, l->message_id);
	encoded_end(&e);
	if (is_message_id(l->in_reply_to)) {
		e = encoded_begin(out, "In-Reply-To");
		put_id(&e, l->in_reply_to);
		encoded_end(&e);
	}
	put_references(out, &l->references);
}

static enum verdict
put_head(struct buffer *out, const struct letter *l, struct fault *f)
{
	enum verdict v = put_addresses(out, "From", &l->from, 1, f);
	struct encoded subject;

	if (v == DONE && l->reply_to.address[0] != 0)
		v = put_addresses(out, "Reply-To", &l->reply_to, 1, f);
	if (v == DONE)
		v = put_addresses(out, "To", l->to, l->to_count, f);
	if (v != DONE)
		return v;
	subject = encoded_begin(out, "Subject");
	encoded_text(&subject, l->subject);
	encoded_end(&subject);
	put_header(out, "Date", clock_rfc5322(out->ctx, l->date));
	put_ids(out, l);
	put_header(out, "Auto-Submitted", l->automatic == AUTOMATIC_REPLIED ? "auto-replied" : "auto-generated");
	put_header(out, "X-Auto-Response-Suppress", "All");
	put_header(out, "X-Ikenbako", l->stamp);
	put_header(out, "MIME-Version", "1.0");
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

/* The same lines, ended as lines of mail are. */
static void
add_with_crlf(struct buffer *out, const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end) {
		const char *lf = memchr(text, '\n', (size_t)(end - text));
		size_t n = (size_t)((lf != NULL ? lf : end) - text);

		buffer_add(out, text, n);
		if (lf != NULL)
			buffer_add(out, "\r\n", 2);
		text += n + (lf != NULL);
	}
}

static enum verdict
take_encoded(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

/* Encoded text has the line ends of mail within (RFC 2045, 6.8). */
static enum verdict
put_base64(struct buffer *out, const char *text, struct fault *f)
{
	struct base64_lines *lines = memory_new(out->ctx, sizeof *lines);
	struct buffer canonical = buffer_init(out->ctx);
	const struct sink sink = { out, take_encoded };
	enum verdict v;

	add_with_crlf(&canonical, text, strlen(text));
	base64_lines_begin(lines, &sink);
	v = base64_lines_add(lines, canonical.data, canonical.len, f);
	return v == DONE ? base64_lines_end(lines, f) : v;
}

static void
put_quoted_printable(struct buffer *out, const char *text)
{
	GMimeEncoding encoding;
	size_t len = strlen(text);
	char *quoted;

	g_mime_encoding_init_encode(&encoding, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	quoted = must(talloc_size(out->ctx, g_mime_encoding_outlen(&encoding, len)));
	len = g_mime_encoding_flush(&encoding, text, len, quoted);
	add_with_crlf(out, quoted, len);
}

static enum verdict
put_text(struct buffer *out, const char *text, bool alone, struct fault *f)
{
	GMimeContentEncoding encoding = choose_encoding(text, alone);

	put_header(out, "Content-Type", "text/plain; charset=utf-8");
	put_header(out, "Content-Transfer-Encoding", g_mime_content_encoding_to_string(encoding));
	buffer_add(out, "\r\n", 2);
	if (encoding == GMIME_CONTENT_ENCODING_BASE64)
		return put_base64(out, text, f);
	if (encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
		put_quoted_printable(out, text);
	else
		add_with_crlf(out, text, strlen(text));
	return DONE;
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
static void
put_attachment_head(struct buffer *out, const struct attachment *a, size_t number)
{
	char *name = text_cut(out->ctx, a->name, NAME_MAX_SIGNS), *headers;
	GMimeFormatOptions *options;
	GMimePart *part;

	g_mime_init();
	options = g_mime_format_options_new();
	part = part_of_type(a->type);
	for (char *p = name; *p != 0; p++)
		if (*p == '/' || *p == '\\')
			*p = '_';
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "name", plain_name(out->ctx, name, number));
	g_mime_object_set_disposition(GMIME_OBJECT(part), "attachment");
	g_mime_object_set_content_disposition_parameter(GMIME_OBJECT(part), "filename",
	    name[0] != 0 ? name : plain_name(out->ctx, name, number));
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	headers = g_mime_object_get_headers(GMIME_OBJECT(part), options);
	add_with_crlf(out, headers, strlen(headers));
	buffer_add(out, "\r\n", 2);
	g_free(headers);
	g_object_unref(part);
	g_mime_format_options_free(options);
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

/* The parts, and where the content of each attachment belongs. */
static enum verdict
put_parts(struct buffer *out, const struct letter *l, const char *text, size_t *gap, struct fault *f)
{
	char *boundary = make_boundary(out->ctx, l->message_id);
	enum verdict v;

	buffer_printf(out, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n--%s\r\n", boundary, boundary);
	v = put_text(out, text, false, f);
	for (size_t i = 0; v == DONE && i < l->attachment_count; i++) {
		buffer_printf(out, "\r\n--%s\r\n", boundary);
		put_attachment_head(out, &l->attachments[i], i + 1);
		gap[i] = out->len;
	}
	buffer_printf(out, "\r\n--%s--\r\n", boundary);
	return v;
}

/* A text without a line feed at its end would leave the last line open. */
static const char *
ended(void *ctx, const char *text)
{
	size_t len = strlen(text);

	return len != 0 && text[len - 1] == '\n' ? text : must(talloc_asprintf(ctx, "%s\n", text));
}

static enum verdict
compose(struct buffer *out, const struct letter *l, struct message *m, struct fault *f)
{
	const char *text = ended(out->ctx, l->text);
	size_t *gap = must(talloc_array(m, size_t, l->attachment_count + 1));
	enum verdict v = put_head(out, l, f);

	if (v == DONE && l->attachment_count == 0)
		v = put_text(out, text, true, f);
	else if (v == DONE)
		v = put_parts(out, l, text, gap, f);
	m->gap = gap;
	m->octets = (struct bytes){ must(talloc_memdup(m, buffer_text(out), out->len + 1)), out->len };
	return v == DONE ? message_check(m, f) : v;
}

enum verdict
message_compose(void *ctx, const struct letter *letter, struct message **out, struct fault *f)
{
	enum verdict v = check_letter(letter, f);
	struct buffer octets;
	struct message *m;

	if (v != DONE)
		return v;
	m = memory_new(ctx, sizeof *m);
	m->id = must(talloc_strdup(m, letter->message_id));
	m->date = letter->date;
	m->attachment_count = letter->attachment_count;
	if (letter->attachment_count != 0)
		m->attachments = must(talloc_memdup(m, letter->attachments,
		    letter->attachment_count * sizeof *letter->attachments));
	octets = buffer_init(must(talloc_new(NULL)));
	v = compose(&octets, letter, m, f);
	talloc_free(octets.ctx);
	*out = m;
	return v;
}
