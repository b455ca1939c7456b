/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compose_test - mails that any server takes and any reader reads, and headers nobody can add to */
#include "reply/base64.h"
#include "reply/mailbox.h"
#include "spool/header.h"
#include "tests/reply/letter.h"

#include <gmime/gmime.h>

#include "config/text.h"

static int
set_up(void **state)
{
	*state = must(talloc_new(NULL));
	return 0;
}

static int
tear_down(void **state)
{
	talloc_free(*state);
	return 0;
}

/* The raw value of a header, unfolded lines included; "" when it is not there. */
static struct bytes
raw_header(const char *mail, const char *name)
{
	size_t len = strlen(name);
	const char *end;

	for (const char *p = mail; *p != '\r'; p = strstr(p, "\r\n") + 2) {
		if (strncmp(p, name, len) != 0 || p[len] != ':')
			continue;
		for (end = strstr(p, "\r\n"); end[2] == ' ' || end[2] == '\t'; end = strstr(end + 2, "\r\n"))
			;
		return (struct bytes){ (const unsigned char *)p + len + 1, (size_t)(end - p) - len - 1 };
	}
	return (struct bytes){ (const unsigned char *)"", 0 };
}

static char *
text_header(void *ctx, const char *mail, const char *name)
{
	return text_trim(ctx, header_text(ctx, raw_header(mail, name), NULL));
}

/* The decoded text of the mail, by the reader of gmime. */
static char *
decoded_text(void *ctx, const char *mail, int part)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(mail, strlen(mail));
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);
	GMimeObject *o = g_mime_message_get_mime_part(m);
	GMimeStream *out = g_mime_stream_mem_new();
	GByteArray *octets;
	char *text;

	if (GMIME_IS_MULTIPART(o))
		o = g_mime_multipart_get_part(GMIME_MULTIPART(o), part);
	g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(o)), out);
	octets = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out));
	text = must(talloc_strndup(ctx, octets->len != 0 ? (const char *)octets->data : "", octets->len));
	g_object_unref(out);
	g_object_unref(m);
	g_object_unref(parser);
	g_object_unref(stream);
	return text;
}

/* Every encoded word is whole UTF-8 by itself and has at most 75 signs, every line at most 998. */
static void
assert_lines(void *ctx, const char *mail)
{
	for (const char *line = mail; *line != 0;) {
		const char *end = strstr(line, "\r\n");

		assert_non_null(end);
		assert_true(end - line <= 998);
		for (const char *p = line; p < end; p++)
			assert_true((unsigned char)*p < 0x80 && *p != '\n' && *p != '\r');
		for (const char *p = line; (p = memmem(p, (size_t)(end - p), "=?UTF-8?", 8)) != NULL;) {
			const char *stop = memmem(p + 10, (size_t)(end - p - 10), "?=", 2);
			struct bytes word;
			char *text;
			size_t damaged = 0;

			assert_non_null(stop);
			word = (struct bytes){ (const unsigned char *)p, (size_t)(stop + 2 - p) };
			assert_true(word.len <= 75);
			text = header_text(ctx, word, &damaged);
			assert_int_equal(damaged, 0);
			assert_null(strstr(text, "\xEF\xBF\xBD"));
			p = stop + 2;
		}
		line = end + 2;
	}
}

static void
test_whole(void **state)
{
	struct letter l = letter_sample(*state);
	char *mail = letter_octets(*state, &l);

	assert_string_equal(text_header(*state, mail, "Subject"), l.subject);
	assert_string_equal(text_header(*state, mail, "Message-ID"), "<receipt.0123456789abcdef@city.example.jp>");
	assert_string_equal(text_header(*state, mail, "Date"), "Mon, 23 Nov 2026 14:05:00 +0900");
	assert_string_equal(text_header(*state, mail, "Auto-Submitted"), "auto-generated");
	assert_string_equal(text_header(*state, mail, "X-Auto-Response-Suppress"), "All");
	assert_string_equal(text_header(*state, mail, "X-Ikenbako"), "receipt 2026-000123-7");
	assert_string_equal(text_header(*state, mail, "MIME-Version"), "1.0");
	assert_int_equal(raw_header(mail, "Reply-To").len, 0);
	assert_int_equal(raw_header(mail, "In-Reply-To").len, 0);
	assert_string_equal(decoded_text(*state, mail, 0), "ありがとうございます。\r\n");
	assert_lines(*state, mail);
	/* The same letter is the same mail. */
	assert_string_equal(letter_octets(*state, &l), mail);
}

static void
test_subjects_come_back(void **state)
{
	static const char *const subjects[] = {
		"", "plain", "あ", "𠮷野家😀髙﨑①㈱～－", "=?utf-8?B?44GC?=", "a  b   c", "tail ", "あ い  う",
		"【意見箱】処理依頼 2026-000123-7（道路に関するご意見・ご要望）令和8年12月7日（月）までにお願いします。",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"Re: あ b い c う d え e お f か g き h く i け j こ k さ l し m す n せ o そ p た q ち r つ s て t と",
	};
	struct letter l = letter_sample(*state);

	for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++) {
		char *mail, *longer = must(talloc_strdup(*state, subjects[i]));

		l.subject = subjects[i];
		mail = letter_octets(*state, &l);
		assert_lines(*state, mail);
		if (subjects[i][0] != 0 && strstr(subjects[i], "=?") == NULL)
			assert_string_equal(text_header(*state, mail, "Subject"), text_trim(*state, subjects[i]));
		for (int times = 0; times < 4; times++)
			longer = must(talloc_asprintf(*state, "%s%s", longer, longer));
		l.subject = longer;
		assert_lines(*state, letter_octets(*state, &l));
	}
}

static void
test_names_come_back(void **state)
{
	static const char *const names[] = { "例区役所", "Yamada, Taro", "山田, 太郎", "\"quoted\"", "山田 <太郎>", "a@b", "",
		"長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い名前" };
	struct letter l = letter_sample(*state);
	struct address to = { NULL, (char *)(uintptr_t)"hanako@example.jp" };

	l.to = &to;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct addresses found;
		char *mail;

		to.name = must(talloc_strdup(*state, names[i]));
		mail = letter_octets(*state, &l);
		found = header_addresses(*state, raw_header(mail, "To"), 5);
		assert_int_equal(found.count, 1);
		assert_string_equal(found.item[0].address, "hanako@example.jp");
		assert_string_equal(found.item[0].name, names[i]);
		assert_lines(*state, mail);
	}
}

static void
test_carriers_addresses(void **state)
{
	static const char *const cases[][2] = {
		{ "a..b@docomo.ne.jp", "\"a..b\"@docomo.ne.jp" }, { ".c.@ezweb.ne.jp", "\".c.\"@ezweb.ne.jp" },
		{ "d.@docomo.ne.jp", "\"d.\"@docomo.ne.jp" }, { "a.b@example.jp", "a.b@example.jp" },
		{ "opinion+answer-2026-000123-0123456789abcdefghjk@city.example.jp",
		    "opinion+answer-2026-000123-0123456789abcdefghjk@city.example.jp" },
	};
	static const char *const bad[] = { "", "a", "@b.jp", "a@", "a@b", "a b@c.jp", "a@b.jp\r\nRCPT TO:<x@y.jp>",
		"a@b.jp>", "<a@b.jp", "a\"@b.jp", "あ@b.jp", "a@あ.jp", "a@b..jp", "a@-b.jp", "a\\@b.jp", "a,b@c.jp" };
	struct letter l = letter_sample(*state);
	struct address to = { (char *)(uintptr_t)"", NULL };
	struct fault f;
	struct message *m;

	l.to = &to;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char *written;

		assert_int_equal(mailbox_write(*state, cases[i][0], &written, &f), DONE);
		assert_string_equal(written, cases[i][1]);
		to.address = must(talloc_strdup(*state, cases[i][0]));
		assert_string_equal(text_header(*state, letter_octets(*state, &l), "To"), cases[i][1]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		to.address = must(talloc_strdup(*state, bad[i]));
		assert_int_equal(message_compose(*state, &l, &m, &f), NEVER);
		assert_null(strstr(f.text, "RCPT"));
	}
}

static void
test_headers_cannot_be_added(void **state)
{
	static const char *const bad[] = { "x\r\nBcc: evil@example.jp", "x\nBcc: evil@example.jp", "x\rBcc: y", "x\x01y",
		"x\x7fy", "\xff\xfe", "あ\xe3\x81" };
	struct fault f;
	struct message *m;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		char *value = must(talloc_strdup(*state, bad[i]));
		struct address to = { value, (char *)(uintptr_t)"a@example.jp" };
		struct attachment a = { .name = value, .type = "text/plain" };
		struct letter l[6];

		for (int k = 0; k < 6; k++)
			l[k] = letter_sample(*state);
		l[0].subject = l[1].stamp = l[2].message_id = l[3].from.name = value;
		l[4].to = &to;
		l[5].attachments = &a;
		l[5].attachment_count = 1;
		for (int k = 0; k < 6; k++)
			assert_int_equal(message_compose(*state, &l[k], &m, &f), NEVER);
	}
}

/* Message ids of mails from outside are left out when they are none. */
static void
test_references(void **state)
{
	char *ids[] = { (char *)(uintptr_t)"a@example.jp", (char *)(uintptr_t)"b c@example.jp",
		(char *)(uintptr_t)"d@x\r\nBcc: e", (char *)(uintptr_t)"f@example.jp" };
	struct letter l = letter_sample(*state);
	char *mail;

	l.automatic = AUTOMATIC_REPLIED;
	l.in_reply_to = "f@example.jp";
	l.references = (struct list){ ids, 4 };
	mail = letter_octets(*state, &l);
	assert_string_equal(text_header(*state, mail, "In-Reply-To"), "<f@example.jp>");
	assert_string_equal(text_header(*state, mail, "References"), "<a@example.jp> <f@example.jp>");
	assert_string_equal(text_header(*state, mail, "Auto-Submitted"), "auto-replied");
	l.in_reply_to = "g@x\r\nBcc: e";
	assert_int_equal(raw_header(letter_octets(*state, &l), "In-Reply-To").len, 0);
}

static void
test_texts_come_back(void **state)
{
	char *long_line = must(talloc_size(*state, 5001));
	const char *texts[] = { "plain\n.dot\n..\nFrom x\n-- \nend\n", "あ\n.い\n", "no line feed", "\n\n\n", "tab\tあ\n",
		"trailing \nあ\t\n", "=?=\n=\n", long_line, "abc あ def\n", "" };
	struct letter l = letter_sample(*state);

	memset(long_line, 'x', 5000);
	long_line[5000] = 0;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		char *mail, *text, *out;

		l.text = texts[i];
		mail = letter_octets(*state, &l);
		assert_lines(*state, mail);
		text = decoded_text(*state, mail, 0);
		out = text;
		for (char *p = text; *p != 0; p++)
			if (*p != '\r')
				*out++ = *p;
		*out = 0;
		assert_memory_equal(text, texts[i], strlen(texts[i]));
		assert_true(strlen(text) <= strlen(texts[i]) + 1);
	}
}

struct given {
	int64_t size;
	int pieces;
};

static enum verdict
give_octets(void *state, const struct sink *sink, struct fault *f)
{
	struct given *g = state;
	unsigned char piece[1000];
	enum verdict v = DONE;

	memset(piece, 'A' + g->pieces, sizeof piece);
	for (int64_t at = 0; v == DONE && at < g->size; at += (int64_t)sizeof piece)
		v = sink->take(sink->state, piece, g->size - at < 1000 ? (size_t)(g->size - at) : sizeof piece, f);
	return v;
}

static void
test_attachments(void **state)
{
	static const int64_t sizes[] = { 0, 1, 2, 3, 56, 57, 58, 113, 114, 115, 3647, 3648, 3649, 100000 };
	struct letter l = letter_sample(*state);

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct given given[2] = { { sizes[i], 0 }, { 10, 1 } };
		struct attachment a[2] = {
			{ "道路の写真①髙﨑.jpg", "image/jpeg", sizes[i], &given[0], give_octets },
			{ "../etc/passwd", "text/html", 10, &given[1], give_octets },
		};
		char *mail, *name, *text;

		l.attachments = a;
		l.attachment_count = 2;
		l.text = "plain text\n";
		mail = letter_octets(*state, &l);
		assert_lines(*state, mail);
		assert_string_equal(decoded_text(*state, mail, 0), "plain text\r\n");
		text = decoded_text(*state, mail, 1);
		assert_int_equal(strlen(text), sizes[i]);
		assert_int_equal(strspn(text, "A"), sizes[i]);
		assert_string_equal(decoded_text(*state, mail, 2), "BBBBBBBBBB");
		assert_non_null(strstr(mail, "Content-Type: image/jpeg; name=attachment-1.jpg\r\n"));
		name = strstr(mail, "Content-Disposition: attachment");
		assert_string_equal(header_parameter(*state, raw_header(name, "Content-Disposition"), "filename", NULL), a[0].name);
		assert_null(strstr(mail, "text/html"));
		assert_null(strstr(mail, "../"));
	}
}

static void
test_attachments_of_another_size(void **state)
{
	for (int64_t size = 999; size <= 1001; size += 2) {
		struct given given = { 1000, 0 };
		struct attachment a = { "a.bin", "", size, &given, give_octets };
		struct letter l = letter_sample(*state);
		struct buffer out = buffer_init(*state);
		const struct sink sink = { &out, take_into_buffer };
		struct message *m;
		struct fault f;

		l.attachments = &a;
		l.attachment_count = 1;
		assert_int_equal(message_compose(*state, &l, &m, &f), DONE);
		assert_int_equal(message_write(m, &sink, &f), NEVER);
	}
}

static void
test_base64(void **state)
{
	static const char *const cases[][2] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" }, { "\xff\xfe\xfb", "//77" } };

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buffer out = buffer_init(*state);

		base64_add(&out, bytes_of(cases[i][0]));
		assert_string_equal(buffer_text(&out), cases[i][1]);
	}
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_whole), test(test_subjects_come_back), test(test_names_come_back),
		test(test_carriers_addresses), test(test_headers_cannot_be_added), test(test_references),
		test(test_texts_come_back), test(test_attachments), test(test_attachments_of_another_size),
		test(test_base64),
	};

	g_mime_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
