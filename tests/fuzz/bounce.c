/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bounce - reports that a mail did not arrive: the status part, the header that came back, the field of Exim, prose
 *
 * The first octet of the input chooses which of them the rest is.
 */
#include "spool/bounce.h"

#include "config/memory.h"
#include "config/text.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_begin(void)
{
}

/* What is not said is "", as mime.c makes it. */
static struct reading *
blank(void *ctx)
{
	struct buffer b = buffer_init(ctx);
	static const struct address nobody = { (char *)(uintptr_t)"", (char *)(uintptr_t)"" };
	static const struct reading empty = { .sender = "", .return_path = "", .subject = "", .message_id = "", .date = "",
		.auto_submitted = "", .precedence = "", .list_id = "", .suppress = "", .stamp = "", .other_automatic = "", .over_limit = "", .text = "",
		.html_text = "", .charset = "", .original_message_id = "", .original_stamp = "" };
	struct reading *r = memory_new(ctx, sizeof *r);

	*r = empty;
	r->from = r->reply_to = nobody;
	reading_pack(r, &b);
	r = reading_unpack(ctx, buffer_bytes(&b));
	must_hold(r != NULL, "a reading of nothing");
	return r;
}

static void
expect_bounces(const struct reading *r)
{
	must_hold(r->bounce_count <= 100, "so many at most");
	for (size_t i = 0; i < r->bounce_count; i++) {
		must_hold(text_is_utf8(bytes_of(r->bounces[i].recipient)) && text_is_utf8(bytes_of(r->bounces[i].status)) &&
		    text_is_utf8(bytes_of(r->bounces[i].action)), "each of them is text");
	}
	must_hold(text_is_utf8(bytes_of(r->original_message_id)) && text_is_utf8(bytes_of(r->original_stamp)), "so is the rest");
}

void
fuzz_one(void *ctx, struct bytes input)
{
	static const char *const senders[] = { "MAILER-DAEMON@mx.example.jp", "postmaster@example.jp", "taro@example.jp", "" };
	unsigned choice = input.len != 0 ? input.data[0] : 0;
	struct bytes rest = { input.data + (input.len != 0), input.len - (input.len != 0) };
	struct reading *r = blank(ctx);
	struct buffer packed = buffer_init(ctx);

	if (choice % 4 == 0) {
		bounce_from_status(r, rest);
		for (size_t i = 0; i < r->bounce_count; i++)
			must_hold(r->bounces[i].recipient[0] != 0 || r->bounces[i].status[0] != 0, "a report says something");
	}
	if (choice % 4 == 1)
		bounce_from_original(r, rest);
	else if (choice % 4 == 2)
		bounce_from_failed_recipients(r, rest);
	else if (choice % 4 == 3)
		r->text = fuzz_text(r, rest);
	expect_bounces(r);
	r->from.address = must(talloc_strdup(r, senders[choice / 4 % 4]));
	r->return_path = choice & 16 ? "<>" : "";
	if (!r->is_report)
		bounce_from_prose(r);
	expect_bounces(r);
	reading_pack(r, &packed);
	must_hold(reading_unpack(ctx, buffer_bytes(&packed)) != NULL, "it can be handed back");
}
