/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime_walk - one walk through the structure of a message. */
#include "spool/mime_walk.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/bounce.h"
#include "spool/header.h"
#include "spool/mime.h"
#include "spool/seal.h"

enum {
	STATUS_MAX = 1 << 18,		/* octets of a delivery-status part */
	NAME_CHARACTERS = 200, SUBJECT_CHARACTERS = 80
};

/* Of the process, which reads more than one message: see mime_was_risky(). */
static bool risky;

bool
mime_was_risky(void)
{
	return risky;
}

void
mime_begin(void)
{
	g_mime_init();
	risky = false;
}

void
mime_be_careful(void)
{
	risky = true;
}

void
mime_exceed(struct mime_walk *w, const char *limit)
{
	risky = true;
	if (w->reading != NULL && w->reading->over_limit[0] == 0)
		w->reading->over_limit = limit;
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

static void
describe(struct mime_walk *w, const struct mime_giver *giver, struct part *p)
{
	struct measuring m = { .beginning = buffer_init(w->ctx) };
	struct sink sink = { &m, measure };

	seal_digest_begin(&m.digest, NULL);
	if (giver->give(giver->state, &sink) != DONE)
		w->reading->damaged++;
	seal_digest_end(&m.digest, p->digest, sizeof p->digest);
	p->size = m.size;
	if (!sniff_is_certain(buffer_bytes(&m.beginning)))
		mime_be_careful();
	p->sniffed = sniff(w->sniffer, w->ctx, buffer_bytes(&m.beginning));
	talloc_free(m.beginning.data);
}

void
mime_attach(struct mime_walk *w, const struct mime_giver *giver, const char *name, const char *declared, bool shown)
{
	int index = w->next_index;
	struct part *p;

	if (w->text_only)
		return;
	if (index >= w->limits->parts) {
		mime_exceed(w, "parts");
		return;
	}
	w->next_index++;
	if (w->reading == NULL) {
		if (index == w->wanted)
			w->given = giver->give(giver->state, w->sink);
		return;
	}
	w->reading->parts = must(talloc_realloc(w->ctx, w->reading->parts, struct part,
	    w->reading->part_count + 1));
	p = &w->reading->parts[w->reading->part_count++];
	*p = (struct part){ .index = index, .name = text_cut(w->ctx, name, NAME_CHARACTERS),
		.declared = declared, .inline_shown = shown };
	describe(w, giver, p);
}

void
mime_attach_part(struct mime_walk *w, GMimePart *part, const char *type)
{
	GMimeObject *object = GMIME_OBJECT(part);
	struct mime_giver giver = mime_give_part(part);
	bool shown = strcmp(mime_disposition(w->ctx, object), "inline") == 0 ||
	    mime_raw_header(object, "Content-ID").len != 0;

	mime_attach(w, &giver, mime_file_name(w->ctx, object, w->reading != NULL ? &w->reading->damaged : NULL),
	    type, shown);
}

/* ---- leaves ---- */

static void
walk_status(struct mime_walk *w, GMimePart *part, void (*take)(struct reading *r, struct bytes content))
{
	bool cut;

	if (w->reading != NULL)
		take(w->reading, mime_collect(w->ctx, part, STATUS_MAX, &cut));
}

static void
walk_text(struct mime_walk *w, GMimePart *part, bool is_html)
{
	w->texts++;
	if (w->reading != NULL && is_html)
		mime_take_html(w, part);
	else if (w->reading != NULL)
		mime_take_plain(w, part);
}

/* Parts that are neither text to be read nor a file. */
static bool
walk_special(struct mime_walk *w, GMimePart *part, const char *type, int64_t depth)
{
	if (strcmp(type, "application/ms-tnef") == 0 || strcmp(type, "application/vnd.ms-tnef") == 0)
		mime_walk_tnef(w, part, type);
	else if (strcmp(type, "application/pkcs7-mime") == 0 || strcmp(type, "application/x-pkcs7-mime") == 0)
		mime_walk_pkcs7(w, part, type, depth);
	else if (strcmp(type, "message/delivery-status") == 0)
		walk_status(w, part, bounce_from_status);
	else if (w->in_report && (strcmp(type, "text/rfc822-headers") == 0 ||
	    strcmp(type, "message/rfc822-headers") == 0))
		walk_status(w, part, bounce_from_original);
	else
		return false;
	return true;
}

/* Read receipts and complaints about spam: no person wrote them. */
static void
note_robot(struct mime_walk *w, const char *type)
{
	static const char *const types[] = { "message/disposition-notification", "message/feedback-report" };

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (w->reading != NULL && w->reading->other_automatic[0] == 0 && strcmp(type, types[i]) == 0)
			w->reading->other_automatic = types[i];
}

static void
walk_leaf(struct mime_walk *w, GMimePart *part, int64_t depth)
{
	GMimeObject *object = GMIME_OBJECT(part);
	char *type = mime_media_type(w->ctx, object);
	bool is_html = strcmp(type, "text/html") == 0;
	bool is_text = is_html || *type == 0 || strcmp(type, "text/plain") == 0 || strcmp(type, "text") == 0 ||
	    strcmp(type, "text/enriched") == 0;
	bool filed = strcmp(mime_disposition(w->ctx, object), "attachment") == 0 ||
	    (w->texts != 0 && *mime_file_name(w->ctx, object, NULL) != 0);

	note_robot(w, type);
	if (walk_special(w, part, type, depth))
		return;
	if (is_text && !filed)
		walk_text(w, part, is_html);
	else
		mime_attach_part(w, part, type);
}

/* ---- what holds more ---- */

static void
walk_message(struct mime_walk *w, GMimeMessagePart *part)
{
	GMimeMessage *message = g_mime_message_part_get_message(part);
	struct mime_giver giver = mime_give_message(message);
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
	w->within = message;
	w->messages++;
	subject = mime_raw_header(GMIME_OBJECT(message), "Subject");
	name = subject.len != 0 ? text_trim(w->ctx, header_text(w->ctx, subject, NULL)) : NULL;
	name = must(talloc_asprintf(w->ctx, "%s.eml", name != NULL && *name != 0 ?
	    text_cut(w->ctx, name, SUBJECT_CHARACTERS) : "message"));
	mime_attach(w, &giver, name, "message/rfc822", false);
}

static void
walk_children(struct mime_walk *w, GMimeMultipart *multipart, int64_t depth)
{
	int count = g_mime_multipart_get_count(multipart);

	for (int i = 0; i < count; i++)
		mime_walk(w, g_mime_multipart_get_part(multipart, i), depth + 1);
}

/* Where no boundary ever came, all that there is stands before the first part. */
static void
walk_prologue(struct mime_walk *w, GMimeMultipart *multipart)
{
	const char *prologue = g_mime_multipart_get_prologue(multipart);

	if (w->reading == NULL || prologue == NULL)
		return;
	w->texts++;
	mime_take_octets(w, (struct bytes){ (const unsigned char *)prologue,
	    strnlen(prologue, (size_t)w->limits->text_size) });
}

/* The text of an alternative within an alternative is chosen with the outer one. */
static void
walk_alternative(struct mime_walk *w, GMimeMultipart *multipart, int64_t depth)
{
	size_t plain_mark = w->plain.len, html_mark = w->html.len;

	w->alternatives++;
	walk_children(w, multipart, depth);
	w->alternatives--;
	if (w->reading != NULL && w->alternatives == 0)
		mime_choose(w, plain_mark, html_mark);
}

static void
walk_multipart(struct mime_walk *w, GMimeMultipart *multipart, int64_t depth)
{
	char *type = mime_media_type(w->ctx, GMIME_OBJECT(multipart));

	if (w->reading != NULL && strcmp(type, "multipart/signed") == 0)
		w->reading->is_signed = true;
	if (w->reading != NULL && strcmp(type, "multipart/encrypted") == 0)
		w->reading->is_encrypted = true;
	if (strcmp(type, "multipart/report") == 0)
		w->in_report = true;
	if (g_mime_multipart_get_count(multipart) == 0)
		walk_prologue(w, multipart);
	else if (strcmp(type, "multipart/alternative") == 0)
		walk_alternative(w, multipart, depth);
	else
		walk_children(w, multipart, depth);
}

void
mime_walk(struct mime_walk *w, GMimeObject *object, int64_t depth)
{
	if (depth > w->limits->depth) {
		mime_exceed(w, "depth");
		return;
	}
	if (++w->entities > w->limits->parts) {
		mime_exceed(w, "parts");
		return;
	}
	if (GMIME_IS_MULTIPART(object))
		walk_multipart(w, GMIME_MULTIPART(object), depth);
	else if (GMIME_IS_MESSAGE_PART(object))
		walk_message(w, GMIME_MESSAGE_PART(object));
	else if (GMIME_IS_PART(object))
		walk_leaf(w, GMIME_PART(object), depth);
}
