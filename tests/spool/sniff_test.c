/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sniff_test - kinds of files by their first octets, known here and by libmagic. */
#include "config/memory.h"
#include "spool/sniff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define OCTETS(string) { (const unsigned char *)(string), sizeof(string) - 1 }
#define ENTRY(name) "PK\x03\x04\x14\0\x06\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" name
#define FILLING "\x01\x02PK\x03 data that is compressed"

struct example {
	struct bytes octets;
	const char *type;
	bool certain;
};

static const struct example examples[] = {
	{ OCTETS("\xff\xd8\xff\xe0\0\x10JFIF"), "image/jpeg", true },
	{ OCTETS("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "image/png", true },
	{ OCTETS("GIF89a"), "image/gif", true },
	{ OCTETS("MM\0*\0\0\0\x08"), "image/tiff", true },
	{ OCTETS("\0\0\0\x24" "ftypheic"), "image/heic", true },
	{ OCTETS("%PDF-1.7\n"), "application/pdf", true },
	{ OCTETS("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "application/x-ole-storage", true },
	{ OCTETS(ENTRY("[Content_Types].xml") FILLING ENTRY("_rels/.rels") FILLING ENTRY("word/document.xml")),
	    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", true },
	{ OCTETS(ENTRY("[Content_Types].xml") FILLING ENTRY("xl/workbook.xml")),
	    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true },
	{ OCTETS(ENTRY("mimetypeapplication/vnd.oasis.opendocument.text")), "application/vnd.oasis.opendocument.text",
	    true },
	{ OCTETS(ENTRY("photos/1.jpg") FILLING ENTRY("sword/2.jpg")), "application/zip", true },
	{ OCTETS("PK\x03\x04"), "application/zip", true },
	{ OCTETS("#!/bin/sh\necho words\n"), "text/x-shellscript", false },
	{ OCTETS("words\n"), "text/plain", false },
	{ OCTETS("PK\x03"), "application/octet-stream", false },
	{ OCTETS("%PD"), "text/plain", false },
	{ OCTETS(""), "application/octet-stream", true },
};

static void
test_types(void **state)
{
	void *ctx = talloc_new(NULL);
	struct sniffer *sniffer;
	struct fault f = { "" };

	(void)state;
	if (sniffer_open(ctx, &sniffer, &f) != DONE)
		fail_msg("%s", f.text);
	for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
		assert_string_equal(sniff(sniffer, ctx, examples[i].octets), examples[i].type);
		assert_int_equal(sniff_is_certain(examples[i].octets), examples[i].certain);
	}
	talloc_free(ctx);
}

/* Not an octet behind the end is looked at, wherever it is cut. */
static void
test_cut(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++)
		for (size_t n = 0; n <= examples[i].octets.len; n++) {
			unsigned char *exact = malloc(n + (n == 0));

			assert_non_null(exact);
			memcpy(exact, examples[i].octets.data, n);
			(void)sniff_is_certain((struct bytes){ exact, n });
			free(exact);
		}
	talloc_free(ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
