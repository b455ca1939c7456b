/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce - reports that a mail did not arrive. */
#include "spool/bounce.h"

#include "config/memory.h"
#include "config/text.h"

enum { BOUNCES_MAX = 100, PROSE_MAX = 20000, ADDRESS_MAX = 254 };

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

	if (!r->is_report)
		r->bounce_count = 0;
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
				b.action = must(talloc_strndup(r, field.value, strcspn(field.value, " \t(;")));
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
		"delivery failure", "delivery failed", "delivery status notification", "returned mail", "failure notice",
		"returned to sender", "user unknown", "permanent fatal errors",
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

/* The first "5.1.1" (RFC 3463) in len octets, else a reply code 550 of SMTP as "5.0.0"; "" when there is none. */
static const char *
find_status(struct reading *r, const char *text, size_t len)
{
	const char *reply = "";

	for (const char *p = text; p < text + len; p++) {
		bool begins = p == text || (!text_is_digit(p[-1]) && p[-1] != '.');
		size_t n, class, subject;

		if (!begins || (*p != '4' && *p != '5'))
			continue;
		n = strspn(p, "0123456789");
		if (reply[0] == 0 && n == 3 && strchr(" -\n\t,)", p[3]) != NULL)
			reply = *p == '5' ? "5.0.0" : "4.0.0";
		class = n == 1 && p[1] == '.' ? 2 : 0;
		subject = class != 0 ? strspn(p + class, "0123456789") : 0;
		if (subject == 0 || subject > 3 || p[class + subject] != '.')
			continue;
		n = strspn(p + class + subject + 1, "0123456789");
		if (n >= 1 && n <= 3)
			return must(talloc_strndup(r, p, class + subject + 1 + n));
	}
	return reply;
}

/* "<user@example.jp>: reason", or nothing but "user@example.jp" in a line. The line has len octets. */
static char *
recipient_of_line(struct reading *r, const char *line, size_t len)
{
	size_t n;

	while (len != 0 && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	while (len != 0 && (line[len - 1] == ' ' || line[len - 1] == ':'))
		len--;
	n = len;
	if (len != 0 && *line == '<') {
		line++;
		n = strcspn(line, "> \n");
		if (line[n] != '>')
			return NULL;
	}
	if (n == 0 || n > ADDRESS_MAX || strcspn(line, " \t<>,;:()") < n || memchr(line, '@', n) == NULL ||
	    line[0] == '@' || line[n - 1] == '@')
		return NULL;
	return must(talloc_strndup(r, line, n));
}

/* Where the report ends and the mail that came back begins. */
static size_t
length_of_report(const char *text)
{
	static const char *const marks[] = { "\n--- Below this line", "\n------ This is a copy", "\n--- The header of",
		"\n----- Original message", "\n-----Original Message", "\nMessage-ID:", "\nReceived:",
		"\n   ----- Message header follows", "\n------ Message header follows" };
	size_t len = strlen(text);

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		const char *at = strcasestr(text, marks[i]);

		if (at != NULL && (size_t)(at - text) < len)
			len = (size_t)(at - text) + 1;
	}
	return len;
}

static void
add_failed(struct reading *r, const char *recipient, const char *text, size_t len)
{
	struct bounce b = { .recipient = recipient, .status = find_status(r, text, len), .action = "failed" };

	if (b.status[0] == '4')
		b.action = "delayed";
	add_bounce(r, &b);
}

/* Each line that names a recipient, with what is said until the next. */
static void
find_recipients(struct reading *r, const char *text, size_t len)
{
	const char *end = text + len, *since = NULL;
	char *recipient = NULL;

	for (const char *line = text; line < end;) {
		size_t n = strcspn(line, "\n");
		char *next = recipient_of_line(r, line, n);

		if (next != NULL) {
			if (recipient != NULL)
				add_failed(r, recipient, since, (size_t)(line - since));
			recipient = next;
			since = line;
		}
		line += n + (line[n] == '\n');
	}
	if (recipient != NULL)
		add_failed(r, recipient, since, (size_t)(end - since));
}

/* The first address in angle brackets, wherever it stands. */
static const char *
find_bracketed(struct reading *r, const char *text, size_t len)
{
	for (const char *open = memchr(text, '<', len); open != NULL && open < text + len;
	    open = strchr(open + 1, '<')) {
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
bounce_from_failed_recipients(struct reading *r, struct bytes raw)
{
	struct addresses found = header_addresses(r, raw, BOUNCES_MAX);

	for (size_t i = 0; i < found.count; i++)
		add_failed(r, found.item[i].address, "", 0);
}

/* Those of the header are the better ones; what the prose says of the status holds for all. */
static void
take_prose(struct reading *r, const char *text)
{
	size_t len = length_of_report(text);
	const char *status = find_status(r, text, len);

	if (r->bounce_count == 0)
		find_recipients(r, text, len);
	if (r->bounce_count == 0)
		add_failed(r, find_bracketed(r, text, len), text, len);
	for (size_t i = 0; i < r->bounce_count; i++)
		if (r->bounces[i].status[0] == 0) {
			r->bounces[i].status = status;
			r->bounces[i].action = status[0] == '4' ? "delayed" : "failed";
		}
}

void
bounce_from_prose(struct reading *r)
{
	char *text, *folded;

	if (r->is_report)
		return;
	if (!is_mail_system(r)) {
		r->bounce_count = 0;
		return;
	}
	text = text_cut(r, r->text, PROSE_MAX);
	folded = text_fold(r, must(talloc_asprintf(r, "%s\n%s", r->subject, text)));
	if (!has_bounce_words(folded)) {
		r->bounce_count = 0;
		return;
	}
	r->is_report = true;
	take_prose(r, text);
	find_original(r, text);
}
