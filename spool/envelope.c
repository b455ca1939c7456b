/* SPDX-License-Identifier: GPL-3.0-or-later */
/* envelope - what the header of a message says, into a reading. */
#include "spool/envelope.h"

#include <stddef.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/bounce.h"

enum { RECIPIENTS_MAX = 1000, REFERENCES_MAX = 200, AUTHENTICATION_MAX = 20, RECEIVED_MAX = 100 };

void
envelope_begin(struct reading *r)
{
	static char empty[] = "";
	const char **strings[] = { &r->sender, &r->return_path, &r->subject, &r->message_id, &r->date,
		&r->auto_submitted, &r->precedence, &r->list_id, &r->suppress, &r->stamp, &r->other_automatic,
		&r->text, &r->html_text, &r->charset, &r->original_message_id, &r->original_stamp, &r->over_limit };

	for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
		*strings[i] = empty;
	r->from = r->reply_to = (struct address){ empty, empty };
}

static void
list_add(struct reading *r, struct list *list, const char *text, size_t max)
{
	if (*text == 0 || list->count >= max)
		return;
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i], text) == 0)
			return;
	list->item = must(talloc_realloc(r, list->item, char *, list->count + 1));
	list->item[list->count++] = must(talloc_strdup(r, text));
}

static void
add_recipients(struct reading *r, struct bytes raw)
{
	struct addresses found = header_addresses(r, raw, RECIPIENTS_MAX);

	for (size_t i = 0; i < found.count && r->recipients.count < RECIPIENTS_MAX; i++) {
		bool there = found.item[i].address[0] == 0;

		for (size_t k = 0; k < r->recipients.count && !there; k++)
			there = text_equal_ignoring_case(r->recipients.item[k].address, found.item[i].address);
		if (there)
			continue;
		r->recipients.item = must(talloc_realloc(r, r->recipients.item, struct address,
		    r->recipients.count + 1));
		r->recipients.item[r->recipients.count++] = found.item[i];
	}
}

static void
add_from(struct reading *r, struct bytes raw)
{
	struct addresses found = header_addresses(r, raw, RECIPIENTS_MAX);

	if (r->from_count == 0 && found.count != 0)
		r->from = found.item[0];
	r->from_count += (int)found.count;
}

static void
set_reply_to(struct reading *r, struct bytes raw)
{
	struct addresses found = header_addresses(r, raw, 1);

	if (found.count != 0 && r->reply_to.address[0] == 0)
		r->reply_to = found.item[0];
}

/* "<>" is kept apart from a field that is missing: it says that nobody wants an answer. */
static void
set_return_path(struct reading *r, struct bytes raw)
{
	struct addresses found = header_addresses(r, raw, 1);

	if (r->return_path[0] == 0)
		r->return_path = found.count != 0 && found.item[0].address[0] != 0 ? found.item[0].address : "<>";
}

static void
set_sender(struct reading *r, struct bytes raw)
{
	struct addresses found = header_addresses(r, raw, 1);

	if (found.count != 0)
		r->sender = found.item[0].address;
}

static void
set_message_id(struct reading *r, struct bytes raw)
{
	struct list_of_ids ids = header_ids(r, raw, 1);

	if (ids.count != 0 && r->message_id[0] == 0)
		r->message_id = ids.item[0];
}

static void
list_remove(struct list *list, const char *text)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i], text) != 0)
			list->item[kept++] = list->item[i];
	list->count = kept;
}

/* The newest is the last: of an id that comes twice the later place counts. */
static void
add_references(struct reading *r, struct bytes raw)
{
	struct list_of_ids ids = header_ids(r, raw, REFERENCES_MAX);

	for (size_t i = 0; i < ids.count; i++) {
		list_remove(&r->references, ids.item[i]);
		list_add(r, &r->references, ids.item[i], REFERENCES_MAX);
	}
}

static void
add_authentication(struct reading *r, struct bytes raw)
{
	if (r->authentication.count < AUTHENTICATION_MAX)
		list_add(r, &r->authentication, text_trim(r, text_from(r, raw, TEXT_LINE, NULL)),
		    AUTHENTICATION_MAX);
}

/* "Received: from a by b for <x@y>; date": who it was for, where To does not say. */
static void
add_received(struct reading *r, struct bytes raw)
{
	char *at = text_from(r, raw, TEXT_LINE, NULL);

	while ((at = strstr(at, " for ")) != NULL) {
		size_t len;

		at += strlen(" for");
		at += strspn(at, " <");
		len = strcspn(at, " >;()");
		if (memchr(at, '@', len) == NULL)
			continue;
		list_add(r, &r->received_for, must(talloc_strndup(r, at, len)), RECEIVED_MAX);
		return;
	}
}

/* Fields that are kept as they are, the first of several. */
static const struct {
	const char *name;
	size_t offset;
} kept[] = {
	{ "Date", offsetof(struct reading, date) },
	{ "Auto-Submitted", offsetof(struct reading, auto_submitted) },
	{ "Precedence", offsetof(struct reading, precedence) },
	{ "List-Id", offsetof(struct reading, list_id) },
	{ "List-Unsubscribe", offsetof(struct reading, list_id) },
	{ "List-Post", offsetof(struct reading, list_id) },
	{ "X-Auto-Response-Suppress", offsetof(struct reading, suppress) },
	{ "X-Ikenbako", offsetof(struct reading, stamp) },
};

/* Fields that only programs write; their name is what is kept. */
static const char *const robots[] = { "X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-AutoReply-From",
	"X-Mail-Autoreply", "X-FC-Machinegenerated", "X-Failed-Recipients", "X-Cron-Env", "Feedback-ID",
	"X-POST-MessageClass", "X-Loop" };

static const struct {
	const char *name;
	void (*take)(struct reading *r, struct bytes raw);
} taken[] = {
	{ "From", add_from }, { "Reply-To", set_reply_to }, { "Sender", set_sender },
	{ "Return-Path", set_return_path }, { "Message-ID", set_message_id },
	{ "In-Reply-To", add_references }, { "References", add_references },
	{ "To", add_recipients }, { "Cc", add_recipients }, { "Delivered-To", add_recipients },
	{ "X-Original-To", add_recipients }, { "Envelope-To", add_recipients },
	{ "X-Failed-Recipients", bounce_from_failed_recipients }, { "Authentication-Results", add_authentication }, { "Received", add_received },
};

void
envelope_field(struct reading *r, const char *name, struct bytes raw)
{
	size_t damaged = 0;

	for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
		if (text_equal_ignoring_case(taken[i].name, name))
			taken[i].take(r, raw);
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
		const char **field = (const char **)(void *)((char *)r + kept[i].offset);

		if (text_equal_ignoring_case(kept[i].name, name) && **field == 0)
			*field = text_trim(r, text_from(r, raw, TEXT_LINE, NULL));
	}
	for (size_t i = 0; i < sizeof robots / sizeof robots[0]; i++)
		if (r->other_automatic[0] == 0 && text_equal_ignoring_case(robots[i], name))
			r->other_automatic = robots[i];
	if (text_equal_ignoring_case(name, "Subject") && r->subject[0] == 0) {
		r->subject = text_trim(r, header_text(r, raw, &damaged));
		r->damaged += (int64_t)damaged;
	}
}
