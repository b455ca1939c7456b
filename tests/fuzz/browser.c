/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * browser - what a browser, or whoever, sends to the residents' page: forms, cookies, heads of requests, passwords
 *
 * The first octet of the input chooses what the rest is.
 */
#include <stdlib.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/cgi.h"
#include "spool/cgi_fields.h"
#include "spool/cgi_reply.h"
#include "spool/cookie.h"
#include "spool/multipart.h"
#include "spool/page_link.h"
#include "spool/page_password.h"
#include "tests/fuzz/fuzz.h"

#define BOUNDARY "multipart/form-data; boundary=b"

void
fuzz_begin(void)
{
	setenv("REQUEST_METHOD", "POST", 1);
}

/* ---- a form with files ---------------------------------------------------------------------- */

struct taken {
	struct buffer seen;	/* all of it, in order */
	bool within;
};

static enum verdict
begin(void *state, const struct multipart_part *part, struct fault *f)
{
	struct taken *t = state;

	(void)f;
	must_hold(!t->within, "one part at a time");
	must_hold(part->is_file || part->file.len == 0, "only a file has a file's name");
	t->within = true;
	buffer_char(&t->seen, part->is_file ? 'F' : 'V');
	record_put(&t->seen, part->name);
	record_put(&t->seen, part->file);
	record_put(&t->seen, part->type);
	return DONE;
}

static enum verdict
data(void *state, struct bytes octets, struct fault *f)
{
	struct taken *t = state;

	(void)f;
	must_hold(t->within, "octets are of a part");
	buffer_add(&t->seen, octets.data, octets.len);
	return DONE;
}

static enum verdict
end(void *state, struct fault *f)
{
	struct taken *t = state;

	(void)f;
	must_hold(t->within, "what ends has begun");
	t->within = false;
	buffer_char(&t->seen, 'E');
	return DONE;
}

static enum verdict
read_in_pieces(void *ctx, struct bytes input, size_t piece, struct taken *t)
{
	const struct multipart_taker taker = { t, begin, data, end };
	struct multipart *m;
	struct fault f;
	enum verdict v = DONE;

	*t = (struct taken){ buffer_init(ctx), false };
	m = multipart_new(ctx, BOUNDARY, &taker);
	must_hold(m != NULL, "a boundary");
	while (v == DONE && input.len != 0) {
		size_t n = piece < input.len ? piece : input.len;

		v = multipart_push(m, (struct bytes){ input.data, n }, &f);
		input.data += n;
		input.len -= n;
	}
	if (v == DONE)
		v = multipart_end(m, &f);
	must_hold(v == DONE || v == NEVER, "a form, or a broken one");
	must_hold(v == NEVER || !t->within, "each part of a whole form has ended");
	return v;
}

static void
fuzz_multipart(void *ctx, struct bytes input, size_t piece)
{
	static const struct multipart_taker nobody = { NULL, begin, data, end };
	struct taken whole, pieces;
	enum verdict v = read_in_pieces(ctx, input, input.len != 0 ? input.len : 1, &whole);

	must_hold(read_in_pieces(ctx, input, piece, &pieces) == v, "however it comes, it is a form or not");
	must_hold(v != DONE || bytes_equal(buffer_bytes(&whole.seen), buffer_bytes(&pieces.seen)), "and the same one");
	(void)multipart_new(ctx, fuzz_text(ctx, input), &nobody);
}

/* ---- fields --------------------------------------------------------------------------------- */

static void
fuzz_fields(void *ctx, struct bytes input)
{
	struct cgi_fields *fields = cgi_fields_new(ctx);

	cgi_fields_urlencoded(fields, input);
	cgi_fields_settle(fields);
	must_hold(fields->count <= CGI_FIELDS_MAX, "so many at most");
	for (const char *const *name = (const char *const[]){ "text", "name", "a", "", NULL }; *name != NULL; name++) {
		const char *line = cgi_field_line(fields, *name), *text = cgi_field_text(fields, *name);

		must_hold(text_is_utf8(bytes_of(line)) && strchr(line, '\n') == NULL, "a line");
		must_hold(text_is_utf8(bytes_of(text)), "a text");
		for (size_t i = 0; cgi_field_each(fields, *name, i) != NULL; i++)
			must_hold(i < fields->count, "each value is of a field");
	}
}

/* ---- heads ---------------------------------------------------------------------------------- */

static void
fuzz_head(void *ctx, struct bytes input)
{
	static const char *const names[] = { "QUERY_STRING", "CONTENT_TYPE", "HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "REMOTE_ADDR",
		"CONTENT_LENGTH", "HTTP_ORIGIN", "HTTP_HOST" };
	char *rest = must(talloc_strndup(ctx, (const char *)input.data, input.len));
	struct cgi request;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char *line = strsep(&rest, "\n");

		setenv(names[i], line != NULL ? line : "", 1);
	}
	request = cgi_request(ctx);
	must_hold(request.length >= -2, "a length, none, or nonsense");
	must_hold(strpbrk(request.source, " /\n") == NULL && strlen(request.source) < 64, "a network");
	(void)cgi_same_site(request.query, request.cookie);
}

static void
expect_hex(const char *value)
{
	must_hold(value == NULL || strspn(value, "0123456789abcdefABCDEF") == strlen(value), "a cookie of ours is digits");
}

static void
fuzz_words(void *ctx, struct bytes input)
{
	const char *text = fuzz_text(ctx, input);
	char password[PAGE_PASSWORD_SHOWN + 1], again[PAGE_PASSWORD_SHOWN + 1], token[PAGE_TOKEN_SHOWN + 1],
	    token_again[PAGE_TOKEN_SHOWN + 1];
	struct buffer head = buffer_init(ctx);

	expect_hex(cookie_read(ctx, text, "iken", true));
	expect_hex(cookie_read(ctx, text, "iken", false));
	if (page_password_read(text, password))
		must_hold(page_password_read(password, again) && strcmp(password, again) == 0, "a password as it is shown");
	if (page_token_read(text, token))
		must_hold(page_token_read(token, token_again) && strcmp(token, token_again) == 0, "a token as it is shown");
	cgi_disposition(text, &head);
	must_hold(strpbrk(buffer_text(&head), "\r\n") == NULL, "a file's name ends no line of a head");
}

void
fuzz_one(void *ctx, struct bytes input)
{
	static const size_t pieces[] = { 1, 2, 3, 5, 7, 64, 100, 4096 };
	unsigned choice = input.len != 0 ? input.data[0] : 0;
	struct bytes rest = { input.data + (input.len != 0), input.len - (input.len != 0) };

	if (choice % 4 == 0)
		fuzz_multipart(ctx, rest, pieces[choice / 4 % 8]);
	else if (choice % 4 == 1)
		fuzz_fields(ctx, rest);
	else if (choice % 4 == 2)
		fuzz_head(ctx, rest);
	else
		fuzz_words(ctx, rest);
}
