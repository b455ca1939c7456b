/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reading_test - a reading survives its record; a record that is not whole is refused. */
#include "spool/reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/memory.h"
#include "config/text.h"

static char *
own(void *ctx, const char *text)
{
	return must(talloc_strdup(ctx, text));
}

static struct list
list_of(void *ctx, const char *first, const char *second)
{
	struct list list = { memory_new(ctx, 2 * sizeof(char *)), second != NULL ? 2 : 1 };

	list.item[0] = own(ctx, first);
	if (second != NULL)
		list.item[1] = own(ctx, second);
	return list;
}

static struct address
person(void *ctx, const char *name, const char *address)
{
	return (struct address){ own(ctx, name), own(ctx, address) };
}

static struct addresses
two_people(void *ctx)
{
	struct addresses people = { memory_new(ctx, 2 * sizeof(struct address)), 2 };

	people.item[0] = person(ctx, "市役所", "s@city.example.jp");
	people.item[1] = person(ctx, "", ".x..y@docomo.ne.jp");
	return people;
}

static struct reading *
full_reading(void *ctx)
{
	static struct bounce bounces[] = { { "a@example.jp", "5.1.1", "failed" }, { "", "4.2.2", "delayed" } };
	static struct part parts[] = {
		{ .index = 1, .name = "申請書①.pdf", .declared = "application/pdf", .sniffed = "text/plain",
		    .size = INT64_C(5000000000), .digest = { 1, 2, 3 }, .inline_shown = true },
		{ .index = 3, .name = "", .declared = "", .sniffed = "image/png", .size = 0, .digest = { [31] = 9 } },
	};
	struct reading *r = memory_new(ctx, sizeof *r);

	*r = (struct reading){
		.from = person(ctx, "山田太郎", "t@example.jp"), .from_count = 2,
		.reply_to = person(ctx, "返信", "r@example.jp"), .sender = "sender@example.jp",
		.return_path = "<>", .recipients = two_people(ctx), .subject = "道路の穴について",
		.message_id = "0@example.jp", .references = list_of(ctx, "1@example.jp", "2@example.jp"),
		.date = "Mon, 23 Nov 2026 14:05:00 +0900", .authentication = list_of(ctx, "mx; spf=pass", NULL),
		.received_for = list_of(ctx, "box@example.jp", NULL), .auto_submitted = "auto-replied",
		.precedence = "bulk", .list_id = "<l.example.jp>", .suppress = "All", .stamp = "stamp",
		.other_automatic = "X-Autoreply", .text = "一行目\n\t二行目\n", .html_text = "HTML\n",
		.charset = "iso-2022-jp", .damaged = 7, .text_from_html = true, .text_truncated = true,
		.is_report = true, .bounces = bounces, .bounce_count = 2, .original_message_id = "o@example.jp",
		.original_stamp = "os", .parts = parts, .part_count = 2, .is_signed = true, .is_encrypted = true,
		.had_tnef = true, .over_limit = "parts",
	};
	return r;
}

static void
assert_same_envelope(const struct reading *a, const struct reading *b)
{
	assert_string_equal(a->from.name, b->from.name);
	assert_string_equal(a->from.address, b->from.address);
	assert_int_equal(a->from_count, b->from_count);
	assert_string_equal(a->reply_to.name, b->reply_to.name);
	assert_string_equal(a->reply_to.address, b->reply_to.address);
	assert_string_equal(a->sender, b->sender);
	assert_string_equal(a->return_path, b->return_path);
	assert_int_equal(a->recipients.count, b->recipients.count);
	for (size_t i = 0; i < a->recipients.count; i++) {
		assert_string_equal(a->recipients.item[i].name, b->recipients.item[i].name);
		assert_string_equal(a->recipients.item[i].address, b->recipients.item[i].address);
	}
	assert_string_equal(a->subject, b->subject);
	assert_string_equal(a->message_id, b->message_id);
	assert_int_equal(b->references.count, 2);
	assert_string_equal(a->references.item[1], b->references.item[1]);
	assert_string_equal(a->date, b->date);
	assert_string_equal(a->authentication.item[0], b->authentication.item[0]);
	assert_string_equal(a->received_for.item[0], b->received_for.item[0]);
	assert_string_equal(a->auto_submitted, b->auto_submitted);
	assert_string_equal(a->precedence, b->precedence);
	assert_string_equal(a->list_id, b->list_id);
	assert_string_equal(a->suppress, b->suppress);
	assert_string_equal(a->stamp, b->stamp);
	assert_string_equal(a->other_automatic, b->other_automatic);
}

static void
assert_same_body(const struct reading *a, const struct reading *b)
{
	assert_string_equal(a->text, b->text);
	assert_string_equal(a->html_text, b->html_text);
	assert_string_equal(a->charset, b->charset);
	assert_int_equal(a->damaged, b->damaged);
	assert_true(b->text_from_html && b->text_truncated && b->is_report);
	assert_int_equal(b->bounce_count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(a->bounces[i].recipient, b->bounces[i].recipient);
		assert_string_equal(a->bounces[i].status, b->bounces[i].status);
		assert_string_equal(a->bounces[i].action, b->bounces[i].action);
	}
	assert_string_equal(a->original_message_id, b->original_message_id);
	assert_string_equal(a->original_stamp, b->original_stamp);
	assert_int_equal(b->part_count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(a->parts[i].index, b->parts[i].index);
		assert_string_equal(a->parts[i].name, b->parts[i].name);
		assert_string_equal(a->parts[i].declared, b->parts[i].declared);
		assert_string_equal(a->parts[i].sniffed, b->parts[i].sniffed);
		assert_true(a->parts[i].size == b->parts[i].size);
		assert_memory_equal(a->parts[i].digest, b->parts[i].digest, READING_DIGEST);
		assert_int_equal(a->parts[i].inline_shown, b->parts[i].inline_shown);
	}
	assert_true(b->is_signed && b->is_encrypted && b->had_tnef);
	assert_string_equal(a->over_limit, b->over_limit);
}

static void
test_round(void **state)
{
	void *ctx = talloc_new(NULL);
	struct buffer record = buffer_init(ctx);
	struct reading *a = full_reading(ctx), *b;

	(void)state;
	reading_pack(a, &record);
	b = reading_unpack(ctx, buffer_bytes(&record));
	assert_non_null(b);
	assert_same_envelope(a, b);
	assert_same_body(a, b);
	talloc_free(ctx);
}

/* The words alone are those of the whole; and of the HTML where the text is empty once what is unwanted is out of it. */
static void
test_words_alone(void **state)
{
	static const char *const texts[][3] = { { "a\tb", "<html>", "a\tb" }, { "", "of the page", "of the page" },
		{ "\x01", "of the page", "of the page" }, { "", "", "" } };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		void *ctx = talloc_new(NULL);
		struct buffer record = buffer_init(ctx);
		struct reading *a = full_reading(ctx);
		const char *subject, *words;

		a->text = texts[i][0];
		a->html_text = texts[i][1];
		reading_pack(a, &record);
		assert_true(reading_unpack_words(ctx, buffer_bytes(&record), &subject, &words));
		assert_string_equal(subject, a->subject);
		assert_string_equal(words, texts[i][2]);
		assert_string_equal(words, reading_words(reading_unpack(ctx, buffer_bytes(&record))));
		/* Cut off anywhere before the texts end, it is not whole. */
		for (size_t len = 0; len < 100; len++)
			assert_false(reading_unpack_words(ctx, (struct bytes){ record.data, len }, &subject, &words));
		talloc_free(ctx);
	}
}

/* Every flag goes where it belongs: with all of them set, an exchange would not be seen. */
static void
test_flags_one_by_one(void **state)
{
	(void)state;
	for (int i = 0; i < 6; i++) {
		void *ctx = talloc_new(NULL);
		struct buffer record = buffer_init(ctx);
		struct reading *a = full_reading(ctx), *b;

		a->text_from_html = i == 0;
		a->text_truncated = i == 1;
		a->is_report = i == 2;
		a->is_signed = i == 3;
		a->is_encrypted = i == 4;
		a->had_tnef = i == 5;
		reading_pack(a, &record);
		b = reading_unpack(ctx, buffer_bytes(&record));
		assert_non_null(b);
		assert_int_equal(b->text_from_html, i == 0);
		assert_int_equal(b->text_truncated, i == 1);
		assert_int_equal(b->is_report, i == 2);
		assert_int_equal(b->is_signed, i == 3);
		assert_int_equal(b->is_encrypted, i == 4);
		assert_int_equal(b->had_tnef, i == 5);
		talloc_free(ctx);
	}
}

static void
test_cut_at_every_octet(void **state)
{
	void *ctx = talloc_new(NULL);
	struct buffer record = buffer_init(ctx);
	struct bytes whole;

	(void)state;
	reading_pack(full_reading(ctx), &record);
	whole = buffer_bytes(&record);
	for (size_t n = 0; n < whole.len; n++) {
		unsigned char *cut = talloc_memdup(ctx, whole.data, n + (n == 0));

		assert_null(reading_unpack(ctx, (struct bytes){ cut, n }));
		talloc_free(cut);
	}
	buffer_char(&record, 0);
	assert_null(reading_unpack(ctx, buffer_bytes(&record)));
	talloc_free(ctx);
}

static bool
is_text(const char *text)
{
	return text_is_utf8(bytes_of(text)) && strpbrk(text, "\x01\x08\x1b\x7f\r") == NULL;
}

/* What a child that was taken over may send: nothing crashes, and strings are text. */
static void
test_changed_octets(void **state)
{
	void *ctx = talloc_new(NULL);
	struct buffer record = buffer_init(ctx);
	unsigned seed = 1;
	int whole = 0;

	(void)state;
	reading_pack(full_reading(ctx), &record);
	for (int i = 0; i < 20000; i++) {
		void *each = talloc_new(ctx);
		unsigned char *copy = talloc_memdup(each, record.data, record.len);
		struct reading *r;

		for (int k = 0; k <= i % 3; k++) {
			seed = seed * 1103515245U + 12345U;
			copy[(seed >> 8) % record.len] = (unsigned char)(seed >> 24);
		}
		r = reading_unpack(each, (struct bytes){ copy, record.len });
		if (r != NULL) {
			whole++;
			assert_true(is_text(r->from.name) && is_text(r->subject) && is_text(r->text) &&
			    is_text(r->parts == NULL || r->part_count == 0 ? "" : r->parts[0].name));
		}
		talloc_free(each);
	}
	assert_true(whole > 1000);
	talloc_free(ctx);
}

static void
test_strings_are_cleaned(void **state)
{
	void *ctx = talloc_new(NULL);
	struct buffer record = buffer_init(ctx);
	struct reading *a = full_reading(ctx), *b;

	(void)state;
	a->subject = "a\r\nBcc: x@example.jp\x1b[2J\xff";
	a->text = "line\r\nline\x1b\n";
	reading_pack(a, &record);
	b = reading_unpack(ctx, buffer_bytes(&record));
	assert_non_null(b);
	assert_true(is_text(b->subject) && strchr(b->subject, '\n') == NULL);
	assert_true(is_text(b->text) && strchr(b->text, '\n') != NULL);
	talloc_free(ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round),
cmocka_unit_test(test_words_alone),
		cmocka_unit_test(test_flags_one_by_one),
		cmocka_unit_test(test_cut_at_every_octet),
		cmocka_unit_test(test_changed_octets),
		cmocka_unit_test(test_strings_are_cleaned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
