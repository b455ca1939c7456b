/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce - reports that a mail did not arrive. */
#include "spool/bounce.h"

#include "config/memory.h"
#include "config/text.h"

enum { BOUNCES_MAX = 100, PROSE_MAX = 20000 };

/* ---- fields of a block: "Name: value", folded lines joined ---- */

struct field {
	char *name;
	char *value;
};

/* Takes the next field off *rest; false at the end of the block, which is an empty line. */
static bool
next_field(void *ctx, char **rest, struct field *out)
{
	char *line = *rest, *end, *colon;
	struct buffer value = buffer_init(ctx);

	if (*line == 0 || *line == '\n')
		return false;
	end = line + strcspn(line, "\n");
	colon = memchr(line, ':', (size_t)(end - line));
	out->name = must(talloc_strndup(ctx, line, colon != NULL ? (size_t)(colon - line) : 0));
	if (colon != NULL)
		buffer_add(&value, colon + 1, (size_t)(end - colon) - 1);
	while (*end == '\n' && (end[1] == ' ' || end[1] == '\t')) {
		line = end + 1;
		end = line + strcspn(line, "\n");
		buffer_add(&value, line, (size_t)(end - line));
	}
	*rest = *end == '\n' ? end + 1 : end;
	out->value = text_trim(ctx, buffer_text(&value));
	return true;
}

/* "rfc822; someone@example.jp" without its type. */
static const char *
without_type(void *ctx, const char *value)
{
	const char *semicolon = strchr(value, ';');
	char *trimmed = text_trim(ctx, semicolon != NULL ? semicolon + 1 : value);
	size_t n = strlen(trimmed);

	if (n > 1 && trimmed[0] == '<' && trimmed[n - 1] == '>')
		return must(talloc_strndup(ctx, trimmed + 1, n - 2));
	return trimmed;
}

static void
add_bounce(struct reading *r, const struct bounce *b)
{
	if (r->bounce_count >= BOUNCES_MAX)
		return;
	r->bounces = must(talloc_realloc(r, r->bounces, struct bounce, r->bounce_count + 1));
	r->bounces[r->bounce_count++] = *b;
}

void
bounce_from_status(struct reading *r, struct bytes content)
{
	char *rest = text_from(r, content, TEXT_RUNNING, NULL);

	r->is_report = true;
	while (*rest != 0) {
		struct bounce b = { "", "", "" };
		struct field field;

		while (next_field(r, &rest, &field)) {
			if (text_equal_ignoring_case(field.name, "Final-Recipient") ||
			    (text_equal_ignoring_case(field.name, "Original-Recipient") && b.recipient[0] == 0))
				b.recipient = without_type(r, field.value);
			else if (text_equal_ignoring_case(field.name, "Status"))
				b.status = must(talloc_strndup(r, field.value, strspn(field.value, "0123456789.")));
			else if (text_equal_ignoring_case(field.name, "Action"))
				b.action = field.value;
		}
		if (b.recipient[0] != 0 || b.status[0] != 0)
			add_bounce(r, &b);
		while (*rest == '\n')
			rest++;
	}
}

void
bounce_from_original(struct reading *r, struct bytes header)
{
	char *rest = text_from(r, header, TEXT_RUNNING, NULL);
	struct field field;

	while (next_field(r, &rest, &field)) {
		struct list_of_ids ids;

		if (text_equal_ignoring_case(field.name, "Message-ID") && r->original_message_id[0] == 0) {
			ids = header_ids(r, bytes_of(field.value), 1);
			if (ids.count != 0)
				r->original_message_id = ids.item[0];
		} else if (text_equal_ignoring_case(field.name, "X-Ikenbako") && r->original_stamp[0] == 0) {
			r->original_stamp = field.value;
		}
	}
}

/* ---- prose ---- */

static bool
is_mail_system(const struct reading *r)
{
	static const char *const locals[] = { "mailer-daemon", "postmaster", "mail-daemon", "mdaemon" };
	const char *address = r->from.address;
	size_t local = strcspn(address, "@");

	for (size_t i = 0; i < sizeof locals / sizeof locals[0]; i++)
		if (strlen(locals[i]) == local && strncasecmp(address, locals[i], local) == 0)
			return true;
	return strcmp(r->return_path, "<>") == 0;
}

/* A word in folded text that only bounces have. */
static bool
has_bounce_words(const char *folded)
{
	static const char *const words[] = {
		"hi. this is the", "this message was created automatically by mail delivery software",
		"delivery has failed", "could not be delivered", "undeliverable", "undelivered mail",
		"delivery failure", "delivery status notification", "returned mail", "failure notice",
		"mail delivery failed", "returned to sender", "user unknown", "permanent fatal errors",
		"unable to deliver", "address not found", "mailbox unavailable", "failed recipient",
		"\xe9\x85\x8d\xe4\xbf\xa1\xe3\x81\xa7\xe3\x81\x8d\xe3\x81\xbe\xe3\x81\x9b\xe3\x82\x93",	/* 配信できません */
		"\xe9\x85\x8d\xe4\xbf\xa1\xe4\xb8\x8d\xe8\x83\xbd",	/* 配信不能 */
		"\xe9\x80\x81\xe4\xbf\xa1\xe3\x81\xa7\xe3\x81\x8d\xe3\x81\xbe\xe3\x81\x9b\xe3\x82\x93",	/* 送信できません */
		"\xe5\xae\x9b\xe5\x85\x88\xe4\xb8\x8d\xe6\x98\x8e",	/* 宛先不明 */
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strstr(folded, words[i]) != NULL)
			return true;
	return false;
}

/* The first "5.1.1" (RFC 3463), else a reply code 550 of SMTP as "5.0.0"; "" when there is none. */
static const char *
find_status(struct reading *r, const char *text)
{
	const char *reply = "";

	for (const char *p = text; *p != 0; p++) {
		bool begins = p == text || (!text_is_digit(p[-1]) && p[-1] != '.');
		size_t n;

		if (!begins || (*p != '4' && *p != '5'))
			continue;
		n = strspn(p, "0123456789.");
		if (n >= 5 && n <= 9 && p[1] == '.' && strchr(p + 2, '.') != NULL && p[n - 1] != '.' &&
		    (size_t)(strchr(p + 2, '.') - p) < n)
			return must(talloc_strndup(r, p, n));
		if (reply[0] == 0 && n == 3 && (p[3] == ' ' || p[3] == '-') && (*p == '5' || *p == '4'))
			reply = *p == '5' ? "5.0.0" : "4.0.0";
	}
	return reply;
}

/* The first address in angle brackets in the text. */
static const char *
find_recipient(struct reading *r, const char *text)
{
	for (const char *open = strchr(text, '<'); open != NULL; open = strchr(open + 1, '<')) {
		size_t n = strcspn(open + 1, "<> \n");

		if (open[1 + n] == '>' && memchr(open + 1, '@', n) != NULL)
			return must(talloc_strndup(r, open + 1, n));
	}
	return "";
}

/* Bounces in prose quote the header of the mail that came back. */
static void
find_original(struct reading *r, const char *text)
{
	const char *at = strcasestr(text, "\nmessage-id:");
	const char *stamp = strcasestr(text, "\nx-ikenbako:");

	if (at != NULL)
		bounce_from_original(r, (struct bytes){ (const unsigned char *)at + 1, strcspn(at + 1, "\n") });
	if (stamp != NULL)
		bounce_from_original(r, (struct bytes){ (const unsigned char *)stamp + 1, strcspn(stamp + 1, "\n") });
}

void
bounce_from_prose(struct reading *r)
{
	char *text, *folded;
	struct bounce b = { .action = "failed" };

	if (r->is_report || !is_mail_system(r))
		return;
	text = text_cut(r, r->text, PROSE_MAX);
	folded = text_fold(r, must(talloc_asprintf(r, "%s\n%s", r->subject, text)));
	if (!has_bounce_words(folded))
		return;
	b.recipient = find_recipient(r, text);
	b.status = find_status(r, text);
	if (b.status[0] == '4')
		b.action = "delayed";
	r->is_report = true;
	add_bounce(r, &b);
	find_original(r, text);
}
