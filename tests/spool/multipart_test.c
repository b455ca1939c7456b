/* SPDX-License-Identifier: GPL-3.0-or-later */
/* multipart_test - a form is read the same in whatever pieces it comes; cookies and files' names keep their place. */
#include "tests/spool/fixture.h"

#include "spool/cgi_fields.h"
#include "spool/cgi_reply.h"
#include "spool/cookie.h"
#include "spool/multipart.h"

static enum verdict
begin(void *state, const struct multipart_part *part, struct fault *f)
{
	struct buffer *b = state;

	(void)f;
	buffer_printf(b, "<%.*s%s", (int)part->name.len, (const char *)part->name.data, part->is_file ? "@" : "");
	buffer_add(b, part->file.data, part->file.len);
	buffer_char(b, '=');
	return DONE;
}

static enum verdict
data(void *state, struct bytes octets, struct fault *f)
{
	(void)f;
	buffer_add(state, octets.data, octets.len);
	return DONE;
}

static enum verdict
end(void *state, struct fault *f)
{
	(void)f;
	buffer_char(state, '>');
	return DONE;
}

/* What came out when it came in pieces of that size. */
static const char *
read_in(struct fixture *fx, struct bytes body, size_t piece, enum verdict *verdict_out)
{
	struct buffer *out = memory_new(fx, sizeof *out);
	const struct multipart_taker taker = { out, begin, data, end };
	struct multipart *m = multipart_new(fx, "multipart/form-data; boundary=\"XY\"", &taker);

	*out = buffer_init(fx);
	assert_non_null(m);
	*verdict_out = DONE;
	for (size_t at = 0; at < body.len && *verdict_out == DONE; at += piece)
		*verdict_out = multipart_push(m, (struct bytes){ body.data + at, body.len - at < piece ? body.len - at : piece },
		    &fx->fault);
	if (*verdict_out == DONE)
		*verdict_out = multipart_end(m, &fx->fault);
	return buffer_text(out);
}

static void
test_the_same_in_any_pieces(void **state)
{
	static const char body[] = "preamble\r\n--XY\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--X\r\n--XYZ\r\r\n"
	    "--XY\r\ncontent-type: x; name=z\r\nContent-Disposition: form-data; filename=\"q=;.txt\"; name=\"files\"\r\n\r\n\r\n"
	    "--XY\r\nContent-Disposition: form-data; name=plain\r\n\r\nlast\r\n--XY--\r\nepilogue";
	struct fixture *fx = *state;

	for (size_t piece = 1; piece < sizeof body; piece++) {
		enum verdict v;

		assert_string_equal(read_in(fx, bytes_of(body), piece, &v), "<a=\r\n--X\r\n--XYZ\r><files@q=;.txt=><plain=last>");
		assert_int_equal(v, DONE);
	}
}

static void
test_cut(void **state)
{
	static const char body[] = "--XY\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nabc\r\n--XY\r\n"
	    "Content-Disposition: form-data; name=\"b\"\r\n\r\ndef\r\n--XY--\r\n";
	struct fixture *fx = *state;

	for (size_t len = 0; len < sizeof body - 5; len++) {
		enum verdict v;
		const char *out = read_in(fx, (struct bytes){ (const unsigned char *)body, len }, 7, &v);

		assert_int_equal(v, NEVER);
		/* nothing is made up, and nothing that was whole is missing */
		assert_true(strlen(out) <= strlen("<a=abc><b=def\r\n--XY"));
		if (len > 70)
			assert_memory_equal(out, "<a=abc", 6);
	}
}

static void
test_types(void **state)
{
	static const char *const types[] = { "", "multipart/form-data", "multipart/mixed; boundary=x", "multipart/form-data; boundary=",
		"multipart/form-data; boundary=\"x", "multipart/form-data; xboundary=y" };
	const struct multipart_taker taker = { NULL, begin, data, end };

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		assert_null(multipart_new(*state, types[i], &taker));
}

static void
test_urlencoded(void **state)
{
	struct cgi_fields *fields = cgi_fields_new(*state);

	cgi_fields_urlencoded(fields, bytes_of("a=1+2%2B3&b=%E3%81%82%0D%0Ax&c&=d&bad=%zz%4&a=second&n=x%00y&t=%20%E3%80%80z%20"));
	cgi_fields_settle(fields);
	assert_string_equal(cgi_field_line(fields, "a"), "1 2+3");
	assert_string_equal(cgi_field_text(fields, "b"), "あ\nx");
	assert_string_equal(cgi_field_line(fields, "b"), "あ x");
	assert_string_equal(cgi_field_line(fields, "c"), "");
	assert_string_equal(cgi_field_line(fields, "bad"), "%zz%4");
	assert_string_equal(cgi_field_each(fields, "a", 1), "second");
	assert_null(cgi_field_each(fields, "a", 2));
	assert_string_equal(cgi_field_line(fields, "n"), "xy");
	assert_string_equal(cgi_field_line(fields, "t"), "z");
	assert_true(fields->damaged);
	assert_false(fields->converted);
}

static void
test_cookies(void **state)
{
	struct fixture *fx = *state;

	assert_string_equal(cookie_write(fx, "iken", "ab12", 60, true),
	    "__Host-iken=ab12; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure");
	assert_string_equal(cookie_write(fx, "iken", "ab12", 0, false), "iken=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
	assert_string_equal(cookie_read(fx, "x=1; __Host-iken=ab12; y=2", "iken", true), "ab12");
	assert_string_equal(cookie_read(fx, "iken=ab12", "iken", false), "ab12");
	assert_null(cookie_read(fx, "iken=ab12", "iken", true));
	assert_null(cookie_read(fx, "xiken=ab12", "iken", false));
	assert_null(cookie_read(fx, "iken=ab12<", "iken", false));
	assert_null(cookie_read(fx, "iken=", "iken", false));
	assert_null(cookie_read(fx, ";;; ; =", "iken", false));
}

static void
test_names_of_files(void **state)
{
	struct fixture *fx = *state;
	struct buffer out = buffer_init(fx);

	cgi_disposition("a\"b\r\nX-Evil: 1.ht\"ml", &out);
	assert_string_equal(buffer_text(&out), "attachment; filename=\"file.html\"; filename*=UTF-8''a%22b%0D%0AX-Evil%3A%201.ht%22ml");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(test_the_same_in_any_pieces),
		spool_test(test_cut),
		spool_test(test_types),
		spool_test(test_urlencoded),
		spool_test(test_cookies),
		spool_test(test_names_of_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
