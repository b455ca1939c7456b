/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bundle_test - what is put into a bundle comes out of it again, octet by octet. */
#include "tests/spool/mails.h"

#include "config/text.h"
#include "spool/bundle.h"

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

struct content {
	struct bytes name, octets;
};

static struct buffer
bundle_of(struct mail_with *w, struct bytes name, const struct bytes *form, const struct content *files, size_t count)
{
	struct buffer out = buffer_init(w);
	struct sink sink = { &out, take };
	struct bundle *b;

	assert_int_equal(bundle_begin(w, &sink, name, &b, &w->f), DONE);
	if (form != NULL) {
		assert_int_equal(bundle_form(b, &w->f), DONE);
		assert_int_equal(bundle_write(b, form->data, form->len, &w->f), DONE);
	}
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(bundle_file(b, files[i].name, &w->f), DONE);
		assert_int_equal(bundle_write(b, files[i].octets.data, files[i].octets.len, &w->f), DONE);
	}
	assert_int_equal(bundle_end(&b, &w->f), DONE);
	assert_null(b);
	return out;
}

static struct reading *
read_bundle(struct mail_with *w, struct buffer *b)
{
	struct bytes mail = buffer_bytes(b);
	struct octets octets = mail_octets(&mail);
	struct reading *r;

	if (parser_read(w->parser, &octets, w, &r, &w->f) != DONE)
		fail_msg("%s", w->f.text);
	return r;
}

static void
assert_part(struct mail_with *w, struct buffer *b, const struct part *part, struct bytes octets)
{
	struct bytes mail = buffer_bytes(b);
	struct octets message = mail_octets(&mail);
	struct buffer out = buffer_init(w);
	struct sink sink = { &out, take };

	assert_int_equal(parser_extract(w->parser, &message, part->index, &sink, &w->f), DONE);
	assert_int_equal(out.len, octets.len);
	assert_memory_equal(out.data != NULL ? out.data : (const unsigned char *)"", octets.len != 0 ? octets.data :
	    (const unsigned char *)"", octets.len);
}

static void
test_octets(void **state)
{
	static const char mime[] = "\r\n--x\r\nContent-Type: text/plain\r\n\r\nFrom x\r\n.\r\n--x--\r\n";
	struct mail_with *w = *state;
	unsigned char random[300000];
	struct content files[] = {
		{ bytes_of("a.tif"), { random, sizeof random } },
		{ bytes_of("empty.pdf"), { NULL, 0 } },
		{ bytes_of("cr.jpg"), { (const unsigned char *)"\r\n\0\r", 4 } },
		{ bytes_of("lf.jpg"), { (const unsigned char *)"\n", 1 } },
		{ bytes_of("mime.png"), { (const unsigned char *)mime, sizeof mime - 1 } },
	};
	const size_t count = sizeof files / sizeof files[0];
	struct buffer b;
	struct reading *r;

	seal_random(random, sizeof random);
	b = bundle_of(w, bytes_of("a.tif"), NULL, files, count);
	r = read_bundle(w, &b);
	assert_string_equal(r->text, "");
	assert_int_equal(r->part_count, count);
	for (size_t i = 0; i < count; i++)
		assert_part(w, &b, &r->parts[i], files[i].octets);
}

static void
test_names(void **state)
{
	struct mail_with *w = *state;
	struct content files[] = {
		{ bytes_of("はがき①髙﨑𠮷 (2).pdf"), bytes_of("x") },
		{ bytes_of("\x82\xcd\x82\xaa\x82\xab\x87\x40.pdf"), bytes_of("y") },	/* CP932 */
		{ bytes_of("a\"b;c\\d\r\nX-Evil: 1.pdf"), bytes_of("z") },
	};
	struct buffer b = bundle_of(w, bytes_of("区長へのはがき 2026年"), NULL, files, 3);
	struct reading *r = read_bundle(w, &b);

	assert_string_equal(r->subject, "区長へのはがき 2026年");
	assert_string_equal(r->parts[0].name, "はがき①髙﨑𠮷 (2).pdf");
	assert_string_equal(r->parts[1].name, "はがき①.pdf");
	assert_string_equal(r->parts[2].name, "a\"b;c\\d??X-Evil: 1.pdf");
}

static void
test_form(void **state)
{
	static const char cp932[] = "\x8e\x81\x96\xbc: \x8e\x52\x93\x63\x91\xbe\x98\x59\r\n\r\n\x93\xb9\x98\x48\x87\x40\r\n";
	struct mail_with *w = *state;
	struct content files[] = { { bytes_of("a.pdf"), bytes_of("x") } };
	struct bytes utf8 = bytes_of("氏名: 山田太郎\n\n道路①\n"), sjis = bytes_of(cp932);
	struct buffer b = bundle_of(w, bytes_of("a"), &utf8, files, 1);
	struct reading *r = read_bundle(w, &b);

	assert_string_equal(text_trim(w, r->text), "氏名: 山田太郎\n\n道路①");
	assert_int_equal(r->part_count, 1);
	b = bundle_of(w, bytes_of("a"), &sjis, files, 1);
	r = read_bundle(w, &b);
	assert_string_equal(text_trim(w, r->text), "氏名: 山田太郎\n\n道路①");
	assert_int_equal(r->damaged, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_octets), cmocka_unit_test(test_names), cmocka_unit_test(test_form),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
