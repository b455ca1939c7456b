/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * whole_test - files of each format: the good ones are whole, and at no length that cuts them; those that lie are
 * not, and nothing goes round for ever. Files of other programs' making are cut in collect.t.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/bytes.h"
#include "config/memory.h"
#include "ingest/whole.h"

static int fd;

static int
open_file(void **state)
{
	char name[] = "/tmp/whole.XXXXXX";

	(void)state;
	fd = mkstemp(name);
	return fd < 0 || unlink(name) != 0;
}

static int
close_file(void **state)
{
	(void)state;
	return close(fd);
}

/* What is said of the file when only its first size octets are there. */
static enum whole
look_cut(const struct buffer *b, size_t size, enum whole_kind kind)
{
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(pwrite(fd, b->data, size, 0), size);
	return whole_look(fd, (int64_t)size, kind);
}

/* Whole with all of its octets, and with none fewer, but for the last ones that are blank. */
static void
check_cuts(const struct buffer *b, enum whole_kind kind, size_t blanks)
{
	assert_int_equal(look_cut(b, b->len, kind), WHOLE_YES);
	for (size_t n = 0; n < b->len - blanks; n++)
		if (look_cut(b, n, kind) != WHOLE_NOT_YET)
			fail_msg("whole at %zu of %zu octets", n, b->len);
}

static void
put(struct buffer *b, const char *octets, size_t len)
{
	buffer_add(b, octets, len);
}

#define PUT(b, literal) put(b, literal, sizeof literal - 1)

static void
put_number(struct buffer *b, bool big, unsigned width, uint64_t number)
{
	for (unsigned i = 0; i < width; i++)
		buffer_char(b, (unsigned char)(number >> 8 * (big ? width - 1 - i : i)));
}

/* ---- TIFF -------------------------------------------------------------------------------------- */

struct lie {
	uint32_t place, length, next, count;	/* 0: the truth */
	uint16_t type;
};

static void
put_entry(struct buffer *b, bool big, unsigned tag, unsigned type, uint32_t count, uint32_t value)
{
	put_number(b, big, 2, tag);
	put_number(b, big, 2, type);
	put_number(b, big, 4, count);
	put_number(b, big, 4, value);
}

/* A page of one strip of eight octets, and the directory behind it. */
static struct buffer
make_tiff(void *ctx, bool big, const struct lie *lie)
{
	struct buffer b = buffer_init(ctx);

	if (big)
		PUT(&b, "MM\0*");
	else
		PUT(&b, "II*\0");
	put_number(&b, big, 4, 16);
	PUT(&b, "12345678");
	put_number(&b, big, 2, 3);
	put_entry(&b, big, 256, 4, 1, 8);
	put_entry(&b, big, 273, lie->type != 0 ? lie->type : 4, lie->count != 0 ? lie->count : 1,
	    lie->place != 0 ? lie->place : 8);
	put_entry(&b, big, 279, 4, 1, lie->length != 0 ? lie->length : 8);
	put_number(&b, big, 4, lie->next);
	return b;
}

static void
test_tiff(void **state)
{
	static const struct lie lies[] = {
		{ .place = 1000 }, { .place = UINT32_MAX }, { .length = 51 }, { .length = 1000 }, { .length = UINT32_MAX },
		{ .next = 16 }, { .next = 7 }, { .next = 1000 }, { .next = UINT32_MAX }, { .count = UINT32_MAX },
		{ .count = 2 }, { .type = 5 }, { .type = 99 }, { .type = 12, .count = UINT32_MAX },
	};

	(void)state;
	for (int big = 0; big < 2; big++) {
		void *ctx = must(talloc_new(NULL));
		struct buffer b = make_tiff(ctx, big, &(struct lie){ 0 });

		check_cuts(&b, WHOLE_PAGES, 0);
		b = make_tiff(ctx, big, &(struct lie){ .length = 50 });
		assert_int_equal(look_cut(&b, b.len, WHOLE_PAGES), WHOLE_YES);
		for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
			b = make_tiff(ctx, big, &lies[i]);
			assert_int_equal(look_cut(&b, b.len, WHOLE_PAGES), WHOLE_NOT_YET);
		}
		talloc_free(ctx);
	}
}

/* Directories that lead to each other in a circle that does not begin with the first. */
static void
test_tiff_circle(void **state)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer b = buffer_init(ctx);

	(void)state;
	PUT(&b, "II*\0\x10\0\0\0" "12345678");
	for (unsigned i = 0; i < 50; i++) {
		uint32_t next = (uint32_t)b.len + 2 + 2 * 12 + 4;

		put_number(&b, false, 2, 2);
		put_entry(&b, false, 273, 4, 1, 8);
		put_entry(&b, false, 279, 4, 1, 8);
		put_number(&b, false, 4, i < 49 ? next : 16 + 20 * (2 + 2 * 12 + 4));
	}
	assert_int_equal(look_cut(&b, b.len, WHOLE_PAGES), WHOLE_NOT_YET);
	talloc_free(ctx);
}

/* Pages that all claim the same endless list of strips. */
static void
test_tiff_labour(void **state)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer b = buffer_init(ctx);
	const uint32_t strips = 500000, pages = 5000, list = 8 + pages * 30;

	(void)state;
	PUT(&b, "II*\0\x08\0\0\0");
	for (unsigned i = 0; i < pages; i++) {
		put_number(&b, false, 2, 2);
		put_entry(&b, false, 273, 4, strips, list);
		put_entry(&b, false, 279, 4, strips, list);
		put_number(&b, false, 4, i + 1 < pages ? b.len + 4 : 0);
	}
	for (uint32_t i = 0; i < strips; i++)
		put_number(&b, false, 4, 8);
	assert_int_equal(look_cut(&b, b.len, WHOLE_PAGES), WHOLE_NOT_YET);
	talloc_free(ctx);
}

/* ---- PDF --------------------------------------------------------------------------------------- */

static struct buffer
make_pdf(void *ctx, const char *head, const char *tail)
{
	struct buffer b = buffer_init(ctx);

	buffer_string(&b, head);
	for (int i = 0; i < 60; i++)
		buffer_printf(&b, "%d 0 obj\n<< /Type /Page /Contents (street lamps) >>\nendobj\n", i + 1);
	buffer_string(&b, tail);
	return b;
}

static void
test_pdf(void **state)
{
	static const char linear[] = "%PDF-1.4\n1 0 obj\n<< /Linearized 1 /L 99999 /N 1 >>\nendobj\n";
	static const struct {
		const char *head, *tail;
		enum whole whole;
	} cases[] = {
		{ "%PDF-1.4\n", "xref\ntrailer\n<<>>\nstartxref\n1234\n%%EOF\n", WHOLE_YES },
		{ "%PDF-1.4\n", "startxref\r\n1234\r\n%%EOF\r\n\r\n  \x1a", WHOLE_YES },
		{ "\x1b%-12345X@PJL\n%PDF-1.4\n", "startxref\n1234\n%%EOF", WHOLE_YES },
		{ "%PDF-1.4\n", "startxref\n1234\n%%EOF\n<!-- junk -->", WHOLE_YES },
		{ "%PDF-1.4\n", "startxref\n1234\n%%EOF\n61 0 obj\n<<", WHOLE_NOT_YET },
		{ "%PDF-1.4\n", "startxref\n0\n%%EOF", WHOLE_NOT_YET },
		{ "%PDF-1.4\n", "startxref\n99999999999999999999\n%%EOF", WHOLE_NOT_YET },
		{ "%PDF-1.4\n", "startxref\n%%EOF", WHOLE_NOT_YET },
		{ "%PDF-1.4\n", "1234\n%%EOF", WHOLE_NOT_YET },
		{ linear, "startxref\n1234\n%%EOF", WHOLE_NOT_YET },
		{ "this is no PDF at all\n", "startxref\n1234\n%%EOF", WHOLE_FOREIGN },
	};
	void *ctx = must(talloc_new(NULL));
	struct buffer b;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		b = make_pdf(ctx, cases[i].head, cases[i].tail);
		if (look_cut(&b, b.len, WHOLE_PAGES) != cases[i].whole)
			fail_msg("PDF number %zu", i);
	}
	b = make_pdf(ctx, cases[0].head, cases[0].tail);
	check_cuts(&b, WHOLE_PAGES, 1);
	for (int i = 0; i < 70000; i++)
		buffer_char(&b, 0);
	assert_int_equal(look_cut(&b, b.len - 10000, WHOLE_PAGES), WHOLE_YES);
	assert_int_equal(look_cut(&b, b.len, WHOLE_PAGES), WHOLE_NOT_YET);
	talloc_free(ctx);
}

/* ---- JPEG, PNG, HEIC ---------------------------------------------------------------------------- */

#define JPEG_HEAD "\xff\xd8\xff\xe1\0\x0c" "Exif\xff\xd8\xff\xd9..\xff\xdb\0\5abc\xff\xff\xc0\0\4ab\xff\xda\0\4ab"

static void
test_jpeg(void **state)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer b = buffer_init(ctx);

	(void)state;
	/* A thumbnail with an end of its own, stuffing, a restart, a second scan. */
	PUT(&b, JPEG_HEAD "data\xff\0data\xff\xd0more\xff\xc4\0\5abc\xff\xda\0\4abdata\xff\xd9");
	check_cuts(&b, WHOLE_PAGES, 0);
	PUT(&b, "\0\0\0\0 what a camera adds");
	assert_int_equal(look_cut(&b, b.len, WHOLE_PAGES), WHOLE_YES);
	buffer_clear(&b);
	PUT(&b, JPEG_HEAD);
	for (int i = 0; i < 100000; i++)
		PUT(&b, "x\xff\0");
	PUT(&b, "\xff\xd9");
	assert_int_equal(look_cut(&b, b.len, WHOLE_PAGES), WHOLE_YES);
	for (size_t n = b.len - 40000; n < b.len; n += 97)
		assert_int_equal(look_cut(&b, n, WHOLE_PAGES), WHOLE_NOT_YET);
	buffer_clear(&b);
	PUT(&b, "\xff\xd8\xff\xe0\0\1\xff\xda\0\2\xff\xd9 and more than sixteen");
	assert_int_equal(look_cut(&b, b.len, WHOLE_PAGES), WHOLE_NOT_YET);
	talloc_free(ctx);
}

static void
test_png(void **state)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer b = buffer_init(ctx);

	(void)state;
	PUT(&b, "\x89PNG\r\n\x1a\n\0\0\0\4IHDRabcdCRC_\0\0\0\6IDATpixelsCRC_\0\0\0\0IENDCRC_");
	check_cuts(&b, WHOLE_PAGES, 0);
	buffer_clear(&b);
	PUT(&b, "\x89PNG\r\n\x1a\n\0\0\0\4IHDRabcdCRC_\xff\xff\xff\xffIDATpixelsCRC_\0\0\0\0IENDCRC_");
	assert_int_equal(look_cut(&b, b.len, WHOLE_PAGES), WHOLE_NOT_YET);
	buffer_clear(&b);
	PUT(&b, "\x89PNG\r\n\x1a\n\0\0\0\4IHDRabcdCRC_\0\0\0\0IENDCRC_");
	assert_int_equal(look_cut(&b, b.len, WHOLE_PAGES), WHOLE_NOT_YET);
	talloc_free(ctx);
}

static void
test_heic(void **state)
{
	static const struct {
		const char *octets;
		size_t len;
		enum whole whole;
	} cases[] = {
#define CASE(literal, whole) { literal, sizeof literal - 1, whole }
		CASE("\0\0\0\x10" "ftypheic1234\0\0\0\x0cmeta1234\0\0\0\0mdatpicture", WHOLE_YES),
		CASE("\0\0\0\x10" "ftypheic1234\0\0\0\x0cmeta1234\0\0\0\7mdatpicture", WHOLE_NOT_YET),
		CASE("\0\0\0\x10" "ftypheic1234\0\0\0\x0cmeta1234\xff\xff\xff\xffmdatpicture", WHOLE_NOT_YET),
		CASE("\0\0\0\x10" "ftypheic1234\0\0\0\x0cmeta1234\0\0\0\1mdat\0\0\0\0\0\0\0\x11" "x", WHOLE_YES),
		CASE("\0\0\0\x10" "ftypheic1234\0\0\0\x0cmeta1234\0\0\0\1mdat\xff\xff\xff\xff\xff\xff\xff\xff" "x", WHOLE_NOT_YET),
		CASE("\0\0\0\x10" "ftypheic1234\0\0\0\x0cmeta1234\0\0\0\1mdat\0\0\0\0\0\0\0\0" "x", WHOLE_NOT_YET),
		CASE("\0\0\0\x10" "ftypheic1234\0\0\0\x0cmeta1234", WHOLE_NOT_YET),
	};
	void *ctx = must(talloc_new(NULL));
	struct buffer b = buffer_init(ctx);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		buffer_clear(&b);
		put(&b, cases[i].octets, cases[i].len);
		if (look_cut(&b, b.len, WHOLE_PAGES) != cases[i].whole)
			fail_msg("HEIC number %zu", i);
	}
	buffer_clear(&b);
	PUT(&b, "\0\0\0\x10" "ftypheic1234\0\0\0\x0cmeta1234\0\0\0\x0fmdatpicture");
	check_cuts(&b, WHOLE_PAGES, 0);
	talloc_free(ctx);
}

/* ---- ZIP, text --------------------------------------------------------------------------------- */

static struct buffer
make_zip(void *ctx, struct bytes content, uint32_t place_lie, const char *comment)
{
	struct buffer b = buffer_init(ctx);
	size_t place;

	PUT(&b, "PK\3\4 a local header and a name ");
	buffer_add(&b, content.data, content.len);
	place = b.len;
	PUT(&b, "PK\1\2 a central header and a name");
	PUT(&b, "PK\5\6\0\0\0\0\1\0\1\0");
	put_number(&b, false, 4, b.len - 12 - place);
	put_number(&b, false, 4, place + place_lie);
	put_number(&b, false, 2, strlen(comment));
	buffer_string(&b, comment);
	return b;
}

static void
test_zip(void **state)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer inner = make_zip(ctx, bytes_of("text"), 0, ""), b = make_zip(ctx, buffer_bytes(&inner), 0, "a comment");

	(void)state;
	check_cuts(&inner, WHOLE_ARCHIVE, 0);
	check_cuts(&b, WHOLE_ARCHIVE, 0);
	b = make_zip(ctx, bytes_of("text"), 1, "");
	assert_int_equal(look_cut(&b, b.len, WHOLE_ARCHIVE), WHOLE_NOT_YET);
	b = make_zip(ctx, bytes_of("text"), 0xf0000000, "");
	assert_int_equal(look_cut(&b, b.len, WHOLE_ARCHIVE), WHOLE_NOT_YET);
	/* Nothing but beginnings of the end. */
	b = make_zip(ctx, bytes_of("text"), 0, "");
	for (int i = 0; i < 50000; i++)
		PUT(&b, "PK\5\6");
	assert_int_equal(look_cut(&b, b.len, WHOLE_ARCHIVE), WHOLE_NOT_YET);
	talloc_free(ctx);
}

static void
test_text(void **state)
{
	static const struct {
		const char *octets;
		size_t len;
		enum whole_kind kind;
		enum whole whole;
	} cases[] = {
#define TEXT(literal, kind, whole) { literal, sizeof literal - 1, kind, whole }
		TEXT("", WHOLE_FORM, WHOLE_NOT_YET),
		TEXT("x", WHOLE_FORM, WHOLE_YES),
		TEXT("\x8e\x81\x96\xbc: \x8e\x52\x93\x63", WHOLE_FORM, WHOLE_YES),
		TEXT("\xff\xfe" "a\0b\0", WHOLE_TABLE, WHOLE_YES),
		TEXT("a,b\0c", WHOLE_TABLE, WHOLE_FOREIGN),
		TEXT("PK\3\4 a spreadsheet", WHOLE_TABLE, WHOLE_FOREIGN),
		TEXT("%PDF-1.4 a scan", WHOLE_FORM, WHOLE_FOREIGN),
		TEXT("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", WHOLE_TABLE, WHOLE_NOT_YET),
		TEXT("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", WHOLE_PAGES, WHOLE_NOT_YET),
		TEXT("II+\0 a TIFF of eight octets a place", WHOLE_PAGES, WHOLE_FOREIGN),
		TEXT("\x89PNG\r\n\x1a\n a picture", WHOLE_ARCHIVE, WHOLE_FOREIGN),
		TEXT("PK\3\4 an archive of some kind", WHOLE_PAGES, WHOLE_FOREIGN),
	};
	struct buffer b = buffer_init(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		buffer_clear(&b);
		put(&b, cases[i].octets, cases[i].len);
		if (look_cut(&b, b.len, cases[i].kind) != cases[i].whole)
			fail_msg("text number %zu", i);
	}
	talloc_free(b.data);
}

static void
test_names(void **state)
{
	(void)state;
	assert_int_equal(whole_kind_of("a.pdf"), WHOLE_PAGES);
	assert_int_equal(whole_kind_of("a.b.TIFF"), WHOLE_PAGES);
	assert_int_equal(whole_kind_of("a.HeIc"), WHOLE_PAGES);
	assert_int_equal(whole_kind_of("a.zip"), WHOLE_ARCHIVE);
	assert_int_equal(whole_kind_of("a.CSV"), WHOLE_TABLE);
	assert_int_equal(whole_kind_of("a.txt"), WHOLE_FORM);
	assert_int_equal(whole_kind_of("a"), WHOLE_NO_KIND);
	assert_int_equal(whole_kind_of("pdf"), WHOLE_NO_KIND);
	assert_int_equal(whole_kind_of(".pdf"), WHOLE_NO_KIND);
	assert_int_equal(whole_kind_of("a."), WHOLE_NO_KIND);
	assert_int_equal(whole_kind_of("a.pdfx"), WHOLE_NO_KIND);
	assert_int_equal(whole_stem("a.b.c"), 3);
	assert_int_equal(whole_stem("abc"), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tiff), cmocka_unit_test(test_tiff_circle), cmocka_unit_test(test_tiff_labour),
		cmocka_unit_test(test_pdf), cmocka_unit_test(test_jpeg), cmocka_unit_test(test_png),
		cmocka_unit_test(test_heic), cmocka_unit_test(test_zip), cmocka_unit_test(test_text),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, open_file, close_file);
}
